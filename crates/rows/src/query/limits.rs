//! Limits of a filter, checked by a scan without recursion before the filter is parsed.
//!
//! The parser recurses once per level of nesting; a stack overflow would end the process. It also backtracks at brackets
//! that don't match what it expects. Limits here and in `parse` bound both.
use super::error::FilterError;

/// Most bytes of a filter.
pub const LONGEST_FILTER: usize = 16 << 10;
/// Deepest nesting of brackets and operators.
pub const MOST_NESTING: usize = 32;
/// Most words, operators and values outside geometries.
pub const MOST_TERMS: usize = 2_000;
/// Most vertices of all geometries together.
pub const MOST_VERTICES: usize = 4_000;

fn over(what: &'static str, limit: usize) -> FilterError {
    FilterError::Limit { what, limit }
}

fn within(number: usize, what: &'static str, limit: usize) -> Result<(), FilterError> {
    if number > limit { Err(over(what, limit)) } else { Ok(()) }
}

fn length(text: &str) -> Result<(), FilterError> {
    within(text.len(), "bytes", LONGEST_FILTER)
}

/// The position after the closing quote of a quoted text; doubled quotes are part of the text.
fn after_quote(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    let mut at = start + 1;
    loop {
        let end = at + bytes.get(at..)?.iter().position(|b| *b == quote)?;
        if bytes.get(end + 1) != Some(&quote) {
            return Some(end + 1);
        }
        at = end + 2;
    }
}

const GEOMETRIES: [&str; 7] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
];

/// Checks CQL2 text.
///
/// # Errors
/// The first limit that it exceeds; unmatched brackets or quotes.
pub(super) fn text(filter: &str) -> Result<(), FilterError> {
    length(filter)?;
    let bytes = filter.as_bytes();
    let (mut at, mut depth, mut terms, mut vertices) = (0, 0_usize, 0, 0);
    // The depth at which a geometry began; its numbers are vertices, not terms.
    let mut geometry: Option<usize> = None;
    let mut prefixes = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        let mut prefix = false;
        match byte {
            b'\'' | b'"' => {
                let end = after_quote(bytes, at);
                at = end.ok_or_else(|| FilterError::Syntax("a quote is not closed.".to_owned()))? - 1;
                terms += 1;
            }
            b'(' => {
                depth += 1;
                within(depth, "nested brackets", MOST_NESTING)?;
                vertices += usize::from(geometry.is_some());
                prefix = prefixes > 0;
            }
            b')' => {
                let unopened = || FilterError::Syntax("a closing bracket has no opening bracket.".to_owned());
                depth = depth.checked_sub(1).ok_or_else(unopened)?;
                if geometry.is_some_and(|g| depth <= g) {
                    geometry = None;
                }
            }
            b',' => {
                vertices += usize::from(geometry.is_some());
                terms += usize::from(geometry.is_none());
            }
            b'-' if geometry.is_none() => {
                prefixes += 1;
                prefix = true;
                terms += 1;
            }
            _ if byte.is_ascii_whitespace() => prefix = prefixes > 0,
            _ => {
                let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':') || *b >= 0x80;
                let end = bytes[at..]
                    .iter()
                    .position(|b| !word(b))
                    .map_or(bytes.len(), |n| at + n);
                let token = &filter[at..end.max(at)];
                if GEOMETRIES.iter().any(|g| g.eq_ignore_ascii_case(token)) && geometry.is_none() {
                    geometry = Some(depth);
                } else if geometry.is_none() {
                    terms += 1;
                }
                if token.eq_ignore_ascii_case("not") {
                    prefixes += 1;
                    prefix = true;
                }
                at = at.max(end.saturating_sub(1));
            }
        }
        if !prefix {
            prefixes = 0;
        }
        within(prefixes + depth, "nested operators", MOST_NESTING)?;
        within(terms, "terms", MOST_TERMS)?;
        within(vertices, "vertices", MOST_VERTICES)?;
        at += 1;
    }
    if depth > 0 {
        return Err(FilterError::Syntax("a bracket is not closed.".to_owned()));
    }
    Ok(())
}

/// Checks CQL2 JSON. An operator has two brackets: its `{`, and the `[` of its operands.
///
/// # Errors
/// The first limit that it exceeds; unmatched brackets.
pub(super) fn json(filter: &str) -> Result<(), FilterError> {
    length(filter)?;
    let bytes = filter.as_bytes();
    let (mut at, mut braces, mut depth, mut terms) = (0, 0_usize, 0_usize, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(&inner) = bytes.get(at) {
                    match inner {
                        b'\\' => at += 1,
                        b'"' => break,
                        _ => {}
                    }
                    at += 1;
                }
            }
            b'{' | b'[' => {
                depth += 1;
                braces += usize::from(byte == b'{');
                within(braces, "nested operators", MOST_NESTING + 1)?;
                within(depth, "nested brackets", 2 * MOST_NESTING + 6)?;
            }
            b'}' | b']' => {
                let unopened = || FilterError::Syntax("a closing bracket has no opening bracket.".to_owned());
                depth = depth.checked_sub(1).ok_or_else(unopened)?;
                braces -= usize::from(byte == b'}' && braces > 0);
            }
            b',' => terms += 1,
            _ => {}
        }
        // Commas separate coordinates too: two for each vertex.
        within(terms, "values", 2 * MOST_VERTICES)?;
        at += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_applies_at_its_number() {
        let nested = |n: usize| format!("{}a=1{}", "(".repeat(n), ")".repeat(n));
        assert_eq!(text(&nested(MOST_NESTING)), Ok(()));
        assert_eq!(
            text(&nested(MOST_NESTING + 1)),
            Err(over("nested brackets", MOST_NESTING))
        );
        assert_eq!(text(&format!("{}a", "NOT ".repeat(MOST_NESTING))), Ok(()));
        let many = text(&format!("{}a", "not ".repeat(MOST_NESTING + 1)));
        assert_eq!(many, Err(over("nested operators", MOST_NESTING)));
        assert!(text(&format!("b = {}a", "- ".repeat(MOST_NESTING + 1))).is_err());
        assert_eq!(text(&"x".repeat(LONGEST_FILTER)), Ok(()));
        assert_eq!(
            text(&"x".repeat(LONGEST_FILTER + 1)),
            Err(over("bytes", LONGEST_FILTER))
        );
        let list = |n: usize| format!("a IN ({})", vec!["1"; n].join(","));
        assert_eq!(text(&list(900)), Ok(()));
        assert_eq!(text(&list(1_100)), Err(over("terms", MOST_TERMS)));
        let line = |n: usize| format!("S_INTERSECTS(geometry,LINESTRING({}))", vec!["1 1"; n].join(","));
        assert_eq!(text(&line(MOST_VERTICES)), Ok(()));
        assert_eq!(
            json(&"[".repeat(2 * MOST_NESTING + 7)),
            Err(over("nested brackets", 2 * MOST_NESTING + 6))
        );
    }

    #[test]
    fn quotes_hide_their_content_and_need_an_end() {
        let quoted = format!("a = '{}'", "((((''not ".repeat(100));
        assert_eq!(text(&quoted), Ok(()));
        for open in ["a = 'b", "\"a = 1", "(a = 1", "a = 1)"] {
            assert!(matches!(text(open), Err(FilterError::Syntax(_))), "{open}");
        }
    }
}
