//! `GET /styles/{style}/metadata`: the metadata of a style.
use super::show::no_such_style;
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::style::StyleMetadata;
use axum::response::Response;

/// The metadata of a style: its description, its stylesheets, and the layers that it draws (OGC API – Styles).
#[utoipa::path(get, path = "/styles/{style}/metadata", tag = "styles",
    params(("style" = String, Path, description = "Name of the style"), Nothing),
    responses((status = 200, description = "The metadata of the style.", body = StyleMetadata)))]
pub async fn handle(PathId(style): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let metadata = StyleMetadata::new(&style, &request.view.public_url).ok_or_else(|| no_such_style(&style))?;
    Ok(request.reply(metadata))
}
