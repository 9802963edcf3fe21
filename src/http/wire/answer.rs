//! The answer for a point on the wire; `riverchief resolve --format json` prints the same.
use super::duties::{CompetenceBody, EdgeBody};
use super::explanation::StepBody;
use super::lists;
use super::names::{Coded, Names, Responsible, texts};
use super::nearby::{AlternativeBody, MatchBody, NearestBody};
use super::place::{InputPlace, Position, StationingBody, UnitsBody};
use super::seat::SeatBody;
use super::thresholds::ThresholdsBody;
use super::water::ConferenceBody;
use super::world::WorldBlock;
use riverchief_core::domain::answer::{Answer, Edge};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// Who answers for a place, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct AnswerBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// The coordinates as sent.
    pub input: InputPlace,
    /// The place that was looked up, in CGCS2000.
    pub at: Position,
    /// Warnings about the request, e.g. that coordinates are probably swapped.
    pub warnings: Vec<String>,
    /// `WATER_ZONE`, `CHANNEL`, `LAND_ZONE`, `NEAR_WATER`, `GENERAL_ONLY`, `OUT_OF_JURISDICTION`, `MARINE`.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// `INCOMPLETE` (a level of units that the world has elsewhere is missing here), `EXACT`, `NEAR_BOUNDARY`, `SNAPPED`, `TIE`.
    #[schema(value_type = lists::Confidence)]
    pub confidence: &'static str,
    /// The rule that decided the status.
    pub rule: &'static str,
    /// Units at the place.
    pub units: UnitsBody,
    /// The matched or nearest water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The reservoir zone that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The water level at which the zone was outlined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_level: Option<String>,
    /// The segment of the lowest level that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The place on the centreline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stationing: Option<StationingBody>,
    /// Distance to the matched feature in metres, by rule S3 of docs/RULES.md.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// All features that cover the place or lie within the tolerance, the deciding one first.
    pub matches: Vec<MatchBody>,
    /// River or reservoir chiefs, lowest level first.
    pub chain: Vec<SeatBody>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Vec<SeatBody>,
    /// Posts called 直接责任人 here.
    pub direct_responsible: Vec<Responsible>,
    /// The post to phone first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// The highest-ranking direct post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Responsible>,
    /// Seats of the other bank, exactly on a shared centreline (rule B).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_responsible: Vec<SeatBody>,
    /// Whether the river is a border here.
    pub shared_river: bool,
    /// Units of the nearest bank of a pool (Z7): adjacent, not responsible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adjacent: Vec<Coded>,
    /// Who reports to whom.
    pub reporting: Vec<EdgeBody>,
    /// Who supervises whom.
    pub supervision: Vec<EdgeBody>,
    /// The joint conference of the water, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceBody>,
    /// Offices (河长制办公室), city first.
    pub offices: Vec<Coded>,
    /// The member units competent for the concern in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competence: Option<CompetenceBody>,
    /// Notice boards of the segment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boards: Vec<String>,
    /// Answers on the other side of edges nearby, nearest first.
    pub alternatives: Vec<AlternativeBody>,
    /// The nearest water, for the status `NEAR_WATER`. It is advice and does not mean that its chiefs are responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestBody>,
    /// For a place outside the city: the unit there, if the world has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighbour: Option<Coded>,
    /// Remarks, as codes, e.g. `hole:county`, `N_PARENT_BY_PLACE`, `layer_absent:village`, `fallback_used`.
    pub notes: Vec<String>,
    /// The thresholds in force.
    pub thresholds: ThresholdsBody,
    /// The steps of the decision; absent with `explain=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Vec<StepBody>>,
}

/// The parts of the answer that repeat the request.
#[derive(Clone, Debug)]
pub struct Echo {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// First and second coordinate as sent.
    pub input: (f64, f64),
    /// Warnings about the request.
    pub warnings: Vec<String>,
    /// Whether the answer includes the explanation.
    pub explain: bool,
}

impl AnswerBody {
    /// An answer with names from `law`.
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
            rule: answer.rule.as_str(),
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
            direct_responsible: names.all_responsible(&answer.direct_responsible),
            first_contact: answer.first_contact.as_ref().map(|p| names.responsible(p)),
            accountable: answer.accountable.as_ref().map(|p| names.responsible(p)),
            co_responsible: SeatBody::chain(&answer.co_responsible, names),
            shared_river: answer.shared_river,
            adjacent: names.units(&answer.adjacent),
            reporting: edges(&answer.reporting),
            supervision: edges(&answer.supervision),
            conference: answer.conference.as_ref().map(|c| ConferenceBody::new(c, names)),
            offices: answer.offices.iter().map(|id| names.office(id)).collect(),
            competence: answer.competence.as_ref().map(CompetenceBody::from),
            boards: texts(&answer.boards),
            alternatives: answer
                .alternatives
                .iter()
                .map(|a| AlternativeBody::new(a, names))
                .collect(),
            nearest: answer.nearest.as_ref().map(|n| NearestBody::new(n, names)),
            neighbour: answer.neighbour.as_ref().map(|u| names.unit(u)),
            notes: texts(&answer.notes),
            thresholds: (&answer.thresholds).into(),
            explanation: echo
                .explain
                .then(|| answer.explanation.iter().map(StepBody::from).collect()),
        }
    }
}
