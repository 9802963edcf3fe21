//! Compiled filters: predicates and their typed operands. A column is the index of its cell in a row.
use super::collation::Pattern;
use super::spatial::{PreparedShape, SpatialRelation};
use super::temporal::TemporalRelation;
use riverchief_core::domain::time::Date;
use std::rc::Rc;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Whole,
    Remainder,
    Power,
}

/// A relation between lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListRelation {
    Equals,
    Contains,
    ContainedBy,
    Overlaps,
}

/// A condition: true, false, or unknown where a value is absent.
#[derive(Debug)]
pub enum Predicate {
    Constant(bool),
    Flag(usize),
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    Same(bool, Box<Predicate>, Box<Predicate>),
    Texts(Comparison, Text, Text),
    Numbers(Comparison, Number, Number),
    Times(Comparison, Day, Day),
    /// The list is sorted.
    TextIn(Text, Vec<String>),
    NumberIn(Number, Vec<f64>),
    TimeIn(Day, Vec<Date>),
    Like(Text, Pattern),
    IsNull(Box<Operand>),
    Spatial(SpatialRelation, GeometryOperand, GeometryOperand),
    Temporal(TemporalRelation, TemporalOperand, TemporalOperand),
    Lists(ListRelation, List, List),
}

/// Any part of an expression.
#[derive(Debug)]
pub enum Operand {
    Predicate(Predicate),
    Text(Text),
    Number(Number),
    Day(Day),
    TemporalOperand(TemporalOperand),
    GeometryOperand(GeometryOperand),
    List(List),
}

#[derive(Clone, Debug)]
pub enum Text {
    Column(usize),
    Literal(String),
    Caseless(Box<Text>),
    Accentless(Box<Text>),
}

#[derive(Clone, Debug)]
pub enum Number {
    Column(usize),
    Literal(f64),
    Of(Arithmetic, Box<Number>, Box<Number>),
}

#[derive(Clone, Debug)]
pub enum Day {
    Column(usize),
    Literal(Date),
}

/// The end of an interval. A column without a value leaves it open, as an empty end does in the data.
#[derive(Clone, Debug)]
pub enum IntervalEnd {
    Open,
    At(Day),
}

#[derive(Clone, Debug)]
pub enum TemporalOperand {
    At(Day),
    Between(IntervalEnd, IntervalEnd),
}

#[derive(Clone, Debug)]
pub enum GeometryOperand {
    Row,
    Literal(Rc<PreparedShape>),
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Element {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(Date),
}

#[derive(Clone, Debug)]
pub enum List {
    Column(usize),
    Literal(Vec<Element>),
}
