//! From what was read to what is evaluated: names become columns, literals become values, and every operand has a type.
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
    /// Compiles what was read.
    ///
    /// # Errors
    /// Names that there aren't, operands that don't go together, geometry and dates that can't be used.
    pub fn compile(parsed: &Parsed, collection: CollectionId, placing: FilterCrs<'_>) -> Result<Self, FilterError> {
        Compiler { collection, placing }.predicate(&parsed.0).map(Self)
    }

    /// Whether a row passes: what is neither true nor false doesn't.
    #[must_use]
    pub fn passes(&self, row: &Row) -> bool {
        self.0.holds(row) == Some(true)
    }

    /// A box that every row that passes has to meet.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        bounds(&self.0)
    }

    /// Ids of which every row that passes has one.
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
/// No such property; a value that isn't of its type, or not on its closed list.
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
        // One of several is asked for.
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
    placing: FilterCrs<'a>,
}

fn types(words: impl Into<String>) -> FilterError {
    FilterError::Types(words.into())
}

impl Operand {
    fn is_called(&self) -> &'static str {
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
            other => Err(types(format!(
                "A condition is expected, and there is {}.",
                other.is_called()
            ))),
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
            Expr::Null => return Err(types("NULL is no value to compare with; write IS NULL.")),
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
        let exactly = |n: usize| {
            let wrong = || {
                types(format!(
                    "{} takes {n} operands, and has {}.",
                    op.to_uppercase(),
                    args.len()
                ))
            };
            if args.len() == n { Ok(()) } else { Err(wrong()) }
        };
        if let Some(how) = comparison(&name) {
            exactly(2)?;
            return self.compared(how, &args[0], &args[1]).map(Operand::Predicate);
        }
        if let Some(operator) = arithmetic(&name) {
            return self.calculated(operator, args);
        }
        if let Some(relation) = SpatialRelation::named(&name) {
            exactly(2)?;
            let (a, b) = (self.shape(&args[0])?, self.shape(&args[1])?);
            return Ok(Operand::Predicate(Predicate::Spatial(relation, a, b)));
        }
        if let Some(relation) = TemporalRelation::named(&name) {
            exactly(2)?;
            let (a, b) = (self.span(&args[0])?, self.span(&args[1])?);
            return Ok(Operand::Predicate(Predicate::Temporal(relation, a, b)));
        }
        if let Some(relation) = list_relation(&name) {
            exactly(2)?;
            let (a, b) = (self.list(&args[0])?, self.list(&args[1])?);
            return Ok(Operand::Predicate(Predicate::Lists(relation, a, b)));
        }
        Ok(match name.as_str() {
            "and" | "or" => {
                let parts = args.iter().map(|a| self.predicate(a)).collect::<Result<Vec<_>, _>>()?;
                Operand::Predicate(if name == "and" {
                    Predicate::And(parts)
                } else {
                    Predicate::Or(parts)
                })
            }
            "not" => {
                exactly(1)?;
                Operand::Predicate(Predicate::Not(Box::new(self.predicate(&args[0])?)))
            }
            "isnull" => {
                exactly(1)?;
                Operand::Predicate(Predicate::IsNull(Box::new(self.operand(&args[0])?)))
            }
            "like" => {
                exactly(2)?;
                let of = self.text(&args[0])?;
                let Text::Literal(pattern) = self.text(&args[1])? else {
                    return Err(types("The pattern of LIKE is a text."));
                };
                Operand::Predicate(Predicate::Like(of, Pattern::new(&pattern)))
            }
            "between" => {
                exactly(3)?;
                let low = self.compared(Comparison::GreaterOrEqual, &args[0], &args[1])?;
                let high = self.compared(Comparison::LessOrEqual, &args[0], &args[2])?;
                Operand::Predicate(Predicate::And(vec![low, high]))
            }
            "in" => {
                exactly(2)?;
                Operand::Predicate(self.is_in(&args[0], &args[1])?)
            }
            "casei" | "accenti" => {
                exactly(1)?;
                let caseless = name == "casei";
                Operand::Text(match (self.text(&args[0])?, caseless) {
                    (Text::Literal(t), true) => Text::Literal(without_case(&t)),
                    (Text::Literal(t), false) => Text::Literal(without_accents(&t)),
                    (other, true) => Text::Caseless(Box::new(other)),
                    (other, false) => Text::Accentless(Box::new(other)),
                })
            }
            _ => return Err(FilterError::UnknownFunction(op.chars().take(60).collect())),
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
                    a.is_called(),
                    b.is_called()
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
                    let words = format!("{} can't be in a list that holds {}.", of.is_called(), item.is_called());
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
                    other.is_called()
                )));
            }
        })
    }

    fn calculated(&self, operator: Arithmetic, args: &[Box<Expr>]) -> Result<Operand, FilterError> {
        let mut numbers = args.iter().map(|a| match self.operand(a)? {
            Operand::Number(number) => Ok(number),
            other => Err(types(format!("Arithmetic takes numbers, not {}.", other.is_called()))),
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
            other => Err(types(format!(
                "A text is expected, and there is {}.",
                other.is_called()
            ))),
        }
    }

    fn list(&self, expr: &Expr) -> Result<List, FilterError> {
        match self.operand(expr)? {
            Operand::List(list) => Ok(list),
            other => Err(types(format!(
                "A list is expected, and there is {}.",
                other.is_called()
            ))),
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
                "A day or an interval is expected, and there is {}.",
                other.is_called()
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
            other => Err(types(format!(
                "A geometry is expected, and there is {}.",
                other.is_called()
            ))),
        }
    }

    fn bbox(&self, numbers: &[Box<Expr>]) -> Result<GeometryOperand, FilterError> {
        let number = |expr: &Expr| match self.operand(expr)? {
            Operand::Number(Number::Literal(n)) => Ok(n),
            other => Err(types(format!("BBOX takes numbers, not {}.", other.is_called()))),
        };
        let n = numbers.iter().map(|e| number(e)).collect::<Result<Vec<f64>, _>>()?;
        let corners = match n[..] {
            // Heights count for nothing here.
            [x0, y0, x1, y1] | [x0, y0, _, x1, y1, _] => [x0, y0, x1, y1],
            _ => return Err(types("BBOX takes four numbers, or six.")),
        };
        let area = region::area(corners, &self.placing)?;
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
            (self.placing.place)(&mut place).map_err(bad)?;
            Ok(geo::Coord::from(place[0]))
        })?;
        sound(&geometry)?;
        Ok(GeometryOperand::Literal(Rc::new(PreparedShape::new(geometry))))
    }
}

/// Relations are defined between valid geometries alone.
fn sound(geometry: &Geometry<f64>) -> Result<(), FilterError> {
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
        Geometry::GeometryCollection(all) => all.iter().try_for_each(sound),
        _ => Ok(()),
    }
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
