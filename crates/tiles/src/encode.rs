//! Encodes the features of one layer in one tile as MVT 2.
use super::clip::{self, Polygons};
use super::error::TileError;
use super::features::feature::{Feature, Value};
use super::layers::LayerSpec;
use super::mercator::Vertex;
use super::sheet::{Drawn, Ring, Sheet, TileBox, edges_between};
use fast_mvt::{MvtCoord, MvtError, MvtGeomType, MvtLayerBuilder, MvtValueRef};

fn bug(error: &MvtError) -> TileError {
    TileError::World(error.to_string())
}

/// The part of a layer that a tile needs.
pub(super) struct LayerOfTile<'a, F> {
    pub spec: &'a LayerSpec,
    /// Finds a feature by its number in the sheet.
    pub feature: F,
    pub sheet: &'a Sheet,
    /// Whether each feature passes the filter, by number; `None`: all pass.
    pub allowed: Option<&'a [bool]>,
}

impl<'a, F: Fn(u32) -> &'a Feature> LayerOfTile<'_, F> {
    fn passes(&self, feature: u32) -> bool {
        self.allowed.is_none_or(|allowed| allowed[feature as usize])
    }

    /// The encoded layer; `None` when the tile holds none of its features.
    ///
    /// # Errors
    /// The encoder fails, which is a bug.
    pub fn encode(&self, x: u32, y: u32) -> Result<Option<Vec<u8>>, TileError> {
        let tile = TileBox::new(x, y);
        let origin = tile.origin();
        let mut writer = Writer {
            origin,
            name: self.spec.id,
            layer: None,
        };
        let runs = self.sheet.runs(x, y);
        let of = |feature: u32| {
            let start = runs.partition_point(|r| r.feature < feature);
            &runs[start..start + runs[start..].partition_point(|r| r.feature == feature)]
        };
        for feature in self.sheet.over(tile).filter(|f| self.passes(*f)) {
            let Drawn::Area(rings) = &self.sheet.drawn[feature as usize] else {
                continue;
            };
            let tags = (self.feature)(feature);
            if self.sheet.within(feature, tile) {
                writer.rings(tags, rings)?;
                continue;
            }
            let (here, corner) = (of(feature), self.sheet.covers_corner(feature, y, tile.min[0]));
            let polygons = if here.is_empty() {
                if corner { clip::whole(tile) } else { continue }
            } else {
                let edges = here.iter().flat_map(|run| {
                    let ring = &rings[run.path as usize].points;
                    edges_between(ring, run.start as usize, run.end as usize)
                });
                clip::clip(tile, edges, corner)
            };
            writer.polygons(tags, &polygons)?;
        }
        for here in runs.chunk_by(|a, b| a.feature == b.feature) {
            let feature = here[0].feature;
            if !self.passes(feature) {
                continue;
            }
            let tags = (self.feature)(feature);
            match &self.sheet.drawn[feature as usize] {
                Drawn::Lines(paths) => {
                    let lines = here
                        .iter()
                        .map(|r| &paths[r.path as usize][r.start as usize..=r.end as usize]);
                    writer.lines(tags, lines)?;
                }
                Drawn::Place(at) => writer.point(tags, *at)?,
                Drawn::Area(_) | Drawn::Nothing => {}
            }
        }
        Ok(writer.layer.map(MvtLayerBuilder::encode))
    }
}

struct Writer {
    origin: Vertex,
    name: &'static str,
    /// Created with the first feature.
    layer: Option<MvtLayerBuilder>,
}

impl Writer {
    fn add(
        &mut self,
        feature: &Feature,
        kind: MvtGeomType,
        draw: impl FnOnce(&mut fast_mvt::MvtFeatureBuilder, Vertex) -> Result<(), MvtError>,
    ) -> Result<(), TileError> {
        let layer = match self.layer.take() {
            Some(layer) => layer,
            None => MvtLayerBuilder::new(self.name).map_err(|e| bug(&e))?,
        };
        let mut builder = layer.feature_of(kind);
        builder.id(Some(feature.id));
        let drawn = draw(&mut builder, self.origin);
        let tagged = feature.tags.0.iter().try_for_each(|(key, value)| {
            let value = match value {
                Value::Text(text) => MvtValueRef::String(text),
                Value::Whole(n) => match u64::try_from(*n) {
                    Ok(n) => MvtValueRef::UInt(n),
                    Err(_) => MvtValueRef::SInt(*n),
                },
                Value::Real(n) => MvtValueRef::Double(*n),
                Value::Flag(flag) => MvtValueRef::Bool(*flag),
            };
            builder.tag_ref(key, value).map(|_| ())
        });
        self.layer = Some(builder.end());
        drawn.and(tagged).map_err(|e| bug(&e))
    }

    fn point(&mut self, feature: &Feature, at: Vertex) -> Result<(), TileError> {
        self.add(feature, MvtGeomType::Point, |builder, origin| {
            builder.points([local(at, origin)]).map(|_| ())
        })
    }

    fn lines<'a>(&mut self, feature: &Feature, lines: impl Iterator<Item = &'a [Vertex]>) -> Result<(), TileError> {
        self.add(feature, MvtGeomType::LineString, |builder, origin| {
            for line in lines {
                builder.line(line.iter().map(|v| local(*v, origin)))?;
            }
            Ok(())
        })
    }

    fn rings(&mut self, feature: &Feature, rings: &[Ring]) -> Result<(), TileError> {
        self.add(feature, MvtGeomType::Polygon, |builder, origin| {
            for ring in rings {
                builder.ring(ring.points.iter().map(|v| local(*v, origin)), ring.shell)?;
            }
            Ok(())
        })
    }

    fn polygons(&mut self, feature: &Feature, polygons: &Polygons) -> Result<(), TileError> {
        if polygons.is_empty() {
            return Ok(());
        }
        self.add(feature, MvtGeomType::Polygon, |builder, origin| {
            for polygon in polygons {
                for (i, ring) in polygon.iter().enumerate() {
                    builder.ring(ring.iter().map(|v| local(*v, origin)), i == 0)?;
                }
            }
            Ok(())
        })
    }
}

fn local(v: Vertex, origin: Vertex) -> MvtCoord {
    MvtCoord {
        x: v[0] - origin[0],
        y: v[1] - origin[1],
    }
}
