//! Walks from a place: `/v1/upstream`, `/v1/downstream`.
pub mod downstream;
pub mod upstream;

use super::segments::DEFAULT_DISTANCE_KM;
use crate::http::ask::Asked;
use crate::http::place::{InputCrs, warnings};
use crate::http::problem::Problem;
use crate::http::query::{CrsName, DistanceKm, LevelName, Number, query};
use crate::http::wire::reached::{self, ReachedFromPlace};
use axum::response::Response;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::Departure;
use riverchief_core::index::Index;
use riverchief_geom::LonLat;

query! {
    /// A place on the water, and how far from it.
    struct WalkQuery {
        /// Longitude in degrees; easting in metres when `crs` is projected. Always the first coordinate.
        lon: Number,
        /// Latitude in degrees; northing in metres when `crs` is projected. Always the second coordinate.
        lat: Number,
        /// CRS of the coordinates: `CRS84` (the default), any `EPSG:` code PROJ knows, `GCJ02` or `BD09`.
        crs: Option<CrsName>,
        /// How far along the network, kilometres, 0 to 1000. 10 by default.
        distance_km: Option<DistanceKm>,
        /// Segments and pieces of this level alone; all levels by default, folded.
        level: Option<LevelName>,
    }
}

type Walk = fn(&Index, LonLat, f64, Option<Level>) -> Departure;

async fn from_place(asked: Asked<WalkQuery>, walk: Walk) -> Result<Response, Problem> {
    let WalkQuery {
        lon,
        lat,
        crs,
        distance_km,
        level,
    } = asked.query.clone();
    let distance_km = distance_km.map_or(DEFAULT_DISTANCE_KM, |d| d.0);
    let answer = asked.view.work(move |view, index| {
        let frame = InputCrs::named(crs.as_ref())?;
        let place = frame.locate(lon.0, lat.0);
        let place = place.map_err(|(parameter, detail)| Problem::parameter(parameter, detail))?;
        let departure = walk(index, place, distance_km * 1000.0, level.map(|l| l.0));
        let asked = reached::Asked {
            world: view.world_block(),
            input_crs: frame.crs.to_string(),
            crs_defaulted: frame.defaulted,
            input: (lon.0, lat.0),
            warnings: warnings(index, departure.status, frame, (lon.0, lat.0)),
        };
        Ok::<_, Problem>(ReachedFromPlace::new(&departure, place, distance_km, &index.law, asked))
    });
    Ok(asked.reply(answer.await?))
}
