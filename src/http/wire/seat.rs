//! A seat of the chain on the wire.
use super::holder::HolderBody;
use super::lists;
use super::names::{Coded, Names};
use riverchief_core::domain::answer::Seat;
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
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its holders on the day, by office.
    pub holders: Vec<HolderBody>,
    /// The day since which the post has been vacant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacant_since: Option<String>,
    /// Whether the plan calls this chief 直接责任人 here.
    pub direct: bool,
    /// The segment or piece through which the seat is responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Whether that segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// The unit that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Coded>,
    /// The unit by geometry, if it differs (rules L, M).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed_unit: Option<Coded>,
    /// `stated`, `inferred` or `data`.
    #[schema(value_type = lists::Basis)]
    pub basis: &'static str,
    /// The duty clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// The reason for the state of the seat, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// A duty with the wording of the plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duty {
    /// Clause id, D1…D6.
    pub clause: &'static str,
    /// The wording of the plan.
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
