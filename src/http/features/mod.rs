//! OGC API – Features over HTTP: parameters, coordinate reference systems, pages, schemas, links.
//!
//! It knows collections, parameters and headers. Rows come from `collections`, filters from `query`, both in
//! `crates/rows`.
mod answer;
pub mod axes;
mod bounds;
mod conformance;
pub mod datetime;
mod downloads;
mod drawing;
pub mod file_cache;
pub mod formats;
pub mod html;
mod item;
mod items_request;
mod markup;
pub mod media_types;
mod page;
mod representation;
mod request;
mod schema;
mod stream;

pub use answer::{answer, problem as filter_problem, sentence};
pub use axes::Axes;
pub use bounds::world_bounds;
pub use conformance::CLASSES;
pub use datetime::Days;
pub use html::STYLE;
pub use item::item;
pub use items_request::{DEFAULT_LIMIT, FilterText, ItemsRequest, MOST_ITEMS};
pub use request::{CollectionRequest, EarlyResponse, ItemRequest, collection};
pub use schema::Properties;
