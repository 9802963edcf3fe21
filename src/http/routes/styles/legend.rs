//! `GET /styles/{style}/legend.svg`: what the signs of a map mean.
use super::show::no_such_style;
use crate::http::ask::NoParameters;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::styles::{self, STYLES};
use axum::http::HeaderMap;
use axum::response::Response;

/// The legend of a style, drawn from the style itself.
#[utoipa::path(get, path = "/styles/{style}/legend.svg", tag = "styles",
    params(("style" = String, Path, description = "Name of the style")),
    responses((status = 200, description = "The legend.", body = String, content_type = "image/svg+xml")))]
pub async fn handle(PathId(style): PathId, _: NoParameters, headers: HeaderMap) -> Result<Response, Problem> {
    let known = STYLES.contains(&style.as_str());
    let legend = known.then(|| styles::file(&format!("{style}.svg"))).flatten();
    Ok(legend.ok_or_else(|| no_such_style(&style))?.answer(&headers))
}
