//! `GET /fonts/{stack}/{range}`: 256 glyphs.
use crate::http::lookup::NoParameters;
use crate::http::problem::{Kind, Problem};
use crate::http::styles::{self, GlyphRange, STACK};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

/// Glyphs of 256 code points as signed distance fields, in the protocol buffer that `MapLibre` reads.
///
/// A range without glyphs is empty, so that clients can continue without it.
#[utoipa::path(get, path = "/fonts/{stack}/{range}", tag = "styles",
    params(("stack" = String, Path, description = "A font, or several joined by commas; /fonts lists them"),
        ("range" = String, Path, description = "START-END.pbf with START a multiple of 256 and END = START + 255; or OFL.txt, the licence")),
    responses((status = 200, description = "The glyphs, or the licence.",
        content((Vec<u8> = "application/x-protobuf"), (String = "text/plain")))))]
pub async fn handle(
    path: Result<Path<(String, String)>, axum::extract::rejection::PathRejection>,
    _: NoParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((stack, range)) = path.map_err(|_| Problem::new(Kind::BadRequest, "The path is not valid UTF-8."))?;
    if (stack.as_str(), range.as_str()) == (STACK, "OFL.txt")
        && let Some(licence) = styles::file("fonts/OFL.txt")
    {
        return Ok(licence.answer(&headers));
    }
    if styles::first_known(&stack).is_none() {
        let detail = format!("There is no font “{stack}”; use “{STACK}”.");
        return Err(Problem::new(Kind::NotFound, detail).about("stack").allowing([STACK]));
    }
    let range = GlyphRange::parse(&range).ok_or_else(|| {
        let detail =
            "The range must be START-END.pbf with START a multiple of 256 and END = START + 255, such as 0-255.pbf.";
        Problem::new(Kind::NotFound, detail).about("range")
    })?;
    Ok(range.file().answer(&headers))
}
