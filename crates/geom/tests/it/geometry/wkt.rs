//! Just enough WKT for the fixtures.
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// A geometry by its dimension, parts side by side.
#[derive(Clone, Debug)]
pub enum Shape {
    Points(Vec<Coord<f64>>),
    Lines(Vec<LineString<f64>>),
    Areas(MultiPolygon<f64>),
}

/// Reads a point, line or polygon, single or multi; `None` for collections and for what is not WKT.
pub fn parse(text: &str) -> Option<Shape> {
    let text = text.trim();
    let open = text.find(['(', 'E', ' ', '\n'].as_slice()).unwrap_or(text.len());
    let kind_end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len())
        .max(open.min(1));
    let (kind, rest) = text.split_at(kind_end);
    let rest = rest.trim();
    let node = if rest.starts_with("EMPTY") {
        Node::List(vec![])
    } else {
        Reader { rest }.node()?
    };
    let coord = |n: &Node| match n {
        Node::Coord(c) => Some(*c),
        Node::List(l) => match l.as_slice() {
            [Node::Coord(c)] => Some(*c),
            _ => None,
        },
    };
    let line =
        |n: &Node| -> Option<LineString<f64>> { n.list()?.iter().map(coord).collect::<Option<_>>().map(LineString) };
    let area = |n: &Node| -> Option<Polygon<f64>> {
        let mut rings = n.list()?.iter().map(line).collect::<Option<Vec<_>>>()?.into_iter();
        Some(Polygon::new(
            rings.next().unwrap_or(LineString(vec![])),
            rings.collect(),
        ))
    };
    let list = node.list()?;
    match kind.to_ascii_uppercase().as_str() {
        "POINT" | "MULTIPOINT" => list.iter().map(coord).collect::<Option<_>>().map(Shape::Points),
        "LINESTRING" | "LINEARRING" if list.is_empty() => Some(Shape::Lines(vec![])),
        "LINESTRING" | "LINEARRING" => Some(Shape::Lines(vec![line(&node)?])),
        "MULTILINESTRING" => list.iter().map(line).collect::<Option<_>>().map(Shape::Lines),
        "POLYGON" if list.is_empty() => Some(Shape::Areas(MultiPolygon::new(vec![]))),
        "POLYGON" => Some(Shape::Areas(MultiPolygon::new(vec![area(&node)?]))),
        "MULTIPOLYGON" => {
            let parts = list.iter().map(area).collect::<Option<Vec<_>>>()?;
            Some(Shape::Areas(MultiPolygon::new(parts)))
        }
        _ => None,
    }
}

enum Node {
    Coord(Coord<f64>),
    List(Vec<Node>),
}

impl Node {
    fn list(&self) -> Option<&[Node]> {
        match self {
            Self::List(l) => Some(l),
            Self::Coord(_) => None,
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn node(&mut self) -> Option<Node> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix("EMPTY") {
            self.rest = rest;
            return Some(Node::List(vec![]));
        }
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let mut list = vec![];
            loop {
                list.push(self.node()?);
                self.rest = self.rest.trim_start();
                if let Some(rest) = self.rest.strip_prefix(',') {
                    self.rest = rest;
                } else {
                    self.rest = self.rest.strip_prefix(')')?;
                    return Some(Node::List(list));
                }
            }
        }
        let end = self.rest.find([',', ')'].as_slice())?;
        let mut numbers = self.rest[..end].split_whitespace().map(str::parse::<f64>);
        let (x, y) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        self.rest = &self.rest[end..];
        Some(Node::Coord(Coord { x, y }))
    }
}

#[test]
fn reads_what_the_fixtures_hold() {
    assert!(matches!(parse("POINT(1 2)"), Some(Shape::Points(p)) if p == [(1.0, 2.0).into()]));
    assert!(matches!(parse("MULTIPOINT((1 2), (3 4))"), Some(Shape::Points(p)) if p.len() == 2));
    assert!(matches!(parse("MULTIPOINT(1 2, 3 4)"), Some(Shape::Points(p)) if p.len() == 2));
    assert!(matches!(parse("LINESTRING EMPTY"), Some(Shape::Lines(l)) if l.is_empty()));
    assert!(
        matches!(parse(" POLYGON((0 0,1 0,1 1,0 0),\n (0 0, 1 0, 1 1)) "), Some(Shape::Areas(a)) if a.0[0].interiors().len() == 1)
    );
    assert!(parse("GEOMETRYCOLLECTION EMPTY").is_none() && parse("0001").is_none());
}
