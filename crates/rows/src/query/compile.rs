//! Compiles a parsed filter: names become columns, literals become values, and every operand gets a type.
use super::collation::{Pattern, without_accents, without_case};
use super::error::FilterError;
use super::filter_crs::FilterCrs;
use super::operand::{
    Arithmetic, Comparison, Day, Element, GeometryOperand, IntervalEnd, List, ListRelation, Number, Operand, Predicate,
    TemporalOperand, Text,
};
use super::parse::Parsed;
use super::region;
use super::spatial::{PreparedShape, SpatialRelation};
use super::temporal::{self, TemporalRelation};
use crate::collections::{CollectionId, ColumnKind, GeometryType, Row};
use cql2::Expr;
use geo::{CoordsIter, Geometry, MapCoords, MultiPolygon, Rect};
use riverchief_geom::validity;
use std::rc::Rc;

/// A filter, compiled against the columns of a collection.
#[derive(Debug)]
pub struct Filter(Predicate);

impl Filter {
    /// Compiles a parsed filter.
    ///
    /// # Errors
    /// Unknown names, operands of the wrong type, geometry and dates that can't be used.
    pub fn compile(parsed: &Parsed, collection: CollectionId, crs: FilterCrs<'_>) -> Result<Self, FilterError> {
        Compiler { collection, crs }.predicate(&parsed.0).map(Self)
    }

    /// Whether a row passes: the filter is true, not false or unknown.
    #[must_use]
    pub fn passes(&self, row: &Row) -> bool {
        self.0.holds(row) == Some(true)
    }

    /// A box in longitude and latitude that every passing row meets; `None` if there is no such limit.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        bounds(&self.0)
    }

    /// The ids of all rows that can pass; `None` if the filter doesn't name them.
    #[must_use]
    pub fn ids(&self) -> Option<Vec<String>> {
        ids(&self.0)
    }
}

fn bounds(predicate: &Predicate) -> Option<Rect<f64>> {
    match predicate {
        Predicate::And(parts) => parts.iter().find_map(bounds),
        Predicate::Spatial(relation, GeometryOperand::Row, GeometryOperand::Literal(g))
        | Predicate::Spatial(relation, GeometryOperand::Literal(g), GeometryOperand::Row)
            if *relation != SpatialRelation::Disjoint =>
        {
            g.bounds()
        }
        _ => None,
    }
}

/// The id is the first column.
fn ids(predicate: &Predicate) -> Option<Vec<String>> {
    match predicate {
        Predicate::And(parts) => parts.iter().find_map(ids),
        Predicate::Texts(Comparison::Equal, Text::Column(0), Text::Literal(id))
        | Predicate::Texts(Comparison::Equal, Text::Literal(id), Text::Column(0)) => Some(vec![id.clone()]),
        Predicate::TextIn(Text::Column(0), list) => Some(list.clone()),
        _ => None,
    }
}

/// The filter of a parameter `name=value`.
///
/// # Errors
/// No such property; a value of another type, or not on the closed list of the property.
pub fn property_equals(collection: CollectionId, name: &str, value: &str) -> Result<Filter, FilterError> {
    let (at, column) = column(collection, name)?;
    let wrong = |what: &str| FilterError::Types(format!("The property “{name}” is {what}."));
    let values = collection
        .spec()
        .column(name)
        .map_or(&[][..], |(_, column)| column.values);
    if !values.is_empty() && !values.contains(&value) {
        return Err(wrong(&format!("one of {}", values.join(", "))));
    }
    let equal = Comparison::Equal;
    Ok(Filter(match column {
        ColumnKind::Text => Predicate::Texts(equal, Text::Column(at), Text::Literal(value.to_owned())),
        ColumnKind::Integer | ColumnKind::Real => {
            let number = value.parse::<f64>().ok().filter(|n| n.is_finite());
            let number = number.ok_or_else(|| wrong("a number"))?;
            Predicate::Numbers(equal, Number::Column(at), Number::Literal(number))
        }
        ColumnKind::Flag => {
            let flag = value.parse::<bool>().map_err(|_| wrong("true or false"))?;
            Predicate::Same(true, Box::new(Predicate::Flag(at)), Box::new(Predicate::Constant(flag)))
        }
        ColumnKind::Date => Predicate::Times(equal, Day::Column(at), Day::Literal(temporal::day(value)?)),
        // The value is one of the texts of the list.
        ColumnKind::Texts => Predicate::Lists(
            ListRelation::Contains,
            List::Column(at),
            List::Literal(vec![Element::Text(value.to_owned())]),
        ),
    }))
}

fn column(collection: CollectionId, name: &str) -> Result<(usize, ColumnKind), FilterError> {
    let spec = collection.spec();
    let found = spec.column(name).map(|(at, column)| (at, column.kind));
    found.ok_or_else(|| FilterError::UnknownProperty {
        name: name.chars().take(60).collect(),
        known: spec.columns().map(|c| c.name).collect(),
    })
}

struct Compiler<'a> {
    collection: CollectionId,
    crs: FilterCrs<'a>,
}

fn types(words: impl Into<String>) -> FilterError {
    FilterError::Types(words.into())
}

impl Operand {
    fn type_name(&self) -> &'static str {
        match self {
            Self::Predicate(_) => "true or false",
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Day(_) => "a day",
            Self::TemporalOperand(_) => "an interval",
            Self::GeometryOperand(_) => "a geometry",
            Self::List(_) => "a list",
        }
    }
}

impl Compiler<'_> {
    fn predicate(&self, expr: &Expr) -> Result<Predicate, FilterError> {
        match self.operand(expr)? {
            Operand::Predicate(predicate) => Ok(predicate),
            other => Err(types(format!("A condition is expected, not {}.", other.type_name()))),
        }
    }

    fn operand(&self, expr: &Expr) -> Result<Operand, FilterError> {
        Ok(match expr {
            Expr::Float(number) if !number.is_finite() => {
                return Err(FilterError::Literal("A number is too large.".to_owned()));
            }
            Expr::Float(number) => Operand::Number(Number::Literal(*number)),
            Expr::Literal(text) => Operand::Text(Text::Literal(text.clone())),
            Expr::Bool(value) => Operand::Predicate(Predicate::Constant(*value)),
            Expr::Property { property } => self.property(property)?,
            Expr::Date { date: inner } | Expr::Timestamp { timestamp: inner } => match &**inner {
                Expr::Literal(text) => Operand::Day(Day::Literal(temporal::day(text)?)),
                _ => return Err(types("DATE and TIMESTAMP take a text.")),
            },
            Expr::Interval { interval } => match interval.as_slice() {
                [from, to] => Operand::TemporalOperand(self.interval(from, to)?),
                _ => return Err(types("INTERVAL takes two ends.")),
            },
            Expr::Array(items) => {
                let items = items.iter().map(|item| self.element(item));
                Operand::List(List::Literal(items.collect::<Result<_, _>>()?))
            }
            Expr::BBox { bbox } => Operand::GeometryOperand(self.bbox(bbox)?),
            Expr::Geometry(_) => Operand::GeometryOperand(self.geometry(expr)?),
            Expr::Null => return Err(types("NULL can't be compared; write IS NULL.")),
            Expr::Operation { op, args } => self.operation(op, args)?,
        })
    }

    fn property(&self, name: &str) -> Result<Operand, FilterError> {
        if name == "geometry" && self.collection.spec().geometry != GeometryType::None {
            return Ok(Operand::GeometryOperand(GeometryOperand::Row));
        }
        let (at, kind) = column(self.collection, name)?;
        Ok(match kind {
            ColumnKind::Text => Operand::Text(Text::Column(at)),
            ColumnKind::Integer | ColumnKind::Real => Operand::Number(Number::Column(at)),
            ColumnKind::Flag => Operand::Predicate(Predicate::Flag(at)),
            ColumnKind::Date => Operand::Day(Day::Column(at)),
            ColumnKind::Texts => Operand::List(List::Column(at)),
        })
    }

    fn operation(&self, op: &str, args: &[Box<Expr>]) -> Result<Operand, FilterError> {
        let name = op.to_ascii_lowercase();
        if let Some(operator) = arithmetic(&name) {
            return self.calculated(operator, args);
        }
        match name.as_str() {
            "and" | "or" => {
                let parts = args.iter().map(|a| self.predicate(a)).collect::<Result<Vec<_>, _>>()?;
                return Ok(Operand::Predicate(if name == "and" {
                    Predicate::And(parts)
                } else {
                    Predicate::Or(parts)
                }));
            }
            "casei" | "accenti" => return self.folded(name == "casei", exactly::<1>(op, args)?).map(Operand::Text),
            _ => {}
        }
        let predicate = match self.relation(op, &name, args)? {
            Some(relation) => relation,
            None => self.condition(op, &name, args)?,
        };
        Ok(Operand::Predicate(predicate))
    }

    /// A comparison or relation of two operands; `None` where the name is none.
    fn relation(&self, op: &str, name: &str, args: &[Box<Expr>]) -> Result<Option<Predicate>, FilterError> {
        Ok(Some(if let Some(how) = comparison(name) {
            let [a, b] = exactly(op, args)?;
            self.compared(how, a, b)?
        } else if let Some(relation) = SpatialRelation::named(name) {
            let [a, b] = exactly(op, args)?;
            Predicate::Spatial(relation, self.shape(a)?, self.shape(b)?)
        } else if let Some(relation) = TemporalRelation::named(name) {
            let [a, b] = exactly(op, args)?;
            Predicate::Temporal(relation, self.span(a)?, self.span(b)?)
        } else if let Some(relation) = list_relation(name) {
            let [a, b] = exactly(op, args)?;
            Predicate::Lists(relation, self.list(a)?, self.list(b)?)
        } else {
            return Ok(None);
        }))
    }

    /// The other operators that are true or false.
    fn condition(&self, op: &str, name: &str, args: &[Box<Expr>]) -> Result<Predicate, FilterError> {
        Ok(match name {
            "not" => {
                let [of] = exactly(op, args)?;
                Predicate::Not(Box::new(self.predicate(of)?))
            }
            "isnull" => {
                let [of] = exactly(op, args)?;
                Predicate::IsNull(Box::new(self.operand(of)?))
            }
            "like" => {
                let [of, pattern] = exactly(op, args)?;
                let of = self.text(of)?;
                let Text::Literal(pattern) = self.text(pattern)? else {
                    return Err(types("The pattern of LIKE is a text."));
                };
                Predicate::Like(of, Pattern::new(&pattern))
            }
            "between" => {
                let [of, low, high] = exactly(op, args)?;
                let low = self.compared(Comparison::GreaterOrEqual, of, low)?;
                let high = self.compared(Comparison::LessOrEqual, of, high)?;
                Predicate::And(vec![low, high])
            }
            "in" => {
                let [of, list] = exactly(op, args)?;
                self.is_in(of, list)?
            }
            _ => return Err(FilterError::UnknownFunction(op.chars().take(60).collect())),
        })
    }

    /// A text without case (CASEI) or without accents (ACCENTI).
    fn folded(&self, caseless: bool, [of]: [&Expr; 1]) -> Result<Text, FilterError> {
        Ok(match (self.text(of)?, caseless) {
            (Text::Literal(t), true) => Text::Literal(without_case(&t)),
            (Text::Literal(t), false) => Text::Literal(without_accents(&t)),
            (other, true) => Text::Caseless(Box::new(other)),
            (other, false) => Text::Accentless(Box::new(other)),
        })
    }

    fn compared(&self, how: Comparison, a: &Expr, b: &Expr) -> Result<Predicate, FilterError> {
        Ok(match (self.operand(a)?, self.operand(b)?) {
            (Operand::Text(a), Operand::Text(b)) => Predicate::Texts(how, a, b),
            (Operand::Number(a), Operand::Number(b)) => Predicate::Numbers(how, a, b),
            (Operand::Day(a), Operand::Day(b)) => Predicate::Times(how, a, b),
            (Operand::Day(a), Operand::Text(Text::Literal(b))) => {
                Predicate::Times(how, a, Day::Literal(temporal::day(&b)?))
            }
            (Operand::Text(Text::Literal(a)), Operand::Day(b)) => {
                Predicate::Times(how, Day::Literal(temporal::day(&a)?), b)
            }
            (Operand::Predicate(a), Operand::Predicate(b)) if how == Comparison::Equal => {
                Predicate::Same(true, Box::new(a), Box::new(b))
            }
            (Operand::Predicate(a), Operand::Predicate(b)) if how == Comparison::Unequal => {
                Predicate::Same(false, Box::new(a), Box::new(b))
            }
            (a, b) => {
                let words = format!(
                    "{} can't be compared in this way with {}.",
                    a.type_name(),
                    b.type_name()
                );
                return Err(types(words));
            }
        })
    }

    fn is_in(&self, of: &Expr, list: &Expr) -> Result<Predicate, FilterError> {
        let Expr::Array(items) = list else {
            return Err(types("IN takes a list in brackets."));
        };
        let mut texts = vec![];
        let mut numbers = vec![];
        let mut days = vec![];
        let of = self.operand(of)?;
        for item in items {
            match (&of, self.operand(item)?) {
                (Operand::Text(_), Operand::Text(Text::Literal(t))) => texts.push(t),
                (Operand::Number(_), Operand::Number(Number::Literal(n))) => numbers.push(n),
                (Operand::Day(_), Operand::Day(Day::Literal(d))) => days.push(d),
                (Operand::Day(_), Operand::Text(Text::Literal(t))) => days.push(temporal::day(&t)?),
                (of, item) => {
                    let words = format!("{} can't be in a list that holds {}.", of.type_name(), item.type_name());
                    return Err(types(words));
                }
            }
        }
        texts.sort();
        Ok(match of {
            Operand::Text(of) => Predicate::TextIn(of, texts),
            Operand::Number(of) => Predicate::NumberIn(of, numbers),
            Operand::Day(of) => Predicate::TimeIn(of, days),
            other => {
                return Err(types(format!(
                    "IN asks for texts, numbers or days, not {}.",
                    other.type_name()
                )));
            }
        })
    }

    fn calculated(&self, operator: Arithmetic, args: &[Box<Expr>]) -> Result<Operand, FilterError> {
        let mut numbers = args.iter().map(|a| match self.operand(a)? {
            Operand::Number(number) => Ok(number),
            other => Err(types(format!("Arithmetic takes numbers, not {}.", other.type_name()))),
        });
        let missing = || types("An arithmetic operator takes two operands.");
        let mut value = numbers.next().ok_or_else(missing)??;
        let mut more = false;
        for number in numbers {
            more = true;
            value = match (value, number?) {
                (Number::Literal(a), Number::Literal(b)) => {
                    let folded = operator.apply(a, b);
                    let folded = folded.ok_or_else(|| FilterError::Literal("A number can't be calculated.".to_owned()));
                    Number::Literal(folded?)
                }
                (a, b) => Number::Of(operator, Box::new(a), Box::new(b)),
            };
        }
        if more {
            Ok(Operand::Number(value))
        } else {
            Err(missing())
        }
    }

    fn text(&self, expr: &Expr) -> Result<Text, FilterError> {
        match self.operand(expr)? {
            Operand::Text(text) => Ok(text),
            other => Err(types(format!("A text is expected, not {}.", other.type_name()))),
        }
    }

    fn list(&self, expr: &Expr) -> Result<List, FilterError> {
        match self.operand(expr)? {
            Operand::List(list) => Ok(list),
            other => Err(types(format!("A list is expected, not {}.", other.type_name()))),
        }
    }

    fn element(&self, expr: &Expr) -> Result<Element, FilterError> {
        Ok(match self.operand(expr)? {
            Operand::Text(Text::Literal(text)) => Element::Text(text),
            Operand::Number(Number::Literal(number)) => Element::Number(number),
            Operand::Predicate(Predicate::Constant(flag)) => Element::Flag(flag),
            Operand::Day(Day::Literal(day)) => Element::Day(day),
            _ => return Err(types("A list holds texts, numbers, truth values and days.")),
        })
    }

    fn span(&self, expr: &Expr) -> Result<TemporalOperand, FilterError> {
        match self.operand(expr)? {
            Operand::Day(day) => Ok(TemporalOperand::At(day)),
            Operand::TemporalOperand(span) => Ok(span),
            Operand::Text(Text::Literal(text)) => Ok(TemporalOperand::At(Day::Literal(temporal::day(&text)?))),
            other => Err(types(format!(
                "A day or an interval is expected, not {}.",
                other.type_name()
            ))),
        }
    }

    fn interval(&self, from: &Expr, to: &Expr) -> Result<TemporalOperand, FilterError> {
        let end = |expr: &Expr| match expr {
            Expr::Literal(text) if text == ".." => Ok(IntervalEnd::Open),
            other => match self.span(other)? {
                TemporalOperand::At(day) => Ok(IntervalEnd::At(day)),
                TemporalOperand::Between(..) => Err(types("The ends of an interval are days.")),
            },
        };
        let (from, to) = (end(from)?, end(to)?);
        if let (IntervalEnd::At(Day::Literal(a)), IntervalEnd::At(Day::Literal(b))) = (&from, &to)
            && a > b
        {
            return Err(FilterError::Literal("An interval ends before it begins.".to_owned()));
        }
        Ok(TemporalOperand::Between(from, to))
    }

    fn shape(&self, expr: &Expr) -> Result<GeometryOperand, FilterError> {
        match self.operand(expr)? {
            Operand::GeometryOperand(shape) => Ok(shape),
            other => Err(types(format!("A geometry is expected, not {}.", other.type_name()))),
        }
    }

    fn bbox(&self, numbers: &[Box<Expr>]) -> Result<GeometryOperand, FilterError> {
        let number = |expr: &Expr| match self.operand(expr)? {
            Operand::Number(Number::Literal(n)) => Ok(n),
            other => Err(types(format!("BBOX takes numbers, not {}.", other.type_name()))),
        };
        let n = numbers.iter().map(|e| number(e)).collect::<Result<Vec<f64>, _>>()?;
        let corners = match n[..] {
            // Heights are ignored.
            [x0, y0, x1, y1] | [x0, y0, _, x1, y1, _] => [x0, y0, x1, y1],
            _ => return Err(types("BBOX takes four numbers, or six.")),
        };
        let area = region::area(corners, &self.crs)?;
        Ok(GeometryOperand::Literal(Rc::new(PreparedShape::new(
            Geometry::MultiPolygon(area),
        ))))
    }

    fn geometry(&self, expr: &Expr) -> Result<GeometryOperand, FilterError> {
        let bad = |words: String| FilterError::Literal(words);
        let read = Geometry::<f64>::try_from(expr.clone());
        let mut geometry = read.map_err(|e| bad(format!("A geometry can't be read: {e}.")))?;
        if geometry.coords_iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
            return Err(bad("A geometry has finite numbers as coordinates.".to_owned()));
        }
        if geometry.coords_count() == 0 {
            return Err(bad("A geometry is empty.".to_owned()));
        }
        geometry = geometry.try_map_coords(|c| {
            let mut place = [(c.x, c.y)];
            (self.crs.to_lonlat)(&mut place).map_err(bad)?;
            Ok(geo::Coord::from(place[0]))
        })?;
        check_valid(&geometry)?;
        Ok(GeometryOperand::Literal(Rc::new(PreparedShape::new(geometry))))
    }
}

/// Checks that a geometry is valid: relations are defined only between valid geometries.
fn check_valid(geometry: &Geometry<f64>) -> Result<(), FilterError> {
    let polygons = |shape: &MultiPolygon<f64>| {
        let closed = |r: &geo::LineString<f64>| r.0.len() >= 4 && r.is_closed();
        if !shape
            .iter()
            .all(|p| closed(p.exterior()) && p.interiors().iter().all(closed))
        {
            let words = "A ring needs four points or more, the last equal to the first.";
            return Err(FilterError::Literal(words.to_owned()));
        }
        let problem = validity::problems(shape).into_iter().find(|p| p.kind.is_invalid());
        problem.map_or(Ok(()), |p| {
            Err(FilterError::Literal(format!(
                "A polygon is not valid: {}.",
                p.kind.as_str()
            )))
        })
    };
    let line = |line: &geo::LineString<f64>| {
        let differ = line.0.windows(2).any(|w| w[0] != w[1]);
        let words = || FilterError::Literal("A line needs two different points.".to_owned());
        if differ { Ok(()) } else { Err(words()) }
    };
    match geometry {
        Geometry::Polygon(p) => polygons(&MultiPolygon::new(vec![p.clone()])),
        Geometry::MultiPolygon(p) => polygons(p),
        Geometry::LineString(l) => line(l),
        Geometry::MultiLineString(l) => l.iter().try_for_each(line),
        Geometry::GeometryCollection(all) => all.iter().try_for_each(check_valid),
        _ => Ok(()),
    }
}

/// The operands of an operator that takes `N`.
fn exactly<'a, const N: usize>(op: &str, args: &'a [Box<Expr>]) -> Result<[&'a Expr; N], FilterError> {
    let wrong = || types(format!("{} takes {N} operands, not {}.", op.to_uppercase(), args.len()));
    let operands: Vec<&Expr> = args.iter().map(|arg| &**arg).collect();
    operands.try_into().map_err(|_| wrong())
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        "=" => Comparison::Equal,
        "<>" | "!=" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        "+" => Arithmetic::Add,
        "-" => Arithmetic::Subtract,
        "*" => Arithmetic::Multiply,
        "/" => Arithmetic::Divide,
        "div" => Arithmetic::Whole,
        "%" => Arithmetic::Remainder,
        "^" => Arithmetic::Power,
        _ => return None,
    })
}

fn list_relation(name: &str) -> Option<ListRelation> {
    Some(match name {
        "a_equals" => ListRelation::Equals,
        "a_contains" => ListRelation::Contains,
        "a_containedby" => ListRelation::ContainedBy,
        "a_overlaps" => ListRelation::Overlaps,
        _ => return None,
    })
}
