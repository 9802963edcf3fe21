//! `POST /v1/chiefs/along`: who answers for the parts of lines and polygons (N9).
use crate::http::accept;
use crate::http::lookup::read_query;
use crate::http::media::{self, whole};
use crate::http::place::read_crs;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{CrsName, query};
use crate::http::shapes::{self, Outline};
use crate::http::state::AppState;
use crate::http::view::View;
use crate::http::wire::along::{Along, AlongShape};
use crate::http::wire::names::Names;
use axum::Json;
use axum::extract::{Request, State};
use geojson::feature::Id;
use riverchief_core::resolve::views;

query! {
    /// Parameters for all shapes.
    struct AlongQuery {
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
    }
}

const INPUTS: [(&str, ()); 2] = [("application/geo+json", ()), ("application/json", ())];

/// Cuts lines and polygons by owner: parts in order along a line, or by owner, with lengths and areas.
#[utoipa::path(post, path = "/v1/chiefs/along", tag = "chiefs", params(AlongQuery),
    request_body(description = "A geometry, Feature or FeatureCollection of lines and polygons.",
        content((serde_json::Value = "application/geo+json"))),
    responses((status = 200, description = "Parts by owner; they add up to the whole.", body = Along)))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Json<Along>, Problem> {
    let (parts, body) = request.into_parts();
    let (query, when) = read_query::<AlongQuery>(&parts)?;
    let view = View::choose(&state, &parts, &when)?;
    accept::json(&parts.headers)?;
    media::sent(&parts.headers, &INPUTS)?;
    let input_crs = read_crs(query.crs.as_ref())?;
    let bytes = whole(body, &parts, &state).await?;
    let answer = view.work(move |view, index| {
        let names = Names(&index.law);
        let cut = |(id, outline): (Option<Id>, Outline)| match outline {
            Outline::Line(line) => Ok(AlongShape::line(
                id.map(Into::into),
                &views::line_parts(index, &line),
                names,
            )),
            Outline::Polygon(polygon) => views::polygon_parts(index, &polygon)
                .map(|parts| AlongShape::polygon(id.map(Into::into), &parts, names))
                .ok_or_else(|| Problem::new(Kind::BadBody, "A polygon is empty or too thin to be cut by owner.")),
        };
        let shapes = shapes::read(&bytes, input_crs)?
            .into_iter()
            .map(cut)
            .collect::<Result<_, Problem>>()?;
        Ok(Along {
            world: view.world_block(),
            input_crs: input_crs.crs.to_string(),
            crs_defaulted: input_crs.defaulted,
            shapes,
            thresholds: (&index.law.thresholds).into(),
        })
    });
    answer.await.map(Json)
}
