//! The planar partition under everything, and what each of its faces belongs to.
use super::SynthError;
use super::counties::{Counties, clip};
use super::curve::inside;
use super::input::{Source, Transfer};
use super::planar::Planar;
use super::reservoirs::{Outline, Part};
use super::values::Place;
use geo::{Coord, MultiPolygon};
use std::collections::BTreeMap;

type Ring = Vec<Coord<f64>>;

/// What a face belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Index into the villages.
    Village(usize),
    /// Index into the neighbours.
    Neighbour(usize),
    /// The open sea, or outside the map.
    Nobody,
}

/// What is known of a face.
#[derive(Clone, Copy, Debug)]
struct Label {
    owner: Owner,
    /// Index of the county, for a village.
    county: Option<usize>,
    /// On an island that belongs to one village as a whole.
    fixed: bool,
    /// Index of the transfer that it is part of.
    transfer: Option<usize>,
    /// Reservoir and part of it.
    reservoir: Option<(usize, Part)>,
    /// Index of the sea area.
    marine: Option<usize>,
}

/// Faces with labels.
#[derive(Debug)]
pub struct Ground {
    pub counties: Counties,
    planar: Planar,
    labels: Vec<Label>,
}

fn coords(points: &[Place]) -> Ring {
    points
        .iter()
        .map(|p| super::curve::on_grid(Coord { x: p[0], y: p[1] }))
        .collect()
}

fn ring_edges(ring: &Ring) -> impl Iterator<Item = [Coord<f64>; 2]> + '_ {
    (0..ring.len()).map(|k| [ring[k], ring[(k + 1) % ring.len()]])
}

fn line_edges(line: &[Coord<f64>]) -> impl Iterator<Item = [Coord<f64>; 2]> + '_ {
    line.windows(2).map(|w| [w[0], w[1]])
}

impl Ground {
    /// Draws all lines, makes the partition, and labels the faces.
    ///
    /// # Errors
    /// Those of [`Counties::draw`], or a transfer names a village that doesn't exist.
    pub fn build(source: &Source) -> Result<Self, SynthError> {
        let counties = Counties::draw(source)?;
        let outlines: Vec<Outline> = source.reservoirs.iter().map(Outline::draw).collect();
        let mut lines: Vec<[Coord<f64>; 2]> = Vec::new();
        for arc in counties.arcs.values() {
            lines.extend(line_edges(arc));
        }
        for county in &counties.rings {
            for ring in county.rings[1..].iter().chain(county.islands.iter().map(|i| &i.ring)) {
                lines.extend(ring_edges(ring));
            }
            for border in &county.cells.borders {
                lines.extend(clip(border, &county.rings));
            }
        }
        for ring in outlines.iter().flat_map(Outline::rings) {
            lines.extend(ring_edges(ring));
        }
        for sea in &source.marine {
            lines.extend(line_edges(&coords(&sea.outer)));
            lines.extend(ring_edges(&coords(&sea.tidal)));
        }
        for transfer in &source.units.transfer {
            lines.extend(line_edges(&coords(&transfer.line)));
        }
        let planar = Planar::arrange(&lines)
            .map_err(|p| SynthError::broken("coast.toml, units.toml, reservoirs.toml or marine.toml:", "lines", p))?;
        let mut ground = Self {
            labels: Vec::new(),
            counties,
            planar,
        };
        let labels = ground
            .planar
            .faces()
            .map(|c| ground.label(source, &outlines, c))
            .collect();
        ground.labels = labels;
        // Reassigning a part can join or split others. Two rounds are enough in practice; a third does no harm.
        for _ in 0..3 {
            ground.give_splinters_away();
        }
        for (k, transfer) in source.units.transfer.iter().enumerate() {
            ground.mark_transfer(k, transfer)?;
        }
        Ok(ground)
    }

    fn label(&self, source: &Source, outlines: &[Outline], c: Coord<f64>) -> Label {
        let (owner, county, fixed) = self.owner_of(c);
        let reservoir = outlines.iter().enumerate().find_map(|(k, o)| match o.part(c) {
            Part::Outside => None,
            Part::Land if county.is_none() => None,
            part => Some((k, part)),
        });
        let marine = source.marine.iter().position(|sea| {
            let mut ring = coords(&sea.outer);
            ring.extend(coords(&sea.inland));
            let open = owner == Owner::Nobody && inside(&ring, c);
            open || county.is_some() && inside(&coords(&sea.tidal), c)
        });
        Label {
            owner,
            county,
            fixed,
            transfer: None,
            reservoir,
            marine,
        }
    }

    fn owner_of(&self, c: Coord<f64>) -> (Owner, Option<usize>, bool) {
        for (k, county) in self.counties.rings.iter().enumerate() {
            let island = county.islands.iter().find(|i| inside(&i.ring, c));
            if let Some(village) = island.and_then(|i| i.village) {
                return (Owner::Village(village), Some(k), true);
            }
            if county.rings.iter().any(|r| inside(r, c)) {
                let cell = county.cells.rings.iter().position(|r| inside(r, c));
                // A place on a border moved by snapping belongs to either side; the first is taken.
                return (Owner::Village(county.villages[cell.unwrap_or(0)]), Some(k), false);
            }
        }
        match self.counties.neighbours.iter().position(|n| inside(&n.2, c)) {
            Some(k) => (Owner::Neighbour(k), None, false),
            None => (Owner::Nobody, None, false),
        }
    }

    /// Where a wavy county border cuts a corner off a cell, the smaller part goes to the village that it touches most.
    fn give_splinters_away(&mut self) {
        let touching = self.planar.neighbours();
        let part_of = self.parts(&touching);
        let mut size: BTreeMap<usize, f64> = BTreeMap::new();
        for (face, part) in part_of.iter().enumerate() {
            *size.entry(*part).or_default() += self.planar.area(face);
        }
        // The largest part of each village stays.
        let mut largest: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for (part, area) in &size {
            let label = &self.labels[*part];
            if let (Owner::Village(v), false) = (label.owner, label.fixed) {
                let best = largest.entry(v).or_insert((*area, *part));
                if *area > best.0 {
                    *best = (*area, *part);
                }
            }
        }
        let mut contact: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        for (f, g, length) in &touching {
            for (face, other) in [(*f, *g), (*g, *f)] {
                let (a, b) = (&self.labels[face], &self.labels[other]);
                if let (Owner::Village(v), Owner::Village(w)) = (a.owner, b.owner) {
                    let part = part_of[face];
                    if !a.fixed && !b.fixed && v != w && a.county == b.county && largest[&v].1 != part {
                        *contact.entry(part).or_default().entry(w).or_default() += length;
                    }
                }
            }
        }
        for (face, part) in part_of.iter().enumerate() {
            if let Some(to) = contact.get(part) {
                let mut best = (0.0, None);
                for (village, length) in to {
                    if *length > best.0 {
                        best = (*length, Some(*village));
                    }
                }
                if let Some(village) = best.1 {
                    self.labels[face].owner = Owner::Village(village);
                }
            }
        }
    }

    /// For each face the smallest face of its connected part of the same owner.
    fn parts(&self, touching: &[(usize, usize, f64)]) -> Vec<usize> {
        let mut part: Vec<usize> = (0..self.labels.len()).collect();
        loop {
            let mut changed = false;
            for (f, g, _) in touching {
                if self.labels[*f].owner == self.labels[*g].owner && part[*f] != part[*g] {
                    let least = part[*f].min(part[*g]);
                    (part[*f], part[*g]) = (least, least);
                    changed = true;
                }
            }
            if !changed {
                return part;
            }
        }
    }

    fn mark_transfer(&mut self, index: usize, transfer: &Transfer) -> Result<(), SynthError> {
        let village = self.village(&transfer.village).ok_or_else(|| {
            SynthError::broken(
                "units.toml: transfer of",
                &transfer.village,
                "the village does not exist",
            )
        })?;
        let line = coords(&transfer.line);
        let (first, last) = (line[0], line[line.len() - 1]);
        let faces: Vec<Coord<f64>> = self.planar.faces().collect();
        let (mut goes, mut stays) = (false, false);
        for (label, c) in self.labels.iter_mut().zip(faces) {
            // Left of the straight line from end to end, so that a bend in it doesn't matter.
            let d = last - first;
            let left = d.x * (c.y - first.y) - d.y * (c.x - first.x) > 0.0;
            if label.owner == Owner::Village(village) && !label.fixed {
                if left {
                    label.transfer = Some(index);
                }
                goes |= left;
                stays |= !left;
            }
        }
        if goes && stays {
            Ok(())
        } else {
            Err(SynthError::broken(
                "units.toml: transfer of",
                &transfer.village,
                "its line doesn't divide the village: expected a line across it (villages move and are renumbered when a coast or a seat changes)",
            ))
        }
    }

    /// Index of a village.
    #[must_use]
    pub fn village(&self, code: &str) -> Option<usize> {
        self.counties.villages.iter().position(|v| v.code == code)
    }

    /// The shape of all faces whose village satisfies `keep`; `done` says which transfers have taken place.
    pub fn shape(
        &self,
        transfers: &[Transfer],
        done: impl Fn(usize) -> bool,
        keep: impl Fn(usize) -> bool,
    ) -> MultiPolygon<f64> {
        self.planar.melt(|face| {
            let label = &self.labels[face];
            let Owner::Village(mut village) = label.owner else {
                return false;
            };
            if let Some(k) = label.transfer.filter(|k| done(*k)) {
                village = self.village(&transfers[k].to).unwrap_or(village);
            }
            keep(village)
        })
    }

    /// The shape of a neighbour.
    #[must_use]
    pub fn neighbour(&self, index: usize) -> MultiPolygon<f64> {
        self.planar
            .melt(|face| self.labels[face].owner == Owner::Neighbour(index))
    }

    /// The WATER zone of a reservoir.
    #[must_use]
    pub fn pool(&self, reservoir: usize) -> MultiPolygon<f64> {
        self.planar
            .melt(|face| self.labels[face].reservoir == Some((reservoir, Part::Pool)))
    }

    /// The LAND zone of a reservoir.
    #[must_use]
    pub fn land(&self, reservoir: usize) -> MultiPolygon<f64> {
        self.planar
            .melt(|face| self.labels[face].reservoir == Some((reservoir, Part::Land)))
    }

    /// The villages with a piece of the LAND zone, and the piece, by code.
    #[must_use]
    pub fn land_pieces(&self, reservoir: usize) -> Vec<(usize, MultiPolygon<f64>)> {
        let wanted = Some((reservoir, Part::Land));
        let mut villages: Vec<usize> = self
            .labels
            .iter()
            .filter(|l| l.reservoir == wanted)
            .filter_map(|l| match l.owner {
                Owner::Village(v) => Some(v),
                _ => None,
            })
            .collect();
        villages.sort_by(|a, b| self.counties.villages[*a].code.cmp(&self.counties.villages[*b].code));
        villages.dedup();
        let piece = |v: usize| {
            self.planar.melt(|face| {
                let label = &self.labels[face];
                label.reservoir == wanted && label.owner == Owner::Village(v)
            })
        };
        villages.into_iter().map(|v| (v, piece(v))).collect()
    }

    /// A sea area.
    #[must_use]
    pub fn marine(&self, index: usize) -> MultiPolygon<f64> {
        self.planar.melt(|face| self.labels[face].marine == Some(index))
    }

    /// The common border of two units of any level (or neighbours), in pieces, the first unit on the left.
    #[must_use]
    pub fn border(&self, left: &str, right: &str) -> Vec<Vec<Coord<f64>>> {
        let of = |face: usize, code: &str| match self.labels[face].owner {
            Owner::Village(v) => self.counties.villages[v].code.starts_with(code),
            Owner::Neighbour(n) => self.counties.neighbours[n].0 == code,
            Owner::Nobody => false,
        };
        self.planar.border(|f| of(f, left), |f| of(f, right))
    }

    /// The edges of the coast as drawn.
    pub fn coast(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
        let arcs = self.counties.arcs.iter().filter(|(name, _)| name.starts_with("coast"));
        let islands = self.counties.rings.iter().flat_map(|c| {
            c.rings[1..]
                .iter()
                .chain(c.islands.iter().map(|i| &i.ring))
                .flat_map(ring_edges)
        });
        arcs.flat_map(|(_, arc)| line_edges(arc))
            .chain(islands)
            .map(|[a, b]| (a, b))
    }
}
