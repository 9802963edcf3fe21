//! Reports on the wire: coverage, inventory, search.
use super::lists;
use super::names::{Coded, Names, Seated};
use super::place::Position;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use crate::http::wire::geometry::Link;
use riverchief_core::domain::records::Concern;
use riverchief_core::domain::results::{Coverage, CoverageRow, Hit, HitKind, InventoryRow, Milestone, Missing};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Milestones of the plan and the seats behind them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Coverage)]
pub struct CoverageBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// M1…M9.
    pub milestones: Vec<MilestoneBody>,
    /// Seats by county, level and kind.
    pub rows: Vec<CoverageRowBody>,
    /// What the plan requires and the data lacks.
    pub missing: Vec<MissingBody>,
}

/// One milestone.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Milestone)]
pub struct MilestoneBody {
    /// M1…M9.
    pub rule: &'static str,
    /// The wording of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'static str>,
    /// The requirement, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_en: Option<&'static str>,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// First day after the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `MET`, `PENDING`, `OVERDUE`, `NOT_RECORDED` (nothing is required, or the data cannot show it).
    #[schema(value_type = lists::MilestoneState)]
    pub state: &'static str,
    /// Whether the day of the report is within the period.
    pub running: bool,
    /// Number of required items.
    pub required: usize,
    /// Number of required items that exist.
    pub done: usize,
    /// Indexes into `missing`, from 0.
    pub missing: Vec<usize>,
}

/// Seats of one county, level and kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CoverageRow)]
pub struct CoverageRowBody {
    /// The county; absent for the city's own seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<Coded>,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The kind of post.
    #[schema(value_type = lists::PostKind)]
    pub kind: &'static str,
    /// Mandatory seats.
    pub required: usize,
    /// Mandatory seats with a post.
    pub established: usize,
    /// Mandatory seats that are filled.
    pub filled: usize,
    /// Mandatory seats that are vacant.
    pub vacant: usize,
    /// Mandatory seats without a post.
    pub gap: usize,
    /// Seats that are mandatory once the plan is in force, and have no post before that.
    pub not_yet: usize,
    /// Optional village seats that exist (O2).
    pub optional_established: usize,
    /// Optional village seats that do not exist.
    pub optional_not_established: usize,
}

/// A missing item.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Missing)]
pub struct MissingBody {
    /// The clause that requires it.
    pub rule: &'static str,
    /// `gap`, `vacant`, `office`, `document`, `not_sent`, `grade`.
    #[schema(value_type = lists::MissingKind)]
    pub what: &'static str,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The unit; absent for the city if the world has no city layer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Coded>,
    /// Its county.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<Coded>,
    /// The water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The post that is vacant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Seated>,
    /// A description in Chinese.
    pub text: String,
}

impl CoverageBody {
    /// A report with names from the law.
    #[must_use]
    pub fn new(c: &Coverage, names: Names<'_>, world: WorldBlock) -> Self {
        let milestone = |m: &Milestone| MilestoneBody {
            rule: m.rule.as_str(),
            quote: Some(m.rule.clause().quote).filter(|q| !q.is_empty()),
            rule_en: Some(m.rule.clause().gloss_en).filter(|g| !g.is_empty()),
            from: m.period.from.map(|d| d.to_string()),
            to: m.period.to.map(|d| d.to_string()),
            state: m.state.as_str(),
            running: m.running,
            required: m.required,
            done: m.done,
            missing: m.missing.clone(),
        };
        let row = |r: &CoverageRow| CoverageRowBody {
            county: r.county.as_ref().map(|u| names.unit(u)),
            level: r.level.as_str(),
            kind: r.kind.as_str(),
            required: r.required,
            established: r.established,
            filled: r.filled,
            vacant: r.vacant,
            gap: r.gap,
            not_yet: r.not_yet,
            optional_established: r.optional_established,
            optional_not_established: r.optional_not_established,
        };
        let missing = |m: &Missing| MissingBody {
            rule: m.rule.as_str(),
            what: m.what.as_str(),
            level: m.level.as_str(),
            unit: m.unit.as_ref().map(|u| names.unit(u)),
            county: m.county.as_ref().map(|u| names.unit(u)),
            water: m.water.as_ref().map(|w| names.water(w)),
            post: m.post.as_ref().map(|p| names.post(p)),
            text: m.text.clone(),
        };
        Self {
            world,
            milestones: c.milestones.iter().map(milestone).collect(),
            rows: c.rows.iter().map(row).collect(),
            missing: c.missing.iter().map(missing).collect(),
        }
    }
}

/// The graded inventory (名录).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Inventory)]
pub struct InventoryBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// By county, grade and water.
    pub rows: Vec<InventoryRowBody>,
}

/// One water in one county.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InventoryRow)]
pub struct InventoryRowBody {
    /// The county.
    pub county: Coded,
    /// The grade.
    pub grade: String,
    /// The source of the grade.
    #[schema(value_type = lists::Basis)]
    pub grade_basis: &'static str,
    /// The water.
    pub water: Coded,
    /// `river`, `lake`, `reservoir`, `canal`.
    #[schema(value_type = lists::WaterKind)]
    pub kind: &'static str,
    /// The river before the bracket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Coded>,
    /// The water it flows into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub downstream: Option<Coded>,
    /// Length of the centreline in the county, all branches, in metres.
    pub length_m: f64,
    /// The part outside WATER zones, which counts for a joint conference.
    pub length_outside_pools_m: f64,
    /// The part of `length_m` on the county's border.
    pub shared_m: f64,
    /// Surface in the county, m².
    pub area_m2: f64,
    /// Posts, highest level first.
    pub chiefs: Vec<Seated>,
    /// Segments at county level.
    pub county_segments: usize,
    /// Segments at township level.
    pub township_segments: usize,
    /// Segments at village level.
    pub village_segments: usize,
}

impl InventoryBody {
    /// An inventory with names from the law.
    #[must_use]
    pub fn new(rows: &[InventoryRow], names: Names<'_>, world: WorldBlock) -> Self {
        let row = |r: &InventoryRow| InventoryRowBody {
            county: names.unit(&r.county),
            grade: r.grade.clone(),
            grade_basis: r.grade_basis.as_str(),
            water: Coded {
                code: r.water.to_string(),
                name: Some(r.name.clone()),
            },
            kind: r.kind.as_str(),
            parent: r.parent.as_ref().map(|w| names.water(w)),
            downstream: r.downstream.as_ref().map(|w| names.water(w)),
            length_m: r.length_m,
            length_outside_pools_m: r.length_outside_pools_m,
            shared_m: r.shared_m,
            area_m2: r.area_m2,
            chiefs: names.posts(&r.chiefs),
            county_segments: r.county_segments,
            township_segments: r.township_segments,
            village_segments: r.village_segments,
        };
        Self {
            world,
            rows: rows.iter().map(row).collect(),
        }
    }
}

/// The accepted values of `concern`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Concerns)]
pub struct ConcernList {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// In the order of the world.
    pub concerns: Vec<ConcernBody>,
}

/// One concern.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Concern)]
pub struct ConcernBody {
    /// e.g. 非法采砂
    pub name: String,
    /// Synonyms.
    pub aliases: Vec<String>,
    /// The clause or task that it is based on.
    pub source: String,
}

impl ConcernList {
    /// The concerns of a world.
    #[must_use]
    pub fn new(concerns: &[Arc<Concern>], world: WorldBlock) -> Self {
        let one = |c: &Arc<Concern>| ConcernBody {
            name: c.name.clone(),
            aliases: c.aliases.clone(),
            source: c.source.clone(),
        };
        Self {
            world,
            concerns: concerns.iter().map(one).collect(),
        }
    }
}

/// Results of a search.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchResults {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// Best first.
    pub results: Vec<HitBody>,
}

/// One result.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Hit)]
pub struct HitBody {
    /// `water`, `unit`, `post`, `segment`, `board`.
    #[schema(value_type = lists::HitKind)]
    pub kind: &'static str,
    /// Id or code.
    pub id: String,
    /// The name.
    pub name: String,
    /// Names from the city down, so that equal names can be told apart.
    pub path: Vec<String>,
    /// Its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// Its address.
    pub href: String,
}

impl SearchResults {
    /// Results with their addresses.
    #[must_use]
    pub fn new(hits: &[Hit], world: WorldBlock, url: &PublicUrl) -> Self {
        let one = |h: &Hit| {
            let noun = match h.kind {
                HitKind::Water => "waters",
                HitKind::Unit => "units",
                HitKind::Post => "posts",
                HitKind::Board => "notice-boards",
                HitKind::Segment => "segments",
            };
            HitBody {
                kind: h.kind.as_str(),
                id: h.id.clone(),
                name: h.name.clone(),
                path: h.path.clone(),
                at: h.at.map(Position::from),
                href: Link::to(url, "self", &["v1", noun, &h.id]).href,
            }
        };
        Self {
            world,
            results: hits.iter().map(one).collect(),
        }
    }
}
