//! Parses a filter with the crate `cql2`, within the limits and on a stack that is large enough for them.
use super::error::FilterError;
use super::{ilike, limits};
use cql2::Expr;
use std::num::NonZeroUsize;
use std::sync::Once;
use std::thread;

/// Stack size of the thread that parses. A filter at the limits takes about 2 MiB in a debug build.
const STACK_BYTES: usize = 64 << 20;
/// Most steps of the parser, which backtracks twice at each bracket.
const MOST_STEPS: usize = 2_000_000;

/// The language of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterLanguage {
    /// CQL2 text.
    Text,
    /// `cql-text` of a draft: CQL2 text and `ILIKE`.
    OlderText,
    /// CQL2 JSON.
    Json,
}

/// A parsed filter, not yet compiled against columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed(pub(super) Expr);

impl Parsed {
    /// Reads a filter.
    ///
    /// ```
    /// use riverchief_rows::query::{FilterLanguage, Parsed};
    /// assert!(Parsed::read("level = 'city' AND NOT registered", FilterLanguage::Text).is_ok());
    /// assert!(Parsed::read(&"(".repeat(100_000), FilterLanguage::Text).is_err());
    /// ```
    ///
    /// # Errors
    /// A limit that it exceeds, or a syntax error.
    pub fn read(filter: &str, language: FilterLanguage) -> Result<Self, FilterError> {
        static LIMIT: Once = Once::new();
        // The limit is global; no other code in this program uses the parser.
        LIMIT.call_once(|| pest::set_call_limit(NonZeroUsize::new(MOST_STEPS)));
        let filter = match language {
            FilterLanguage::OlderText => {
                limits::text(filter)?;
                &ilike::to_cql2(filter)?
            }
            _ => filter,
        };
        match language {
            FilterLanguage::Text | FilterLanguage::OlderText => limits::text(filter)?,
            FilterLanguage::Json => limits::json(filter)?,
        }
        let parse = || {
            let read = match language {
                FilterLanguage::Text | FilterLanguage::OlderText => {
                    cql2::parse_text(filter).map_err(|e| syntax(&e.to_string()))
                }
                FilterLanguage::Json => cql2::parse_json(filter).map_err(|e| syntax(&e.to_string())),
            };
            read.and_then(|expr| nesting(&expr, 0).map(|()| Self(expr)))
        };
        thread::scope(|scope| {
            let thread = thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, parse);
            let thread = thread.map_err(|e| FilterError::Syntax(format!("the parser could not be started ({e}).")))?;
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Parsed {
    /// The filter as CQL2 JSON, whatever its language.
    ///
    /// # Errors
    /// A geometry that can't be written as JSON.
    pub fn to_json(&self) -> Result<serde_json::Value, FilterError> {
        self.0.to_value().map_err(|e| syntax(&e.to_string()))
    }
}

/// The message of the parser, without its picture of the position.
fn syntax(words: &str) -> FilterError {
    if words.contains("call limit reached") {
        return FilterError::Limit {
            what: "parser steps",
            limit: MOST_STEPS,
        };
    }
    let place = words
        .split("-->")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next());
    let what = words.split("= ").last().unwrap_or(words).trim();
    let what: String = what.chars().take(200).collect();
    FilterError::Syntax(match place {
        Some(place) => format!("at {place} (line:column), {what}."),
        None => format!("{what}."),
    })
}

/// Checks the depth of the tree: chains such as a + b + … nest without brackets.
fn nesting(expr: &Expr, depth: usize) -> Result<(), FilterError> {
    // A filter may have operators of its own within the allowed number of brackets.
    if depth > 3 * limits::MOST_NESTING {
        return Err(FilterError::Limit {
            what: "nested operators",
            limit: 3 * limits::MOST_NESTING,
        });
    }
    let inner: &[Box<Expr>] = match expr {
        Expr::Operation { args, .. } => args,
        Expr::Interval { interval } => interval,
        Expr::BBox { bbox } => bbox,
        Expr::Array(items) => items,
        Expr::Timestamp { timestamp } => std::slice::from_ref(timestamp),
        Expr::Date { date } => std::slice::from_ref(date),
        _ => &[],
    };
    inner.iter().try_for_each(|e| nesting(e, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A filter of some kind, nested `n` times.
    fn nested(kind: usize, n: usize) -> (String, FilterLanguage) {
        let text = |s: String| (s, FilterLanguage::Text);
        match kind {
            0 => text(format!("{}a = 1{}", "(".repeat(n), ")".repeat(n))),
            1 => text(format!("{}a", "NOT ".repeat(n))),
            2 => text(format!("{}a{} = 'x'", "CASEI(".repeat(n), ")".repeat(n))),
            3 => text(format!("{}a{} = 1", "(1 + ".repeat(n), ")".repeat(n))),
            4 => text(format!("a = 1{}", " + 1".repeat(n))),
            5 => text(format!("a = {}1", "- ".repeat(n))),
            6 => text(format!("a IN {}1{}", "(".repeat(n), ",2)".repeat(n))),
            7 => text(format!("a{}", " = a".repeat(n))),
            8 => text(format!("{}1 1{}", "(".repeat(n), ")".repeat(n))),
            9 => text("(".repeat(n)),
            10 => text("f(".repeat(n)),
            11 => text(format!(
                "{}POINT(0 0){}",
                "GEOMETRYCOLLECTION(".repeat(n),
                ")".repeat(n)
            )),
            12 => (
                format!("{}true{}", "{\"op\":\"not\",\"args\":[".repeat(n), "]}".repeat(n)),
                FilterLanguage::Json,
            ),
            13 => ("[".repeat(n), FilterLanguage::Json),
            14 => ("{\"args\":".repeat(n), FilterLanguage::Json),
            _ => (
                format!("{{\"op\":\"=\",\"args\":[{}1{},2]}}", "[".repeat(n), "]".repeat(n)),
                FilterLanguage::Json,
            ),
        }
    }

    #[test]
    fn no_depth_of_nesting_ends_the_process_or_takes_long() {
        let started = std::time::Instant::now();
        for kind in 0..=15 {
            for n in (1..=40).chain((50..=200).step_by(10)).chain([100_000]) {
                let (filter, language) = nested(kind, n);
                let read = Parsed::read(&filter, language);
                assert!(
                    n < 100 || kind == 4 || kind == 7 || read.is_err(),
                    "kind {kind} at {n} was read"
                );
                // Lists within lists make the parser try again most often.
                let few = if kind == 6 { 8 } else { 20 };
                assert!(n > few || kind > 7 || read.is_ok(), "kind {kind} at {n}: {read:?}");
            }
        }
        let took = started.elapsed();
        assert!(took.as_secs() < 120, "{took:?}");
    }

    #[test]
    fn an_error_says_where() {
        let error = Parsed::read("level = = 1", FilterLanguage::Text).expect_err("no CQL2");
        assert!(error.to_string().contains("1:9"), "{error}");
    }
}
