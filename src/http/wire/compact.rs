//! Compact answers (`view=compact`): for programs, wherever chiefs are named.
//!
//! A compact answer has one object for each seat and codes without names. It leaves out the explanation, the clauses, the
//! edges of §6 and what repeats the request. What makes an answer less than certain is never left out: `confidence`, the
//! seats of the other bank, the alternatives, notes and warnings.
use super::lists;
use super::names::texts;
use crate::world::Published;
use riverchief_core::domain::answer::{Alternative, Answer, HeldBy, Seat};
use riverchief_core::domain::ids::{PostId, UnitCode};
use riverchief_core::domain::kinds::{Confidence, Level};
use riverchief_core::domain::note::Note;
use riverchief_core::domain::results::{BoardView, SegmentView, UnitView, WaterView};
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// A seat of a compact answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactSeat {
    /// `city`, `county`, `township` or `village`.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// Id of the post; absent if the seat has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Name of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `FILLED`, `VACANT`, `GAP`, `NOT_ESTABLISHED`, `NOT_YET`, `NOT_APPLICABLE`.
    #[schema(value_type = lists::SeatState)]
    pub state: &'static str,
    /// Its holder on the day; several are joined by `、`. Absent if nobody holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether the plan calls this chief 直接责任人 here.
    pub direct: bool,
    /// Whether this is the post to phone first; absent where the answer is about no place and no segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<bool>,
}

fn holder(held: &[HeldBy]) -> Option<String> {
    let names: Vec<&str> = held.iter().map(|h| h.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join("、"))
}

impl CompactSeat {
    fn new(seat: &Seat, first: Option<bool>) -> Self {
        Self {
            level: seat.level.as_str(),
            post: seat.post.as_ref().map(ToString::to_string),
            name: seat.post_name.as_deref().map(str::to_owned),
            state: seat.state.as_str(),
            holder: holder(&seat.holders),
            phone: seat.phone.as_deref().map(str::to_owned),
            direct: seat.direct,
            first,
        }
    }

    /// Seats of an answer that names `contact` as the post to phone first.
    fn chain(seats: &[Seat], contact: Option<&PostId>) -> Vec<Self> {
        let is_first = |s: &Seat| contact.is_some() && s.post.as_ref() == contact;
        seats.iter().map(|s| Self::new(s, Some(is_first(s)))).collect()
    }

    /// Seats of an answer that is about no place.
    fn list(seats: &[Seat]) -> Vec<Self> {
        seats.iter().map(|s| Self::new(s, None)).collect()
    }

    /// The post to phone first across an edge.
    fn contact(post: &PostId, direct: bool, law: &Law) -> Option<Self> {
        let found = law.post_table().get(post)?;
        Some(Self {
            level: found.post.level.as_str(),
            post: Some(post.to_string()),
            name: Some(found.post.name.clone()),
            state: found.state.as_str(),
            holder: holder(&found.holders),
            phone: found.post.phone.clone(),
            direct,
            first: Some(true),
        })
    }
}

/// The general chiefs, if the chain alone does not say whom to call: there is none, or a general chief is direct or first.
fn general_if_needed(chain: &[Seat], general: &[Seat], contact: Option<&PostId>) -> Option<Vec<CompactSeat>> {
    let called = |s: &Seat| s.direct || (contact.is_some() && s.post.as_ref() == contact);
    (chain.is_empty() || general.iter().any(called)).then(|| CompactSeat::chain(general, contact))
}

/// The world of a compact answer. It is part of the answer itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactWorld {
    /// The first 16 hex digits of the SHA-256 of the world's file.
    pub world: String,
    /// The day of the law.
    pub as_of: String,
    /// Number of records of the world that cannot be read, plus number of errors in its data; absent if none are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<usize>,
}

impl CompactWorld {
    /// The world of an edition and a day.
    #[must_use]
    pub fn new(published: &Published, as_of: Date) -> Self {
        let epoch = published.epoch(as_of);
        let faults = published.left_out() + published.tally(&epoch).errors;
        Self {
            world: published.version.to_string(),
            as_of: as_of.to_string(),
            faults: (faults > 0).then_some(faults),
        }
    }
}

/// Who answers for a place, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactAnswer {
    /// The world that the answer is based on.
    #[serde(flatten)]
    pub world: CompactWorld,
    /// `WATER_ZONE`, `CHANNEL`, `LAND_ZONE`, `NEAR_WATER`, `GENERAL_ONLY`, `OUT_OF_JURISDICTION`, `MARINE`.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// `INCOMPLETE`, `TIE`, `SNAPPED`, `NEAR_BOUNDARY`, `EXACT`.
    #[schema(value_type = lists::Confidence)]
    pub confidence: &'static str,
    /// The rule that decided the status.
    pub rule: &'static str,
    /// Codes of city, county, township and village, in this order; null at a level without a unit.
    #[schema(min_items = 4, max_items = 4)]
    pub units: Vec<Option<String>>,
    /// Codes of the other units that cover the place, which lies on the edge of a unit (rule A).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_units: Vec<String>,
    /// Code of the functional area that acts as county (rule E).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<String>,
    /// Code of the matched or nearest water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<String>,
    /// Id of the reservoir zone that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Id of the segment of the lowest level that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Distance to the matched or nearest water in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// River or reservoir chiefs, lowest level first.
    pub chain: Vec<CompactSeat>,
    /// General chiefs, lowest level first; absent if `chain` has seats and none of the general chiefs is direct or first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general_chiefs: Option<Vec<CompactSeat>>,
    /// Seats of the other bank, exactly on a shared centreline (rule B).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_responsible: Vec<CompactSeat>,
    /// Answers on the other side of edges nearby, nearest first; absent if `confidence` is `EXACT`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<CompactAlternative>,
    /// Remarks, as codes: `hole:LEVEL`, `N_PARENT_BY_PLACE`, `W_FUNCTIONAL_AREA_NO_POST`, `N_PROVISIONAL_ZONE`,
    /// `W_SEGMENT_CROSSES_ADMIN`, `N_FUTURE_DATE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Warnings about the request, e.g. that coordinates are probably swapped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The answer on the other side of an edge, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactAlternative {
    /// Segment, zone, unit or status there.
    pub key: String,
    /// Distance to the edge in metres.
    pub distance_m: f64,
    /// Status there.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// Ids of the direct posts there.
    pub direct: Vec<String>,
    /// The post to phone first there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<CompactSeat>,
}

impl CompactAlternative {
    fn new(a: &Alternative, law: &Law) -> Self {
        let contact = a.first_contact.as_ref();
        Self {
            key: a.key.clone(),
            distance_m: a.distance_m,
            status: a.status.as_str(),
            direct: texts(&a.direct_posts),
            first: contact.and_then(|post| CompactSeat::contact(post, a.direct_posts.contains(post), law)),
        }
    }
}

fn codes(by_level: &[Option<UnitCode>; 4]) -> Vec<Option<String>> {
    let order = [Level::City, Level::County, Level::Township, Level::Village];
    let code = |level: Level| by_level[level.index()].as_ref().map(ToString::to_string);
    order.into_iter().map(code).collect()
}

impl CompactAnswer {
    /// An answer of which the parts of [`Detail::Row`](riverchief_core::resolve::Detail::Row) were computed.
    #[must_use]
    pub fn new(answer: &Answer, law: &Law, world: CompactWorld, warnings: Vec<String>) -> Self {
        let contact = answer.first_contact.as_ref();
        let exact = answer.confidence == Confidence::Exact;
        let zone = answer.zone.as_ref().and_then(|z| law.zones.get(z));
        let provisional = zone.is_some_and(|z| z.provisional).then_some(Note::ProvisionalZone);
        let notes = answer.notes.iter().copied().chain(provisional);
        Self {
            world,
            status: answer.status.as_str(),
            confidence: answer.confidence.as_str(),
            rule: answer.rule.as_str(),
            units: codes(&answer.units.by_level),
            other_units: texts(&answer.units.others),
            managed_by: answer.units.managed_by.as_ref().map(ToString::to_string),
            water: answer.water.as_ref().map(ToString::to_string),
            zone: answer.zone.as_ref().map(ToString::to_string),
            segment: answer.segment.as_ref().map(ToString::to_string),
            distance_m: answer.distance_m,
            chain: CompactSeat::chain(&answer.chain, contact),
            general_chiefs: general_if_needed(&answer.chain, &answer.general_chiefs, contact),
            co_responsible: CompactSeat::chain(&answer.co_responsible, contact),
            alternatives: if exact {
                Vec::new()
            } else {
                let all = answer.alternatives.iter();
                all.map(|a| CompactAlternative::new(a, law)).collect()
            },
            notes: notes.map(|note| note.to_string()).collect(),
            warnings,
        }
    }
}

/// The chiefs of a segment, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactSegmentChiefs {
    /// The world that the answer is based on.
    #[serde(flatten)]
    pub world: CompactWorld,
    /// Id of the segment.
    pub segment: String,
    /// River chiefs at its middle, lowest level first.
    pub chain: Vec<CompactSeat>,
    /// General chiefs, lowest level first; absent if `chain` has seats and none of the general chiefs is direct or first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general_chiefs: Option<Vec<CompactSeat>>,
}

impl CompactSegmentChiefs {
    /// The chiefs of a segment.
    #[must_use]
    pub fn new(s: &SegmentView, world: CompactWorld) -> Self {
        let contact = s.first_contact.as_ref();
        Self {
            world,
            segment: s.id.to_string(),
            chain: CompactSeat::chain(&s.chain, contact),
            general_chiefs: general_if_needed(&s.chain, &s.general_chiefs, contact),
        }
    }
}

/// The chiefs of a unit, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactUnitChiefs {
    /// The world that the answer is based on.
    #[serde(flatten)]
    pub world: CompactWorld,
    /// Code of the unit.
    pub unit: String,
    /// General chiefs.
    pub general_chiefs: Vec<CompactSeat>,
    /// River and reservoir chiefs.
    pub river_chiefs: Vec<CompactSeat>,
}

impl CompactUnitChiefs {
    /// The chiefs of a unit.
    #[must_use]
    pub fn new(u: &UnitView, world: CompactWorld) -> Self {
        Self {
            world,
            unit: u.code.to_string(),
            general_chiefs: CompactSeat::list(&u.general_chiefs),
            river_chiefs: CompactSeat::list(&u.river_chiefs),
        }
    }
}

/// The chiefs of a water, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactWaterChiefs {
    /// The world that the answer is based on.
    #[serde(flatten)]
    pub world: CompactWorld,
    /// Code of the water.
    pub water: String,
    /// Its chiefs.
    pub chiefs: Vec<CompactSeat>,
}

impl CompactWaterChiefs {
    /// The chiefs of a water.
    #[must_use]
    pub fn new(w: &WaterView, world: CompactWorld) -> Self {
        Self {
            world,
            water: w.code.to_string(),
            chiefs: CompactSeat::list(&w.chiefs),
        }
    }
}

/// The chiefs that a notice board has to name, for programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompactBoardChiefs {
    /// The world that the answer is based on.
    #[serde(flatten)]
    pub world: CompactWorld,
    /// Id of the board.
    pub board: String,
    /// Code of the water.
    pub water: String,
    /// Id of the segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Chiefs that it has to name, lowest level first.
    pub chain: Vec<CompactSeat>,
    /// Telephone number for complaints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision_phone: Option<String>,
}

impl CompactBoardChiefs {
    /// The chiefs of a board.
    #[must_use]
    pub fn new(b: &BoardView, world: CompactWorld) -> Self {
        Self {
            world,
            board: b.id.to_string(),
            water: b.water.to_string(),
            segment: b.segment.as_ref().map(ToString::to_string),
            chain: CompactSeat::list(&b.chain),
            supervision_phone: b.supervision_phone.clone(),
        }
    }
}
