//! What the page asks beside the look-ups: its settings, news, and tiles of a base map.
pub mod base_map;
pub mod config;
pub mod events;
