//! `POST /v1/chiefs/at`: who answers for many places, as a stream.
use crate::http::accept;
use crate::http::bulk::{self, Bulk, Output, Rows, StartedBody};
use crate::http::forwarded::Client;
use crate::http::lookup::read_query;
use crate::http::media;
use crate::http::metrics::Limit;
use crate::http::middleware::{WorkPermit, at_limit};
use crate::http::place::read_crs;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{ColumnNames, CrsName, Switch, query};
use crate::http::state::AppState;
use crate::http::view::View;
use crate::http::wire::answer_rows::AnswerCollection;
use crate::http::wire::rows::RowsContext;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use riverchief_rows::bulk::PointFormat;
use riverchief_rows::formats::FileFormat;

query! {
    /// Parameters for all rows.
    struct BulkQuery {
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
        /// Whether CSV begins with a byte order mark, by which spreadsheets recognise UTF-8. False by default.
        bom: Option<Switch>,
        /// Columns of the rows in the order in which they are wanted, separated by commas, e.g. `id,village`; all by default.
        /// What no column needs is not computed.
        columns: Option<ColumnNames>,
    }
}

const INPUTS: [(&str, PointFormat); 6] = [
    ("text/csv", PointFormat::Csv),
    ("application/x-ndjson", PointFormat::Ndjson),
    ("application/ndjson", PointFormat::Ndjson),
    ("application/jsonl", PointFormat::Ndjson),
    ("application/geo+json", PointFormat::GeoJson),
    ("application/json", PointFormat::GeoJson),
];
const OUTPUTS: [(&str, Output); 6] = [
    ("application/geo+json", Output::Stream(PointFormat::GeoJson)),
    ("text/csv", Output::Stream(PointFormat::Csv)),
    ("application/x-ndjson", Output::Stream(PointFormat::Ndjson)),
    ("application/ndjson", Output::Stream(PointFormat::Ndjson)),
    ("application/json", Output::Stream(PointFormat::GeoJson)),
    (WORKBOOK, Output::Workbook),
];
const WORKBOOK: &str = FileFormat::Xlsx.media_type();

/// Who answers for many places: a row for every row sent, in order, streamed both ways.
///
/// CSV needs the columns `lon` and `lat` and may have `id`; NDJSON takes `{"lon", "lat", "id"}` or Features;
/// `GeoJSON` a FeatureCollection of Points. A row that can't be used is answered in its place with the status `ERROR`.
/// Without an Accept header rows come back in the format they were sent in; a workbook (XLSX) comes when all are answered.
/// A line of NDJSON and the properties of a feature are an `AnswerRow`. `charset=gbk` (also gb2312, gb18030) in the Content-Type is read as GB18030. The header `riverchief-answer` (a
/// dictionary by RFC 9651) names edition, epoch, day and CRS, and whether positions are schematic.
#[utoipa::path(post, path = "/v1/chiefs/at", tag = "chiefs", params(BulkQuery),
    request_body(description = "Places.", content((String = "text/csv"), (String = "application/x-ndjson"),
        (serde_json::Value = "application/geo+json"))),
    responses((status = 200, description = "A row for every row sent, in order.", content((String = "text/csv"),
        (String = "application/x-ndjson"), (AnswerCollection = "application/geo+json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let (query, when) = read_query::<BulkQuery>(&parts)?;
    let view = View::choose(&state, &parts, &when)?;
    let (input, charset) = media::sent_with_charset(&parts.headers, &INPUTS)?;
    let (output_type, output) = output_format(&parts.headers, input)?;
    let bom = query.bom.is_some_and(|bom| bom.0);
    if bom && output != Output::Stream(PointFormat::Csv) {
        let detail = "Only CSV can begin with a byte order mark; accept text/csv, or leave out this parameter.";
        return Err(Problem::parameter("bom", detail));
    }
    let input_crs = read_crs(query.crs.as_ref())?;
    // A client that announces a body and sends none holds no permit.
    let body = StartedBody::of(body).await?;
    WorkPermit::take(&parts.extensions, &state)?;
    let permit = state.bulk.try_take(Client::of(&parts.extensions).key());
    let permit = permit.ok_or_else(|| at_limit(Limit::Bulk))?;
    // A workbook needs a temporary file, and holds a permit until the client has read it.
    let room = match output {
        Output::Stream(_) => None,
        Output::Workbook => Some(view.file_permit()?),
    };
    let index = view.index().await;
    let context = RowsContext {
        world: view.world_block(),
        input_crs: input_crs.crs.to_string(),
        crs_defaulted: input_crs.defaulted,
        thresholds: (&index.law.thresholds).into(),
    };
    let rows = Rows {
        index,
        input_crs,
        output,
        columns: query.columns.map(|names| names.0).unwrap_or_default(),
        bom,
        members: context.members(),
    };
    let bulk = Bulk {
        rows,
        input,
        charset,
        limits: state.limits,
        permits: (permit, room),
    };
    Ok(response(bulk::start(bulk, body).await?, output_type, &context))
}

fn response(body: Body, media_type: &'static str, context: &RowsContext) -> Response {
    let mut response = body.into_response();
    let media_type = if media_type == "text/csv" {
        "text/csv; charset=utf-8; header=present"
    } else {
        media_type
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if media_type == WORKBOOK {
        let name = HeaderValue::from_static("attachment; filename=\"answers.xlsx\"");
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    headers.insert(RowsContext::HEADER, context.header());
    response
}

/// The format that the client prefers; without a preference, the format of the request.
fn output_format(headers: &HeaderMap, input: PointFormat) -> Result<(&'static str, Output), Problem> {
    let mut offered = OUTPUTS;
    offered.sort_by_key(|(_, output)| *output != Output::Stream(input));
    let best = accept::best(headers, &offered.map(|(name, _)| name));
    let found = offered.into_iter().find(|(name, _)| Some(*name) == best);
    found.ok_or_else(|| {
        let detail = "Rows are CSV, NDJSON, GeoJSON or XLSX, and the Accept header accepts none of them.";
        Problem::new(Kind::NotAcceptable, detail).allowing(OUTPUTS.map(|(name, _)| name))
    })
}
