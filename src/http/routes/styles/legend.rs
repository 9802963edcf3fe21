//! `GET /styles/{style}/legend.svg`: the legend of a style.
use super::show::no_such_style;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::{Field, LegendLanguage, RawQuery};
use crate::http::styles::{self, STYLES};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

/// The legend of a style, drawn from the style itself.
#[utoipa::path(get, path = "/styles/{style}/legend.svg", tag = "styles",
    params(("style" = String, Path, description = "Name of the style"),
        ("lang" = Option<String>, Query, description = "The language of the legend: `zh` (the default) or `en`.")),
    responses((status = 200, description = "The legend.", body = String, content_type = "image/svg+xml")))]
pub async fn handle(PathId(style): PathId, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let mut raw = RawQuery::read(uri.query().unwrap_or(""), &["lang"])?;
    let ending = match <Option<LegendLanguage> as Field>::take(&mut raw, "lang")?.map(LegendLanguage::as_str) {
        Some("en") => ".en.svg",
        _ => ".svg",
    };
    let known = STYLES.contains(&style.as_str());
    let legend = known.then(|| styles::file(&format!("{style}{ending}"))).flatten();
    Ok(legend.ok_or_else(|| no_such_style(&style))?.answer(&headers))
}
