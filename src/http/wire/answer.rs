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
    pub direct_responsible: Vec<Responsible>,
    /// Whom to phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// The highest direct post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Responsible>,
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
    /// Remarks for programs, e.g. `hole:county`, `N_PARENT_BY_PLACE`, `layer_absent:village`, `fallback_used`.
    pub notes: Vec<String>,
    /// Thresholds that were in force.
    pub thresholds: ThresholdsBody,
    /// The steps of the decision; absent with `explain=false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Vec<StepBody>>,
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
