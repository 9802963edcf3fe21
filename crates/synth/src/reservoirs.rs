//! Outlines of the split reservoirs as drawn: pool, land and islets.
use super::curve::{draw, inside, islet};
use super::input::{Line, Reservoir};
use geo::Coord;

type Ring = Vec<Coord<f64>>;

/// A reservoir's rings, first point not repeated.
#[derive(Clone, Debug)]
pub struct Outline {
    pub pool: Ring,
    pub land: Ring,
    pub islets: Vec<Ring>,
    pub bare: Vec<Ring>,
}

/// The part of a reservoir that a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// On the water.
    Pool,
    /// In the LAND zone, including its islets.
    Land,
    /// Elsewhere, including bare islets.
    Outside,
}

impl Outline {
    /// Draws the rings.
    #[must_use]
    pub fn draw(r: &Reservoir) -> Self {
        Self {
            pool: draw(&r.pool, Line::Smooth, true, &r.water),
            land: draw(&r.land, Line::Smooth, true, &r.water),
            islets: r.islets.iter().map(|s| islet(*s, &r.water)).collect(),
            bare: r.bare.iter().map(|s| islet(*s, &r.water)).collect(),
        }
    }

    /// All rings.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        [&self.pool, &self.land]
            .into_iter()
            .chain(&self.islets)
            .chain(&self.bare)
    }

    /// The part that `c` is in.
    #[must_use]
    pub fn part(&self, c: Coord<f64>) -> Part {
        if inside(&self.pool, c) {
            if self.islets.iter().any(|r| inside(r, c)) {
                Part::Land
            } else if self.bare.iter().any(|r| inside(r, c)) {
                Part::Outside
            } else {
                Part::Pool
            }
        } else if inside(&self.land, c) {
            Part::Land
        } else {
            Part::Outside
        }
    }
}
