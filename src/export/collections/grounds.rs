//! Collections of polygons: units, areas, zones, extents, pieces.
use super::chiefs::{chief, held, unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, SeatState, WaterKind, ZoneKind};
use crate::geom::ellipsoid::multipolygon_area_m2;
use crate::index::Index;
use crate::resolve::views::{self, SegmentFilter};
use geo::{Geometry, MultiPolygon};

fn polygons(shape: &MultiPolygon<f64>) -> Geometry<f64> {
    Geometry::MultiPolygon(shape.clone())
}

pub(super) fn units(collection: CollectionId, index: &Index, level: Level) -> Vec<Row> {
    let units = index.units.items().iter().filter(|u| u.level == level);
    let row = |unit: &std::sync::Arc<crate::domain::records::AdminUnit>| {
        let mut values = Values::default();
        values.text("code", unit.code.as_str());
        values.maybe("name", Some(&unit.name));
        values.text("level", unit.level.as_str());
        values.maybe("parent", index.law.parent(unit).as_ref().map(UnitCode::as_str));
        // The plan has no general chief at village level (L2).
        if level != Level::Village {
            match views::general_chief(index, &unit.code) {
                Some(seat) => {
                    values.maybe("general_chief", seat.post.as_ref().map(PostId::as_str));
                    values.maybe("general_chief_name", seat.post_name.as_deref());
                    values.text("general_chief_state", seat.state.as_str().to_lowercase());
                    values.maybe("general_chief_holder", Some(held(&seat)));
                    values.maybe("general_chief_phone", seat.phone.as_deref());
                }
                // A world of borders alone has no seats to miss.
                None if index.law.posts.is_empty() => {}
                None => values.text("general_chief_state", SeatState::Gap.as_str().to_lowercase()),
            }
        }
        values.real("area_m2", multipolygon_area_m2(&unit.geometry));
        values.valid(unit.validity);
        Row::new(collection, unit.code.as_str(), values, Some(polygons(&unit.geometry)))
    };
    units.map(row).collect()
}

pub(super) fn functional_areas(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |area: &std::sync::Arc<crate::domain::records::FunctionalArea>| {
        let mut values = Values::default();
        values.text("code", area.code.as_str());
        values.maybe("name", Some(&area.name));
        values.text("acts_as", Level::County.as_str());
        values.texts("over", area.over.iter().map(UnitCode::as_str));
        values.valid(area.validity);
        let shape = area.geometry.as_ref().map(polygons);
        Row::new(collection, area.code.as_str(), values, shape)
    };
    index.law.functional_areas.iter().map(row).collect()
}

pub(super) fn marine_areas(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |sea: &std::sync::Arc<crate::domain::records::MarineArea>| {
        let mut values = Values::default();
        values.text("id", sea.id.as_str());
        values.maybe("name", Some(&sea.name));
        values.valid(sea.validity);
        Row::new(collection, sea.id.as_str(), values, Some(polygons(&sea.geometry)))
    };
    index.law.marine_areas.iter().map(row).collect()
}

fn of_water(index: &Index, code: &WaterCode, values: &mut Values) {
    values.text("water", code.as_str());
    values.maybe("name", water_name(index, code));
}

pub(super) fn water_areas(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |area: &std::sync::Arc<crate::domain::records::WaterArea>| {
        let mut values = Values::default();
        let water = index.law.waters.get(&area.water);
        values.text("id", area.id.as_str());
        of_water(index, &area.water, &mut values);
        values.maybe("kind", water.map(|w| WaterKind::as_str(w.kind)));
        values.maybe("grade", water.and_then(|w| w.grade.as_deref()));
        values.flag("city_level", index.law.city_level(&area.water));
        values.whole("layer", water.map_or(0, |w| w.layer));
        values.valid(area.validity);
        Row::new(collection, area.id.as_str(), values, Some(polygons(&area.geometry)))
    };
    index.law.water_areas.iter().map(row).collect()
}

pub(super) fn pieces(collection: CollectionId, index: &Index) -> Vec<Row> {
    let chiefs = views::segment_chiefs(index);
    let segments = views::segments(index, &SegmentFilter::default());
    let pieces = segments.into_iter().filter(|s| s.branch.is_none());
    let row = |piece: crate::domain::views::SegmentRow| {
        let mut values = Values::default();
        values.text("id", piece.id.as_str());
        of_water(index, &piece.water, &mut values);
        values.text("level", piece.level.as_str());
        values.text("unit", piece.unit.as_str());
        values.maybe("unit_name", unit_name(index, &piece.unit));
        values.flag("registered", piece.registered);
        values.flag("city_level", index.law.city_level(&piece.water));
        chief(index, chiefs.get(&piece.id), &mut values);
        values.valid(super::stretches::validity(index, &piece));
        let shape = views::piece(index, &piece.water, &piece.unit).map(Geometry::MultiPolygon);
        Row::new(collection, piece.id.as_str(), values, shape)
    };
    pieces.map(row).collect()
}

pub(super) fn water_zones(collection: CollectionId, index: &Index) -> Vec<Row> {
    let pools = index.law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    let row = |zone: &std::sync::Arc<crate::domain::records::Zone>| {
        let mut values = Values::default();
        values.text("id", zone.id.as_str());
        values.text("zone", zone.id.as_str());
        of_water(index, &zone.water, &mut values);
        values.maybe("reference_level", zone.reference_level.as_deref());
        values.date("reference_date", zone.reference_date);
        values.flag("managed_whole", zone.managed_whole);
        chief(index, views::pool_chief(index, zone).as_ref(), &mut values);
        values.valid(zone.validity);
        Row::new(collection, zone.id.as_str(), values, Some(polygons(&zone.geometry)))
    };
    pools.map(row).collect()
}

pub(super) fn land_zones(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |piece: &std::sync::Arc<crate::domain::records::ZonePiece>| {
        let zone = index.law.zones.get(&piece.zone)?;
        let mut values = Values::default();
        values.text("id", piece.id.as_str());
        values.text("zone", piece.zone.as_str());
        of_water(index, &zone.water, &mut values);
        values.text("village", piece.village.as_str());
        chief(index, views::piece_chief(index, piece).as_ref(), &mut values);
        values.valid(piece.validity);
        Some(Row::new(
            collection,
            piece.id.as_str(),
            values,
            Some(polygons(&piece.geometry)),
        ))
    };
    index.law.zone_pieces.iter().filter_map(row).collect()
}

pub(super) fn extents(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |extent: &std::sync::Arc<crate::domain::records::ManagementExtent>| {
        let mut values = Values::default();
        values.text("id", extent.id.as_str());
        of_water(index, &extent.water, &mut values);
        values.valid(extent.validity);
        Row::new(collection, extent.id.as_str(), values, Some(polygons(&extent.geometry)))
    };
    index.law.extents.iter().map(row).collect()
}
