//! Vector tiles of the default world.
mod attributes;
mod by_unit;
mod every_tile;
mod fixtures;
mod jurisdiction;
mod page;
mod raw;
mod readers;
mod roll;
mod tiling;
mod world;
mod zoom;
