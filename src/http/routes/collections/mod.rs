//! OGC API – Features: `/collections` and below, `/conformance`.
pub mod conformance;
pub mod item;
pub mod items;
pub mod list;
pub mod queryables;
pub mod schema;
pub mod show;
