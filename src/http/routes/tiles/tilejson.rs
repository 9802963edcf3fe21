//! `GET /{layers}`: `TileJSON` 3.
use crate::http::lookup::LookupRequest;
use crate::http::problem::{Kind, Problem};
use crate::http::tiles::{self, TileUrl, UnitQuery};
use crate::http::wire::tilejson::TileJson;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Response;

/// The address and the contents of the tiles of these layers (`TileJSON` 3.0).
#[utoipa::path(get, path = "/{layers}", tag = "tiles",
    params(("layers" = String, Path, description = "One layer, or several joined by commas; /catalog lists them"), UnitQuery),
    responses((status = 200, description = "TileJSON 3.0.", body = TileJson)))]
pub async fn handle(
    path: Result<Path<String>, PathRejection>,
    request: LookupRequest<UnitQuery>,
) -> Result<Response, Problem> {
    let Path(names) = path.map_err(|_| Problem::new(Kind::BadRequest, "The path is not valid UTF-8."))?;
    let layers = tiles::layers(&names)?;
    let unit = request.query.unit.as_ref().map(|unit| unit.0.clone());
    let body = request.view.work(move |view, index| {
        tiles::known_unit(index, unit.as_deref())?;
        let epoch = view.published.epoch(view.as_of);
        let url = TileUrl {
            public_url: &view.public_url,
            edition: view.published.edition,
            epoch: epoch.number,
            layers,
            unit: unit.as_deref(),
            version: view.published.stamp(),
        };
        let bounds = view.published.pyramid(&epoch).bounds(layers.iter());
        Ok::<_, Problem>(TileJson::new(&url, bounds, view.world_block()))
    });
    Ok(request.reply(body.await?))
}
