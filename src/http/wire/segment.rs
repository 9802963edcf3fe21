//! Segments and their neighbours on the wire.
use super::geometry::{Line, Link};
use super::holder::HolderBody;
use super::lists;
use super::names::{Coded, Names, Responsible, Seated, texts};
use super::place::Position;
use super::reached::ReachedBody;
use super::seat::SeatBody;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use riverchief_core::domain::results::{Opposite, SegmentRow, SegmentView, StretchView, UnitLength};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// A stretch of a branch.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Stretch)]
pub struct StretchBody {
    /// 0 is the main course.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// Metres from the upstream end of the branch.
    pub to_m: f64,
    /// Geodesic length in metres.
    pub length_m: f64,
    /// `left`, `right` or `both`, seen downstream.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Upstream end.
    pub start: Position,
    /// Middle by measure.
    pub middle: Position,
    /// Downstream end.
    pub end: Position,
    /// The centreline between the two measures.
    pub geometry: Line,
}

impl From<&StretchView> for StretchBody {
    fn from(s: &StretchView) -> Self {
        Self {
            branch: s.branch,
            from_m: s.from_m,
            to_m: s.to_m,
            length_m: s.length_m(),
            bank: s.bank.as_str(),
            start: s.start.into(),
            middle: s.middle.into(),
            end: s.end.into(),
            geometry: (&s.line).into(),
        }
    }
}

/// A registered or derived segment.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Segment)]
pub struct SegmentBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The id.
    pub id: String,
    /// Whether the segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// The water.
    pub water: Coded,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The responsible unit.
    pub unit: Coded,
    /// Its place on a branch; absent for a piece of an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<StretchBody>,
    /// Area of a piece, m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// The post of its own level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Seated>,
    /// Units of its level by geometry, with lengths.
    pub computed: Vec<UnitLengthBody>,
    /// Remarks, as codes.
    pub remarks: Vec<String>,
    /// Segments, pieces and WATER zones directly upstream.
    pub upstream: Vec<ReachedBody>,
    /// Segments, pieces and WATER zones directly downstream.
    pub downstream: Vec<ReachedBody>,
    /// Segments on the other bank.
    pub opposite_bank: Vec<OppositeBody>,
    /// Segments of the other levels over the same stretch.
    pub nested: Vec<String>,
    /// Notice boards.
    pub boards: Vec<String>,
    /// Documents of the water (一河一策).
    pub documents: Vec<String>,
    /// Whether the branch continues beyond the city limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues_outside: Option<ContinuesOutsideBody>,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// First day after the end of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

/// A length in a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitLength)]
pub struct UnitLengthBody {
    /// The unit.
    pub unit: Coded,
    /// Metres.
    pub length_m: f64,
}

impl UnitLengthBody {
    fn new(u: &UnitLength, names: Names<'_>) -> Self {
        Self {
            unit: names.unit(&u.unit),
            length_m: u.length_m,
        }
    }
}

/// Where a branch continues beyond the city limit (rule X).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ContinuesOutside)]
pub struct ContinuesOutsideBody {
    /// Whether it continues beyond its upstream end.
    pub upstream: bool,
    /// Whether it continues beyond its downstream end.
    pub downstream: bool,
    /// Units on the other side, if known.
    pub neighbours: Vec<Coded>,
}

/// The segment on the other bank.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OppositeSegment)]
pub struct OppositeBody {
    /// The segment.
    pub segment: String,
    /// Whether the segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// Its unit.
    pub unit: Coded,
    /// Its bank.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Start of the stretch on which the two segments face each other, in metres.
    pub from_m: f64,
    /// End of that stretch, in metres.
    pub to_m: f64,
    /// Its post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Seated>,
}

impl OppositeBody {
    /// In order.
    #[must_use]
    pub fn all(opposite: &[Opposite], names: Names<'_>) -> Vec<Self> {
        let one = |o: &Opposite| Self {
            segment: o.segment.to_string(),
            registered: o.registered,
            unit: names.unit(&o.unit),
            bank: o.bank.as_str(),
            from_m: o.from_m,
            to_m: o.to_m,
            post: o.post.as_ref().map(|p| names.post(p)),
        };
        opposite.iter().map(one).collect()
    }
}

impl SegmentBody {
    /// A segment with names from `law`.
    #[must_use]
    pub fn new(s: &SegmentView, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let names = Names(law);
        let id = s.id.as_str();
        Self {
            world,
            id: id.to_owned(),
            registered: s.registered,
            water: names.water(&s.water),
            level: s.level.as_str(),
            unit: names.unit(&s.unit),
            stretch: s.stretch.as_ref().map(StretchBody::from),
            area_m2: s.area_m2,
            post: s.post.as_ref().map(|p| names.post(p)),
            computed: s.computed.iter().map(|u| UnitLengthBody::new(u, names)).collect(),
            remarks: s.remarks.iter().map(ToString::to_string).collect(),
            upstream: ReachedBody::all(&s.upstream, names),
            downstream: ReachedBody::all(&s.downstream, names),
            opposite_bank: OppositeBody::all(&s.opposite_bank, names),
            nested: texts(&s.nested),
            boards: texts(&s.boards),
            documents: s.documents.clone(),
            continues_outside: s.continues_outside.as_ref().map(|c| ContinuesOutsideBody {
                upstream: c.upstream,
                downstream: c.downstream,
                neighbours: names.units(&c.neighbours),
            }),
            valid_from: s.validity.from.map(|d| d.to_string()),
            valid_to: s.validity.to.map(|d| d.to_string()),
            links: vec![
                Link::to(url, "self", &["v1", "segments", id]),
                Link::to(url, "chiefs", &["v1", "segments", id, "chiefs"]),
                Link::to(url, "upstream", &["v1", "segments", id, "upstream"]),
                Link::to(url, "downstream", &["v1", "segments", id, "downstream"]),
                Link::to(url, "opposite-bank", &["v1", "segments", id, "opposite-bank"]),
                Link::to(url, "water", &["v1", "waters", s.water.as_str()]),
                Link::to(url, "unit", &["v1", "units", s.unit.as_str()]),
            ],
        }
    }
}

/// The chiefs of a segment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SegmentChiefs {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The segment.
    pub segment: String,
    /// River chiefs at its middle, lowest level first.
    pub chain: Vec<SeatBody>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Vec<SeatBody>,
    /// Posts called 直接责任人.
    pub direct_responsible: Vec<Responsible>,
    /// The post to phone first, at the middle of the segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// The highest-ranking direct post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Responsible>,
}

impl SegmentChiefs {
    /// The chiefs of a segment with names from `law`.
    #[must_use]
    pub fn new(s: &SegmentView, law: &Law, world: WorldBlock) -> Self {
        let names = Names(law);
        Self {
            world,
            segment: s.id.to_string(),
            chain: SeatBody::chain(&s.chain, names),
            general_chiefs: SeatBody::chain(&s.general_chiefs, names),
            direct_responsible: names.all_responsible(&s.direct),
            first_contact: s.first_contact.as_ref().map(|p| names.responsible(p)),
            accountable: s.accountable.as_ref().map(|p| names.responsible(p)),
        }
    }
}

/// Segments on the other bank.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OppositeBank {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The segment in the request.
    pub segment: String,
    /// In order of measure.
    pub opposite: Vec<OppositeBody>,
}

/// A row of a list of segments.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SegmentRow)]
pub struct SegmentRowBody {
    /// The id.
    pub id: String,
    /// Whether the segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// The water.
    pub water: Coded,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The unit.
    pub unit: Coded,
    /// The branch; absent for a piece of an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<u32>,
    /// The bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::Bank>)]
    pub bank: Option<&'static str>,
    /// Metres from the upstream end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_m: Option<f64>,
    /// Metres from the upstream end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_m: Option<f64>,
    /// Its post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Seated>,
    /// State of that seat.
    #[schema(value_type = lists::SeatState)]
    pub state: &'static str,
    /// Its holders.
    pub holders: Vec<HolderBody>,
}

impl SegmentRowBody {
    /// In order.
    #[must_use]
    pub fn all(rows: &[SegmentRow], names: Names<'_>) -> Vec<Self> {
        let one = |r: &SegmentRow| Self {
            id: r.id.to_string(),
            registered: r.registered,
            water: names.water(&r.water),
            level: r.level.as_str(),
            unit: names.unit(&r.unit),
            branch: r.branch,
            bank: r.bank.map(riverchief_core::domain::kinds::Bank::as_str),
            from_m: r.from_m,
            to_m: r.to_m,
            post: r.post.as_ref().map(|p| names.post(p)),
            state: r.state.as_str(),
            holders: r.holders.iter().map(HolderBody::from).collect(),
        };
        rows.iter().map(one).collect()
    }
}

/// The segments of a water.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Segments {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The water.
    pub water: Coded,
    /// By level, branch and measure.
    pub segments: Vec<SegmentRowBody>,
}
