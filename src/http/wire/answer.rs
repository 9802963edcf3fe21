//! The answer for a point on the wire; `riverchief resolve --format json` prints the same.
use super::explanation::StepBody;
use super::names::{Coded, Names, Seated, texts};
use super::seat::SeatBody;
use super::water::ConferenceBody;
use super::world::WorldBlock;
use crate::domain::answer::{Alternative, Answer, Edge, Match, Nearest, Stationing, Thresholds, UnitsAt};
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::geom::LonLat;
use crate::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// Longitude and latitude in degrees, CGCS2000.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Position {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl From<LonLat> for Position {
    fn from(p: LonLat) -> Self {
        Self { lon: p.lon, lat: p.lat }
    }
}

/// The place as it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct InputPlace {
    /// First coordinate as sent: longitude, or easting in metres in a projected CRS.
    pub lon: f64,
    /// Second coordinate as sent: latitude, or northing in metres.
    pub lat: f64,
}

/// Who answers for a place, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct AnswerBody {
    /// Which world answered.
    pub world: WorldBlock,
    /// CRS the coordinates were read in.
    pub input_crs: String,
    /// Whether that CRS was assumed because none was named.
    pub crs_defaulted: bool,
    /// The coordinates as sent.
    pub input: InputPlace,
    /// The place in CGCS2000 that was looked up.
    pub at: Position,
    /// Things worth checking in the request, e.g. coordinates that look swapped.
    pub warnings: Vec<String>,
    /// `WATER_ZONE`, `CHANNEL`, `LAND_ZONE`, `NEAR_WATER`, `GENERAL_ONLY`, `OUT_OF_JURISDICTION`, `MARINE`.
    pub status: &'static str,
    /// `EXACT`, `NEAR_BOUNDARY`, `SNAPPED`, `TIE`.
    pub confidence: &'static str,
    /// The rule that decided the status.
    pub rule: &'static str,
    /// Units at the place.
    pub units: UnitsBody,
    /// The matched or nearest water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// Reservoir zone that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Water level that the zone's outline stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_level: Option<String>,
    /// Segment of the lowest level that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Where on the centreline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stationing: Option<StationingBody>,
    /// Metres to what matched, by docs/RULES.md S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// Everything that covered the place or lay within tolerance, the deciding one first.
    pub matches: Vec<MatchBody>,
    /// River or reservoir chiefs, lowest level first.
    pub chain: Vec<SeatBody>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Vec<SeatBody>,
    /// Posts called 直接责任人 here.
    pub direct_responsible: Vec<Seated>,
    /// Whom to phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Seated>,
    /// The highest direct post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Seated>,
    /// Seats of the other bank, exactly on a shared centreline (rule B).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_responsible: Vec<SeatBody>,
    /// The river is the border here.
    pub shared_river: bool,
    /// Units of the nearest bank of a pool (Z7): adjacent, not responsible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjacent: Vec<Coded>,
    /// Who reports to whom.
    pub reporting: Vec<EdgeBody>,
    /// Who supervises whom.
    pub supervision: Vec<EdgeBody>,
    /// The joint conference of the water, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceBody>,
    /// Offices (河长制办公室), city first.
    pub offices: Vec<Coded>,
    /// Who is competent for the concern asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competence: Option<CompetenceBody>,
    /// Notice boards of the segment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boards: Vec<String>,
    /// Answers on the other side of edges near by, nearest first.
    pub alternatives: Vec<AlternativeBody>,
    /// The nearest water of `NEAR_WATER`: advice, not ownership.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestBody>,
    /// Outside the city: the unit there, if it is loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighbour: Option<Coded>,
    /// Machine-readable remarks.
    pub notes: Vec<String>,
    /// Thresholds that were in force.
    pub thresholds: ThresholdsBody,
    /// The steps of the decision; absent with `explain=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Vec<StepBody>>,
}

/// Units at a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Units)]
pub struct UnitsBody {
    /// 市
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Coded>,
    /// 县（区）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<Coded>,
    /// 乡镇（街道）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub township: Option<Coded>,
    /// 村（社区）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village: Option<Coded>,
    /// On the edge of a unit (rule A).
    pub boundary: bool,
    /// The other units that cover the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Coded>,
    /// Functional area that acts as county (rule E).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<Coded>,
}

impl UnitsBody {
    /// The units by level alone.
    #[must_use]
    pub fn by_level(units: &[Option<UnitCode>; 4], names: Names<'_>) -> Self {
        let at = |level: Level| units[level.index()].as_ref().map(|u| names.unit(u));
        Self {
            city: at(Level::City),
            county: at(Level::County),
            township: at(Level::Township),
            village: at(Level::Village),
            boundary: false,
            others: Vec::new(),
            managed_by: None,
        }
    }

    fn new(units: &UnitsAt, names: Names<'_>) -> Self {
        Self {
            boundary: units.boundary,
            others: names.units(&units.others),
            managed_by: units.managed_by.as_ref().map(|u| names.unit(u)),
            ..Self::by_level(&units.by_level, names)
        }
    }
}

/// A place on the network.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Stationing)]
pub struct StationingBody {
    /// The water.
    pub water: Coded,
    /// 0 is the main course.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub measure_m: f64,
    /// `left`, `right` or `both`, seen downstream.
    pub bank: &'static str,
    /// Metres from the place to the centreline.
    pub offset_m: f64,
    /// The nearest point of the centreline.
    pub foot: Position,
}

impl StationingBody {
    fn new(s: &Stationing, names: Names<'_>) -> Self {
        Self {
            water: names.water(&s.water),
            branch: s.branch,
            measure_m: s.measure_m,
            bank: s.bank.as_str(),
            offset_m: s.offset_m,
            foot: s.foot.into(),
        }
    }
}

/// A feature that covered the place or lay within tolerance.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Match)]
pub struct MatchBody {
    /// `water_zone`, `area`, `nominal_channel`, `management_extent`, `tolerance`, `land_zone`.
    pub matched: &'static str,
    /// The water.
    pub water: Coded,
    /// Zone, area or extent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Metres to it.
    pub distance_m: f64,
    /// The rule.
    pub rule: &'static str,
}

impl MatchBody {
    fn new(m: &Match, names: Names<'_>) -> Self {
        Self {
            matched: m.kind.as_str(),
            water: names.water(&m.water),
            feature: m.feature.as_ref().map(ToString::to_string),
            distance_m: m.distance_m,
            rule: m.rule,
        }
    }
}

/// A reporting or supervision edge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Edge)]
pub struct EdgeBody {
    /// The rule, R1…R6 or U1…U5.
    pub rule: &'static str,
    /// Who reports, or supervises.
    pub from: Seated,
    /// To whom, or whom.
    pub to: Seated,
    /// The edge to follow first.
    pub primary: bool,
    /// The same person sits at both ends.
    pub same_person: bool,
}

impl EdgeBody {
    fn new(edge: &Edge, names: Names<'_>) -> Self {
        Self {
            rule: edge.rule,
            from: names.post(&edge.from),
            to: names.post(&edge.to),
            primary: edge.primary,
            same_person: edge.same_person,
        }
    }
}

/// Who is competent for a concern.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Competence)]
pub struct CompetenceBody {
    /// The concern as the world names it.
    pub concern: String,
    /// Member units, lead first.
    pub departments: Vec<Coded>,
    /// Clause or task.
    pub source: String,
}

/// The answer on the other side of an edge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Alternative)]
pub struct AlternativeBody {
    /// Segment, zone, unit or status: what the column `alternatives` prints.
    pub key: String,
    /// Metres to the edge.
    pub distance_m: f64,
    /// The nearest point of the edge.
    pub towards: Position,
    /// Status there.
    pub status: &'static str,
    /// Units there.
    pub units: UnitsBody,
    /// Water there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// Segment there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Zone there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Direct posts there.
    pub direct_responsible: Vec<Seated>,
    /// Whom to phone there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Seated>,
}

impl AlternativeBody {
    fn new(a: &Alternative, names: Names<'_>) -> Self {
        Self {
            key: a.key.clone(),
            distance_m: a.distance_m,
            towards: a.towards.into(),
            status: a.status.as_str(),
            units: UnitsBody::by_level(&a.units, names),
            water: a.water.as_ref().map(|w| names.water(w)),
            segment: a.segment.as_ref().map(ToString::to_string),
            zone: a.zone.as_ref().map(ToString::to_string),
            direct_responsible: names.posts(&a.direct_posts),
            first_contact: a.first_contact.as_ref().map(|p| names.post(p)),
        }
    }
}

/// The nearest water, as advice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Nearest)]
pub struct NearestBody {
    /// The water.
    pub water: Coded,
    /// Metres to it.
    pub distance_m: f64,
    /// Direction from the place, degrees from north, clockwise.
    pub azimuth_deg: f64,
    /// The same as one of eight winds, in Chinese.
    pub direction: &'static str,
    /// Its segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Its chiefs.
    pub chain: Vec<SeatBody>,
}

impl NearestBody {
    fn new(n: &Nearest, names: Names<'_>) -> Self {
        Self {
            water: names.water(&n.water),
            distance_m: n.distance_m,
            azimuth_deg: n.azimuth_deg,
            direction: wind(n.azimuth_deg),
            segment: n.segment.as_ref().map(ToString::to_string),
            chain: SeatBody::chain(&n.chain, names),
        }
    }
}

/// One of eight winds for degrees from north, clockwise.
fn wind(azimuth_deg: f64) -> &'static str {
    const UPPER: [(f64, &str); 8] = [
        (22.5, "北"),
        (67.5, "东北"),
        (112.5, "东"),
        (157.5, "东南"),
        (202.5, "南"),
        (247.5, "西南"),
        (292.5, "西"),
        (337.5, "西北"),
    ];
    let turned = azimuth_deg.rem_euclid(360.0);
    UPPER
        .iter()
        .find(|(upper, _)| turned < *upper)
        .map_or("北", |(_, name)| name)
}

/// Thresholds, in metres.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Thresholds)]
pub struct ThresholdsBody {
    /// N4 (c).
    pub tolerance_m: f64,
    /// Step 6.
    pub near_water_m: f64,
    /// N8.
    pub edge_warn_m: f64,
    /// N4 (a).
    pub half_width_m: f64,
    /// N6.
    pub border_run_m: f64,
    /// N6.
    pub border_corridor_m: f64,
}

impl From<&Thresholds> for ThresholdsBody {
    fn from(t: &Thresholds) -> Self {
        Self {
            tolerance_m: t.tolerance_m,
            near_water_m: t.near_water_m,
            edge_warn_m: t.edge_warn_m,
            half_width_m: t.half_width_m,
            border_run_m: t.border_run_m,
            border_corridor_m: t.border_corridor_m,
        }
    }
}

/// What the answer says about the question.
#[derive(Clone, Debug)]
pub struct Echo {
    /// Which world answered.
    pub world: WorldBlock,
    /// The CRS as named.
    pub input_crs: String,
    /// Whether it was assumed.
    pub crs_defaulted: bool,
    /// First and second coordinate as sent.
    pub input: (f64, f64),
    /// Things worth checking.
    pub warnings: Vec<String>,
    /// Whether the explanation is wanted.
    pub explain: bool,
}

impl AnswerBody {
    /// An answer with the names that `law` knows.
    #[must_use]
    pub fn new(answer: &Answer, law: &Law, echo: Echo) -> Self {
        let names = Names(law);
        let edges = |edges: &[Edge]| edges.iter().map(|e| EdgeBody::new(e, names)).collect();
        Self {
            world: echo.world,
            input_crs: echo.input_crs,
            crs_defaulted: echo.crs_defaulted,
            input: InputPlace {
                lon: echo.input.0,
                lat: echo.input.1,
            },
            at: answer.at.into(),
            warnings: echo.warnings,
            status: answer.status.as_str(),
            confidence: answer.confidence.as_str(),
            rule: answer.rule,
            units: UnitsBody::new(&answer.units, names),
            water: answer.water.as_ref().map(|w| names.water(w)),
            zone: answer.zone.as_ref().map(ToString::to_string),
            reference_level: answer.reference_level.clone(),
            segment: answer.segment.as_ref().map(ToString::to_string),
            stationing: answer.stationing.as_ref().map(|s| StationingBody::new(s, names)),
            distance_m: answer.distance_m,
            matches: answer.matches.iter().map(|m| MatchBody::new(m, names)).collect(),
            chain: SeatBody::chain(&answer.chain, names),
            general_chiefs: SeatBody::chain(&answer.general_chiefs, names),
            direct_responsible: names.posts(&answer.direct_responsible),
            first_contact: answer.first_contact.as_ref().map(|p| names.post(p)),
            accountable: answer.accountable.as_ref().map(|p| names.post(p)),
            co_responsible: SeatBody::chain(&answer.co_responsible, names),
            shared_river: answer.shared_river,
            adjacent: names.units(&answer.adjacent),
            reporting: edges(&answer.reporting),
            supervision: edges(&answer.supervision),
            conference: answer.conference.as_ref().map(|c| ConferenceBody::new(c, names)),
            offices: answer.offices.iter().map(|id| names.office(id)).collect(),
            competence: answer.competence.as_ref().map(|c| CompetenceBody {
                concern: c.concern.clone(),
                departments: c.departments.iter().map(|d| names.department(d)).collect(),
                source: c.source.clone(),
            }),
            boards: texts(&answer.boards),
            alternatives: answer
                .alternatives
                .iter()
                .map(|a| AlternativeBody::new(a, names))
                .collect(),
            nearest: answer.nearest.as_ref().map(|n| NearestBody::new(n, names)),
            neighbour: answer.neighbour.as_ref().map(|u| names.unit(u)),
            notes: answer.notes.clone(),
            thresholds: (&answer.thresholds).into(),
            explanation: echo
                .explain
                .then(|| answer.explanation.iter().map(StepBody::from).collect()),
        }
    }
}
