//! `POST /v1/exports`: starts an export.
use crate::http::ask::{NoParameters, off_thread};
use crate::http::exports;
use crate::http::forwarded::{Client, PublicBase};
use crate::http::media;
use crate::http::metrics::{self, Limit};
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::export::{ExportAsked, ExportBody};
use crate::jobs::Refused;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

const BODIES: [(&str, ()); 1] = [("application/json", ())];

/// Starts an export of several collections as one file, on the edition and day of now or those that it names.
///
/// It is made in the background; the answer says where it can be followed. Whoever knows its id may see, take and remove
/// it: the id is 128 random bits, told in this answer alone.
#[utoipa::path(post, path = "/v1/exports", tag = "exports",
    request_body(description = "What to export, and as what.", content((ExportAsked = "application/json"))),
    responses((status = 202, description = "It waits, or is being made.", body = ExportBody,
        headers(("Location" = String, description = "Where to follow it.")))))]
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
    let Some(place) = state.jobs.take(Client::of(&parts.extensions).holder()) else {
        metrics::turned_away(Limit::Jobs);
        return Err(problem(&Refused::Busy));
    };
    order.held = Some(Box::new(place));
    let taken = off_thread(move || {
        let id = state.exports.submit(order)?;
        Ok(state.exports.find(id))
    });
    let found = taken.await.map_err(|refused: Refused| problem(&refused))?;
    // Over and removed within a blink: not by anybody, for nobody knows its id yet.
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
            "The export queue is full, or you have as many exports in it as one client may have. Try again in half a minute.",
            "30",
        ),
        Refused::Stopping => later(Kind::Overloaded, "The service is shutting down.", "5"),
        Refused::Many | Refused::Full => {
            let detail = "Exports take as much room as they may; remove those that you no longer need, or try again when older ones have expired.";
            later(Kind::NoRoom, detail, "600")
        }
        Refused::Folder(_) | Refused::JobRecord(_) => {
            let detail = "The folder of the exports can't be written: its disk is full, or something is wrong with it. Tell those who run the service.";
            later(Kind::NoRoom, detail, "60")
        }
        Refused::Random(error) => Problem::new(Kind::Internal, "Something went wrong here.").logged(error.to_string()),
    }
}
