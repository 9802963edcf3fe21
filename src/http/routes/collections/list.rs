//! `GET /collections`: every collection.
use crate::http::features::axes::{OFFERED, uri};
use crate::http::features::{CollectionRequest, EarlyResponse, html, world_bounds};
use crate::http::state::AppState;
use crate::http::view::View;
use crate::http::wire::features::{Collection, Collections, Link};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_rows::collections::CollectionId;

/// Every collection with its extent, its CRSs and links to its items.
#[utoipa::path(get, path = "/collections", tag = "features",
    params(("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The collections.", body = Collections)))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let request = CollectionRequest::read(&parts, &state, &["application/json"])?;
    let work = |view: &View, index: &Index| -> Vec<Collection> {
        let (bounds, since) = (world_bounds(index), view.published.first_change());
        let one = |c: CollectionId| Collection::new(c.spec(), bounds, since, &view.public_url);
        CollectionId::all().map(one).collect()
    };
    let collections = request.view.work(work).await;
    let own = request.view.public_url.link("/collections");
    let links = vec![
        Link::new("self", own.clone(), request.format.media_type, "The collections"),
        Link::new(
            "alternate",
            format!("{own}?f=json"),
            "application/json",
            "The collections as JSON",
        ),
        Link::new(
            "alternate",
            format!("{own}?f=html"),
            "text/html",
            "The collections as HTML",
        ),
    ];
    if request.format.html {
        return Ok(request.reply(html::collections(&request.view.public_url, request.language, &links)));
    }
    Ok(request.reply(Json(Collections {
        links,
        crs: OFFERED.map(uri).to_vec(),
        collections,
    })))
}
