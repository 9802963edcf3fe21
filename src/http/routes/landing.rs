//! `GET /`: where to begin, as JSON; for a browser, the page.
use crate::http::accept;
use crate::http::base_map::BaseMap;
use crate::http::forwarded::PublicBase;
use crate::http::page::{document, protect};
use crate::http::problem::{Kind, Problem};
use crate::http::public_url::PublicUrl;
use crate::http::state::AppState;
use crate::http::wire::geometry::Link;
use crate::http::wire::world::WorldBlock;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Where to begin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Landing {
    /// Which world is served.
    pub world: WorldBlock,
    /// What can be asked.
    pub links: Vec<Link>,
}

/// Where to begin: which world is served, and links to what can be asked; the web page for a browser.
#[utoipa::path(get, path = "/", tag = "operation", responses((status = 200, description = "Links; for a browser, the page as HTML.", body = Landing), (status = 304, description = "The browser holds the page.")))]
pub async fn handle(
    State(state): State<AppState>,
    PublicBase(url): PublicBase,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut response = match accept::best(&headers, &["application/json", "text/html"]) {
        Some("text/html") => {
            let mut page = document(url.prefix()).answer(&headers);
            protect(
                page.headers_mut(),
                state.base_map.as_ref().and_then(BaseMap::foreign_origin),
            );
            page
        }
        Some(_) => Json(landing(&state, &url)).into_response(),
        None => {
            let problem = Problem::new(Kind::NotAcceptable, "This page is JSON or HTML.");
            return Err(problem.allowing(["application/json", "text/html"]));
        }
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

fn landing(state: &AppState, url: &PublicUrl) -> Landing {
    Landing {
        world: WorldBlock::new(&state.world.current(), state.world.today()),
        links: links(url),
    }
}

fn links(url: &PublicUrl) -> Vec<Link> {
    let to = |rel, path: &str| Link {
        rel,
        href: url.link(path),
    };
    vec![
        to("self", "/"),
        to("service-desc", "/openapi.json"),
        to("chiefs-at", "/v1/chiefs/at?lon=109.12&lat=21.48"),
        to("search", "/v1/search?q=%E5%8D%97%E6%B5%81%E6%B1%9F"),
        to("inventory", "/v1/inventory"),
        to("coverage", "/v1/coverage"),
        to("styles", "/styles"),
        to("health", "/healthz"),
        to("metrics", "/metrics"),
    ]
}
