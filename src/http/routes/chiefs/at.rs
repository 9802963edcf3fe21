//! `GET /v1/chiefs/at`: who answers for a place, and why.
use crate::http::lookup::LookupRequest;
use crate::http::place::{no_such_concern, reach_m, read_crs, warnings};
use crate::http::problem::Problem;
use crate::http::query::{CrsName, Number, Pixels, Switch, Words, Zoom, query};
use crate::http::wire::answer::{AnswerBody, Echo};
use axum::response::Response;
use riverchief_core::resolve::{self, Ask, Detail, views};

query! {
    /// A place, and options of the answer.
    struct AtQuery {
        /// Longitude in degrees; easting in metres when `crs` is projected. Always the first coordinate.
        lon: Number,
        /// Latitude in degrees; northing in metres when `crs` is projected. Always the second coordinate.
        lat: Number,
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
    }
}

/// Who answers for a place, and why.
#[utoipa::path(get, path = "/v1/chiefs/at", tag = "chiefs", params(AtQuery),
    responses((status = 200, description = "The answer; “no owner” is an answer too.", body = AnswerBody)))]
pub async fn handle(request: LookupRequest<AtQuery>) -> Result<Response, Problem> {
    let AtQuery {
        lon,
        lat,
        crs,
        tolerance_px,
        zoom,
        concern,
        explain,
    } = request.query.clone();
    let explain = explain.is_none_or(|e| e.0);
    let finger = match (tolerance_px, zoom) {
        (Some(px), Some(zoom)) => Some((px.0, zoom.0)),
        (None, None) => None,
        (Some(_), None) => {
            return Err(Problem::parameter(
                "zoom",
                "“tolerance_px” requires “zoom”; give both or neither.",
            ));
        }
        (None, Some(_)) => {
            let detail = "“zoom” requires “tolerance_px”; give both or neither.";
            return Err(Problem::parameter("tolerance_px", detail));
        }
    };
    let answer = request.view.work(move |view, index| {
        let input_crs = read_crs(crs.as_ref())?;
        let place = input_crs.locate(lon.0, lat.0);
        let place = place.map_err(|(parameter, detail)| Problem::parameter(parameter, detail))?;
        let ask = Ask {
            concern: concern.map(|c| c.0),
            detail: Detail::Full,
            tolerance_m: finger.map(|(px, zoom)| reach_m(place, px, zoom)),
        };
        if let Some(concern) = ask.concern.as_deref().filter(|c| views::concern(index, c).is_none()) {
            return Err(no_such_concern(index, concern));
        }
        let mut answer = resolve::at(index, place, &ask);
        answer.notes.extend(view.note());
        let echo = Echo {
            world: view.world_block(),
            input_crs: input_crs.crs.to_string(),
            crs_defaulted: input_crs.defaulted,
            input: (lon.0, lat.0),
            warnings: warnings(index, answer.status, input_crs, (lon.0, lat.0)),
            explain,
        };
        Ok(AnswerBody::new(&answer, &index.law, echo))
    });
    Ok(request.reply(answer.await?))
}
