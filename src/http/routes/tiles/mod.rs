//! Tiles, `TileJSON` and the catalogue, at the same paths as in martin.
pub mod catalog;
pub mod fixed;
pub mod short;
pub mod tilejson;
