//! `GET /`: the landing page as JSON; for a browser, the web page.
use crate::http::accept;
use crate::http::base_map::BaseMap;
use crate::http::forwarded::PublicBase;
use crate::http::page::{document, protect};
use crate::http::problem::{Kind, Problem};
use crate::http::public_url::PublicUrl;
use crate::http::routes::api::OPENAPI_3_0;
use crate::http::state::AppState;
use crate::http::view::PinnedEdition;
use crate::http::wire::features::Link;
use crate::http::wire::world::WorldBlock;
use crate::world::Published;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The landing page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Landing {
    /// Name of the world.
    pub title: String,
    /// What the service is for.
    pub description: &'static str,
    /// Which world is served.
    pub world: WorldBlock,
    /// Links to the resources of the service.
    pub links: Vec<Link>,
}

/// The landing page: the world that is served, and links to the resources of the service. Browsers get the web page.
#[utoipa::path(get, path = "/", tag = "operation",
    params(("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides")),
    responses((status = 200, description = "The landing page; for a browser, the web page.", body = Landing), (status = 304, description = "The browser already holds the page.")))]
pub async fn handle(
    State(state): State<AppState>,
    PublicBase(url): PublicBase,
    PinnedEdition(published): PinnedEdition,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // Other parameters in links of users are ignored here.
    let f = uri
        .query()
        .unwrap_or("")
        .split('&')
        .find_map(|part| part.strip_prefix("f="));
    let named = match f {
        None => None,
        Some("json") => Some("application/json"),
        Some("html") => Some("text/html"),
        Some(_) => {
            return Err(
                Problem::parameter("f", "There is no such format. Use one of the allowed values.")
                    .allowing(["json", "html"]),
            );
        }
    };
    let wanted = named.or_else(|| accept::best(&headers, &["application/json", "text/html"]));
    let mut response = match wanted {
        Some("text/html") => {
            let mut page = document(url.prefix()).answer(&headers);
            protect(
                page.headers_mut(),
                state.base_map.as_ref().and_then(BaseMap::foreign_origin),
            );
            page
        }
        Some(_) => Json(landing(&state, &published, &url)).into_response(),
        None => {
            let problem = Problem::new(
                Kind::NotAcceptable,
                "This page is JSON or HTML, and the Accept header accepts neither.",
            );
            return Err(problem.allowing(["application/json", "text/html"]));
        }
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

fn landing(state: &AppState, published: &Published, url: &PublicUrl) -> Landing {
    let today = state.world.today();
    let world = WorldBlock::new(published, today, today);
    Landing {
        title: world.name.clone(),
        description: "Which river chief (河长) answers for any coordinate or river segment, and why.",
        world,
        links: links(url),
    }
}

fn links(url: &PublicUrl) -> Vec<Link> {
    let json = "application/json";
    let to = |rel, path: &str, media_type, title: &str| Link::new(rel, url.link(path), media_type, title);
    vec![
        to("self", "/", json, "This page"),
        to("alternate", "/?f=html", "text/html", "This page as HTML"),
        to("service-desc", "/api", OPENAPI_3_0, "The interface, OpenAPI 3.0"),
        to(
            "service-desc",
            "/openapi.json",
            "application/vnd.oai.openapi+json;version=3.1",
            "The interface, OpenAPI 3.1",
        ),
        to("service-doc", "/api?f=html", "text/html", "The interface, for people"),
        to(
            "conformance",
            "/conformance",
            json,
            "Standards that this service conforms to",
        ),
        to("data", "/collections", json, "The collections"),
        to(
            "http://www.opengis.net/def/rel/ogc/1.0/data",
            "/collections",
            json,
            "The collections",
        ),
        to(
            "http://www.opengis.net/def/rel/ogc/1.0/conformance",
            "/conformance",
            json,
            "Standards that this service conforms to",
        ),
        to(
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
            "/tiles",
            json,
            "Vector tiles of all layers",
        ),
        to(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
            "/tileMatrixSets",
            json,
            "Tile matrix sets",
        ),
        to(
            "http://www.opengis.net/def/rel/ogc/1.0/styles",
            "/styles",
            json,
            "Styles",
        ),
        to(
            "chiefs-at",
            "/v1/chiefs/at?lon=109.12&lat=21.48",
            json,
            "Who answers for a place",
        ),
        to("search", "/v1/search?q=%E5%8D%97%E6%B5%81%E6%B1%9F", json, "Search"),
        to("inventory", "/v1/inventory", json, "Inventory (名录)"),
        to("coverage", "/v1/coverage", json, "Coverage"),
        to("styles", "/styles", json, "Styles"),
        to("health", "/healthz", "text/plain", "Whether the service runs"),
        to("metrics", "/metrics", "text/plain", "Metrics"),
    ]
}
