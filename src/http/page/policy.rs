//! Security headers of HTML answers: nothing from other origins, and nothing inline except styles with a known hash.
//!
//! The page of `web/` has its own policy. Every other HTML answer has the stricter policy of pages without scripts.
use crate::http::features::STYLE;
use crate::http::forwarded::PublicBase;
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

/// The policy of the page: scripts, styles, the worker and every request are from this service; pictures can also be
/// from
/// memory (icons of the map's style sheet are `data:`, sprites are `blob:`).
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

/// Sets the headers of the page. `foreign` is the origin of the base map's tiles.
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
        // The origin was checked at the start. If it were invalid in a header, the policy would stay strict.
        if let Ok(value) = HeaderValue::try_from(widened) {
            headers.insert(header::CONTENT_SECURITY_POLICY, value);
        }
    }
}

/// The policy of other HTML pages: they contain their only style sheet, and their forms lead to this service.
static PAGES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; frame-ancestors 'self'; form-action 'self'",
        STANDARD.encode(Sha256::digest(STYLE))
    )
});

/// Sets the policy of every HTML answer that has none yet.
pub async fn pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let url = PublicBase::of(request.extensions(), &state);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let html = (headers.get(header::CONTENT_TYPE)).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    if html && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        // A page can be opened at another address of the service than the one in its links and forms.
        let policy = HeaderValue::try_from(format!("{} {}", *PAGES, url.origin()));
        // A public URL is valid in a header. If it were not, forms could only lead to the page's own origin.
        let policy = policy.or_else(|_| HeaderValue::try_from(PAGES.as_str()));
        if let Ok(policy) = policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    response
}
