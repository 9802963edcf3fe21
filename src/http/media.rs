//! Bodies that are read whole: their media type, and their bytes within the limits.
use super::bulk::Broken;
use super::limits::Limits;
use super::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;

/// The media type of a body, in lower case, without parameters.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
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
