//! Validity of polygons by the rules of OGC Simple Features, each problem typed and located.
//!
//! Decided exactly, by orientation; only places are rounded. Knows geometry, no layer and no rule of ours.
mod problem;
mod rings;
mod wedge;

use geo::MultiPolygon;
pub use problem::{Kind, Problem};
use rings::Rings;

/// All problems of a multipolygon, in a fixed order. Empty: it is valid and without repeated points.
///
/// Where rings cross or touch themselves, what follows from nesting is not looked into.
///
/// ```
/// use riverchief_geom::validity::{Kind, problems};
/// let bow_tie = geo::wkt!(MULTIPOLYGON(((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.))));
/// let found = problems(&bow_tie);
/// assert_eq!(found[0].kind, Kind::SelfIntersection);
/// assert_eq!(found[0].place.map(|p| (p.lon, p.lat)), Some((1.0, 1.0)));
/// ```
#[must_use]
pub fn problems(multi: &MultiPolygon<f64>) -> Vec<Problem> {
    let (rings, mut found) = Rings::of(multi);
    let broken = found.iter().any(|p| p.kind.is_invalid());
    if !broken {
        let met = rings.meetings();
        found.extend(met.problems.iter().copied());
        if met.problems.is_empty() {
            found.extend(rings.nesting(&met.touches));
        }
    }
    found.sort_by(|x, y| {
        let place = |p: &Problem| p.place.map_or((f64::INFINITY, f64::INFINITY), |at| (at.lon, at.lat));
        let (a, b) = (place(x), place(y));
        (x.part, x.ring, x.kind)
            .cmp(&(y.part, y.ring, y.kind))
            .then(a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
    });
    found.dedup();
    // A spike or a crossing at a place says all that a touch there would.
    let crossed: Vec<Problem> = found
        .iter()
        .copied()
        .filter(|p| p.kind == Kind::SelfIntersection)
        .collect();
    let here = |p: &Problem, q: &Problem| (p.part, p.ring) == (q.part, q.ring) && p.place == q.place;
    found.retain(|p| p.kind != Kind::RingTouchesItself || !crossed.iter().any(|c| here(c, p)));
    found
}

/// Whether a multipolygon is valid by OGC.
#[must_use]
pub fn is_valid(multi: &MultiPolygon<f64>) -> bool {
    problems(multi).iter().all(|p| !p.kind.is_invalid())
}

#[cfg(test)]
mod tests;
