//! `GET /collections`: every collection.
use crate::http::ask::View;
use crate::http::features::{CollectionRequest, EarlyResponse, OFFERED, html, uri, world_bounds};
use crate::http::state::AppState;
use crate::http::wire::features::{Collection, Collections, Link};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_rows::collections::CollectionId;

/// Every collection with its extent, its CRSs and links to its items.
#[utoipa::path(get, path = "/collections", tag = "features",
    params(("f" = Option<String>, Query, description = "`json` or `html`; without it `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The collections.", body = Collections)))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let asked = CollectionRequest::read(&parts, &state, &["application/json"])?;
    let work = |view: &View, index: &Index| -> Vec<Collection> {
        let (bounds, since) = (world_bounds(index), view.published.first_change());
        let one = |c: CollectionId| Collection::new(c.spec(), bounds, since, &view.public_url);
        CollectionId::all().map(one).collect()
    };
    let collections = asked.view.work(work).await;
    let own = asked.view.public_url.link("/collections");
    let links = vec![
        Link::new("self", own.clone(), asked.format.media_type, "The collections"),
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
    if asked.format.html {
        return Ok(asked.reply(html::collections(&asked.view.public_url, asked.language, &links)));
    }
    Ok(asked.reply(Json(Collections {
        links,
        crs: OFFERED.map(uri).to_vec(),
        collections,
    })))
}
