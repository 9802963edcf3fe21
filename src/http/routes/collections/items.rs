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

/// Features of a collection: by box, day, property or CQL2 filter; sorted, in pages, in any of the offered CRSs.
///
/// Every property is a parameter too, e.g. `level=county`. Links to the next page name the edition and the day, so
/// that no
/// feature is skipped or repeated.
#[utoipa::path(get, path = "/collections/{collectionId}/items", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("limit" = Option<u64>, Query, minimum = 1, description = "Most features in the page, at most 10,000. 100 by default. A file is limited only if this is given"),
        ("bbox" = Option<String>, Query, description = "Only features that intersect this box: `west,south,east,north`, in the axis order of `bbox-crs`"),
        ("bbox-crs" = Option<String>, Query, description = "CRS of `bbox`, as a URI; CRS84 by default"),
        ("crs" = Option<String>, Query, description = "CRS of the answer, as a URI; CRS84 by default, EPSG:4490 for files that name their CRS. The first coordinate in files is always longitude or easting"),
        ("datetime" = Option<String>, Query, description = "The day of the law, or an interval of days; today by default"),
        ("filter" = Option<String>, Query, description = "A filter in CQL2"),
        ("filter-lang" = Option<String>, Query, description = "`cql2-text` (the default) or `cql2-json`"),
        ("filter-crs" = Option<String>, Query, description = "CRS of geometries in `filter`, as a URI; CRS84 by default"),
        ("properties" = Option<String>, Query, description = "Only these properties, joined by commas"),
        ("sortby" = Option<String>, Query, description = "Properties to sort by, joined by commas; with `-` before a property, in descending order"),
        ("after" = Option<String>, Query, description = "The end of the previous page; use the link to the next page"),
        ("edition" = Option<u32>, Query, minimum = 1, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world"),
        ("f" = Option<String>, Query, description = "`json` or `html` for a page; `geojson`, `geojsonseq`, `csv`, `kml`, `fgb` (not for collections without geometry), `parquet`, `gpkg`, `shp` (zipped) or `xlsx` for a file with all selected features. By default `Accept` decides"),
        ("raw" = Option<bool>, Query, description = "With `f=csv`: whether texts are written unchanged. By default an apostrophe is put before a text that a spreadsheet would run as a formula"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("Range" = Option<String>, Header, description = "One range of bytes of `fgb` or `parquet`: `bytes=1000-1999`"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of the file of the range")),
    responses((status = 200, description = "A page of features, or a file.", body = FeaturePage, content_type = "application/geo+json"),
        (status = 206, description = "The requested range.", content((Vec<u8> = "application/flatgeobuf"),
            (Vec<u8> = "application/vnd.apache.parquet")))))]
pub async fn get(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let request = ItemsRequest::read(&parts, &state, &name)?;
    Ok(answer(request, None).await?)
}

const BODIES: [(&str, ()); 3] = [
    ("application/json", ()),
    ("application/query-cql-json", ()),
    ("application/cql2+json", ()),
];

/// Features of a collection that pass a filter in CQL2 JSON, sent as the body; nothing is created.
///
/// The parameters are those of GET. A filter parameter applies in addition to the body.
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
    let request = ItemsRequest::read(&parts, &state, &name)?;
    let read = async {
        media::sent(&parts.headers, &BODIES)?;
        let bytes = media::whole(body, &parts, &state).await?;
        let text = String::from_utf8(bytes).map_err(|_| Problem::new(Kind::BadBody, "The body is not UTF-8."))?;
        let axes = request.filter_axes;
        let filter = FilterText {
            text,
            language: FilterLanguage::Json,
            axes,
            parameter: "body",
        };
        answer(request, Some(filter)).await
    };
    Ok(read.await?)
}
