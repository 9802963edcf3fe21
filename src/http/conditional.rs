//! Conditional requests (RFC 9110 §13): `If-None-Match`, and the headers that let a cache keep an answer.
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The tag without `W/`, because If-None-Match compares weakly (RFC 9110 §8.8.3.2).
pub fn strong(etag: &HeaderValue) -> &[u8] {
    let bytes = etag.as_bytes();
    bytes.strip_prefix(b"W/").unwrap_or(bytes)
}

/// The tags of `If-None-Match`, without `W/`.
pub fn if_none_match(headers: &HeaderMap) -> Vec<&str> {
    (headers.get_all(header::IF_NONE_MATCH).iter())
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
        .collect()
}

/// The answer 304 for a client that holds the current answer.
pub fn not_modified(etag: &HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    caching(response.headers_mut(), etag);
    // A 304 carries the same `Vary` as the 200, to which the compression layer adds this.
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// Sets the headers of an answer that a cache may keep but has to revalidate.
pub fn caching(headers: &mut HeaderMap, etag: &HeaderValue) {
    headers.insert(header::ETAG, etag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}
