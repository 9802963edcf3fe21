//! A finished file on its way to a client, whole or from where an earlier transfer broke off.
//!
//! Parts are read as the client takes them: a slow one holds a file, a place among the connections and the memory of one
//! part, and no thread.
use crate::exports::Record;
use crate::http::ask::{if_none_match, off_thread};
use crate::http::problem::{Kind, Problem};
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

/// Marks an answer that goes out as it is, so that its length and its ranges are those of the file.
#[derive(Clone, Copy, Debug)]
pub struct Verbatim;

/// The file of an export, as the headers of the request want it.
///
/// # Errors
/// A range beyond its end.
pub fn answer(record: &Record, file: File, headers: &HeaderMap) -> Result<Response, Problem> {
    let (name, bytes) = record
        .file
        .as_ref()
        .map_or(("", 0), |file| (file.name.as_str(), file.bytes));
    // The file of an id never changes.
    let etag = format!("\"{}\"", record.id);
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
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(record.package.media_type()),
    );
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.extensions_mut().insert(Verbatim);
    Ok(response)
}

fn put(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    // Digits, ids and names of collections are fit for a header.
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// The one range that is asked for; what can't be read, and several at once, count as none (RFC 9110 §14.2).
fn range(headers: &HeaderMap, etag: &str, bytes: u64) -> Result<Option<RangeInclusive<u64>>, Problem> {
    // A range of another file than this one is of no use.
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
            let problem = Problem::new(Kind::BadRange, format!("The file has {bytes} bytes."));
            let told = HeaderValue::try_from(format!("bytes */{bytes}"));
            Err(match told {
                Ok(told) => problem.with_header(header::CONTENT_RANGE, told),
                Err(_) => problem,
            })
        }
    }
}

/// The bytes of a stretch of the file, read part by part.
fn parts(file: File, from: u64, length: u64) -> impl stream::Stream<Item = io::Result<Bytes>> {
    let file = Arc::new(file);
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
