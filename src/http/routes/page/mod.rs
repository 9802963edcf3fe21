//! Routes that only the web page needs: its settings, events, and tiles of a base map.
pub mod base_map;
pub mod config;
pub mod events;
