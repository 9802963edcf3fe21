//! Collections of polygons: units, areas, zones, extents, pieces.
use super::chief_columns::{chief, held};
use super::lines::validity;
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use geo::{Geometry, MultiPolygon};
use riverchief_core::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Level, WaterKind, ZoneKind};
use riverchief_core::domain::records::{ManagementExtent, WaterArea, Zone, ZonePiece};
use riverchief_core::domain::time::Validity;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, Ground, SegmentFilter, outside_id};
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use std::sync::Arc;

fn polygons(shape: &MultiPolygon<f64>) -> Geometry<f64> {
    Geometry::MultiPolygon(shape.clone())
}

pub(super) fn units(collection: CollectionId, index: &Index, level: Level) -> Vec<Row> {
    let units = index.units.items().iter().filter(|u| u.level == level);
    let row = |unit: &std::sync::Arc<riverchief_core::domain::records::AdminUnit>| {
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
                None => values.text(
                    "general_chief_state",
                    index.law.without_post(false).as_str().to_lowercase(),
                ),
            }
        }
        values.real("area_m2", multipolygon_area_m2(&unit.geometry));
        values.valid(unit.validity);
        Row::new(collection, unit.code.as_str(), values, Some(polygons(&unit.geometry)))
    };
    units.map(row).collect()
}

pub(super) fn functional_areas(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |area: &std::sync::Arc<riverchief_core::domain::records::FunctionalArea>| {
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
    let row = |sea: &std::sync::Arc<riverchief_core::domain::records::MarineArea>| {
        let mut values = Values::default();
        values.text("id", sea.id.as_str());
        values.maybe("name", Some(&sea.name));
        values.valid(sea.validity);
        Row::new(collection, sea.id.as_str(), values, Some(polygons(&sea.geometry)))
    };
    index.law.marine_areas.iter().map(row).collect()
}

/// A row for the part of a record in the city, and one without a chief for the part outside the city limit (Z11). `values`
/// adds the values other than id, jurisdiction and validity; its second argument says whether the part is in the city.
fn divided(
    collection: CollectionId,
    id: &str,
    ground: Ground<'_>,
    validity: Validity,
    values: impl Fn(&mut Values, bool),
) -> Vec<Row> {
    let whole = ground.inside.is_none() || ground.outside.is_none();
    let parts = [(ground.inside, true), (ground.outside, false)];
    let shapes = parts.into_iter().filter_map(|(shape, inside)| Some((shape?, inside)));
    let row = |(shape, inside): (std::borrow::Cow<'_, MultiPolygon<f64>>, bool)| {
        let own = if inside || whole { id.to_owned() } else { outside_id(id) };
        let mut all = Values::default();
        all.text("id", &own);
        all.text("jurisdiction", if inside { "inside" } else { "outside" });
        values(&mut all, inside);
        all.valid(validity);
        Row::new(collection, &own, all, Some(Geometry::MultiPolygon(shape.into_owned())))
    };
    shapes.map(row).collect()
}

fn of_water(index: &Index, code: &WaterCode, values: &mut Values) {
    values.text("water", code.as_str());
    values.maybe("name", water_name(index, code));
}

pub(super) fn water_areas(collection: CollectionId, index: &Index) -> Vec<Row> {
    let limit = CityLimit::new(index);
    let rows = |area: &Arc<WaterArea>| {
        let water = index.law.waters.get(&area.water);
        divided(
            collection,
            area.id.as_str(),
            limit.area(area),
            area.validity,
            |values, _| {
                of_water(index, &area.water, values);
                values.maybe("kind", water.map(|w| WaterKind::as_str(w.kind)));
                values.maybe("grade", water.and_then(|w| w.grade.as_deref()));
                values.flag("city_level", index.law.city_level(&area.water));
                values.whole("layer", water.map_or(0, |w| w.layer));
            },
        )
    };
    index.law.water_areas.iter().flat_map(rows).collect()
}

pub(super) fn pieces(collection: CollectionId, index: &Index) -> Vec<Row> {
    let chiefs = views::segment_chiefs(index);
    let segments = views::segments(index, &SegmentFilter::default());
    let pieces = segments.into_iter().filter(|s| s.branch.is_none());
    let row = |piece: riverchief_core::domain::results::SegmentRow| {
        let mut values = Values::default();
        values.text("id", piece.id.as_str());
        of_water(index, &piece.water, &mut values);
        values.text("level", piece.level.as_str());
        values.text("unit", piece.unit.as_str());
        values.maybe("unit_name", unit_name(index, &piece.unit));
        values.flag("registered", piece.registered);
        values.flag("city_level", index.law.city_level(&piece.water));
        chief(index, chiefs.get(&piece.id), &mut values);
        values.valid(validity(index, &piece));
        let shape = views::piece(index, &piece.water, &piece.unit).map(Geometry::MultiPolygon);
        Row::new(collection, piece.id.as_str(), values, shape)
    };
    pieces.map(row).collect()
}

pub(super) fn water_zones(collection: CollectionId, index: &Index) -> Vec<Row> {
    let limit = CityLimit::new(index);
    let pools = index.law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    let rows = |zone: &Arc<Zone>| {
        divided(
            collection,
            zone.id.as_str(),
            limit.zone(zone),
            zone.validity,
            |values, inside| {
                values.text("zone", zone.id.as_str());
                of_water(index, &zone.water, values);
                values.maybe("reference_level", zone.reference_level.as_deref());
                values.date("reference_date", zone.reference_date);
                values.flag("managed_whole", zone.managed_whole);
                if inside {
                    chief(index, views::pool_chief(index, zone).as_ref(), values);
                }
            },
        )
    };
    pools.flat_map(rows).collect()
}

pub(super) fn land_zones(collection: CollectionId, index: &Index) -> Vec<Row> {
    let limit = CityLimit::new(index);
    let rows = |piece: &Arc<ZonePiece>| {
        let zone = index.law.zones.get(&piece.zone)?;
        let ground = limit.piece(piece);
        Some(divided(
            collection,
            piece.id.as_str(),
            ground,
            piece.validity,
            |values, inside| {
                values.text("zone", piece.zone.as_str());
                of_water(index, &zone.water, values);
                values.text("village", piece.village.as_str());
                if inside {
                    chief(index, views::piece_chief(index, piece).as_ref(), values);
                }
            },
        ))
    };
    index.law.zone_pieces.iter().filter_map(rows).flatten().collect()
}

pub(super) fn extents(collection: CollectionId, index: &Index) -> Vec<Row> {
    let limit = CityLimit::new(index);
    let rows = |extent: &Arc<ManagementExtent>| {
        let ground = limit.extent(extent);
        divided(collection, extent.id.as_str(), ground, extent.validity, |values, _| {
            of_water(index, &extent.water, values);
        })
    };
    index.law.extents.iter().flat_map(rows).collect()
}
