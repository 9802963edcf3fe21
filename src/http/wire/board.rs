//! The notice board of a segment on the wire. Nothing is left out: what the data doesn't have is null, so that it is
//! printed as missing.
use super::geometry::{Line, Link, Surface};
use super::lists;
use super::names::{Coded, Names};
use super::place::Position;
use super::seat::{Duty, HolderBody};
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

/// The clause that states what is to be reached.
const GOALS: RuleId = RuleId::M3;

/// Everything that a notice board (公示牌) for a segment prints.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SegmentBoard)]
pub struct SegmentBoardBody {
    /// Which world answered.
    pub world: WorldBlock,
    /// The segment's id.
    pub id: String,
    /// Registered, or derived from geometry.
    pub registered: bool,
    /// Its level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The unit that answers.
    pub unit: Coded,
    /// Names from the city down to the unit.
    pub path: Vec<String>,
    /// The water with what is known of the whole of it.
    pub water: BoardWater,
    /// Where it begins and ends; null for a piece of an area.
    #[schema(required)]
    pub stretch: Option<BoardStretch>,
    /// Surface of a piece of an area, m²; null for a stretch.
    #[schema(required)]
    pub area_m2: Option<f64>,
    /// Chiefs, highest level first, of one level the general chief first.
    pub chiefs: Vec<BoardChief>,
    /// What the plan asks for on every water.
    pub goals: BoardGoals,
    /// Numbers for complaints, of the boards that stand here; null where none has one.
    #[schema(required)]
    pub supervision_phones: Option<Vec<String>>,
    /// The office that issues the board, with its own number; null where the world has none.
    #[schema(required)]
    pub office: Option<BoardOffice>,
    /// First day of the board that stands here, of several the latest; null where none has one.
    #[schema(required)]
    pub issued_on: Option<String>,
    /// Boards that stand here.
    pub boards: Vec<BoardPlace>,
    /// Bounds of the sketch map: west, south, east, north in degrees; null without a geometry.
    #[schema(value_type = Option<Vec<f64>>, required, min_items = 4, max_items = 4)]
    pub bounds: Option<[f64; 4]>,
    /// The centreline between the two ends; null for a piece of an area.
    #[schema(required)]
    pub line: Option<Line>,
    /// The surface of a piece of an area; null for a stretch.
    #[schema(required)]
    pub surface: Option<Surface>,
    /// Where to go from here.
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
    /// Has a city-level chief.
    pub city_level: bool,
    /// Metres of its main course in the city.
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
    /// It goes on outside the city.
    pub cross_city: bool,
    /// Words about it; null, for a world has no place for them yet.
    #[schema(required)]
    pub description: Option<String>,
}

/// Where a stretch begins and ends.
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
    /// Where.
    pub at: Position,
    /// Units that meet there, one where it lies inside it; empty outside the city.
    pub units: Vec<Coded>,
    /// Names that they have in common, from the city down; null outside the city.
    #[schema(required)]
    pub path: Option<Vec<String>>,
    /// What is printed: 甲村, 甲村—乙村交界, in brackets what else is there (源头, 汇入南流江处, 入库口, 出境处, …); null
    /// outside the city.
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
    /// Who holds it, with title (职务); empty where nobody does.
    pub holders: Vec<HolderBody>,
    /// Number to call.
    #[schema(required)]
    pub phone: Option<String>,
    /// Empty since this day.
    #[schema(required)]
    pub vacant_since: Option<String>,
    /// Called 直接责任人 by the plan here.
    pub direct: bool,
    /// Duty in the plan's own words.
    #[schema(required)]
    pub duty: Option<Duty>,
    /// Why the seat is as it is, machine-readable.
    #[schema(required)]
    pub reason: Option<&'static str>,
}

/// Management goals.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardGoals {
    /// The plan's own words, for every water.
    #[schema(required)]
    pub plan: Option<BoardGoal>,
    /// 一河一策: the document that has this water's own; null where none has been issued.
    #[schema(required)]
    pub policies: Option<Vec<BoardPolicy>>,
}

/// A goal of the plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardGoal {
    /// The clause.
    pub clause: &'static str,
    /// Where it stands in the plan.
    pub section: &'static str,
    /// The plan's own words.
    pub quote: &'static str,
}

/// A document of the water.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardPolicy {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// When it was issued.
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
    /// Where it sits.
    #[schema(required)]
    pub seat: Option<String>,
    /// Its number.
    #[schema(required)]
    pub phone: Option<String>,
}

/// A board that stands on the segment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardPlace {
    /// The id.
    pub id: String,
    /// Where it stands.
    pub location: Position,
    /// Version of its text.
    #[schema(required)]
    pub content_version: Option<String>,
    /// Number for complaints.
    #[schema(required)]
    pub supervision_phone: Option<String>,
    /// First day.
    #[schema(required)]
    pub since: Option<String>,
}

impl SegmentBoardBody {
    /// A board with the names that `law` knows.
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
