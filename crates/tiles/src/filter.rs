//! The filter by unit: a feature passes if its intersection with the unit's area has the dimension of the feature (S28).
//!
//! It tests the recorded geometry, whatever the zoom, and knows no tiles.
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

/// Which features a tile holds. The default holds all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only features whose intersection with the area of this unit or functional area has their own dimension (S28).
    pub unit: Option<UnitCode>,
}

/// The most units in the cache; a map shows one at a time.
const MOST_UNITS: usize = 64;

/// Which features pass for one unit, by layer. Each layer is tested when it is first needed.
pub(super) struct UnitMatches {
    area: ClosedArea,
    /// Numbers of the units whose borders pass: the unit itself, or those that a functional area is entrusted with.
    numbers: BTreeSet<u32>,
    layers: Vec<OnceLock<Box<[bool]>>>,
}

/// Results for the units of recent requests.
#[derive(Default)]
pub(super) struct MatchCache(Mutex<BTreeMap<UnitCode, Arc<UnitMatches>>>);

/// The area of a unit or functional area by which tiles can be filtered.
///
/// # Errors
/// There is no such unit on the date, or the functional area has no geometry of its own.
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
    /// Which features pass for a unit.
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

    /// For every feature of a layer of the scene, whether it passes.
    pub(super) fn of_layer(&self, scene: &Scene, index: &Index, layer: LayerId) -> &[bool] {
        let features = &scene.layers[layer.index()];
        let all = || (features.iter()).map(|(_, at)| self.holds(&scene.geometry(index, at)));
        self.layers[layer.index()].get_or_init(|| all().collect())
    }

    /// For every point, whether it passes.
    pub(super) fn of_places(&self, layer: LayerId, list: &[(Feature, Where)]) -> &[bool] {
        let holds = |at: &Where| match at {
            Where::Place(place) => self.area.covers(*place),
            Where::Area(_) | Where::Lines(_) => false,
        };
        self.layers[layer.index()].get_or_init(|| list.iter().map(|(_, at)| holds(at)).collect())
    }

    /// For every label, whether the feature that it names passes; `areas` are the numbers of those features.
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

    /// Whether a border between these units passes.
    pub(super) fn borders(&self, beside: &BTreeSet<u32>) -> bool {
        !self.numbers.is_disjoint(beside)
    }

    fn holds(&self, shape: &Geometry<f64>) -> bool {
        let near = self.area.bbox().zip(shape.bounding_rect());
        near.is_some_and(|(a, b)| a.intersects(&b)) && self.area.has_part_of(shape)
    }
}
