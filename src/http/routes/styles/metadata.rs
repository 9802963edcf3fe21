//! `GET /styles/{style}/metadata`: what a style is for, and which layers it draws.
use super::show::no_such_style;
use crate::http::ask::Asked;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::style::StyleMetadata;
use axum::response::Response;

/// What a style is for, how it can be had, and which layers it draws (OGC API – Styles).
#[utoipa::path(get, path = "/styles/{style}/metadata", tag = "styles",
    params(("style" = String, Path, description = "Name of the style"), Nothing),
    responses((status = 200, description = "The metadata of the style.", body = StyleMetadata)))]
pub async fn handle(PathId(style): PathId, asked: Asked<Nothing>) -> Result<Response, Problem> {
    let metadata = StyleMetadata::new(&style, &asked.view.public_url).ok_or_else(|| no_such_style(&style))?;
    Ok(asked.reply(metadata))
}
