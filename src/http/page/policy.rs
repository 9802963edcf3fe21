//! Headers under which the page runs: nothing from anywhere else, nothing inline.
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Scripts, styles, the worker and every request come from here; pictures also from memory (icons of the map's style
/// sheet are `data:`, sprites are drawn from `blob:`).
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "geolocation=(self), camera=(), microphone=()",
    ),
];

/// Puts them on an answer. `foreign` is the one origin that a base map's tiles may be asked from.
pub fn protect(headers: &mut HeaderMap, foreign: Option<&str>) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(origin) = foreign {
        let widened = ["img-src 'self'", "connect-src 'self'"]
            .iter()
            .fold(POLICY.to_owned(), |policy, part| {
                policy.replace(part, &format!("{part} {origin}"))
            });
        // An origin was checked at the start; were it unfit for a header, the policy would stay as strict as it is.
        if let Ok(value) = HeaderValue::try_from(widened) {
            headers.insert(header::CONTENT_SECURITY_POLICY, value);
        }
    }
}
