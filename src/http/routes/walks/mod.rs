//! Upstream and downstream of a place: `/v1/upstream`, `/v1/downstream`.
pub mod downstream;
pub mod upstream;

use super::segments::DEFAULT_DISTANCE_KM;
use crate::http::lookup::LookupRequest;
use crate::http::place::{read_crs, warnings};
use crate::http::problem::Problem;
use crate::http::query::{CrsName, DistanceKm, Latitude, LevelName, Longitude, query};
use crate::http::wire::reached::{self, ReachedFromPlace};
use axum::response::Response;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::Departure;
use riverchief_core::index::Index;
use riverchief_geom::LonLat;

query! {
    /// A place on the water, the distance and the level.
    struct WalkQuery {
        /// Longitude in degrees; easting in metres when `crs` is projected. Always the first coordinate.
        lon: Longitude,
        /// Latitude in degrees; northing in metres when `crs` is projected. Always the second coordinate.
        lat: Latitude,
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
        /// Distance along the network in kilometres, 0 to 1000. 10 by default.
        distance_km: Option<DistanceKm>,
        /// Only segments and pieces of this level. All levels by default, folded.
        level: Option<LevelName>,
    }
}

type Walk = fn(&Index, LonLat, f64, Option<Level>) -> Departure;

async fn from_place(request: LookupRequest<WalkQuery>, walk: Walk) -> Result<Response, Problem> {
    let WalkQuery {
        lon,
        lat,
        crs,
        distance_km,
        level,
    } = request.query.clone();
    let distance_km = distance_km.map_or(DEFAULT_DISTANCE_KM, |d| d.0);
    let answer = request.view.work(move |view, index| {
        let input_crs = read_crs(crs.as_ref())?;
        let place = input_crs.locate_written(lon.0, lat.0);
        let place = place.map_err(|(parameter, detail)| Problem::parameter(parameter, detail))?;
        let departure = walk(index, place, distance_km * 1000.0, level.map(|l| l.0));
        let echo = reached::Echo {
            world: view.world_block(),
            input_crs: input_crs.crs.to_string(),
            crs_defaulted: input_crs.defaulted,
            input: (lon.0.value, lat.0.value),
            warnings: warnings(index, departure.status, input_crs, (lon.0.value, lat.0.value)),
        };
        Ok::<_, Problem>(ReachedFromPlace::new(&departure, place, distance_km, &index.law, echo))
    });
    Ok(request.reply(answer.await?))
}
