//! Tiles, `TileJSON` and the catalogue, at the root as martin has them.
pub mod catalog;
pub mod fixed;
pub mod short;
pub mod tilejson;
