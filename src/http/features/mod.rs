//! OGC API – Features over HTTP: parameters, coordinate reference systems, pages, schemas, links.
//!
//! It knows collections, parameters and headers; rows are `export::collections`', what passes a filter is `query`'s.
mod answer;
mod axes;
mod conformance;
mod drawing;
pub mod html;
mod page;
mod representation;
mod request;
mod schema;
mod shelf;
mod stream;
mod taking;
mod when;

pub use answer::{answer, problem as filter_problem, sentence};
pub use axes::{Axes, OFFERED, uri};
pub use conformance::CLASSES;
pub use html::STYLE;
pub use page::{files, item};
pub use request::{CollectionRequest, EarlyResponse, FilterText, ItemRequest, ItemsRequest, collection};
pub use schema::Properties;
pub use shelf::Shelf;
pub use when::Days;

/// Media type of GeoJSON.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of a JSON Schema.
pub const SCHEMA_JSON: &str = "application/schema+json";
/// Features in a page, where the client names no number.
pub const DEFAULT_LIMIT: usize = 100;
/// Most features in a page.
pub const MOST_ITEMS: usize = 10_000;
/// Most epochs over which an interval of `datetime` may reach.
pub const MOST_EPOCHS: usize = 64;

/// West, south, east, north of the world.
#[must_use]
pub fn world_bounds(index: &riverchief_core::index::Index) -> Option<[f64; 4]> {
    let bounds = riverchief_rows::collections::bounds(index)?;
    Some([bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y])
}
