//! `ILIKE`, which the draft `cql-text` has and CQL2 lacks. GDAL sends it.
use super::error::FilterError;
use std::borrow::Cow;

const ILIKE: &str = "ilike";

/// Replaces `name ILIKE 'text'` with `CASEI(name) LIKE CASEI('text')`; the rest stays as it is.
///
/// # Errors
/// `ILIKE` is not between a property and a text.
pub(super) fn to_cql2(filter: &str) -> Result<Cow<'_, str>, FilterError> {
    let tokens = tokens(filter);
    if !tokens.iter().any(|token| token.eq_ignore_ascii_case(ILIKE)) {
        return Ok(Cow::Borrowed(filter));
    }
    let mut out: Vec<Cow<'_, str>> = vec![];
    let mut rest = tokens.into_iter();
    while let Some(token) = rest.next() {
        if !token.eq_ignore_ascii_case(ILIKE) {
            out.push(token.into());
            continue;
        }
        let is_space = |token: &Cow<'_, str>| token.trim().is_empty();
        out.truncate(out.iter().rposition(|t| !is_space(t)).map_or(0, |last| last + 1));
        let is_name = |t: &Cow<'_, str>| t.starts_with('"') || t.starts_with(char::is_alphabetic);
        let name = out.pop().filter(is_name);
        let text = rest.by_ref().find(|token| !token.trim().is_empty());
        let (Some(name), Some(text)) = (name, text.filter(|text| text.starts_with('\''))) else {
            return Err(FilterError::Syntax("ILIKE takes a property and a text.".to_owned()));
        };
        out.push(format!("CASEI({name}) LIKE CASEI({text})").into());
    }
    Ok(out.concat().into())
}

/// Splits a filter into words, quoted texts and the characters between them, without loss.
fn tokens(text: &str) -> Vec<&str> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
    let mut found = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' => after_quote(rest, first),
            _ if word(first) => rest.find(|c| !word(c)),
            _ if first.is_whitespace() => rest.find(|c: char| !c.is_whitespace()),
            _ => rest.find(|c: char| word(c) || c.is_whitespace() || matches!(c, '\'' | '"')),
        };
        let (token, others) = rest.split_at(end.unwrap_or(rest.len()));
        found.push(token);
        rest = others;
    }
    found
}

/// The end of the quoted text at the start of `text`; a doubled quote is part of it.
fn after_quote(text: &str, quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].find(quote)? + 1;
        if !text[at..].starts_with(quote) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ilike_becomes_cql2_and_nothing_else_changes() {
        let same = "name LIKE 'an ILIKE in it''s text' AND ilikely = -5.5 AND \"ILIKE\" = 'x'";
        assert_eq!(to_cql2(same), Ok(Cow::Borrowed(same)));
        assert_eq!(
            to_cql2("(a >= 1) AND NOT (\"it\"\"s\"  ilike 'O''x%') OR b ILIKE '江'").as_deref(),
            Ok("(a >= 1) AND NOT (CASEI(\"it\"\"s\") LIKE CASEI('O''x%')) OR CASEI(b) LIKE CASEI('江')")
        );
        for bad in [
            "ILIKE",
            "ILIKE 'x'",
            "a ILIKE",
            "a ILIKE b",
            "(a) ILIKE 'x'",
            "a ILIKE 'x",
            "'x' ILIKE 'y'",
        ] {
            let read = to_cql2(bad);
            assert!(read.is_err() || bad == "a ILIKE 'x", "{bad}: {read:?}");
        }
    }
}
