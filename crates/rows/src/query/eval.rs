//! Evaluates compiled filters on a row, in three-valued logic.
use super::collation::{without_accents, without_case};
use super::operand::{
    Arithmetic, Comparison, Day, Element, GeometryOperand, IntervalEnd, List, ListRelation, Number, Operand, Predicate,
    TemporalOperand, Text,
};
use super::spatial::related;
use super::temporal::Interval;
use crate::collections::{Cell, Row};
use riverchief_core::domain::time::Date;
use std::borrow::Cow;
use std::cmp::Ordering;

impl Comparison {
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Predicate {
    /// Evaluates the predicate; `None` is unknown: neither true nor false.
    pub fn holds(&self, row: &Row) -> Option<bool> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Flag(column) => match row.cells[*column] {
                Cell::Flag(value) => Some(value),
                _ => None,
            },
            Self::And(parts) => all(parts, row, false),
            Self::Or(parts) => all(parts, row, true),
            Self::Not(inner) => inner.holds(row).map(|value| !value),
            Self::Same(same, a, b) => Some((a.holds(row)? == b.holds(row)?) == *same),
            Self::Texts(how, a, b) => Some(how.holds(a.value(row)?.as_ref().cmp(b.value(row)?.as_ref()))),
            Self::Numbers(how, a, b) => Some(how.holds(a.value(row)?.partial_cmp(&b.value(row)?)?)),
            Self::Times(how, a, b) => Some(how.holds(a.value(row)?.cmp(&b.value(row)?))),
            Self::TextIn(of, list) => {
                let value = of.value(row)?;
                Some(list.binary_search_by(|t| t.as_str().cmp(value.as_ref())).is_ok())
            }
            Self::NumberIn(of, list) => {
                let value = of.value(row)?;
                Some(list.contains(&value))
            }
            Self::TimeIn(of, list) => Some(list.contains(&of.value(row)?)),
            Self::Like(of, pattern) => Some(pattern.matches(of.value(row)?.as_ref())),
            Self::IsNull(operand) => Some(operand.absent(row)),
            Self::Spatial(relation, a, b) => match (a, b) {
                (GeometryOperand::Row, GeometryOperand::Literal(b)) => {
                    Some(b.is_related(*relation, row.geometry.as_ref()?, row.bounds))
                }
                (GeometryOperand::Literal(a), GeometryOperand::Row) => {
                    Some(a.is_related(relation.reversed(), row.geometry.as_ref()?, row.bounds))
                }
                (GeometryOperand::Literal(a), GeometryOperand::Literal(b)) => {
                    Some(related(*relation, a.geometry(), b.geometry()))
                }
                (GeometryOperand::Row, GeometryOperand::Row) => {
                    let own = row.geometry.as_ref()?;
                    Some(related(*relation, own, own))
                }
            },
            Self::Temporal(relation, a, b) => Some(relation.holds(a.value(row)?, b.value(row)?)),
            Self::Lists(relation, a, b) => Some(compare(*relation, &a.value(row)?, &b.value(row)?)),
        }
    }
}

/// OR of `parts` if `ending` is true, otherwise AND: the first part that equals `ending` decides.
fn all(parts: &[Predicate], row: &Row, ending: bool) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match part.holds(row) {
            Some(value) if value == ending => return Some(ending),
            Some(_) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(!ending)
}

fn compare(relation: ListRelation, a: &[Cow<'_, Element>], b: &[Cow<'_, Element>]) -> bool {
    let within = |small: &[Cow<'_, Element>], large: &[Cow<'_, Element>]| small.iter().all(|e| large.contains(e));
    match relation {
        ListRelation::Equals => within(a, b) && within(b, a),
        ListRelation::Contains => within(b, a),
        ListRelation::ContainedBy => within(a, b),
        ListRelation::Overlaps => a.iter().any(|e| b.contains(e)),
    }
}

impl Text {
    pub(super) fn value<'a>(&'a self, row: &'a Row) -> Option<Cow<'a, str>> {
        match self {
            Self::Column(column) => match &row.cells[*column] {
                Cell::Text(text) => Some(Cow::Borrowed(text)),
                _ => None,
            },
            Self::Literal(text) => Some(Cow::Borrowed(text)),
            Self::Caseless(inner) => inner.value(row).map(|t| Cow::Owned(without_case(&t))),
            Self::Accentless(inner) => inner.value(row).map(|t| Cow::Owned(without_accents(&t))),
        }
    }
}

impl Number {
    /// A result that is not finite, such as that of a division by zero, is absent.
    pub(super) fn value(&self, row: &Row) -> Option<f64> {
        match self {
            Self::Column(column) => match row.cells[*column] {
                #[expect(clippy::cast_precision_loss, reason = "numbers of branches and the like")]
                Cell::Integer(value) => Some(value as f64),
                Cell::Real(value) => Some(value),
                _ => None,
            },
            Self::Literal(value) => Some(*value),
            Self::Of(operator, a, b) => operator.apply(a.value(row)?, b.value(row)?),
        }
    }
}

impl Arithmetic {
    pub(super) fn apply(self, a: f64, b: f64) -> Option<f64> {
        let value = match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Whole => (a / b).trunc(),
            Self::Remainder => a % b,
            Self::Power => a.powf(b),
        };
        value.is_finite().then_some(value)
    }
}

impl Day {
    fn value(&self, row: &Row) -> Option<Date> {
        match self {
            Self::Column(column) => match row.cells[*column] {
                Cell::Date(day) => Some(day),
                _ => None,
            },
            Self::Literal(day) => Some(*day),
        }
    }
}

impl IntervalEnd {
    fn value(&self, row: &Row, open: Date) -> Date {
        match self {
            Self::Open => open,
            Self::At(day) => day.value(row).unwrap_or(open),
        }
    }
}

impl TemporalOperand {
    fn value(&self, row: &Row) -> Option<Interval> {
        match self {
            Self::At(day) => day.value(row).map(Interval::one),
            Self::Between(from, to) => Some(Interval {
                from: from.value(row, Date::MIN),
                to: to.value(row, Date::MAX),
            }),
        }
    }
}

impl List {
    fn value<'a>(&'a self, row: &'a Row) -> Option<Vec<Cow<'a, Element>>> {
        match self {
            Self::Column(column) => match &row.cells[*column] {
                Cell::Texts(list) => Some(list.iter().map(|t| Cow::Owned(Element::Text(t.to_string()))).collect()),
                _ => None,
            },
            Self::Literal(list) => Some(list.iter().map(Cow::Borrowed).collect()),
        }
    }
}

impl Operand {
    fn absent(&self, row: &Row) -> bool {
        match self {
            Self::Predicate(p) => p.holds(row).is_none(),
            Self::Text(t) => t.value(row).is_none(),
            Self::Number(n) => n.value(row).is_none(),
            Self::Day(d) => d.value(row).is_none(),
            Self::TemporalOperand(s) => s.value(row).is_none(),
            Self::GeometryOperand(GeometryOperand::Row) => row.geometry.is_none(),
            Self::GeometryOperand(GeometryOperand::Literal(_)) => false,
            Self::List(l) => l.value(row).is_none(),
        }
    }
}
