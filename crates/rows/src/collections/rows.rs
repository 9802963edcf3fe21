//! The rows of each collection, the dates on which rows come and go, and the extent of a world.
use super::spec::CollectionId;
use super::table::{Table, united};
use super::{areas, lines, registers, reports, responsibilities};
use geo::{BoundingRect, Rect};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::{Finding, Snapshot};
use std::sync::Arc;

/// The bounding box of all geometries of a world, in longitude and latitude. It is found without making rows.
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
    shapes.chain(lines).chain(boards).reduce(united)
}

/// The dates on which rows can come or go. Between them the ids of a collection stay the same.
#[must_use]
pub fn dates_of_rows(collection: CollectionId, snapshot: &Snapshot) -> Vec<Date> {
    match collection.spec().id {
        "posts" => snapshot.post_dates(),
        // Findings are those of one day; for an interval, of its last day.
        "findings" => vec![],
        _ => snapshot.ground_dates(),
    }
}

/// The rows of a collection by the law of an index. `findings` returns the findings of that day; it is called only for the
/// collection of findings.
#[must_use]
pub fn table(collection: CollectionId, index: &Index, findings: impl FnOnce() -> Arc<[Finding]>) -> Table {
    let c = collection;
    let rows = match collection.spec().id {
        "cities" => areas::units(c, index, Level::City),
        "counties" => areas::units(c, index, Level::County),
        "townships" => areas::units(c, index, Level::Township),
        "villages" => areas::units(c, index, Level::Village),
        "functional_areas" => areas::functional_areas(c, index),
        "marine_areas" => areas::marine_areas(c, index),
        "waters" => lines::waters(c, index),
        "water_areas" => areas::water_areas(c, index),
        "centrelines" => lines::centrelines(c, index),
        "segments_city" => lines::segments(c, index, Level::City),
        "segments_county" => lines::segments(c, index, Level::County),
        "segments_township" => lines::segments(c, index, Level::Township),
        "segments_village" => lines::segments(c, index, Level::Village),
        "reaches" => lines::reaches(c, index),
        "pieces" => areas::pieces(c, index),
        "water_zones" => areas::water_zones(c, index),
        "land_zones" => areas::land_zones(c, index),
        "management_extents" => areas::extents(c, index),
        "notice_boards" => registers::boards(c, index),
        "posts" => registers::posts(c, index),
        "tenures" => registers::tenures(c, index),
        "sections" => reports::sections(c, index),
        "confluences" => reports::confluences(c, index),
        "findings" => reports::findings(c, &findings()),
        "responsibilities" => responsibilities::responsibilities(c, index),
        other => unreachable!("{other} has no rows"),
    };
    Table::new(collection, rows)
}
