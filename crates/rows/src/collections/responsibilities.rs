//! The collection of responsibilities: each segment, piece and zone with its chain of chiefs.
use super::branch_lines::BranchLines;
use super::chief_columns::{contact, held, holders};
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use geo::Geometry;
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::{FeatureId, PostId, UnitCode};
use riverchief_core::domain::kinds::{Bank, Level, PostKind};
use riverchief_core::domain::records::ZonePiece;
use riverchief_core::domain::results::{Responsibility, ResponsibilityKind, SegmentRow};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, Ground, SegmentFilter};
use std::collections::HashMap;

/// Names of the columns of a level of the chain: post, its name, state, holder, phone.
fn columns(level: Level) -> [&'static str; 5] {
    match level {
        Level::City => ["city_post", "city_post_name", "city_state", "city_holder", "city_phone"],
        Level::County => [
            "county_post",
            "county_post_name",
            "county_state",
            "county_holder",
            "county_phone",
        ],
        Level::Township => [
            "township_post",
            "township_post_name",
            "township_state",
            "township_holder",
            "township_phone",
        ],
        Level::Village => [
            "village_post",
            "village_post_name",
            "village_state",
            "village_holder",
            "village_phone",
        ],
    }
}

fn chain(seats: &[Seat], values: &mut Values) {
    for level in Level::ALL {
        let river = |s: &&Seat| s.level == *level && s.kind == PostKind::RiverChief;
        let Some(seat) = seats.iter().find(river) else { continue };
        let [post, name, state, holder, phone] = columns(*level);
        values.maybe(post, seat.post.as_ref().map(PostId::as_str));
        values.maybe(name, seat.post_name.as_deref());
        values.text(state, seat.state.as_str().to_lowercase());
        values.maybe(holder, Some(held(seat)));
        values.maybe(phone, seat.phone.as_deref());
    }
    if let Some(keeper) = seats.iter().find(|s| s.kind == PostKind::ReservoirChief) {
        values.maybe("reservoir_post", keeper.post.as_ref().map(PostId::as_str));
        values.maybe("reservoir_post_name", keeper.post_name.as_deref());
        values.maybe("reservoir_holder", Some(held(keeper)));
        values.maybe("reservoir_phone", keeper.phone.as_deref());
    }
}

pub(super) fn responsibilities(collection: CollectionId, index: &Index) -> Vec<Row> {
    let law = &index.law;
    let lines = BranchLines::new(index);
    let limit = CityLimit::new(index);
    let pieces: HashMap<&str, &ZonePiece> = law.zone_pieces.iter().map(|p| (p.id.as_str(), &**p)).collect();
    let surface = |ground: Ground<'_>| ground.inside.map(|shape| Geometry::MultiPolygon(shape.into_owned()));
    let all = views::segments(index, &SegmentFilter::default());
    let segments: HashMap<&str, &SegmentRow> = all.iter().map(|s| (s.id.as_str(), s)).collect();
    let line_of = |segment: &SegmentRow| -> Option<Geometry<f64>> {
        let branch = segment.branch?;
        let runs = views::runs(index, segment).into_iter();
        let mut shapes: Vec<Geometry<f64>> = runs
            .filter_map(|(from_m, to_m)| lines.slice(&segment.water, branch, from_m, to_m))
            .collect();
        if shapes.len() < 2 {
            return shapes.pop();
        }
        let lines = shapes
            .into_iter()
            .filter_map(|shape| geo::LineString::try_from(shape).ok());
        Some(Geometry::MultiLineString(lines.collect()))
    };
    let geometry = |row: &Responsibility| -> Option<Geometry<f64>> {
        match row.what {
            ResponsibilityKind::Segment => line_of(segments.get(row.id.as_str())?),
            ResponsibilityKind::Piece => {
                views::piece(index, &row.water, row.unit.as_ref()?).map(Geometry::MultiPolygon)
            }
            ResponsibilityKind::WaterZone => {
                let zone = law.zones.get(&FeatureId::new(&row.id));
                zone.and_then(|zone| surface(limit.zone(zone)))
            }
            ResponsibilityKind::LandZone => (pieces.get(row.id.as_str())).and_then(|piece| surface(limit.piece(piece))),
        }
    };
    let mut list = vec![];
    for row in views::responsibilities(index) {
        let mut values = Values::default();
        // Segments and zones have ids of their own registers, which may be the same.
        let id = match row.what {
            ResponsibilityKind::Segment | ResponsibilityKind::Piece => row.id.clone(),
            zone => format!("{}.{}", zone.as_str(), row.id),
        };
        values.text("id", &id);
        values.text("what", row.what.as_str());
        values.text("water", row.water.as_str());
        values.maybe("name", water_name(index, &row.water));
        values.maybe("level", row.level.map(Level::as_str));
        values.maybe("unit", row.unit.as_ref().map(UnitCode::as_str));
        values.maybe("unit_name", row.unit.as_ref().and_then(|u| unit_name(index, u)));
        if let Some((branch, from_m, to_m, bank)) = row.stretch {
            values.text("bank", Bank::as_str(bank));
            values.whole("branch", branch);
            values.real("measure_from", from_m);
            values.real("measure_to", to_m);
        }
        values.flag("registered", row.registered);
        values.flag("city_level", law.city_level(&row.water));
        chain(&row.chain, &mut values);
        values.texts("direct", row.direct.iter().map(PostId::as_str));
        let direct = || row.direct.iter().filter_map(|id| law.post_table().get(id));
        values.texts("direct_names", direct().map(|p| &p.name));
        values.texts("direct_holders", direct().map(|p| holders(p, ",")));
        values.texts(
            "direct_phones",
            direct().map(|p| p.phone.as_deref().unwrap_or_default()),
        );
        contact(index, row.first_contact.as_ref(), row.accountable.as_ref(), &mut values);
        let general: Vec<&str> = (row.general_chiefs.iter())
            .filter_map(|s| s.post.as_ref().map(PostId::as_str))
            .collect();
        values.maybe("general_chiefs", Some(general.join(";")));
        values.valid(row.validity);
        list.push(Row::new(collection, &id, values, geometry(&row)));
    }
    list
}
