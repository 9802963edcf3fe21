//! The contents of the notice board of a segment. No member is left out: what the data lacks is null, so that it is
//! printed
//! as missing.
use super::geometry::{Line, Link, Surface};
use super::holder::HolderBody;
use super::lists;
use super::names::{Coded, Names};
use super::place::Position;
use super::seat::Duty;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use geo::BoundingRect;
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::clause::RuleId;
use riverchief_core::domain::results::{BoardEnd as EndWords, BoardHere, OfficeView, Policy, SegmentBoard, WaterView};
use riverchief_core::snapshot::Law;
use riverchief_geom::LonLat;
use serde::Serialize;
use utoipa::ToSchema;

/// The clause that states the goals.
const GOALS: RuleId = RuleId::M3;

/// All contents of a notice board (公示牌) for a segment.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SegmentBoard)]
pub struct SegmentBoardBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The segment's id.
    pub id: String,
    /// Whether the segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// Its level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The responsible unit.
    pub unit: Coded,
    /// Names from the city down to the unit.
    pub path: Vec<String>,
    /// The water as a whole.
    pub water: BoardWater,
    /// Its start and end; null for a piece of an area.
    #[schema(required)]
    pub stretch: Option<BoardStretch>,
    /// Surface of a piece of an area, m²; null for a stretch.
    #[schema(required)]
    pub area_m2: Option<f64>,
    /// Chiefs, highest level first; within a level the general chief comes first.
    pub chiefs: Vec<BoardChief>,
    /// The goals of the plan for every water.
    pub goals: BoardGoals,
    /// Telephone numbers for complaints, from the boards on this segment; null if none has a number.
    #[schema(required)]
    pub supervision_phones: Option<Vec<String>>,
    /// The office that issues the board, with its telephone number; null if the world has no such office.
    #[schema(required)]
    pub office: Option<BoardOffice>,
    /// The day on which the board on this segment was issued, the latest of several; null if unknown.
    #[schema(required)]
    pub issued_on: Option<String>,
    /// The notice boards on this segment.
    pub boards: Vec<BoardPlace>,
    /// Bounding box of the sketch map: west, south, east, north in degrees; null without a geometry.
    #[schema(value_type = Option<Vec<f64>>, required, min_items = 4, max_items = 4)]
    pub bounds: Option<[f64; 4]>,
    /// The centreline between start and end; null for a piece of an area.
    #[schema(required)]
    pub line: Option<Line>,
    /// The surface of a piece of an area; null for a stretch.
    #[schema(required)]
    pub surface: Option<Surface>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

/// Overview of a water.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardWater {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// `river`, `lake`, `reservoir`, `canal`.
    #[schema(value_type = lists::WaterKind)]
    pub kind: &'static str,
    /// Grade in the inventory.
    #[schema(required)]
    pub grade: Option<String>,
    /// Whether it has a city-level chief.
    pub city_level: bool,
    /// Length of its main course in the city, in metres.
    #[schema(required)]
    pub length_m: Option<f64>,
    /// Surface in the city, m².
    #[schema(required)]
    pub area_m2: Option<f64>,
    /// The river before the bracket.
    #[schema(required)]
    pub parent: Option<Coded>,
    /// The water it flows into.
    #[schema(required)]
    pub flows_into: Option<Coded>,
    /// Counties that it passes.
    pub counties: Vec<Coded>,
    /// Whether the water continues outside the city.
    pub cross_city: bool,
    /// A description; always null, because worlds do not have descriptions yet.
    #[schema(required)]
    pub description: Option<String>,
}

/// The start and end of a stretch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardStretch {
    /// 0 is the main course.
    pub branch: u32,
    /// `left`, `right` or `both`, seen downstream.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// Metres from the upstream end of the branch.
    pub to_m: f64,
    /// Geodesic length in metres.
    pub length_m: f64,
    /// 起点
    pub start: BoardEnd,
    /// 终点
    pub end: BoardEnd,
}

/// An end of a stretch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardEnd {
    /// The place.
    pub at: Position,
    /// The units that meet there, or the one unit that contains the place; empty outside the city.
    pub units: Vec<Coded>,
    /// Names of the units that all of them belong to, from the city down; null outside the city.
    #[schema(required)]
    pub path: Option<Vec<String>>,
    /// The printed text: 甲村 or 甲村—乙村交界, followed by other features of the place in brackets (源头, 汇入南流江处, 入库口,
    /// 出境处, …); null outside the city.
    #[schema(required)]
    pub text: Option<String>,
}

impl BoardEnd {
    fn new(at: LonLat, end: Option<&EndWords>, names: Names<'_>) -> Self {
        Self {
            at: at.into(),
            units: end.map_or_else(Vec::new, |e| names.units(&e.units)),
            path: end.filter(|e| !e.units.is_empty()).map(|e| e.path.clone()),
            text: end.and_then(|e| e.text.clone()),
        }
    }
}

/// One chief on the board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardChief {
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// `general_chief`, `river_chief`, `reservoir_chief`.
    #[schema(value_type = lists::PostKind)]
    pub kind: &'static str,
    /// `FILLED`, `VACANT`, `GAP`, `NOT_ESTABLISHED`, `NOT_YET`, `NOT_APPLICABLE`.
    #[schema(value_type = lists::SeatState)]
    pub state: &'static str,
    /// The post.
    #[schema(required)]
    pub post: Option<String>,
    /// Its name.
    #[schema(required)]
    pub post_name: Option<String>,
    /// Its holders, with title (职务); empty if the post is vacant.
    pub holders: Vec<HolderBody>,
    /// Telephone number.
    #[schema(required)]
    pub phone: Option<String>,
    /// The day since which the post has been vacant.
    #[schema(required)]
    pub vacant_since: Option<String>,
    /// Whether the plan calls this chief 直接责任人 here.
    pub direct: bool,
    /// The duty, in the wording of the plan.
    #[schema(required)]
    pub duty: Option<Duty>,
    /// The reason for the state of the seat, as a code.
    #[schema(required)]
    pub reason: Option<&'static str>,
}

/// Management goals.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardGoals {
    /// The wording of the plan, for every water.
    #[schema(required)]
    pub plan: Option<BoardGoal>,
    /// 一河一策: the documents with the goals of this water; null if none has been issued.
    #[schema(required)]
    pub policies: Option<Vec<BoardPolicy>>,
}

/// A goal of the plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardGoal {
    /// The clause.
    pub clause: &'static str,
    /// The section of the plan.
    pub section: &'static str,
    /// The wording of the plan.
    pub quote: &'static str,
}

/// A document of the water.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardPolicy {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The day of issue.
    #[schema(required)]
    pub issued: Option<String>,
}

/// The office that issues a board.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardOffice {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Its location.
    #[schema(required)]
    pub seat: Option<String>,
    /// Telephone number.
    #[schema(required)]
    pub phone: Option<String>,
}

/// A board that stands on the segment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardPlace {
    /// The id.
    pub id: String,
    /// Its place.
    pub location: Position,
    /// Version of its text.
    #[schema(required)]
    pub content_version: Option<String>,
    /// Telephone number for complaints.
    #[schema(required)]
    pub supervision_phone: Option<String>,
    /// First day of validity.
    #[schema(required)]
    pub since: Option<String>,
}

impl SegmentBoardBody {
    /// A board with names from `law`.
    #[must_use]
    pub fn new(b: &SegmentBoard, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let names = Names(law);
        let id = b.segment.id.as_str();
        let stretch = b.segment.stretch.as_ref();
        let rect = match (stretch, &b.surface) {
            (Some(s), _) => s.line.bounding_rect(),
            (None, Some(surface)) => surface.bounding_rect(),
            (None, None) => None,
        };
        let mut phones: Vec<String> = b.boards.iter().filter_map(|b| b.supervision_phone.clone()).collect();
        phones.sort();
        phones.dedup();
        let at = |b: &[&str]| Link::to(url, "self", b);
        let mut links = vec![at(&["v1", "segments", id, "notice-board"])];
        links.push(Link::to(url, "segment", &["v1", "segments", id]));
        links.push(Link::to(url, "water", &["v1", "waters", b.water.code.as_str()]));
        links.push(Link::to(url, "unit", &["v1", "units", b.segment.unit.as_str()]));
        Self {
            world,
            id: id.to_owned(),
            registered: b.segment.registered,
            level: b.segment.level.as_str(),
            unit: names.unit(&b.segment.unit),
            path: b.path.clone(),
            water: BoardWater::new(&b.water, &b.counties, names),
            stretch: stretch.map(|s| BoardStretch {
                branch: s.branch,
                bank: s.bank.as_str(),
                from_m: s.from_m,
                to_m: s.to_m,
                length_m: s.length_m(),
                start: BoardEnd::new(s.start, b.ends.as_ref().map(|[start, _]| start), names),
                end: BoardEnd::new(s.end, b.ends.as_ref().map(|[_, end]| end), names),
            }),
            area_m2: b.segment.area_m2,
            chiefs: b.chiefs.iter().map(BoardChief::from).collect(),
            goals: BoardGoals::new(&b.policies),
            supervision_phones: (!phones.is_empty()).then_some(phones),
            office: b.office.as_ref().map(BoardOffice::from),
            issued_on: b.boards.iter().filter_map(|b| b.since).max().map(|d| d.to_string()),
            boards: b.boards.iter().map(BoardPlace::from).collect(),
            bounds: rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]),
            line: stretch.map(|s| (&s.line).into()),
            surface: b.surface.as_ref().map(Surface::from),
            links,
        }
    }
}

impl BoardWater {
    fn new(w: &WaterView, counties: &[riverchief_core::domain::ids::UnitCode], names: Names<'_>) -> Self {
        Self {
            code: w.code.to_string(),
            name: w.name.clone(),
            kind: w.kind.as_str(),
            grade: w.grade.clone(),
            city_level: w.city_level,
            length_m: w.branches.iter().find(|b| b.branch == 0).map(|b| b.inside_m),
            area_m2: w.area_m2,
            parent: w.parent.as_ref().map(|p| names.water(p)),
            flows_into: w.downstream.as_ref().map(|d| names.water(d)),
            counties: names.units(counties),
            cross_city: w.cross_city,
            description: None,
        }
    }
}

impl From<&Seat> for BoardChief {
    fn from(seat: &Seat) -> Self {
        Self {
            level: seat.level.as_str(),
            kind: seat.kind.as_str(),
            state: seat.state.as_str(),
            post: seat.post.as_ref().map(ToString::to_string),
            post_name: seat.post_name.as_deref().map(str::to_owned),
            holders: seat.holders.iter().map(HolderBody::from).collect(),
            phone: seat.phone.as_deref().map(str::to_owned),
            vacant_since: seat.vacant_since.map(|d| d.to_string()),
            direct: seat.direct,
            duty: seat.duty.map(Duty::of),
            reason: seat.reason,
        }
    }
}

impl BoardGoals {
    fn new(policies: &[Policy]) -> Self {
        let one = |p: &Policy| BoardPolicy {
            id: p.id.clone(),
            title: p.title.clone(),
            issued: p.issued.map(|d| d.to_string()),
        };
        let goals = GOALS.clause();
        Self {
            plan: Some(BoardGoal {
                clause: goals.id,
                section: goals.section,
                quote: goals.quote,
            }),
            policies: (!policies.is_empty()).then(|| policies.iter().map(one).collect()),
        }
    }
}

impl From<&OfficeView> for BoardOffice {
    fn from(office: &OfficeView) -> Self {
        Self {
            id: office.id.clone(),
            name: office.name.clone(),
            seat: office.seat.clone(),
            phone: office.phone.clone(),
        }
    }
}

impl From<&BoardHere> for BoardPlace {
    fn from(b: &BoardHere) -> Self {
        Self {
            id: b.id.to_string(),
            location: b.location.into(),
            content_version: b.content_version.clone(),
            supervision_phone: b.supervision_phone.clone(),
            since: b.since.map(|d| d.to_string()),
        }
    }
}
