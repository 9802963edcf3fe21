//! `GET /`: where to begin, as JSON or as a small page.
use crate::http::accept;
use crate::http::problem::{Kind, Problem};
use crate::http::public_url::PublicUrl;
use crate::http::state::AppState;
use crate::http::wire::geometry::Link;
use crate::http::wire::world::WorldBlock;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// Where to begin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Landing {
    /// Which world is served.
    pub world: WorldBlock,
    /// What can be asked.
    pub links: Vec<Link>,
}

/// Where to begin: which world is served, and links to what can be asked.
#[utoipa::path(get, path = "/", tag = "operation", responses((status = 200, description = "Links.", body = Landing)))]
pub async fn handle(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let landing = Landing {
        world: WorldBlock::new(&state.world.current(), state.world.today()),
        links: links(&state.public_url),
    };
    let mut response = match accept::best(&headers, &["application/json", "text/html"]) {
        Some("text/html") => Html(page(&landing)).into_response(),
        Some(_) => Json(landing).into_response(),
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

fn page(landing: &Landing) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{name}</title><h1>{name}</h1><p>{notice}</p><ul>",
        name = escaped(&landing.world.name),
        notice = escaped(&landing.world.notice),
    );
    for link in &landing.links {
        // Writing to a String can't fail.
        let _ = write!(page, "<li><a href=\"{}\">{}</a></li>", escaped(&link.href), link.rel);
    }
    page.push_str("</ul></html>");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
