//! Which features pass a filter by unit: what shares with the unit something of its own dimension (S28).
//!
//! Asks the recorded geometry, whatever the zoom; knows no tiles.
use super::error::TileError;
use super::features::feature::{Feature, Where};
use super::features::scene::Scene;
use super::layers::{LAYERS, LayerId};
use geo::{BoundingRect as _, Geometry, Intersects as _};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, UnitGround};
use riverchief_geom::closed_area::ClosedArea;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What to leave out of a tile. The default leaves out nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only features that share with the area of this unit or functional area something of their own dimension (S28).
    pub unit: Option<UnitCode>,
}

/// So many units are remembered; a map shows one at a time.
const MOST_UNITS: usize = 64;

/// What passes for one unit, by layer, each worked out when it is first asked for.
pub(super) struct UnitMatches {
    area: ClosedArea,
    /// Numbers of the unit, or of those that a functional area is entrusted with: whose borders pass.
    numbers: BTreeSet<u32>,
    layers: Vec<OnceLock<Box<[bool]>>>,
}

/// What passes for the units that were asked for last.
#[derive(Default)]
pub(super) struct MatchCache(Mutex<BTreeMap<UnitCode, Arc<UnitMatches>>>);

/// The area of a unit or functional area that tiles can be narrowed to.
///
/// # Errors
/// There is no such unit on the date, or a functional area has no area of its own.
pub fn ground<'a>(index: &'a Index, unit: &UnitCode) -> Result<UnitGround<'a>, TileError> {
    let found = views::unit_ground(index, unit).ok_or_else(|| TileError::UnknownUnit(unit.clone()))?;
    match found.area {
        Some(_) => Ok(found),
        None => Err(TileError::NoArea {
            unit: unit.clone(),
            over: found.over.to_vec(),
        }),
    }
}

impl MatchCache {
    /// What passes for a unit.
    ///
    /// # Errors
    /// See [`ground`].
    pub(super) fn of(&self, index: &Index, unit: &UnitCode) -> Result<Arc<UnitMatches>, TileError> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(unit) {
            return Ok(known.clone());
        }
        let passing = Arc::new(UnitMatches::new(index, unit)?);
        let mut held = held();
        if held.len() >= MOST_UNITS {
            held.clear();
        }
        held.insert(unit.clone(), passing.clone());
        Ok(passing)
    }
}

impl UnitMatches {
    fn new(index: &Index, unit: &UnitCode) -> Result<Self, TileError> {
        let ground = ground(index, unit)?;
        let own = std::slice::from_ref(unit);
        let whose = if ground.over.is_empty() { own } else { ground.over };
        let numbers = (0_u32..).zip(index.units.items());
        Ok(Self {
            area: ClosedArea::new(ground.area.cloned().unwrap_or_else(|| geo::MultiPolygon(vec![]))),
            numbers: numbers
                .filter_map(|(number, u)| whose.contains(&u.code).then_some(number))
                .collect(),
            layers: LAYERS.iter().map(|_| OnceLock::new()).collect(),
        })
    }

    /// Of every feature of a layer of the scene whether it passes.
    pub(super) fn of_layer(&self, scene: &Scene, index: &Index, layer: LayerId) -> &[bool] {
        let features = &scene.layers[layer.index()];
        let all = || (features.iter()).map(|(_, at)| self.holds(&scene.geometry(index, at)));
        self.layers[layer.index()].get_or_init(|| all().collect())
    }

    /// Of every place whether it passes.
    pub(super) fn of_places(&self, layer: LayerId, list: &[(Feature, Where)]) -> &[bool] {
        let holds = |at: &Where| match at {
            Where::Place(place) => self.area.covers(*place),
            Where::Area(_) | Where::Lines(_) => false,
        };
        self.layers[layer.index()].get_or_init(|| list.iter().map(|(_, at)| holds(at)).collect())
    }

    /// Of every label whether the feature that it names passes; `areas` are the numbers of those.
    pub(super) fn of_labels(&self, scene: &Scene, index: &Index, layer: LayerId, areas: &[u32]) -> &[bool] {
        let all = || {
            let mut known: BTreeMap<u32, bool> = BTreeMap::new();
            let passes = |&area: &u32| {
                *(known.entry(area)).or_insert_with(|| self.holds(&scene.geometry(index, &Where::Area(area))))
            };
            areas.iter().map(passes).collect()
        };
        self.layers[layer.index()].get_or_init(all)
    }

    /// Whether a border passes that has these units beside it.
    pub(super) fn borders(&self, beside: &BTreeSet<u32>) -> bool {
        !self.numbers.is_disjoint(beside)
    }

    fn holds(&self, shape: &Geometry<f64>) -> bool {
        let near = self.area.bbox().zip(shape.bounding_rect());
        near.is_some_and(|(a, b)| a.intersects(&b)) && self.area.has_part_of(shape)
    }
}
