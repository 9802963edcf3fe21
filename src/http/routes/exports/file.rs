//! `GET /v1/exports/{id}/file`: the file of an export.
use crate::http::blocking::off_thread;
use crate::http::exports;
use crate::http::lookup::NoParameters;
use crate::http::path_id::PathId;
use crate::http::problem::{Kind, Problem};
use crate::http::ranges::{self, FileAnswer};
use crate::http::state::AppState;
use crate::jobs::{JobRecord, State as Standing};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use std::fs::File;
use std::sync::Arc;

/// The file of an export that has succeeded. An interrupted download can be resumed with `Range` and `If-Range`.
#[utoipa::path(get, path = "/v1/exports/{id}/file", tag = "exports",
    params(("id" = String, Path, description = "The id of the export"),
        ("Range" = Option<String>, Header, description = "One range of bytes: `bytes=1000-`"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of the file of the range"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the file that the client holds")),
    responses((status = 200, description = "The file.", content((Vec<u8> = "application/zip"),
            (Vec<u8> = "application/geopackage+sqlite3"))),
        (status = 206, description = "The requested range.", content((Vec<u8> = "application/zip"),
            (Vec<u8> = "application/geopackage+sqlite3"))),
        (status = 304, description = "The client already holds the file.")))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    PathId(id): PathId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = exports::id(&id)?;
    let found = off_thread(move || {
        let file = state.exports.file(id)?;
        Ok(file.ok_or_else(|| state.exports.find(id).map(|(record, ..)| record)))
    });
    match found.await.map_err(|e| exports::broken(&e))? {
        Ok((record, file)) => ranges::answer(whole(&record, file), &headers),
        Err(None) => Err(exports::unknown()),
        Err(Some(record)) => Err(match record.state {
            Standing::Queued | Standing::Running => {
                let problem = Problem::new(
                    Kind::NotReady,
                    "The export has not finished yet; see its progress at its own address.",
                );
                problem.with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
            }
            _ => {
                let detail = record.failure.map_or_else(
                    || "The file has expired. Start the export again.".to_owned(),
                    |failure| failure.detail,
                );
                Problem::new(Kind::Gone, detail)
            }
        }),
    }
}

fn whole(record: &JobRecord, file: File) -> FileAnswer {
    let about = record.file.as_ref();
    FileAnswer {
        file: Arc::new(file),
        bytes: about.map_or(0, |file| file.bytes),
        // The file of an export never changes.
        etag: format!("\"{}\"", record.id),
        name: about.map_or_else(String::new, |file| file.name.clone()),
        media_type: record.package.media_type(),
        caching: "private, no-cache",
    }
}
