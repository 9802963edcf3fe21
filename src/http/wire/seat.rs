//! A seat of the chain on the wire.
use super::lists;
use super::names::{Coded, Names};
use riverchief_core::domain::answer::{HeldBy, Seat};
use riverchief_core::domain::clause::RuleId;
use serde::Serialize;
use utoipa::ToSchema;

/// One level of a chain of chiefs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Seat)]
pub struct SeatBody {
    /// `city`, `county`, `township` or `village`.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// `general_chief`, `river_chief`, `reservoir_chief`.
    #[schema(value_type = lists::PostKind)]
    pub kind: &'static str,
    /// `FILLED`, `VACANT`, `GAP`, `NOT_ESTABLISHED`, `NOT_YET`, `NOT_APPLICABLE`.
    #[schema(value_type = lists::SeatState)]
    pub state: &'static str,
    /// Id of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Name of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_name: Option<String>,
    /// Number to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Who holds it on the day, by office.
    pub holders: Vec<HolderBody>,
    /// Empty since this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacant_since: Option<String>,
    /// Called 直接责任人 by the plan here.
    pub direct: bool,
    /// Segment or piece through which the seat answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Whether that segment is registered; otherwise it is derived.
    pub registered: bool,
    /// The unit that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Coded>,
    /// The unit by geometry, where it differs (rules L, M).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed_unit: Option<Coded>,
    /// `stated`, `inferred` or `data`.
    #[schema(value_type = lists::Basis)]
    pub basis: &'static str,
    /// The duty clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// Why the seat is as it is, machine-readable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// A duty with the plan's own words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duty {
    /// Clause id, D1…D6.
    pub clause: &'static str,
    /// The plan's own words.
    pub quote: &'static str,
}

impl Duty {
    /// A duty clause with its words.
    #[must_use]
    pub fn of(rule: RuleId) -> Self {
        let clause = rule.clause();
        Self {
            clause: clause.id,
            quote: clause.quote,
        }
    }
}

/// Who holds a post.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Holder)]
pub struct HolderBody {
    /// Id of the holder.
    pub id: String,
    /// Name, by office in schematic worlds.
    pub name: String,
    /// Title.
    pub title: String,
    /// First day of the tenure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl From<&HeldBy> for HolderBody {
    fn from(held: &HeldBy) -> Self {
        Self {
            id: held.holder.to_string(),
            name: held.name.clone(),
            title: held.title.clone(),
            since: held.since.map(|d| d.to_string()),
        }
    }
}

impl SeatBody {
    /// A seat with its names.
    #[must_use]
    pub fn new(seat: &Seat, names: Names<'_>) -> Self {
        Self {
            level: seat.level.as_str(),
            kind: seat.kind.as_str(),
            state: seat.state.as_str(),
            post: seat.post.as_ref().map(ToString::to_string),
            post_name: seat.post_name.as_deref().map(str::to_owned),
            phone: seat.phone.as_deref().map(str::to_owned),
            holders: seat.holders.iter().map(HolderBody::from).collect(),
            vacant_since: seat.vacant_since.map(|d| d.to_string()),
            direct: seat.direct,
            segment: seat.segment.as_ref().map(ToString::to_string),
            registered: seat.registered,
            unit: seat.unit.as_ref().map(|u| names.unit(u)),
            computed_unit: seat.computed_unit.as_ref().map(|u| names.unit(u)),
            basis: seat.basis.as_str(),
            duty: seat.duty.map(Duty::of),
            reason: seat.reason,
        }
    }

    /// A chain, in order.
    #[must_use]
    pub fn chain(seats: &[Seat], names: Names<'_>) -> Vec<Self> {
        seats.iter().map(|s| Self::new(s, names)).collect()
    }
}
