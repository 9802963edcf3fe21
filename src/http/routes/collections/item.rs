//! `GET /collections/{collectionId}/items/{featureId}`: one feature.
use crate::http::features::{self, EarlyResponse, ItemRequest};
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::features::Feature;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response;

/// One feature, in any of the offered CRSs.
#[utoipa::path(get, path = "/collections/{collectionId}/items/{featureId}", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("featureId" = String, Path, description = "Id of the feature"),
        ("crs" = Option<String>, Query, description = "CRS of the answer, as a URI; CRS84 by default"),
        ("datetime" = Option<String>, Query, description = "The day of the law; today by default"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world"),
        ("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`")),
    responses((status = 200, description = "The feature.", body = Feature, content_type = "application/geo+json")))]
pub async fn handle(
    State(state): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let bad = |_| Problem::new(Kind::BadRequest, "The path is not valid UTF-8.");
    let Path((name, id)) = path.map_err(bad)?;
    let request = ItemRequest::read(&parts, &state, &name)?;
    Ok(features::item(request, id).await?)
}
