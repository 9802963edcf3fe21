//! `GET /tileMatrixSets` and the only tile matrix set.
use crate::http::features::{CollectionRequest, EarlyResponse};
use crate::http::path_id::PathId;
use crate::http::state::AppState;
use crate::http::wire::tileset::{TileMatrixSet, TileMatrixSets};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// The tile matrix sets.
#[utoipa::path(get, path = "/tileMatrixSets", tag = "tiles",
    params(("f" = Option<String>, Query, description = "`json`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tile matrix sets.", body = TileMatrixSets)))]
pub async fn list(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let request = CollectionRequest::read_json(&parts, &state, &["json"])?;
    Ok(request.reply(Json(TileMatrixSets::new(&request.view.public_url))))
}

/// A tile matrix set: its scales, and where rows and columns begin.
#[utoipa::path(get, path = "/tileMatrixSets/{tileMatrixSetId}", tag = "tiles",
    params(("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`"),
        ("f" = Option<String>, Query, description = "`json`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tile matrix set.", body = TileMatrixSet)))]
pub async fn show(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    super::known(&name)?;
    let request = CollectionRequest::read_json(&parts, &state, &["json"])?;
    Ok(request.reply(Json(TileMatrixSet::web_mercator_quad())))
}
