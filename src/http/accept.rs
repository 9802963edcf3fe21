//! Reads `Accept`: which of the available media types the client prefers (RFC 9110 §12.5.1).
use super::problem::{Kind, Problem};
use axum::http::{HeaderMap, header};

/// The best of `offered` for the client; the first where it has no preference, `None` where it accepts none.
///
/// ```
/// use axum::http::{HeaderMap, header::ACCEPT};
/// use riverchief::http::accept::best;
/// let mut headers = HeaderMap::new();
/// headers.insert(ACCEPT, "text/csv;q=0.5, application/*".parse().unwrap());
/// assert_eq!(best(&headers, &["application/json", "text/csv"]), Some("application/json"));
/// assert_eq!(best(&headers, &["text/html"]), None);
/// ```
#[must_use]
pub fn best<'a>(headers: &HeaderMap, offered: &[&'a str]) -> Option<&'a str> {
    let ranges: Vec<(String, f32)> = (headers.get_all(header::ACCEPT).iter())
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(media_range)
        .collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let mut best: Option<(&'a str, f32)> = None;
    for &candidate in offered {
        let quality = quality(&ranges, candidate);
        if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
            best = Some((candidate, quality));
        }
    }
    best.map(|(media_type, _)| media_type)
}

/// Checks that the client accepts JSON, the format of most answers.
///
/// # Errors
/// 406 if it does not.
pub fn json(headers: &HeaderMap) -> Result<(), Problem> {
    if best(headers, &["application/json"]).is_some() {
        return Ok(());
    }
    let detail = "This answer is JSON, which the Accept header does not accept.";
    Err(Problem::new(Kind::NotAcceptable, detail)
        .about("accept")
        .allowing(["application/json"]))
}

fn media_range(text: &str) -> Option<(String, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|r| !r.is_empty())?.to_ascii_lowercase();
    let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
    // A range with an invalid weight is ignored.
    let quality = weight.map_or(1.0, |q| q.parse().unwrap_or(0.0));
    Some((range, quality))
}

/// The weight of the most specific range that covers `candidate`.
fn quality(ranges: &[(String, f32)], candidate: &str) -> f32 {
    let family = candidate.split_once('/').map_or("", |(family, _)| family);
    let find = |wanted: &str| ranges.iter().find(|(range, _)| range == wanted).map(|(_, q)| *q);
    find(candidate)
        .or_else(|| find(&format!("{family}/*")))
        .or_else(|| find("*/*"))
        .unwrap_or(0.0)
}
