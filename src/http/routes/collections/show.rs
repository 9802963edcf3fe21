//! `GET /collections/{collectionId}`: a collection.
use crate::http::features::{CollectionRequest, EarlyResponse, collection, html, world_bounds};
use crate::http::path_id::PathId;
use crate::http::state::AppState;
use crate::http::wire::features::Collection;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// A collection with its extent, its CRSs and links to its items and schemas.
#[utoipa::path(get, path = "/collections/{collectionId}", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The collection.", body = Collection)))]
pub async fn handle(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let id = collection(&name)?;
    let request = CollectionRequest::read(&parts, &state, &["application/json"])?;
    let (as_html, language) = (request.format.html, request.language);
    let body = request.view.work(move |view, index| {
        let url = &view.public_url;
        let body = Collection::new(id.spec(), world_bounds(index), view.published.first_change(), url);
        let page = as_html.then(|| {
            let table = view.published.table(&view.published.epoch(view.as_of), id);
            html::collection(url, language, id.spec(), &table, &body)
        });
        (body, page)
    });
    Ok(match body.await {
        (_, Some(page)) => request.reply(page),
        (body, None) => request.reply(Json(body)),
    })
}
