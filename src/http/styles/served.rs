//! The embedded files of `styles/served`, and their answers.
use crate::http::conditional::if_none_match;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;

#[derive(rust_embed::Embed)]
#[folder = "styles/served/"]
struct Served;

/// An embedded file.
#[derive(Debug)]
pub struct ServedFile {
    /// Its contents.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: &'static str,
    tag: u64,
}

/// The file of this name under `styles/served`.
#[must_use]
pub fn file(name: &str) -> Option<ServedFile> {
    let found = Served::get(name)?;
    let hash = found.metadata.sha256_hash();
    Some(ServedFile {
        bytes: found.data,
        media_type: media_type(name),
        tag: hash.iter().take(8).fold(0, |tag, byte| (tag << 8) | u64::from(*byte)),
    })
}

/// Names of the files with this prefix.
pub(super) fn names(prefix: &str) -> impl Iterator<Item = Cow<'static, str>> {
    Served::iter().filter(move |name| name.starts_with(prefix))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "pbf" => "application/x-protobuf",
        _ => "text/plain; charset=utf-8",
    }
}

impl ServedFile {
    /// A file that was generated.
    #[must_use]
    pub fn made(bytes: Vec<u8>, media_type: &'static str, tag: u64) -> Self {
        Self {
            bytes: bytes.into(),
            media_type,
            tag,
        }
    }

    /// The answer. It can be cached for a day and then has to be revalidated.
    ///
    /// The tag is weak, because one tag covers every content coding.
    #[must_use]
    pub fn answer(self, wanted: &HeaderMap) -> Response {
        let tag = format!("\"{:016x}\"", self.tag);
        let held = if_none_match(wanted).iter().any(|t| *t == "*" || *t == tag);
        let mut response = if held {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let body = match self.bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => bytes.into(),
            };
            let mut response = Body::from(body).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
            response
        };
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::try_from(format!("W/{tag}")) {
            headers.insert(header::ETAG, tag);
        }
        let day = HeaderValue::from_static("public, max-age=86400, stale-while-revalidate=604800");
        headers.insert(header::CACHE_CONTROL, day);
        response
    }
}
