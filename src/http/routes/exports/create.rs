//! `POST /v1/exports`: starts an export.
use crate::http::blocking::off_thread;
use crate::http::exports;
use crate::http::forwarded::{Client, PublicBase};
use crate::http::lookup::NoParameters;
use crate::http::media;
use crate::http::metrics::{self, Limit};
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::export::{ExportBody, ExportRequest};
use crate::jobs::Refused;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

const BODIES: [(&str, ()); 1] = [("application/json", ())];

/// Starts an export of several collections as one file, for today and the current edition or for those that the body names.
///
/// The export runs in the background; the answer has the address of its status. Anyone who knows its id can view,
/// download
/// and remove it. The id is 128 random bits and appears only in this answer.
#[utoipa::path(post, path = "/v1/exports", tag = "exports",
    request_body(description = "The collections to export, and the format.", content((ExportRequest = "application/json"))),
    responses((status = 202, description = "The export is queued or running.", body = ExportBody,
        headers(("Location" = String, description = "The address of the export.")))))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    PublicBase(url): PublicBase,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    media::sent(&parts.headers, &BODIES)?;
    let body = media::whole(body, &parts, &state).await?;
    let mut order = exports::order(&state, &parts, &body).await?;
    let Some(place) = state.jobs.try_take(Client::of(&parts.extensions).key()) else {
        metrics::rejected(Limit::Jobs);
        return Err(problem(&Refused::Busy));
    };
    order.held = Some(Box::new(place));
    let taken = off_thread(move || {
        let id = state.exports.submit(order)?;
        Ok(state.exports.find(id))
    });
    let found = taken.await.map_err(|refused: Refused| problem(&refused))?;
    // The export has already ended and been removed, but not by a client, because no client knows its id yet.
    let (record, progress, before) = found.ok_or_else(exports::unknown)?;
    let body = ExportBody::new(record, progress, before, &url);
    let place = HeaderValue::try_from(url.link(&format!("/v1/exports/{}", body.id)));
    let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
    let headers = response.headers_mut();
    if let Ok(place) = place {
        headers.insert(header::LOCATION, place);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn problem(refused: &Refused) -> Problem {
    let later = |kind, detail: &str, seconds| {
        let problem = Problem::new(kind, detail).logged(refused.to_string());
        problem.with_header(header::RETRY_AFTER, HeaderValue::from_static(seconds))
    };
    match refused {
        Refused::Busy => later(
            Kind::Overloaded,
            "The export queue is full, or this client has reached its share of it. Try again in half a minute.",
            "30",
        ),
        Refused::Stopping => later(
            Kind::Overloaded,
            "The service is shutting down. Try again in a few seconds.",
            "5",
        ),
        Refused::Many | Refused::Full => {
            let detail = "Exports have reached their limit of disk space. Remove exports that you no longer need, or try again when older ones have expired.";
            later(Kind::NoRoom, detail, "600")
        }
        Refused::Folder(_) | Refused::Record(_) => {
            let detail = "The export folder cannot be written, perhaps because its disk is full. Report this to the operator of the service.";
            later(Kind::NoRoom, detail, "60")
        }
        Refused::Random(error) => Problem::new(Kind::Internal, "An internal error occurred.").logged(error.to_string()),
    }
}
