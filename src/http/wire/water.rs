//! Waters and joint conferences on the wire.
use super::geometry::Link;
use super::lists;
use super::names::{Coded, Names, Seated, texts};
use super::seat::SeatBody;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use riverchief_core::domain::answer::{Conference, ConvenerRule, CountyLength};
use riverchief_core::domain::results::{ConferenceOutcome, WaterView};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// A water.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Water)]
pub struct WaterBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The code.
    pub code: String,
    /// The scheme of the code.
    pub scheme: String,
    /// The name.
    pub name: String,
    /// `river`, `lake`, `reservoir`, `canal`.
    #[schema(value_type = lists::WaterKind)]
    pub kind: &'static str,
    /// Whether it has a city-level chief, itself or through the bracket of C1.
    pub city_level: bool,
    /// Grade in the inventory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// 1 is the main stem.
    pub order: u32,
    /// Vertical order where waters cross; an aqueduct is 1.
    pub layer: i32,
    /// The river before the bracket (C1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Coded>,
    /// Waters in its bracket.
    pub members: Vec<Coded>,
    /// The water it flows into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub downstream: Option<Coded>,
    /// Waters that flow into it.
    pub tributaries: Vec<Coded>,
    /// Whether it is split into water and land zones (Z1).
    pub split: bool,
    /// Its zones.
    pub zones: Vec<String>,
    /// Its branches.
    pub branches: Vec<BranchBody>,
    /// Surface in the city, m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// Units it touches.
    pub units: Vec<Coded>,
    /// Its chiefs.
    pub chiefs: Vec<SeatBody>,
    /// Number of its segments, registered and derived; they are listed at `/segments`.
    pub segment_count: usize,
    /// Notice boards.
    pub boards: Vec<String>,
    /// Documents (一河一策).
    pub documents: Vec<String>,
    /// Whether the water continues outside the city.
    pub cross_city: bool,
    /// Links to related resources.
    pub links: Vec<Link>,
}

/// A branch.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Branch)]
pub struct BranchBody {
    /// 0 is the main course.
    pub branch: u32,
    /// The name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Geodesic length of the whole centreline in metres, along which measures count.
    pub length_m: f64,
    /// Length in the city, in metres.
    pub inside_m: f64,
}

impl WaterBody {
    /// A water with names from `law`.
    #[must_use]
    pub fn new(w: &WaterView, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let names = Names(law);
        let code = w.code.as_str();
        Self {
            world,
            code: code.to_owned(),
            scheme: w.scheme.clone(),
            name: w.name.clone(),
            kind: w.kind.as_str(),
            city_level: w.city_level,
            grade: w.grade.clone(),
            order: w.order,
            layer: w.layer,
            parent: w.parent.as_ref().map(|p| names.water(p)),
            members: names.waters(&w.members),
            downstream: w.downstream.as_ref().map(|d| names.water(d)),
            tributaries: names.waters(&w.tributaries),
            split: w.split,
            zones: texts(&w.zones),
            branches: (w.branches.iter())
                .map(|b| BranchBody {
                    branch: b.branch,
                    name: b.name.clone(),
                    length_m: b.length_m,
                    inside_m: b.inside_m,
                })
                .collect(),
            area_m2: w.area_m2,
            units: names.units(&w.units),
            chiefs: SeatBody::chain(&w.chiefs, names),
            segment_count: w.segments.len(),
            boards: texts(&w.boards),
            documents: w.documents.clone(),
            cross_city: w.cross_city,
            links: vec![
                Link::to(url, "self", &["v1", "waters", code]),
                Link::to(url, "segments", &["v1", "waters", code, "segments"]),
                Link::to(url, "conference", &["v1", "waters", code, "conference"]),
            ],
        }
    }
}

/// The convener of a joint conference, and why (§7).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Conference)]
pub struct ConferenceBody {
    /// The water.
    pub water: Coded,
    /// `J3_FLOOD_COMMANDER`, `J2_LONGEST_REACH` or `OVERRIDE`.
    #[schema(value_type = lists::ConferenceRule)]
    pub rule: &'static str,
    /// The county that convenes.
    pub county: Coded,
    /// The post of its chief.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Seated>,
    /// State of that seat.
    #[schema(value_type = lists::SeatState)]
    pub state: &'static str,
    /// Whether several counties have the greatest length.
    pub tie: bool,
    /// Whether the water continues outside the city (JA8).
    pub cross_city: bool,
    /// The length in each county.
    pub lengths: Vec<CountyLengthBody>,
    /// Rejected candidates.
    pub rejected: Vec<RejectedCounty>,
    /// `stated`, `inferred` or `data`.
    #[schema(value_type = lists::Basis)]
    pub basis: &'static str,
}

/// The part of the water in a county.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CountyLength)]
pub struct CountyLengthBody {
    /// The county.
    pub county: Coded,
    /// Total length in metres, with shared reaches in full.
    pub total_m: f64,
    /// Length on the county's border, in metres.
    pub shared_m: f64,
    /// Length in this county only, in metres.
    pub exclusive_m: f64,
}

/// A rejected candidate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RejectedCounty {
    /// The rule that favoured it.
    pub rule: &'static str,
    /// The county.
    pub county: Coded,
}

fn lengths(lengths: &[CountyLength], names: Names<'_>) -> Vec<CountyLengthBody> {
    let one = |l: &CountyLength| CountyLengthBody {
        county: names.unit(&l.county),
        total_m: l.total_m,
        shared_m: l.shared_m,
        exclusive_m: l.total_m - l.shared_m,
    };
    lengths.iter().map(one).collect()
}

impl ConferenceBody {
    /// A conference with names from the law.
    #[must_use]
    pub fn new(c: &Conference, names: Names<'_>) -> Self {
        let rejected = |(rule, county): &(ConvenerRule, _)| RejectedCounty {
            rule: rule.as_str(),
            county: names.unit(county),
        };
        Self {
            water: names.water(&c.water),
            rule: c.rule.as_str(),
            county: names.unit(&c.county),
            post: c.post.as_ref().map(|p| names.post(p)),
            state: c.state.as_str(),
            tie: c.tie,
            cross_city: c.cross_city,
            lengths: lengths(&c.lengths, names),
            rejected: c.rejected.iter().map(rejected).collect(),
            basis: c.basis.as_str(),
        }
    }
}

/// Whether a water has a joint conference.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaterConference {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The water.
    pub water: Coded,
    /// Whether rule J1 applies.
    pub applies: bool,
    /// The convener, if the rule applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceBody>,
    /// Why the rule does not apply: `R_CITY_LEVEL`, `R_ONE_COUNTY`, `R_NO_COUNTY_CHIEFS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The length in each county.
    pub lengths: Vec<CountyLengthBody>,
    /// Whether the water continues outside the city.
    pub cross_city: bool,
}

impl WaterConference {
    /// The outcome for a water.
    #[must_use]
    pub fn new(outcome: &ConferenceOutcome, water: Coded, names: Names<'_>, world: WorldBlock) -> Self {
        let (conference, reason, shares, cross_city) = match outcome {
            ConferenceOutcome::Convened(c) => (Some(ConferenceBody::new(c, names)), None, &c.lengths, c.cross_city),
            ConferenceOutcome::NotApplicable {
                reason,
                lengths,
                cross_city,
            } => (None, Some(*reason), lengths, *cross_city),
        };
        let applies = conference.is_some();
        Self {
            world,
            water,
            applies,
            conference,
            reason,
            lengths: lengths(shares, names),
            cross_city,
        }
    }
}
