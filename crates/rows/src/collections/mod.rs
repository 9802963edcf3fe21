//! Collections: the world of one day as typed rows with exact geometry, for analysts.
//!
//! A collection is declared once (`spec`), with the type and meaning of each column; its rows are records and the
//! resolver's views, copied. It knows no filter, no format and no HTTP.
mod chiefs;
mod column;
pub mod geojson;
mod grounds;
mod registers;
mod reports;
mod spec;
mod stretches;
mod table;

pub use column::{Column, ColumnKind};
pub use spec::{COLLECTIONS, CollectionId, CollectionSpec, GeometryType, UnknownCollection};
pub use table::{Cell, Row, Table};

use geo::{BoundingRect, Rect};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::{Finding, Snapshot};
use std::sync::Arc;

/// The box of everything in a world that has a place, in longitude and latitude; no row needs to be made for it.
#[must_use]
pub fn bounds(index: &Index) -> Option<Rect<f64>> {
    let law = &index.law;
    let shapes = (index.units.items().iter().map(|r| &r.geometry))
        .chain(law.functional_areas.iter().filter_map(|r| r.geometry.as_ref()))
        .chain(law.water_areas.iter().map(|r| &r.geometry))
        .chain(law.zones.values().map(|r| &r.geometry))
        .chain(law.zone_pieces.iter().map(|r| &r.geometry))
        .chain(law.extents.iter().map(|r| &r.geometry))
        .chain(law.marine_areas.iter().map(|r| &r.geometry))
        .filter_map(BoundingRect::bounding_rect);
    let lines = law
        .network
        .branches
        .iter()
        .filter_map(|b| b.line.line().bounding_rect());
    let boards = law.boards.iter().map(|b| b.location.bounding_rect());
    shapes.chain(lines).chain(boards).reduce(table::united)
}

/// When rows can come or go; between such dates the ids of a collection stay the same, whatever else changes.
#[must_use]
pub fn dates_of_rows(collection: CollectionId, snapshot: &Snapshot) -> Vec<Date> {
    match collection.spec().id {
        "posts" => snapshot.post_dates(),
        // What is found is found on a day: of an interval, on its last.
        "findings" => vec![],
        _ => snapshot.ground_dates(),
    }
}

/// The rows of a collection by the law of an index; `findings` is asked for the findings of that day, once, if they are wanted.
#[must_use]
pub fn table(collection: CollectionId, index: &Index, findings: impl FnOnce() -> Arc<[Finding]>) -> Table {
    let c = collection;
    let rows = match collection.spec().id {
        "cities" => grounds::units(c, index, Level::City),
        "counties" => grounds::units(c, index, Level::County),
        "townships" => grounds::units(c, index, Level::Township),
        "villages" => grounds::units(c, index, Level::Village),
        "functional_areas" => grounds::functional_areas(c, index),
        "marine_areas" => grounds::marine_areas(c, index),
        "waters" => stretches::waters(c, index),
        "water_areas" => grounds::water_areas(c, index),
        "centrelines" => stretches::centrelines(c, index),
        "segments_city" => stretches::segments(c, index, Level::City),
        "segments_county" => stretches::segments(c, index, Level::County),
        "segments_township" => stretches::segments(c, index, Level::Township),
        "segments_village" => stretches::segments(c, index, Level::Village),
        "reaches" => stretches::reaches(c, index),
        "pieces" => grounds::pieces(c, index),
        "water_zones" => grounds::water_zones(c, index),
        "land_zones" => grounds::land_zones(c, index),
        "management_extents" => grounds::extents(c, index),
        "notice_boards" => registers::boards(c, index),
        "posts" => registers::posts(c, index),
        "tenures" => registers::tenures(c, index),
        "sections" => reports::sections(c, index),
        "confluences" => reports::confluences(c, index),
        "findings" => reports::findings(c, &findings()),
        "responsibilities" => chiefs::responsibilities(c, index),
        other => unreachable!("{other} has no rows"),
    };
    Table::new(collection, rows)
}
