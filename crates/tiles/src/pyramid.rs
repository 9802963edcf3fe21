//! The tiles of one edition and epoch, made on request from sheets. A zoom's sheets are made once and kept within a memory
//! budget.
use super::borders::borders;
use super::encode::LayerOfTile;
use super::error::TileError;
use super::features::feature::{Feature, Where};
use super::features::places::{findings, labels};
use super::features::scene::Scene;
use super::filter::{Filter, MatchCache, UnitMatches};
use super::generalise::{Generalised, generalise};
use super::layers::LayerId;
use super::mercator::{Vertex, cell, vertex};
use super::sheet::{Drawn, Ring, Sheet};
use super::tile::{MAX_ZOOM, TileCoord};
use riverchief_core::index::Index;
use riverchief_core::snapshot::Finding;
use riverchief_geom::arrangement::lattice::Node;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

/// All layers at one zoom.
struct ZoomSheets {
    /// By layer; `labels` and `findings` have sheets of their own.
    sheets: Vec<Sheet>,
    /// The borders of this zoom, each with the numbers of the units beside it.
    borders: Vec<(Feature, BTreeSet<u32>)>,
    /// Whether each part of the topology is a polygon at this zoom.
    present: Box<[bool]>,
    bytes: usize,
}

#[derive(Default)]
struct Slot {
    /// Locked while the zoom is being made.
    made: Mutex<Option<Arc<ZoomSheets>>>,
    /// Size of the sheets; 0 while there are none. It can be read without the lock.
    bytes: AtomicUsize,
    last_use: AtomicU64,
}

/// Point features, the same at every zoom.
struct Points {
    features: Vec<(Feature, Where)>,
    /// For labels: the number of the area that each names.
    of: Vec<u32>,
    /// By zoom.
    sheets: Vec<Sheet>,
    bytes: usize,
}

/// Tiles of one edition and epoch.
///
/// Creating it costs little. The first tile collects the features, the first tile of a zoom generalises it, the first tile
/// with labels finds the zoom from which each part is a polygon, and the first tile with findings gets the findings. The
/// same index gives the same bytes.
pub struct Pyramid {
    index: Arc<Index>,
    findings: LazyLock<Points, Box<dyn FnOnce() -> Points + Send>>,
    budget_bytes: usize,
    scene: OnceLock<Result<Scene, TileError>>,
    zooms: [Slot; MAX_ZOOM as usize + 1],
    labels: OnceLock<Points>,
    passing: MatchCache,
    uses: AtomicU64,
}

impl std::fmt::Debug for Pyramid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pyramid")
            .field("epoch", &self.index.law.epoch)
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<ZoomSheets>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pyramid {
    /// Tiles of an index. When all zooms take more than `budget_bytes`, the least recently used are dropped; the one in use
    /// always stays. `found` gives the findings of the epoch; it is called when they are first drawn.
    #[must_use]
    pub fn new(
        index: Arc<Index>,
        found: impl FnOnce() -> Arc<[Finding]> + Send + 'static,
        budget_bytes: usize,
    ) -> Self {
        Self {
            index,
            findings: LazyLock::new(Box::new(move || Points::new(findings(&found()), vec![]))),
            budget_bytes,
            scene: OnceLock::new(),
            zooms: Default::default(),
            labels: OnceLock::new(),
            passing: MatchCache::default(),
            uses: AtomicU64::new(0),
        }
    }

    /// The tile with some layers, in the order of `layers`, as uncompressed MVT; `None` when the tile is empty.
    ///
    /// # Errors
    /// No layer is named, the tile doesn't exist, the filter names an unknown unit or one without an area, or the world
    /// can't be drawn.
    pub fn tile(&self, layers: &[LayerId], tile: TileCoord, filter: &Filter) -> Result<Option<Vec<u8>>, TileError> {
        if layers.is_empty() {
            return Err(TileError::NoLayer);
        }
        if tile.z > MAX_ZOOM {
            return Err(TileError::Zoom(tile.z));
        }
        if tile.x >> tile.z != 0 || tile.y >> tile.z != 0 {
            return Err(TileError::Coordinate(tile));
        }
        let scene = self.scene()?;
        let passing = (filter.unit.as_ref())
            .map(|unit| self.passing.of(&self.index, unit))
            .transpose()?;
        let mut made: Option<Arc<ZoomSheets>> = None;
        let mut bytes = vec![];
        for &layer in layers {
            let encoded = match layer.as_str() {
                "labels" => {
                    let points = self.labels(scene);
                    let allowed = passing
                        .as_ref()
                        .map(|p| p.of_labels(scene, &self.index, layer, &points.of));
                    points.encode(layer, allowed, tile)
                }
                "findings" => {
                    let points = &*self.findings;
                    let allowed = passing.as_ref().map(|p| p.of_places(layer, &points.features));
                    points.encode(layer, allowed, tile)
                }
                "borders" => {
                    let made = made.get_or_insert_with(|| self.zoom(scene, tile.z));
                    let passes =
                        |p: &Arc<UnitMatches>| made.borders.iter().map(|(_, beside)| p.borders(beside)).collect();
                    let allowed: Option<Vec<bool>> = passing.as_ref().map(passes);
                    let feature = |n: u32| &made.borders[n as usize].0;
                    encode(layer, &made.sheets[layer.index()], feature, allowed.as_deref(), tile)
                }
                _ => {
                    let made = made.get_or_insert_with(|| self.zoom(scene, tile.z));
                    let allowed = passing.as_ref().map(|p| p.of_layer(scene, &self.index, layer));
                    let feature = |n: u32| &scene.layers[layer.index()][n as usize].0;
                    encode(layer, &made.sheets[layer.index()], feature, allowed, tile)
                }
            };
            bytes.extend(encoded?.unwrap_or_default());
        }
        Ok(Some(bytes).filter(|b| !b.is_empty()))
    }

    /// West, south, east and north of all that is drawn, in degrees; findings count if they are among the layers. Zeros if
    /// nothing is drawn or the world can't be drawn.
    pub fn bounds(&self, mut layers: impl Iterator<Item = LayerId>) -> [f64; 4] {
        let scene = self.scene().map_or([0.0; 4], |scene| scene.bounds);
        if !layers.any(|layer| layer.as_str() == "findings") {
            return scene;
        }
        let place = |(_, at): &(Feature, Where)| match at {
            Where::Place(p) => Some([p.lon, p.lat, p.lon, p.lat]),
            Where::Area(_) | Where::Lines(_) => None,
        };
        // All zeros: nothing is drawn.
        let drawn = Some(scene).filter(|bounds| bounds.iter().any(|side| side.abs() > 0.0));
        let all = self.findings.features.iter().filter_map(place).chain(drawn);
        all.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
            .unwrap_or_default()
    }

    /// Approximate memory in use, in bytes.
    pub fn bytes(&self) -> usize {
        let zooms: usize = self.zooms.iter().map(|z| z.bytes.load(Ordering::Relaxed)).sum();
        let scene = self
            .scene
            .get()
            .and_then(|s| s.as_ref().ok())
            .map_or(0, |s| s.topology.bytes());
        zooms + scene + self.labels.get().map_or(0, |l| l.bytes)
    }

    fn scene(&self) -> Result<&Scene, TileError> {
        let scene = self.scene.get_or_init(|| Scene::new(&self.index));
        scene.as_ref().map_err(Clone::clone)
    }

    /// The sheets of a zoom. A second caller waits while they are being made.
    fn zoom(&self, scene: &Scene, z: u8) -> Arc<ZoomSheets> {
        let slot = &self.zooms[usize::from(z)];
        slot.last_use
            .store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut held = slot.lock();
        if let Some(made) = &*held {
            return made.clone();
        }
        let made = Arc::new(sheets(scene, z, &generalise(&scene.topology, z)));
        *held = Some(made.clone());
        slot.bytes.store(made.bytes, Ordering::Relaxed);
        drop(held);
        self.drop_zooms(z);
        made
    }

    /// Drops the least recently used zooms until the rest is within the budget.
    fn drop_zooms(&self, in_use: u8) {
        while self.bytes() > self.budget_bytes {
            let others = (0..=MAX_ZOOM)
                .filter(|z| *z != in_use)
                .map(|z| &self.zooms[usize::from(z)]);
            let made = others.filter(|slot| slot.bytes.load(Ordering::Relaxed) > 0);
            let Some(oldest) = made.min_by_key(|slot| slot.last_use.load(Ordering::Relaxed)) else {
                return;
            };
            let mut held = oldest.lock();
            *held = None;
            oldest.bytes.store(0, Ordering::Relaxed);
        }
    }

    fn labels(&self, scene: &Scene) -> &Points {
        self.labels.get_or_init(|| {
            let mut polygon_from = vec![None; scene.topology.area_of_part.len()];
            let mut gone = vec![false; polygon_from.len()];
            for z in (0..=MAX_ZOOM).rev() {
                if gone.iter().all(|g| *g) {
                    break;
                }
                for (part, there) in self.zoom(scene, z).present.iter().enumerate() {
                    if *there && !gone[part] {
                        polygon_from[part] = Some(z);
                    }
                    gone[part] |= !there;
                }
            }
            let (of, list) = labels(&scene.labelled, &polygon_from)
                .into_iter()
                .map(|(area, feature, at)| (area, (feature, at)))
                .unzip();
            Points::new(list, of)
        })
    }
}

impl Points {
    fn new(features: Vec<(Feature, Where)>, of: Vec<u32>) -> Self {
        let at = |place: &Where, z: u8| match place {
            Where::Place(p) => cell(p.coord(), z).map_or(Drawn::Nothing, Drawn::Place),
            _ => Drawn::Nothing,
        };
        let sheets: Vec<Sheet> = (0..=MAX_ZOOM)
            .map(|z| Sheet::new(z, features.iter().map(|(_, p)| at(p, z)).collect()))
            .collect();
        Self {
            bytes: sheets.iter().map(Sheet::bytes).sum(),
            features,
            of,
            sheets,
        }
    }

    fn encode(&self, layer: LayerId, allowed: Option<&[bool]>, tile: TileCoord) -> Result<Option<Vec<u8>>, TileError> {
        let feature = |n: u32| &self.features[n as usize].0;
        encode(layer, &self.sheets[usize::from(tile.z)], feature, allowed, tile)
    }
}

fn encode<'a>(
    layer: LayerId,
    sheet: &Sheet,
    feature: impl Fn(u32) -> &'a Feature,
    allowed: Option<&[bool]>,
    tile: TileCoord,
) -> Result<Option<Vec<u8>>, TileError> {
    let of_tile = LayerOfTile {
        spec: layer.spec(),
        feature,
        sheet,
        allowed,
    };
    of_tile.encode(tile.x, tile.y)
}

fn points(nodes: &[Node]) -> Box<[Vertex]> {
    nodes.iter().map(|n| vertex(*n)).collect()
}

fn sheets(scene: &Scene, z: u8, generalised: &Generalised) -> ZoomSheets {
    let drawn = |place: &Where| match place {
        Where::Area(area) => {
            let polygons = &generalised.polygons[*area as usize];
            let rings: Vec<Ring> = polygons
                .iter()
                .flat_map(|polygon| polygon.iter().enumerate())
                .map(|(i, ring)| Ring {
                    points: points(ring),
                    shell: i == 0,
                })
                .collect();
            if rings.is_empty() {
                Drawn::Nothing
            } else {
                Drawn::Area(rings)
            }
        }
        Where::Lines(runs) => {
            let line = |run: &std::ops::Range<u32>| {
                let mut nodes: Vec<Node> = vec![];
                for piece in &generalised.lines[run.start as usize..run.end as usize] {
                    nodes.extend(piece);
                }
                nodes.dedup();
                if nodes.len() == 1 {
                    // A collapsed line is drawn as the shortest possible line, not dropped.
                    let Node { x, y } = nodes[0];
                    nodes.push(Node { x: x + 1, y });
                }
                points(&nodes)
            };
            Drawn::Lines(runs.iter().map(line).collect())
        }
        Where::Place(place) => cell(place.coord(), z).map_or(Drawn::Nothing, Drawn::Place),
    };
    let borders = borders(&generalised.mesh, &scene.roles);
    let sheets: Vec<Sheet> = LayerId::all()
        .map(|layer| {
            let list = if layer.as_str() == "borders" {
                let paths = |lines: &Vec<Vec<Node>>| Drawn::Lines(lines.iter().map(|l| points(l)).collect());
                borders.iter().map(|border| paths(&border.lines)).collect()
            } else {
                scene.layers[layer.index()]
                    .iter()
                    .map(|(_, place)| drawn(place))
                    .collect()
            };
            Sheet::new(z, list)
        })
        .collect();
    ZoomSheets {
        bytes: sheets.iter().map(Sheet::bytes).sum(),
        sheets,
        borders: borders.into_iter().map(|b| (b.feature, b.beside)).collect(),
        present: generalised.mesh.present().into(),
    }
}
