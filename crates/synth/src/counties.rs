//! Rings of counties from shared arcs, and the villages distributed over them.
use super::SynthError;
use super::cells::{Cells, cells, spread};
use super::curve::{crossing, draw, inside};
use super::input::{County, Source, Township};
use geo::Coord;
use std::collections::BTreeMap;

type Ring = Vec<Coord<f64>>;

/// An island as drawn.
#[derive(Clone, Debug)]
pub struct IslandRing {
    pub ring: Ring,
    /// Index into [`Counties::villages`] of the one village it belongs to.
    pub village: Option<usize>,
}

/// A county or a neighbour as drawn.
#[derive(Clone, Debug)]
pub struct CountyRings {
    /// Main ring first, then islands that villages are spread over.
    pub rings: Vec<Ring>,
    pub islands: Vec<IslandRing>,
    /// Indices into [`Counties::villages`], in the order of `cells.rings`.
    pub villages: Vec<usize>,
    pub cells: Cells,
}

/// A village before it has a shape.
#[derive(Clone, Debug)]
pub struct Village {
    pub code: String,
    pub name: String,
    /// Index into the source's townships.
    pub township: usize,
    pub seat: Coord<f64>,
}

/// All rings and villages.
#[derive(Clone, Debug)]
pub struct Counties {
    pub arcs: BTreeMap<String, Vec<Coord<f64>>>,
    pub rings: Vec<CountyRings>,
    pub neighbours: Vec<(String, String, Ring)>,
    pub villages: Vec<Village>,
}

impl Counties {
    /// Draws arcs and rings and distributes the villages.
    ///
    /// # Errors
    /// A ring names a missing arc or doesn't close, a township has too little room, or an island has no village.
    pub fn draw(source: &Source) -> Result<Self, SynthError> {
        let mut arcs = BTreeMap::new();
        for arc in &source.coast.arc {
            let line = draw(&arc.points, arc.line, false, &arc.name);
            if arcs.insert(arc.name.clone(), line).is_some() {
                return Err(SynthError::broken("coast.toml: arc", &arc.name, "is defined twice"));
            }
        }
        let mut villages = Vec::new();
        let mut counties = Vec::new();
        for county in &source.units.county {
            counties.push(county_rings(source, county, &arcs, &mut villages)?);
        }
        let mut neighbours = Vec::new();
        for n in &source.units.neighbour {
            neighbours.push((n.code.clone(), n.name.clone(), join(n, &arcs)?));
        }
        Ok(Self {
            arcs,
            rings: counties,
            neighbours,
            villages,
        })
    }
}

fn join(county: &County, arcs: &BTreeMap<String, Ring>) -> Result<Ring, SynthError> {
    let mut ring: Ring = Vec::new();
    for name in &county.ring {
        let (name, backwards) = match name.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (name.as_str(), false),
        };
        let arc = arcs.get(name).ok_or_else(|| {
            SynthError::broken(
                "units.toml: county",
                &county.code,
                format!("its ring names the arc {name}, which is not in coast.toml"),
            )
        })?;
        let mut piece = arc.clone();
        if backwards {
            piece.reverse();
        }
        if ring.last().is_some_and(|last| *last != piece[0]) {
            return Err(SynthError::broken(
                "units.toml: county",
                &county.code,
                format!("the arc {name} doesn't begin where the previous one ends"),
            ));
        }
        ring.pop();
        ring.extend(piece);
    }
    let closed = ring.pop();
    if closed.is_none() || closed.as_ref() != ring.first() {
        return Err(SynthError::broken(
            "units.toml: county",
            &county.code,
            "its arcs don't form a closed ring",
        ));
    }
    Ok(ring)
}

fn county_rings(
    source: &Source,
    county: &County,
    arcs: &BTreeMap<String, Ring>,
    villages: &mut Vec<Village>,
) -> Result<CountyRings, SynthError> {
    let mut rings = vec![join(county, arcs)?];
    let mut fixed = Vec::new();
    for island in source.coast.island.iter().filter(|i| i.county == county.code) {
        let ring = draw(&island.points, island.line, true, &island.name);
        match &island.village {
            Some(village) => fixed.push((ring, village.clone())),
            None => rings.push(ring),
        }
    }
    let of_county = |t: &&(usize, &Township)| t.1.code.starts_with(&county.code);
    let all: Vec<(usize, &Township)> = source.units.township.iter().enumerate().collect();
    let towns: Vec<(usize, &Township)> = all.iter().filter(of_county).copied().collect();
    let mut own = Vec::new();
    for ring in &rings {
        let at = |t: &Township| Coord {
            x: t.seat[0],
            y: t.seat[1],
        };
        let here: Vec<_> = towns.iter().filter(|t| inside(ring, at(t.1))).collect();
        let seats: Vec<Coord<f64>> = here.iter().map(|t| at(t.1)).collect();
        let counts: Vec<usize> = here.iter().map(|t| t.1.communities + t.1.villages).collect();
        for ((index, town), found) in here.iter().zip(spread(ring, &seats, &counts)) {
            if found.len() < town.communities + town.villages {
                return Err(SynthError::broken(
                    "units.toml: township",
                    &town.code,
                    "has too little room for its villages near its seat",
                ));
            }
            own.extend(named(*index, town, at(town), found));
        }
    }
    if own.len() != towns.iter().map(|t| t.1.communities + t.1.villages).sum::<usize>() {
        return Err(SynthError::broken(
            "units.toml: county",
            &county.code,
            "the seat of one of its townships is outside its rings (coast.toml)",
        ));
    }
    let first = villages.len();
    let cells = cells(&own.iter().map(|v: &Village| v.seat).collect::<Vec<_>>(), &county.code);
    villages.extend(own);
    let islands = fixed.into_iter().map(|(ring, code)| {
        let village = villages.iter().position(|v| v.code == code);
        village
            .map(|village| IslandRing {
                ring,
                village: Some(village),
            })
            .ok_or_else(|| SynthError::broken("coast.toml: island of village", code, "the village does not exist"))
    });
    Ok(CountyRings {
        rings,
        islands: islands.collect::<Result<_, _>>()?,
        villages: (first..villages.len()).collect(),
        cells,
    })
}

/// Codes and names: communities are the seats nearest to the township's own, villages follow outwards.
fn named(index: usize, town: &Township, seat: Coord<f64>, mut found: Vec<Coord<f64>>) -> Vec<Village> {
    let far = |c: &Coord<f64>| {
        let d = *c - seat;
        d.x * d.x + d.y * d.y
    };
    found.sort_by(|a, b| far(a).total_cmp(&far(b)));
    let village = |k: usize, seat: Coord<f64>| {
        let (digits, name) = if let Some((digits, name)) = town.named.get(k) {
            (digits.clone(), name.clone())
        } else if k < town.communities {
            (format!("{:03}", k + 1), format!("{}示意社区{:02}", town.name, k + 1))
        } else {
            let n = k - town.communities + 1;
            (format!("{:03}", 200 + n), format!("{}示意村{n:02}", town.name))
        };
        Village {
            code: format!("{}{digits}", town.code),
            name,
            township: index,
            seat,
        }
    };
    found.into_iter().enumerate().map(|(k, c)| village(k, c)).collect()
}

/// The parts of `line` inside any of `rings`, extended slightly beyond the ring so that they meet it.
#[must_use]
pub fn clip(line: &[Coord<f64>], rings: &[Ring]) -> Vec<[Coord<f64>; 2]> {
    let mut out = Vec::new();
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let mut stops = vec![0.0, 1.0];
        for ring in rings {
            for i in 0..ring.len() {
                stops.extend(crossing(a, b, ring[i], ring[(i + 1) % ring.len()]));
            }
        }
        stops.sort_by(f64::total_cmp);
        let d = b - a;
        let hair = 4e-7 / (d.x * d.x + d.y * d.y).sqrt();
        let mut from: Option<f64> = None;
        for pair in stops.windows(2) {
            let within = rings.iter().any(|r| inside(r, a + d * ((pair[0] + pair[1]) * 0.5)));
            match (within && pair[1] > pair[0], from) {
                (true, None) => from = Some(pair[0]),
                (false, Some(start)) if pair[1] > pair[0] => {
                    out.push(piece(a, b, start, pair[0], hair));
                    from = None;
                }
                _ => {}
            }
        }
        if let Some(start) = from {
            out.push(piece(a, b, start, 1.0, hair));
        }
    }
    out
}

fn piece(a: Coord<f64>, b: Coord<f64>, from: f64, to: f64, hair: f64) -> [Coord<f64>; 2] {
    let d = b - a;
    let start = if from > 0.0 { a + d * (from - hair) } else { a };
    let end = if to < 1.0 { a + d * (to + hair) } else { b };
    [start, end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_clipped_to_what_lies_inside() {
        let c = |x, y| Coord { x, y };
        let ring = vec![c(0., 0.), c(1., 0.), c(1., 1.), c(0., 1.)];
        let parts = clip(&[c(-1., 0.5), c(2., 0.5)], &[ring]);
        assert_eq!(parts.len(), 1);
        assert!((parts[0][0].x).abs() < 1e-6 && parts[0][0].x < 0.0);
        assert!((parts[0][1].x - 1.0).abs() < 1e-6 && parts[0][1].x > 1.0);
    }
}
