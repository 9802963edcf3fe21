//! JTS's XML cases as a list: description, operands, operations.
use super::fixture;
use super::wkt::{Shape, parse};

pub struct Op {
    pub name: String,
    /// Operands the other way round.
    pub swapped: bool,
    pub pattern: Option<String>,
    pub expected: String,
}

pub struct Case {
    pub name: String,
    pub a: Option<Shape>,
    pub b: Option<Shape>,
    pub ops: Vec<Op>,
}

/// Cases of one file; `None` where the fixtures are absent.
pub fn cases(file: &str) -> Option<Vec<Case>> {
    let text = std::fs::read_to_string(fixture(&format!("fixtures/jts_xml/{file}"))?).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let child = |n: roxmltree::Node<'_, '_>, tag: &str| {
        let found = n.children().find(|c| c.has_tag_name(tag));
        found.and_then(|c| c.text().map(str::trim).map(String::from))
    };
    let cases = document
        .descendants()
        .filter(|n| n.has_tag_name("case"))
        .map(|case| Case {
            name: format!("{file}: {}", child(case, "desc").unwrap_or_default()),
            a: child(case, "a").as_deref().and_then(parse),
            b: child(case, "b").as_deref().and_then(parse),
            ops: case
                .descendants()
                .filter(|n| n.has_tag_name("op"))
                .map(|op| Op {
                    name: op.attribute("name").unwrap_or_default().to_lowercase(),
                    swapped: op.attribute("arg1").is_some_and(|a| a.eq_ignore_ascii_case("b")),
                    pattern: op.attribute("arg3").or(op.attribute("pattern")).map(String::from),
                    expected: op.text().unwrap_or_default().trim().to_string(),
                })
                .collect(),
        });
    Some(cases.collect())
}
