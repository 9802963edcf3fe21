//! Bodies: their media type, and the bytes of those that are read whole.
use super::bulk::Broken;
use super::limits::Limits;
use super::problem::{Kind, Problem};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;

/// What the body says it is, among what a route takes; neither compressed nor in another encoding than UTF-8.
///
/// # Errors
/// A problem that names the header at fault and what it may say.
pub fn sent<T: Copy>(headers: &HeaderMap, taken: &[(&str, T)]) -> Result<T, Problem> {
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
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let utf8 = ["utf-8", "utf8", "us-ascii"].contains(&value.trim_matches('"').to_ascii_lowercase().as_str());
        if name.eq_ignore_ascii_case("charset") && !utf8 {
            return Err(refuse("Send the body in UTF-8.", "content-type").allowing(["charset=utf-8"]));
        }
    }
    Ok(*what)
}

/// Reads a body whole.
///
/// # Errors
/// Over the limit, too slow, broken off.
pub async fn whole(mut body: Body, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    loop {
        match tokio::time::timeout(limits.idle_timeout, body.frame()).await {
            Err(_) => return Err(Broken::TooSlow.into()),
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) => return Err(Broken::BrokeOff.into()),
            Ok(Some(Ok(frame))) => bytes.extend_from_slice(&frame.into_data().unwrap_or_default()),
        }
        if bytes.len() as u64 > limits.body_bytes {
            return Err(Broken::TooLarge(limits.body_bytes).into());
        }
    }
}
