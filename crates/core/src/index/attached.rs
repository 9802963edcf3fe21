//! What an answer adds to its verdict: boards, offices, the bank of a pool; looked up by what the verdict names.
use crate::domain::ids::{BoardId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::Level;
use crate::domain::records::{AdminUnit, Office, Zone};
use crate::index::layer::PolygonLayer;
use crate::snapshot::Law;
use geo::Coord;
use riverchief_geom::union::border_of_union;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

type Edges = Vec<(Coord<f64>, Coord<f64>)>;

/// Records by what names them.
#[derive(Debug)]
pub(crate) struct Attached {
    /// By [`Level::index`]: the world has units of the level.
    levels: [bool; 4],
    boards_by_segment: HashMap<SegmentId, Vec<usize>>,
    boards_by_water: HashMap<WaterCode, Vec<usize>>,
    offices_by_unit: HashMap<UnitCode, Vec<Arc<Office>>>,
    /// Made on first use.
    banks: HashMap<WaterCode, OnceLock<Edges>>,
}

impl Attached {
    pub(super) fn new(law: &Law, units: &PolygonLayer<AdminUnit>, pools: &PolygonLayer<Zone>) -> Self {
        let mut levels = [false; 4];
        units.items().iter().for_each(|unit| levels[unit.level.index()] = true);
        let mut boards_by_segment: HashMap<_, Vec<_>> = HashMap::new();
        let mut boards_by_water: HashMap<_, Vec<_>> = HashMap::new();
        for (i, board) in law.boards.iter().enumerate() {
            if let Some(segment) = &board.segment {
                boards_by_segment.entry(segment.clone()).or_default().push(i);
            }
            boards_by_water.entry(board.water.clone()).or_default().push(i);
        }
        let mut offices_by_unit: HashMap<_, Vec<_>> = HashMap::new();
        for office in law.offices() {
            offices_by_unit
                .entry(office.unit.clone())
                .or_default()
                .push(office.clone());
        }
        Self {
            levels,
            boards_by_segment,
            boards_by_water,
            offices_by_unit,
            banks: pools
                .items()
                .iter()
                .map(|zone| (zone.water.clone(), OnceLock::new()))
                .collect(),
        }
    }

    /// Whether the world has units of a level.
    pub(crate) fn has_level(&self, level: Level) -> bool {
        self.levels[level.index()]
    }

    /// The notice boards of some segments, in the order of the law.
    pub(crate) fn boards_of_segments<'a>(
        &self,
        law: &Law,
        segments: impl Iterator<Item = &'a SegmentId>,
    ) -> Vec<BoardId> {
        let boards = segments.filter_map(|segment| self.boards_by_segment.get(segment));
        let mut boards: Vec<usize> = boards.flatten().copied().collect();
        boards.sort_unstable();
        boards.dedup();
        boards.into_iter().map(|i| law.boards[i].id.clone()).collect()
    }

    /// The notice boards of a water, in the order of the law.
    pub(crate) fn boards_of_water(&self, law: &Law, water: &WaterCode) -> Vec<BoardId> {
        let boards = self.boards_by_water.get(water).into_iter().flatten();
        boards.map(|i| law.boards[*i].id.clone()).collect()
    }

    /// The offices of a unit.
    pub(crate) fn offices_of(&self, unit: &UnitCode) -> &[Arc<Office>] {
        self.offices_by_unit.get(unit).map_or(&[], Vec::as_slice)
    }

    /// The edges between the WATER zones of a reservoir and the land; an edge that two of its zones share is no bank.
    pub(crate) fn bank(&self, water: &WaterCode, pools: &PolygonLayer<Zone>) -> &[(Coord<f64>, Coord<f64>)] {
        let Some(bank) = self.banks.get(water) else {
            return &[];
        };
        bank.get_or_init(|| {
            let zones = pools
                .items()
                .iter()
                .enumerate()
                .filter(|(_, zone)| zone.water == *water);
            let zones: Vec<_> = zones.map(|(i, _)| pools.polygon(i)).collect();
            border_of_union(&zones)
        })
    }
}
