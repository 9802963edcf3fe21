//! Bodies: their media type, and the bytes of those that are read whole.
use super::bulk::Broken;
use super::forwarded::Client;
use super::guard::{WorkPermit, at_limit};
use super::metrics::Limit;
use super::problem::{Kind, Problem};
use super::state::AppState;
use axum::body::{Body, HttpBody as _};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;
use riverchief_rows::bulk::{BYTE_ORDER_MARK, Charset};

/// What the body says it is, among what a route takes; neither compressed nor in another encoding than UTF-8.
///
/// # Errors
/// A problem that names the header at fault and what it may say.
pub fn sent<T: Copy>(headers: &HeaderMap, taken: &[(&str, T)]) -> Result<T, Problem> {
    match sent_in_letters(headers, taken)? {
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

/// As [`sent`], for what may be in GBK too: what the body is, and what it is written in.
///
/// # Errors
/// A problem that names the header at fault and what it may say.
pub fn sent_in_letters<T: Copy>(headers: &HeaderMap, taken: &[(&str, T)]) -> Result<(T, Charset), Problem> {
    let refuse = |detail: &str, header: &str| Problem::new(Kind::UnsupportedMediaType, detail).about(header);
    let coding = headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if coding.is_some_and(|c| !c.eq_ignore_ascii_case(b"identity")) {
        let problem = refuse(
            "Send the body as it is, without a Content-Encoding.",
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
    let found = taken.iter().find(|(name, _)| *name == media_type);
    let Some((_, what)) = found else {
        let problem = refuse(
            "The Content-Type of the body isn't one that is read here.",
            "content-type",
        );
        return Err(problem.allowing(taken.iter().map(|(name, _)| *name)));
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

/// Reads a text whole, without the mark that some programs put before UTF-8; then the request takes its place among those
/// in work.
///
/// # Errors
/// Over a limit, too slow, broken off.
pub async fn whole(mut body: Body, parts: &Parts, state: &AppState) -> Result<Vec<u8>, Problem> {
    let limit = state.limits.body_bytes;
    if body.size_hint().lower() > limit {
        return Err(Broken::TooLarge(limit).into());
    }
    let mut memory = state.bodies.none(Client::of(&parts.extensions).holder());
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let part = frame.map_err(Broken::off)?.into_data().unwrap_or_default();
        if (bytes.len() + part.len()) as u64 > limit {
            return Err(Broken::TooLarge(limit).into());
        }
        if !memory.grow(part.len()) {
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
