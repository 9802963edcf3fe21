//! `GET /collections/{collectionId}/items`: features; `POST` there: the same, with a filter as the body.
use crate::http::features::{EarlyResponse, FilterText, ItemsRequest, answer};
use crate::http::media;
use crate::http::path_id::PathId;
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::features::FeaturePage;
use axum::extract::{Request, State};
use axum::response::Response;
use riverchief_rows::query::FilterLanguage;

/// Features of a collection: by box, day, property, CQL2 filter; sorted, in pages, in any of the CRSs.
///
/// Beside the parameters here, every property is one: `level=county`. Links to the next page pin the edition and the day,
/// so that no feature is skipped or repeated.
#[utoipa::path(get, path = "/collections/{collectionId}/items", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("limit" = Option<u64>, Query, minimum = 1, description = "Most features in the page; more than 10,000 counts as 10,000. 100 by default. A file has no other limit than this, if it is given"),
        ("bbox" = Option<String>, Query, description = "Features that meet this box: `west,south,east,north`, in the order of axes of `bbox-crs`"),
        ("bbox-crs" = Option<String>, Query, description = "CRS of `bbox`, by URI; CRS84 by default"),
        ("crs" = Option<String>, Query, description = "CRS of the answer, by URI; CRS84 by default, EPSG:4490 for files that name their CRS. Coordinates of files are longitude or east first, whatever the CRS says"),
        ("datetime" = Option<String>, Query, description = "The day whose law is asked for, or an interval of days; today by default"),
        ("filter" = Option<String>, Query, description = "A filter in CQL2"),
        ("filter-lang" = Option<String>, Query, description = "`cql2-text` (the default) or `cql2-json`"),
        ("filter-crs" = Option<String>, Query, description = "CRS of geometries in `filter`, by URI; CRS84 by default"),
        ("properties" = Option<String>, Query, description = "Only these properties, joined by commas"),
        ("sortby" = Option<String>, Query, description = "Properties to sort by, joined by commas; `-` before one: from the greatest"),
        ("after" = Option<String>, Query, description = "Where the last page ended; comes from the link to the next page"),
        ("edition" = Option<u32>, Query, minimum = 1, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world"),
        ("f" = Option<String>, Query, description = "`json` or `html`: a page; `geojson`, `geojsonseq`, `csv`, `kml`, `fgb` (without what has no geometry), `parquet`, `gpkg`, `shp` (zipped) or `xlsx`: a file with all that is asked for. Without it `Accept` decides"),
        ("raw" = Option<bool>, Query, description = "With `f=csv`: texts as they are; without it an apostrophe stands before one that a spreadsheet would run as a formula"),
        ("lang" = Option<String>, Query, description = "Language of pages: `zh` or `en`"),
        ("Range" = Option<String>, Header, description = "One range of bytes of `fgb` or `parquet`: `bytes=1000-1999`"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of the file that the range is of")),
    responses((status = 200, description = "A page of features, or a file.", body = FeaturePage, content_type = "application/geo+json"),
        (status = 206, description = "The range that was asked for.", content((Vec<u8> = "application/flatgeobuf"),
            (Vec<u8> = "application/vnd.apache.parquet")))))]
pub async fn get(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let asked = ItemsRequest::read(&parts, &state, &name)?;
    Ok(answer(asked, None).await?)
}

const BODIES: [(&str, ()); 3] = [
    ("application/json", ()),
    ("application/query-cql-json", ()),
    ("application/cql2+json", ()),
];

/// Features of a collection that pass a filter in CQL2 JSON, sent as the body; nothing is created.
///
/// Its parameters are those of GET; both filters have to be passed.
#[utoipa::path(post, path = "/collections/{collectionId}/items", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection")),
    request_body(description = "A filter in CQL2 JSON.", content((serde_json::Value = "application/json"),
        (serde_json::Value = "application/cql2+json"), (serde_json::Value = "application/query-cql-json"))),
    responses((status = 200, description = "A page of features.", body = FeaturePage, content_type = "application/geo+json")))]
pub async fn post(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, body) = request.into_parts();
    let asked = ItemsRequest::read(&parts, &state, &name)?;
    let read = async {
        media::sent(&parts.headers, &BODIES)?;
        let bytes = media::whole(body, &parts, &state).await?;
        let text = String::from_utf8(bytes).map_err(|_| Problem::new(Kind::BadBody, "The body is not UTF-8."))?;
        let axes = asked.filter_axes;
        let filter = FilterText {
            text,
            language: FilterLanguage::Json,
            axes,
            parameter: "body",
        };
        answer(asked, Some(filter)).await
    };
    Ok(read.await?)
}
