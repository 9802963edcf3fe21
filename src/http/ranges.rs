//! A finished file as an answer: the whole file, the rest of an interrupted download, or a range that a program reads.
//!
//! Parts are read as the client takes them: a slow client holds a file, a connection and the memory of one part, and no
//! thread.
use super::blocking::off_thread;
use super::conditional::if_none_match;
use super::problem::{Kind, Problem};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use http_range_header::parse_range_header;
use std::fs::File;
use std::io;
use std::ops::RangeInclusive;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

/// Bytes that are read at a time.
const PART_BYTES: u64 = 256 << 10;

/// Marks an answer that must not be compressed, so that its length and ranges are those of the file.
#[derive(Clone, Copy, Debug)]
pub struct Uncompressed;

/// A file that never changes, with its headers.
#[derive(Debug)]
pub struct FileAnswer {
    /// The file.
    pub file: Arc<File>,
    /// Its length.
    pub bytes: u64,
    /// Its strong tag, with quotes.
    pub etag: String,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The value of `Cache-Control`.
    pub caching: &'static str,
}

/// The file, or the range that the headers of the request name.
///
/// # Errors
/// The range is beyond the end of the file.
pub fn answer(whole: FileAnswer, headers: &HeaderMap) -> Result<Response, Problem> {
    let FileAnswer {
        file,
        bytes,
        etag,
        name,
        media_type,
        caching,
    } = whole;
    let known = if_none_match(headers);
    if known.iter().any(|tag| *tag == "*" || *tag == etag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        put(response.headers_mut(), header::ETAG, &etag);
        return Ok(response);
    }
    let wanted = range(headers, &etag, bytes)?;
    let part = wanted.clone().unwrap_or(0..=bytes.saturating_sub(1));
    let length = if bytes == 0 { 0 } else { part.end() - part.start() + 1 };
    let mut response = Body::from_stream(parts(file, *part.start(), length)).into_response();
    if wanted.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let told = format!("bytes {}-{}/{bytes}", part.start(), part.end());
        put(response.headers_mut(), header::CONTENT_RANGE, &told);
    }
    let headers = response.headers_mut();
    put(headers, header::ETAG, &etag);
    put(headers, header::CONTENT_LENGTH, &length.to_string());
    put(
        headers,
        header::CONTENT_DISPOSITION,
        &format!("attachment; filename=\"{name}\""),
    );
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response.extensions_mut().insert(Uncompressed);
    Ok(response)
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    // Digits, ids and names of collections are valid in a header.
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// The requested range. Several ranges, or an invalid header, count as none (RFC 9110 §14.2).
fn range(headers: &HeaderMap, etag: &str, bytes: u64) -> Result<Option<RangeInclusive<u64>>, Problem> {
    // With another tag in `If-Range`, the range is of another file, and the whole file is sent.
    let same = headers
        .get(header::IF_RANGE)
        .is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    let Some(text) = headers
        .get(header::RANGE)
        .filter(|_| same)
        .and_then(|r| r.to_str().ok())
    else {
        return Ok(None);
    };
    let Ok(ranges) = parse_range_header(text) else {
        return Ok(None);
    };
    match ranges.validate(bytes).as_deref() {
        Ok([one]) => Ok(Some(one.clone())),
        Ok(_) => Ok(None),
        Err(_) => {
            let problem = Problem::new(
                Kind::BadRange,
                format!("The range is beyond the end of the file, which has {bytes} bytes."),
            );
            let told = HeaderValue::try_from(format!("bytes */{bytes}"));
            Err(match told {
                Ok(told) => problem.with_header(header::CONTENT_RANGE, told),
                Err(_) => problem,
            })
        }
    }
}

/// A stream of the bytes of a part of the file.
fn parts(file: Arc<File>, from: u64, length: u64) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, from, length), |(file, at, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let size = left.min(PART_BYTES);
        let reader = file.clone();
        let read = off_thread(move || -> io::Result<Bytes> {
            // At most PART_BYTES.
            let mut part = vec![0; usize::try_from(size).map_err(io::Error::other)?];
            reader.read_exact_at(&mut part, at)?;
            Ok(part.into())
        });
        let part = read.await?;
        Ok(Some((part, (file, at + size, left - size))))
    })
}
