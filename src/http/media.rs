//! Request bodies: the media type, and the bytes of a body that is read as a whole.
use super::bulk::BodyError;
use super::forwarded::Client;
use super::metrics::Limit;
use super::middleware::{WorkPermit, at_limit};
use super::problem::{Kind, Problem};
use super::state::AppState;
use axum::body::{Body, HttpBody as _};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;
use riverchief_rows::bulk::{BYTE_ORDER_MARK, Charset};

/// The media type of the body, out of those that a route accepts. The body must be uncompressed UTF-8.
///
/// # Errors
/// A problem that names the header at fault and its allowed values.
pub fn sent<T: Copy>(headers: &HeaderMap, accepted: &[(&str, T)]) -> Result<T, Problem> {
    match sent_with_charset(headers, accepted)? {
        (what, Charset::Utf8) => Ok(what),
        (_, Charset::Gb18030) => Err(other_charset(&["charset=utf-8"])),
    }
}

fn other_charset(allowed: &[&str]) -> Problem {
    let detail = format!("Send the body as {}.", allowed.join(" or "));
    Problem::new(Kind::UnsupportedMediaType, detail)
        .about("content-type")
        .allowing(allowed)
}

/// As [`sent`], for a body that may also be in GBK: its media type and its charset.
///
/// # Errors
/// A problem that names the header at fault and its allowed values.
pub fn sent_with_charset<T: Copy>(headers: &HeaderMap, accepted: &[(&str, T)]) -> Result<(T, Charset), Problem> {
    let refuse = |detail: &str, header: &str| Problem::new(Kind::UnsupportedMediaType, detail).about(header);
    let coding = headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if coding.is_some_and(|c| !c.eq_ignore_ascii_case(b"identity")) {
        let problem = refuse(
            "Send the body uncompressed, without a Content-Encoding.",
            "content-encoding",
        );
        let identity = HeaderValue::from_static("identity");
        return Err(problem
            .allowing(["identity"])
            .with_header(header::ACCEPT_ENCODING, identity));
    }
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = said.unwrap_or("").split(';').map(str::trim);
    let media_type = parts.next().unwrap_or("").to_ascii_lowercase();
    let found = accepted.iter().find(|(name, _)| *name == media_type);
    let Some((_, what)) = found else {
        let problem = refuse(
            "This route does not read bodies of this Content-Type; send one of the allowed types.",
            "content-type",
        );
        return Err(problem.allowing(accepted.iter().map(|(name, _)| *name)));
    };
    let mut charset = Charset::Utf8;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.eq_ignore_ascii_case("charset") {
            let named = Charset::named(value.trim_matches('"'));
            charset = named.ok_or_else(|| other_charset(&["charset=utf-8", "charset=gbk"]))?;
        }
    }
    Ok((*what, charset))
}

/// Reads a whole text and removes a byte order mark. Then it takes the permit of the request.
///
/// # Errors
/// The body is over a limit, too slow or incomplete.
pub async fn whole(mut body: Body, parts: &Parts, state: &AppState) -> Result<Vec<u8>, Problem> {
    let limit = state.limits.body_bytes;
    if body.size_hint().lower() > limit {
        return Err(BodyError::TooLarge(limit).into());
    }
    let mut memory = state.bodies.empty(Client::of(&parts.extensions).key());
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let part = frame.map_err(BodyError::of)?.into_data().unwrap_or_default();
        if (bytes.len() + part.len()) as u64 > limit {
            return Err(BodyError::TooLarge(limit).into());
        }
        if !memory.try_grow(part.len()) {
            return Err(at_limit(Limit::Bodies));
        }
        bytes.extend_from_slice(&part);
    }
    WorkPermit::take(&parts.extensions, state)?;
    WorkPermit::of(&parts.extensions).hold(memory);
    if bytes.starts_with(BYTE_ORDER_MARK) {
        return Ok(bytes.split_off(BYTE_ORDER_MARK.len()));
    }
    Ok(bytes)
}
