//! Vector tiles of the default world.
mod every_tile;
mod fixtures;
mod raw;
mod world;
