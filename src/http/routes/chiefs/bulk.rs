//! `POST /v1/chiefs/at`: who answers for many places, as a stream.
use crate::http::accept;
use crate::http::ask::{View, read_query};
use crate::http::bulk::{self, Bulk, InputFormat, OutputFormat, Rows};
use crate::http::guard::overloaded;
use crate::http::media::media_type;
use crate::http::place;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{CrsName, Words, query};
use crate::http::state::AppState;
use crate::resolve::views;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

query! {
    /// What holds for every row.
    struct BulkQuery {
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
        /// A concern, e.g. 非法采砂; one more column then names the competent member units.
        concern: Option<Words>,
    }
}

const INPUTS: [(&str, InputFormat); 6] = [
    ("text/csv", InputFormat::Csv),
    ("application/x-ndjson", InputFormat::Ndjson),
    ("application/ndjson", InputFormat::Ndjson),
    ("application/jsonl", InputFormat::Ndjson),
    ("application/geo+json", InputFormat::GeoJson),
    ("application/json", InputFormat::GeoJson),
];
const OUTPUTS: [(&str, OutputFormat); 4] = [
    ("application/geo+json", OutputFormat::GeoJson),
    ("text/csv", OutputFormat::Csv),
    ("application/x-ndjson", OutputFormat::Ndjson),
    ("application/json", OutputFormat::GeoJson),
];

/// Who answers for many places: a row for every row sent, in order, streamed both ways.
///
/// CSV needs the columns `lon` and `lat` and may have `id`; NDJSON takes `{"lon", "lat", "id"}` or Features;
/// `GeoJSON` a FeatureCollection of Points. A row that can't be used is answered in its place with the status `ERROR`.
/// Without an Accept header rows come back in the format they were sent in.
#[utoipa::path(post, path = "/v1/chiefs/at", tag = "chiefs", params(BulkQuery),
    request_body(description = "Places.", content((String = "text/csv"), (String = "application/x-ndjson"),
        (serde_json::Value = "application/geo+json"))),
    responses((status = 200, description = "A row for every row sent, in order.", content((String = "text/csv"),
        (String = "application/x-ndjson"), (serde_json::Value = "application/geo+json")))))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let (query, when) = read_query::<BulkQuery>(&parts)?;
    let view = View::choose(&state, &when)?;
    let input = input_format(&parts.headers)?;
    let (output_type, output) = output_format(&parts.headers, input)?;
    let crs = place::crs(query.crs.as_ref())?;
    let index = view.index().await;
    let competence = query
        .concern
        .map(|concern| competence(&index, &concern.0))
        .transpose()?;
    let Ok(permit) = state.bulk_permits.clone().try_acquire_owned() else {
        return Ok(overloaded("more bulk requests at once than --max-bulk-requests"));
    };
    let rows = Rows {
        format: output,
        crs,
        competence,
    };
    let body = bulk::start(
        Bulk {
            index,
            rows,
            input,
            limits: state.limits,
            permit,
        },
        body,
    )
    .await?;
    Ok(response(body, output_type))
}

fn response(body: Body, media_type: &'static str) -> Response {
    let mut response = body.into_response();
    let charset = if media_type == "text/csv" {
        "text/csv; charset=utf-8; header=present"
    } else {
        media_type
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(charset));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn competence(index: &crate::index::Index, concern: &str) -> Result<String, Problem> {
    let found = views::departments_for(index, concern).ok_or_else(|| place::no_such_concern(index, concern))?;
    let codes: Vec<&str> = found
        .departments
        .iter()
        .map(crate::domain::ids::DepartmentCode::as_str)
        .collect();
    Ok(codes.join(";"))
}

fn input_format(headers: &HeaderMap) -> Result<InputFormat, Problem> {
    let sent = media_type(headers);
    let found = INPUTS
        .iter()
        .find(|(name, _)| Some(*name) == sent.as_deref())
        .map(|(_, format)| *format);
    found.ok_or_else(|| {
        Problem::new(
            Kind::UnsupportedMediaType,
            "The Content-Type must say CSV, NDJSON or GeoJSON.",
        )
        .about("content-type")
        .allowing(INPUTS.iter().map(|(name, _)| *name))
    })
}

fn output_format(headers: &HeaderMap, input: InputFormat) -> Result<(&'static str, OutputFormat), Problem> {
    // The format that came is offered first: that is what a client without a preference gets.
    let same = match input {
        InputFormat::Csv => OutputFormat::Csv,
        InputFormat::Ndjson => OutputFormat::Ndjson,
        InputFormat::GeoJson => OutputFormat::GeoJson,
    };
    let mut offered: Vec<(&'static str, OutputFormat)> = OUTPUTS.to_vec();
    offered.sort_by_key(|(_, format)| *format != same);
    let names: Vec<&str> = offered.iter().map(|(name, _)| *name).collect();
    let best = accept::best(headers, &names);
    offered
        .into_iter()
        .find(|(name, _)| Some(*name) == best)
        .ok_or_else(|| {
            Problem::new(
                Kind::NotAcceptable,
                "Rows are CSV, NDJSON or GeoJSON, and the Accept header takes none of them.",
            )
            .allowing(OUTPUTS.iter().map(|(name, _)| *name))
        })
}
