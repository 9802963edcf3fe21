//! The query string as names and values, decoded and checked as such.
use crate::http::problem::{Kind, Problem};

/// Longest value of one parameter, in bytes after decoding.
const LONGEST_VALUE: usize = 512;

/// The decoded parameters that have not been taken yet.
#[derive(Clone, Debug, Default)]
pub struct RawQuery(Vec<(String, String)>);

impl RawQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// Broken escapes, bytes that are not UTF-8, control characters, names not in `known`, names given twice.
    pub fn read(query: &str, known: &[&str]) -> Result<Self, Problem> {
        Self::read_with_long(query, known, &[])
    }

    /// As [`Self::read`], but the values of the parameters in `long` may have several lines and any length that a
    /// request target allows.
    ///
    /// # Errors
    /// See [`Self::read`].
    pub fn read_with_long(query: &str, known: &[&str], long: &[&str]) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for part in query.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name, false)?;
            if !known.contains(&name.as_str()) {
                let detail = format!(
                    "This route has no parameter “{}”. Use only the allowed parameters.",
                    shortened(&name)
                );
                return Err(Problem::new(Kind::UnknownParameter, detail)
                    .about(&shortened(&name))
                    .allowing(known));
            }
            let is_long = long.contains(&name.as_str());
            let value = decode(value, is_long).map_err(|p| p.about(&name))?;
            if value.len() > LONGEST_VALUE && !is_long {
                return Err(Problem::parameter(
                    &name,
                    format!("The value is longer than {LONGEST_VALUE} bytes."),
                ));
            }
            if pairs.iter().any(|(n, _)| *n == name) {
                let detail = format!("The parameter “{name}” is given more than once; give it once.");
                return Err(Problem::new(Kind::DuplicateParameter, detail).about(&name));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// Takes the value of a parameter out of the query.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// The names and values that have not been taken yet.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

/// Decodes `+` and percent-escapes.
fn decode(text: &str, lines: bool) -> Result<String, Problem> {
    let bad = |what: &str| Problem::new(Kind::BadRequest, format!("The query string contains {what}."));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (digits, after) = tail.split_at_checked(2).ok_or_else(|| bad("a broken percent-escape"))?;
                let value = |d: u8| char::from(d).to_digit(16).ok_or_else(|| bad("a broken percent-escape"));
                let byte = value(digits[0])? * 16 + value(digits[1])?;
                bytes.push(u8::try_from(byte).map_err(|_| bad("a broken percent-escape"))?);
                rest = after;
            }
            other => bytes.push(*other),
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| bad("bytes that are not UTF-8"))?;
    let fine = |c: char| lines && matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| c.is_control() && !fine(c)) {
        return Err(bad("a control character"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_decoded_and_nothing_odd_passes() {
        let mut read = RawQuery::read("q=%E6%B2%B3+a&limit=3", &["q", "limit"]).expect("a good query");
        assert_eq!(read.take("q").as_deref(), Some("河 a"));
        assert_eq!(read.take("limit").as_deref(), Some("3"));
        assert_eq!(read.take("q"), None);
        for (query, kind) in [
            ("z=1", Kind::UnknownParameter),
            ("q=1&q=2", Kind::DuplicateParameter),
            ("q=%", Kind::BadRequest),
            ("q=%4", Kind::BadRequest),
            ("q=%zz", Kind::BadRequest),
            ("q=%ff", Kind::BadRequest),
            ("q=a%00b", Kind::BadRequest),
        ] {
            assert_eq!(RawQuery::read(query, &["q"]).expect_err(query).kind, kind, "{query}");
        }
    }
}
