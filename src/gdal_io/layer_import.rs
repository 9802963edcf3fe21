//! One source layer into one of ours, feature by feature.
//!
//! Knows the mapping's rules and the order of checks; the wording of findings is `told`'s.
use super::clean::{Changes, Garbled, follow, meant, tidy};
use super::crs::{Bounds, Crs};
use super::import::{ImportError, Step};
use super::mapping::{LayerMapping, Origin};
use super::plane::Plane;
use super::shape::{Ground, Misfit, check, fit};
use super::source::{MOST_FEATURES, Source};
use super::told::Told;
use super::world_file::cell;
use super::{native, wkb};
use crate::snapshot::finding::Finding;
use crate::snapshot::record::{Cell, CellKind, Record, ShapeKind};
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Defn, Feature, LayerAccess as _, OGRFieldType};
use std::collections::HashMap;

/// Degrees by which data may lie outside a projection's area of use. Belts are kept to less strictly than meant: the
/// city lies across two, and files in the one after them (EPSG:4544, 4547) are about.
const MARGIN_DEG: f64 = 6.0;
/// Where the shifted datums of web maps are defined.
const CHINA: Bounds = [72.0, 0.8, 137.9, 55.9];

/// Where a column's values come from, resolved against the source's fields.
enum Feed {
    Constant(String),
    Field(usize, OGRFieldType::Type),
}

/// A layer about to be read.
pub(super) struct LayerImport<'a> {
    mapping: &'a LayerMapping,
    source: &'a Source,
    from: &'a str,
    feeds: Vec<Option<Feed>>,
    xy: Option<(Feed, Feed)>,
}

impl<'a> LayerImport<'a> {
    /// Resolves the mapping's names.
    pub(super) fn new(mapping: &'a LayerMapping, source: &'a Source, from: &'a str) -> Result<Self, ImportError> {
        let layer = source
            .dataset
            .layer_by_name(from)
            .map_err(|e| ImportError::damaged(source, from, e.to_string()))?;
        let feed = |name: &str| {
            field(layer.defn(), name).ok_or_else(|| {
                let there: Vec<String> = layer.defn().fields().map(|f| f.name()).collect();
                let there = there.join(", ");
                ImportError::Unmatched(format!(
                    "{}, layer {from}: no field `{name}`; there are {there}",
                    source.name
                ))
            })
        };
        let feeds = mapping.fields.iter().map(|origin| match origin {
            None => Ok(None),
            Some(Origin::Constant(text)) => Ok(Some(Feed::Constant(text.clone()))),
            Some(Origin::Field { name, .. }) => feed(name).map(Some),
        });
        let feeds = feeds.collect::<Result<_, _>>()?;
        let xy = mapping
            .xy
            .as_ref()
            .map(|(x, y)| Ok::<_, ImportError>((feed(x)?, feed(y)?)))
            .transpose()?;
        Ok(Self {
            mapping,
            source,
            from,
            feeds,
            xy,
        })
    }

    /// Reads all features.
    pub(super) fn rows<R: Record>(
        &self,
        rows: &mut Vec<R>,
        progress: &mut dyn FnMut(Step<'_>),
    ) -> Result<Vec<Finding>, ImportError> {
        let damaged = |message: String| ImportError::damaged(self.source, self.from, message);
        let mut told = Told::new(R::SCHEMA.name, &self.source.name, self.from);
        let mut layer = self
            .source
            .dataset
            .layer_by_name(self.from)
            .map_err(|e| damaged(e.to_string()))?;
        if let Some(filter) = &self.mapping.filter {
            layer
                .set_attribute_filter(filter)
                .map_err(|e| damaged(format!("filter `{filter}`: {e}")))?;
        }
        let total = layer.try_feature_count();
        progress(Step::Layer(self.from, total));
        if total.is_some_and(|total| total > MOST_FEATURES) {
            return Err(damaged(format!("more than {MOST_FEATURES} features")));
        }
        if let Some(encoding) = self.source.guessed.filter(|e| *e != encoding_rs::UTF_8) {
            told.encoding_found(encoding.name());
        }
        let ground = match R::SCHEMA.shape {
            ShapeKind::None => None,
            _ => match self.ground(layer.spatial_ref().as_ref(), &mut told) {
                Some(ground) => Some(ground),
                None => return Ok(told.findings()),
            },
        };
        let mut keys: HashMap<String, i64> = rows
            .iter()
            .filter_map(|row| key(row).map(|key| (key, row.fid())))
            .collect();
        let mut changes = Changes::default();
        let mut done = 0;
        for feature in layer.features() {
            done += 1;
            if done > MOST_FEATURES {
                return Err(damaged(format!("more than {MOST_FEATURES} features")));
            }
            if done % 64 == 0 {
                progress(Step::Features(done));
            }
            let Some(row) = self.row::<R>(&feature, ground.as_ref(), &mut changes, &mut told)? else {
                continue;
            };
            if let Some(key) = key(&row)
                && let Some(first) = keys.insert(key.clone(), row.fid())
            {
                told.duplicate(&name(&row), first);
                keys.insert(key, first);
                continue;
            }
            rows.push(row);
        }
        progress(Step::Features(done));
        // This driver ends at the end of a file that was cut as at the last feature.
        let promised = total.filter(|_| self.mapping.filter.is_none() && self.source.is_flatgeobuf());
        if let Some(promised) = promised.filter(|promised| done < *promised) {
            return Err(damaged(format!(
                "cut short: {done} of its {promised} features are there"
            )));
        }
        told.changes(changes);
        Ok(told.findings())
    }

    fn row<R: Record>(
        &self,
        feature: &Feature<'_>,
        ground: Option<&Ground>,
        changes: &mut Changes,
        told: &mut Told,
    ) -> Result<Option<R>, ImportError> {
        let mut row = R::default();
        let fid = feature.fid().and_then(|fid| i64::try_from(fid).ok()).unwrap_or(0);
        row.set_fid(fid);
        let mut usable = true;
        for (position, field) in R::SCHEMA.fields.iter().enumerate() {
            let Some(value) = self.value(feature, position)? else {
                continue;
            };
            match tidy(value, field, changes) {
                Ok(value) => {
                    if let Err(error) = row.set_cell(position, value) {
                        let wanted = match field.kind {
                            CellKind::Text => "文本",
                            CellKind::Integer => "整数",
                            CellKind::Real => "数字",
                            CellKind::Boolean => "是或否",
                        };
                        let what = format!("应为{wanted}，实为 {}", error.found);
                        told.wrong_type(&name(&row), field.name, &what);
                        usable = false;
                    }
                }
                Err(Garbled(text)) => {
                    told.garbled(&format!("fid {fid}"), field.name, &text);
                    usable = false;
                }
            }
        }
        let Some(ground) = ground.filter(|_| usable) else {
            return Ok(usable.then_some(row));
        };
        let id = name(&row);
        let Some(found) = self.geometry(feature, &id, told)? else {
            return Ok(None);
        };
        let placed = found.map(|geometry| place(geometry, R::SCHEMA.shape, ground));
        let shape = match placed {
            None | Some(Ok(None)) => {
                told.no_geometry(&id);
                None
            }
            Some(Ok(Some((geometry, joined)))) => {
                told.joined += u64::from(joined);
                told.placed += 1;
                Some(geometry)
            }
            Some(Err(misfit)) => {
                told.misfit(&id, R::SCHEMA.shape, &misfit);
                return Ok(None);
            }
        };
        match row.set_shape(shape) {
            Ok(()) => Ok(Some(row)),
            Err(kind) => Err(ImportError::damaged(
                self.source,
                self.from,
                format!("no {}", kind.as_str()),
            )),
        }
    }

    /// The value for a column after the mapping's rule; `None` where the mapping has none.
    fn value(&self, feature: &Feature<'_>, position: usize) -> Result<Option<Cell>, ImportError> {
        let (Some(feed), Some(origin)) = (&self.feeds[position], &self.mapping.fields[position]) else {
            return Ok(None);
        };
        Ok(Some(match feed {
            Feed::Constant(text) => Cell::Text(text.clone()),
            Feed::Field(index, kind) => {
                let value = cell(feature, *index, *kind)
                    .map_err(|e| ImportError::damaged(self.source, self.from, e.to_string()))?;
                follow(origin, meant(value, self.source))
            }
        }))
    }

    /// The outer `None`: told already, leave the feature out. The inner one: it has none.
    #[expect(clippy::option_option, reason = "two different absences, see above")]
    fn geometry(
        &self,
        feature: &Feature<'_>,
        id: &str,
        told: &mut Told,
    ) -> Result<Option<Option<geo::Geometry<f64>>>, ImportError> {
        if let Some((x, y)) = &self.xy {
            let number = |feed: &Feed| match feed {
                Feed::Field(index, _) => feature
                    .field_as_string(*index)
                    .ok()
                    .flatten()
                    .filter(|text| !text.trim().is_empty()),
                Feed::Constant(_) => None,
            };
            let (x, y) = (number(x), number(y));
            let parsed = |text: &Option<String>| text.as_deref().and_then(|t| t.trim().parse::<f64>().ok());
            return match (parsed(&x), parsed(&y)) {
                (Some(x), Some(y)) => Ok(Some(Some(geo::Point::new(x, y).into()))),
                _ if x.is_none() && y.is_none() => Ok(Some(None)),
                _ => {
                    told.wrong_type(id, "geometry", &format!("坐标 {x:?}, {y:?} 不是数字"));
                    Ok(None)
                }
            };
        }
        let damaged = |message: String| ImportError::damaged(self.source, self.from, format!("{id}: {message}"));
        let Some(found) = native::geometry_wkb(feature).map_err(|e| damaged(e.to_string()))? else {
            return Ok(Some(None));
        };
        match wkb::decode(&found.bytes) {
            Ok(flat) => {
                told.curved += u64::from(found.curved);
                told.with_z += u64::from(flat.had_z);
                told.with_m += u64::from(flat.had_m);
                told.open_rings += u64::from(flat.had_open_ring);
                Ok(Some(Some(flat.geometry)))
            }
            Err(wkb::WkbError::CutShort) => Err(damaged("the geometry is cut short".to_owned())),
            Err(_) => {
                told.unsupported(id);
                Ok(None)
            }
        }
    }

    /// What the layer's coordinates mean; `None` when nobody says, which is told.
    fn ground(&self, found: Option<&SpatialRef>, told: &mut Told) -> Option<Ground> {
        if let Some(crs) = self.mapping.crs {
            return Some(declared(crs));
        }
        let usable = |crs: &&SpatialRef| {
            let named = crs.name().is_some_and(|name| !name.starts_with("Undefined"));
            named && !crs.is_local() && (crs.is_geographic() || crs.is_projected())
        };
        let Some(crs) = found.filter(usable) else {
            told.no_crs();
            return None;
        };
        let ours = |crs: &SpatialRef| crs.geog_cs().ok().and_then(|base| base.auth_code().ok());
        // 4979 and 4480 are 4326 and 4490 with heights, which GDAL gives to GeoJSON with a third number.
        if !matches!(ours(crs), Some(4326 | 4490 | 4979 | 4480)) {
            told.datum(&crs.name().unwrap_or_default());
        }
        let code = crs.auth_code().ok().and_then(|code| u32::try_from(code).ok());
        if let Some(code) = code.filter(|_| crs.auth_name().is_some_and(|name| name == "EPSG")) {
            let flat = match code {
                4979 => 4326,
                4480 => 4490,
                other => other,
            };
            return Some(declared(Crs::Epsg(flat)));
        }
        let Ok(wkt) = crs.to_wkt() else {
            told.no_crs();
            return None;
        };
        Some(Ground {
            plane: Plane::Proj(wkt),
            geographic: crs.is_geographic(),
            bounds: bounds(crs),
        })
    }
}

fn declared(crs: Crs) -> Ground {
    let bounds = match crs {
        Crs::Crs84 | Crs::Epsg(4326) => None,
        Crs::Gcj02 | Crs::Bd09 => Some(CHINA),
        Crs::Epsg(code) => SpatialRef::from_epsg(code).ok().and_then(|crs| bounds(&crs)),
    };
    Ground {
        plane: crs.plane(),
        geographic: crs.is_geographic(),
        bounds,
    }
}

fn bounds(crs: &SpatialRef) -> Option<Bounds> {
    let area = crs.area_of_use()?;
    // An area over the antimeridian has its west east of its east; it bounds nothing here.
    (area.west_lon_degree < area.east_lon_degree).then_some([
        area.west_lon_degree - MARGIN_DEG,
        area.south_lat_degree - MARGIN_DEG,
        area.east_lon_degree + MARGIN_DEG,
        area.north_lat_degree + MARGIN_DEG,
    ])
}

fn place(
    geometry: geo::Geometry<f64>,
    kind: ShapeKind,
    ground: &Ground,
) -> Result<Option<(geo::Geometry<f64>, bool)>, Misfit> {
    let Some((mut geometry, joined)) = fit(geometry, kind)? else {
        return Ok(None);
    };
    ground.reproject(&mut geometry)?;
    check(&geometry)?;
    Ok(Some((geometry, joined)))
}

fn field(defn: &Defn, name: &str) -> Option<Feed> {
    let found = defn.fields().enumerate().find(|(_, field)| field.name() == name);
    found.map(|(index, field)| Feed::Field(index, field.field_type()))
}

/// The id, code or name by which people know a feature.
fn name<R: Record>(row: &R) -> String {
    let cells = row.cells();
    let column = |name: &str| {
        let position = R::SCHEMA.fields.iter().position(|field| field.name == name)?;
        match &cells[position] {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }
    };
    let known = ["code", "id", "key"].iter().find_map(|name| column(name));
    known
        .or_else(|| column("water"))
        .or_else(|| column("name"))
        .unwrap_or_else(|| format!("fid {}", row.fid()))
}

/// What may occur once: the id with its dates; `None` without an id.
fn key<R: Record>(row: &R) -> Option<String> {
    let keyed = |name: &str| R::SCHEMA.fields.iter().position(|field| field.name == name);
    let main: Vec<usize> = match keyed("code").or_else(|| keyed("id")).or_else(|| keyed("key")) {
        Some(main) => vec![main],
        None => ["water", "branch", "name"]
            .iter()
            .filter_map(|name| keyed(name))
            .collect(),
    };
    let cells = row.cells();
    if main.iter().all(|position| cells[*position] == Cell::Null) {
        return None;
    }
    let dates = ["valid_from", "valid_to"].iter().filter_map(|name| keyed(name));
    Some(
        main.into_iter()
            .chain(dates)
            .map(|position| format!("{:?}", cells[position]))
            .collect::<Vec<_>>()
            .join("|"),
    )
}
