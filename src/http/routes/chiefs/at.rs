//! `GET /v1/chiefs/at`: who answers for a place, and why.
use crate::http::answer_format::AnswerView;
use crate::http::lookup::LookupRequest;
use crate::http::place::{no_such_concern, reach_m, read_crs, warnings};
use crate::http::problem::Problem;
use crate::http::query::{CrsName, Latitude, Longitude, Pixels, Switch, ViewName, Words, Zoom, query};
use crate::http::view::View;
use crate::http::wire::answer::{AnswerBody, Echo};
use crate::http::wire::compact::CompactAnswer;
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail, views};
use serde::Serialize;
use utoipa::ToSchema;

query! {
    /// A place, and options of the answer.
    struct AtQuery {
        /// Longitude in degrees; easting in metres when `crs` is projected. Always the first coordinate.
        lon: Longitude,
        /// Latitude in degrees; northing in metres when `crs` is projected. Always the second coordinate.
        lat: Latitude,
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
        /// With `zoom`: the tolerance in pixels of a map within which a water is matched, e.g. for a finger on a map.
        /// It becomes a
        /// distance of at least the service's own tolerance and at most 500 m, which the answer states as
        /// `thresholds.tolerance_m`.
        tolerance_px: Option<Pixels>,
        /// With `tolerance_px`: the zoom of that map, at which the world is 512 pixels wide at zoom 0 (as in MapLibre
        /// and Mapbox; one
        /// less than on maps with tiles of 256 pixels).
        zoom: Option<Zoom>,
        /// A concern, e.g. 非法采砂; the answer then names the competent member units.
        concern: Option<Words>,
        /// Whether the answer includes the steps of the decision. True by default.
        explain: Option<Switch>,
        /// `full` (the default), or `compact`: for programs, one object for each seat, without names of units and
        /// without reasons; then neither `concern` nor `explain=true` can be given.
        view: Option<ViewName>,
    }
}

/// The full or the compact answer for a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum PlaceAnswer {
    /// `view=full`
    Full(Box<AnswerBody>),
    /// `view=compact`
    Compact(Box<CompactAnswer>),
}

/// Who answers for a place, and why.
#[utoipa::path(get, path = "/v1/chiefs/at", tag = "chiefs", params(AtQuery),
    responses((status = 200, description = "The answer; “no owner” is an answer too.", body = PlaceAnswer)))]
pub async fn handle(request: LookupRequest<AtQuery>) -> Result<Response, Problem> {
    let query = request.query.clone();
    let finger = finger(&query)?;
    let compact = is_compact(&query)?;
    let answer = (request.view).work(move |view, index| answer(view, index, query, finger, compact));
    Ok(request.reply(answer.await?))
}

/// Pixels and zoom of a tap on a map; both or neither.
fn finger(query: &AtQuery) -> Result<Option<(f64, f64)>, Problem> {
    match (query.tolerance_px, query.zoom) {
        (Some(px), Some(zoom)) => Ok(Some((px.0, zoom.0))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(Problem::parameter(
            "zoom",
            "“tolerance_px” requires “zoom”; give both or neither.",
        )),
        (None, Some(_)) => {
            let detail = "“zoom” requires “tolerance_px”; give both or neither.";
            Err(Problem::parameter("tolerance_px", detail))
        }
    }
}

/// Whether the answer is compact. What a compact answer does not have can't be asked for with it.
fn is_compact(query: &AtQuery) -> Result<bool, Problem> {
    let compact = query.view.is_some_and(|view| view.0 == AnswerView::Compact);
    let without =
        |name: &str| format!("A compact answer has no {name}; leave out the parameter, or ask for view=full.");
    if compact && query.concern.is_some() {
        return Err(Problem::parameter("concern", without("competence")));
    }
    if compact && query.explain.is_some_and(|explain| explain.0) {
        return Err(Problem::parameter("explain", without("explanation")));
    }
    Ok(compact)
}

fn answer(
    view: &View,
    index: &Index,
    query: AtQuery,
    finger: Option<(f64, f64)>,
    compact: bool,
) -> Result<PlaceAnswer, Problem> {
    let (lon, lat) = (query.lon.0, query.lat.0);
    let input = (lon.value, lat.value);
    let input_crs = read_crs(query.crs.as_ref())?;
    let place = input_crs.locate_written(lon, lat);
    let place = place.map_err(|(parameter, detail)| Problem::parameter(parameter, detail))?;
    let ask = Ask {
        concern: query.concern.map(|c| c.0),
        detail: if compact { Detail::Row } else { Detail::Full },
        tolerance_m: finger.map(|(px, zoom)| reach_m(place, px, zoom)),
    };
    if let Some(concern) = ask.concern.as_deref().filter(|c| views::concern(index, c).is_none()) {
        return Err(no_such_concern(index, concern));
    }
    let mut answer = resolve::at(index, place, &ask);
    answer.notes.extend(view.note());
    let warnings = warnings(index, answer.status, input_crs, input);
    if compact {
        let body = CompactAnswer::new(&answer, &index.law, view.compact_world(), warnings);
        return Ok(PlaceAnswer::Compact(Box::new(body)));
    }
    let echo = Echo {
        world: view.world_block(),
        input_crs: input_crs.crs.to_string(),
        crs_defaulted: input_crs.defaulted,
        input,
        warnings,
        explain: query.explain.is_none_or(|e| e.0),
    };
    Ok(PlaceAnswer::Full(Box::new(AnswerBody::new(&answer, &index.law, echo))))
}
