//! The collection of responsibilities: each segment, piece and zone with its chain of chiefs.
use super::branch_lines::BranchLines;
use super::chief_columns::{contact, held, holders};
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use geo::Geometry;
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::{FeatureId, PostId, SegmentId, UnitCode};
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

/// Finds the geometry of segments, pieces and zones.
struct Geometries<'a> {
    index: &'a Index,
    lines: BranchLines<'a>,
    limit: CityLimit<'a>,
    segments: HashMap<SegmentId, SegmentRow>,
    pieces: HashMap<&'a str, &'a ZonePiece>,
}

impl<'a> Geometries<'a> {
    fn new(index: &'a Index) -> Self {
        let segments = views::segments(index, &SegmentFilter::default());
        Self {
            index,
            lines: BranchLines::new(index),
            limit: CityLimit::new(index),
            segments: segments.into_iter().map(|s| (s.id.clone(), s)).collect(),
            pieces: (index.law.zone_pieces.iter()).map(|p| (p.id.as_str(), &**p)).collect(),
        }
    }

    fn of(&self, row: &Responsibility) -> Option<Geometry<f64>> {
        let surface = |ground: Ground<'_>| ground.inside.map(|shape| Geometry::MultiPolygon(shape.into_owned()));
        match row.what {
            ResponsibilityKind::Segment => self.line(self.segments.get(&SegmentId::new(&row.id))?),
            ResponsibilityKind::Piece => {
                views::piece(self.index, &row.water, row.unit.as_ref()?).map(Geometry::MultiPolygon)
            }
            ResponsibilityKind::WaterZone => {
                let zone = self.index.law.zones.get(&FeatureId::new(&row.id));
                zone.and_then(|zone| surface(self.limit.zone(zone)))
            }
            ResponsibilityKind::LandZone => {
                (self.pieces.get(row.id.as_str())).and_then(|piece| surface(self.limit.piece(piece)))
            }
        }
    }

    /// The parts of a segment for which its chief answers.
    fn line(&self, segment: &SegmentRow) -> Option<Geometry<f64>> {
        let branch = segment.branch?;
        let runs = views::runs(self.index, segment).into_iter();
        let mut shapes: Vec<Geometry<f64>> = runs
            .filter_map(|(from_m, to_m)| self.lines.slice(&segment.water, branch, from_m, to_m))
            .collect();
        if shapes.len() < 2 {
            return shapes.pop();
        }
        let lines = shapes
            .into_iter()
            .filter_map(|shape| geo::LineString::try_from(shape).ok());
        Some(Geometry::MultiLineString(lines.collect()))
    }
}

/// The id of a row. Segments and zones have ids of their own registers, which may be the same.
fn id_of(row: &Responsibility) -> String {
    match row.what {
        ResponsibilityKind::Segment | ResponsibilityKind::Piece => row.id.clone(),
        zone => format!("{}.{}", zone.as_str(), row.id),
    }
}

fn values(index: &Index, id: &str, row: &Responsibility) -> Values {
    let law = &index.law;
    let mut values = Values::default();
    values.text("id", id);
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
    values
}

pub(super) fn responsibilities(collection: CollectionId, index: &Index) -> Vec<Row> {
    let geometries = Geometries::new(index);
    let row = |row: &Responsibility| {
        let id = id_of(row);
        Row::new(collection, &id, values(index, &id, row), geometries.of(row))
    };
    views::responsibilities(index).iter().map(row).collect()
}
