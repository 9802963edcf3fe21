//! `GET /fonts`: the list of fonts.
use crate::http::forwarded::PublicBase;
use crate::http::lookup::NoParameters;
use crate::http::wire::style::FontSet;
use axum::Json;

/// The fonts, their ranges and their licence.
#[utoipa::path(get, path = "/fonts", tag = "styles", responses((status = 200, description = "Fonts by name.", body = FontSet)))]
pub async fn handle(PublicBase(url): PublicBase, _: NoParameters) -> Json<FontSet> {
    Json(FontSet::new(&url))
}
