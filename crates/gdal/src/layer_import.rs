//! Imports one source layer into one layer of a world, feature by feature.
//!
//! Knows the rules of the mapping and the order of checks; `layer_report` words the findings.
use super::crs::Crs;
use super::filter::selected;
use super::format::MOST_FEATURES;
use super::identity::{key, name};
use super::import_error::{ImportError, Step};
use super::layer_report::LayerReport;
use super::mapping::{LayerMapping, Origin};
use super::normalise::{Changes, apply_rule, normalise, without_csv_guard};
use super::shape::{GeometryError, check, fit};
use super::source::Source;
use super::source_crs::SourceCrs;
use super::source_text::Garbled;
use super::table_point::table_point;
use super::text::trim;
use super::world_file::cell;
use super::{native, wkb};
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, LayerAccess as _, OGRFieldType, OGRwkbGeometryType};
use riverchief_core::snapshot::finding::Finding;
use riverchief_core::snapshot::record::{Cell, CellKind, Record, ShapeKind};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Where the values of a column come from, as an index into the source's fields.
enum Feed {
    Constant(String),
    Field(usize, OGRFieldType::Type),
}

/// The fid of the first row with each key.
struct Keys(HashMap<String, i64>);

impl Keys {
    fn of<R: Record>(rows: &[R]) -> Self {
        Self(rows.iter().filter_map(|row| Some((key(row)?, row.fid()))).collect())
    }

    /// The fid of an earlier row with the same key. Without one, this row is the first.
    fn first<R: Record>(&mut self, row: &R) -> Option<i64> {
        match self.0.entry(key(row)?) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(none) => {
                none.insert(row.fid());
                None
            }
        }
    }
}

/// A layer that is going to be read.
pub(super) struct LayerImport<'a> {
    mapping: &'a LayerMapping,
    source: &'a Source,
    from: &'a str,
    feeds: Vec<Option<Feed>>,
    xy: Option<(Feed, Feed)>,
}

impl<'a> LayerImport<'a> {
    /// Looks up the fields that the mapping names.
    pub(super) fn new(mapping: &'a LayerMapping, source: &'a Source, from: &'a str) -> Result<Self, ImportError> {
        let layer = source
            .dataset
            .layer_by_name(from)
            .map_err(|e| ImportError::damaged(source, from, e.to_string()))?;
        let columns = source.columns(layer.defn());
        let kinds: Vec<OGRFieldType::Type> = layer.defn().fields().map(|field| field.field_type()).collect();
        let feed = |name: &str| {
            if let Some(index) = columns.iter().position(|column| column == name) {
                return Ok(Feed::Field(index, kinds[index]));
            }
            let numbered = |column: &&String| column.rsplit_once('#').is_some_and(|(column, _)| column == name);
            let several: Vec<&str> = columns.iter().filter(numbered).map(String::as_str).collect();
            let what = if several.is_empty() {
                format!("no field `{name}`; the fields are {}", columns.join(", "))
            } else {
                format!(
                    "field `{name}` occurs {} times; use one of these names: {}",
                    several.len(),
                    several.join(", ")
                )
            };
            Err(ImportError::Unmatched(format!("{}, layer {from}: {what}", source.name)))
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
        let mut report = LayerReport::new(R::SCHEMA.name, &self.source.name, self.from);
        let mut layer = self
            .source
            .dataset
            .layer_by_name(self.from)
            .map_err(|e| damaged(e.to_string()))?;
        let total = layer.try_feature_count();
        progress(Step::Layer(self.from, total));
        if total.is_some_and(|total| total > MOST_FEATURES) {
            return Err(damaged(format!("it has more than {MOST_FEATURES} features")));
        }
        if self.source.encoding.misdeclared {
            report.misdeclared();
            return Ok(report.findings());
        }
        for (_, what) in self.source.left_out.iter().filter(|(sheet, _)| sheet == self.from) {
            report.left_out(what);
        }
        if let Some(name) = self.source.encoding.found_name() {
            report.encoding_found(name);
        }
        let kept = self.mapping.filter.as_deref().map(|filter| {
            selected(self.source, self.from, filter).map_err(|e| damaged(format!("filter `{filter}`: {e}")))
        });
        let kept = kept.transpose()?;
        let without = layer.defn().geometry_type() == OGRwkbGeometryType::wkbNone && self.xy.is_none();
        let crs = match R::SCHEMA.shape {
            ShapeKind::None => None,
            _ if without => Some(SourceCrs::none()),
            _ => match self.crs(layer.spatial_ref().as_ref(), &mut report) {
                Some(crs) => Some(crs),
                None => return Ok(report.findings()),
            },
        };
        let mut keys = Keys::of(rows);
        let mut changes = Changes::default();
        let mut done = 0;
        for feature in layer.features() {
            done += 1;
            if done > MOST_FEATURES {
                return Err(damaged(format!("it has more than {MOST_FEATURES} features")));
            }
            if done % 64 == 0 {
                progress(Step::Features(done));
            }
            let left_out = |kept: &HashSet<u64>| feature.fid().is_none_or(|fid| !kept.contains(&fid));
            if kept.as_ref().is_some_and(left_out) || self.is_blank(&feature)? {
                continue;
            }
            let Some(row) = self.row::<R>(&feature, crs.as_ref(), &mut changes, &mut report)? else {
                continue;
            };
            if let Some(first) = keys.first(&row) {
                report.duplicate(&name(&row), first);
            } else {
                rows.push(row);
            }
        }
        progress(Step::Features(done));
        // This driver takes the end of a truncated file for the end of the layer.
        let promised = total.filter(|_| self.mapping.filter.is_none() && self.source.is_flatgeobuf());
        if let Some(promised) = promised.filter(|promised| done < *promised) {
            return Err(damaged(format!("cut short: it has {done} of its {promised} features")));
        }
        report.changes(changes);
        Ok(report.findings())
    }

    fn row<R: Record>(
        &self,
        feature: &Feature<'_>,
        crs: Option<&SourceCrs>,
        changes: &mut Changes,
        report: &mut LayerReport,
    ) -> Result<Option<R>, ImportError> {
        let mut row = R::default();
        let fid = feature.fid().and_then(|fid| i64::try_from(fid).ok()).unwrap_or(0);
        row.set_fid(fid);
        let usable = self.fill_cells(feature, &mut row, changes, report)?;
        let Some(crs) = crs.filter(|_| usable) else {
            return Ok(usable.then_some(row));
        };
        let id = name(&row);
        let Some(found) = self.geometry(feature, &id, crs.geographic, report)? else {
            return Ok(None);
        };
        let placed = found.map(|geometry| place(geometry, R::SCHEMA.shape, crs));
        let shape = match placed {
            None | Some(Ok(None)) => {
                report.no_geometry(&id);
                None
            }
            Some(Ok(Some((geometry, joined)))) => {
                report.joined += u64::from(joined);
                report.placed += 1;
                Some(geometry)
            }
            Some(Err(problem)) => {
                report.geometry_error(&id, R::SCHEMA.shape, &problem);
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

    /// Sets the attributes of a row. Returns false if one of them is invalid, so that the feature is left out.
    fn fill_cells<R: Record>(
        &self,
        feature: &Feature<'_>,
        row: &mut R,
        changes: &mut Changes,
        report: &mut LayerReport,
    ) -> Result<bool, ImportError> {
        let fid = row.fid();
        let mut usable = true;
        for (position, field) in R::SCHEMA.fields.iter().enumerate() {
            let Some(value) = self.value(feature, position)? else {
                continue;
            };
            let normalised = value.and_then(|(value, cut)| {
                if cut {
                    report.cut(field.name);
                }
                normalise(value, field, changes)
            });
            match normalised {
                Ok(value) => {
                    if let Err(error) = row.set_cell(position, value) {
                        let wanted = match field.kind {
                            CellKind::Text => "文本",
                            CellKind::Integer => "整数",
                            CellKind::Real => "数字",
                            CellKind::Boolean => "是或否",
                        };
                        let what = format!("应为{wanted}，实为 {}", error.found);
                        report.wrong_type(&name(row), field.name, &what);
                        usable = false;
                    }
                }
                Err(Garbled(text)) => {
                    report.garbled(&format!("fid {fid}"), field.name, &text);
                    usable = false;
                }
            }
        }
        Ok(usable)
    }

    /// Whether a row of a table is empty, as spreadsheets leave after the last row.
    fn is_blank(&self, feature: &Feature<'_>) -> Result<bool, ImportError> {
        if native::geometry_type(feature).is_some() {
            return Ok(false);
        }
        for index in 0..feature.field_count() {
            let text = feature.field_as_string(index);
            let text = text.map_err(|e| ImportError::damaged(self.source, self.from, e.to_string()))?;
            if text.is_some_and(|text| !trim(&text).is_empty()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The value for a column by the rule of the mapping, and whether it was cut off; `None` if the mapping has no rule.
    #[expect(clippy::type_complexity, reason = "no value, a damaged source, or garbled text")]
    fn value(
        &self,
        feature: &Feature<'_>,
        position: usize,
    ) -> Result<Option<Result<(Cell, bool), Garbled>>, ImportError> {
        let (Some(feed), Some(origin)) = (&self.feeds[position], &self.mapping.fields[position]) else {
            return Ok(None);
        };
        Ok(Some(match feed {
            Feed::Constant(text) => Ok((Cell::Text(text.clone()), false)),
            Feed::Field(index, kind) => {
                let value = cell(feature, *index, *kind)
                    .map_err(|e| ImportError::damaged(self.source, self.from, e.to_string()))?;
                let read = self.source.encoding.read(value);
                read.map(|(value, cut)| (apply_rule(origin, without_csv_guard(value, self.source)), cut))
            }
        }))
    }

    /// The outer `None`: already reported, leave the feature out. The inner `None`: the feature has no geometry.
    #[expect(clippy::option_option, reason = "two different absences, see above")]
    fn geometry(
        &self,
        feature: &Feature<'_>,
        id: &str,
        geographic: bool,
        report: &mut LayerReport,
    ) -> Result<Option<Option<geo::Geometry<f64>>>, ImportError> {
        if let Some((x, y)) = &self.xy {
            let text = |feed: &Feed| match feed {
                Feed::Field(index, _) => feature.field_as_string(*index).ok().flatten().unwrap_or_default(),
                Feed::Constant(_) => String::new(),
            };
            return Ok(match table_point(&text(x), &text(y), geographic) {
                Ok(point) => Some(point.map(Into::into)),
                Err(what) => {
                    report.wrong_type(id, "geometry", &what);
                    None
                }
            });
        }
        let damaged = |message: String| ImportError::damaged(self.source, self.from, format!("{id}: {message}"));
        let Some(found) = native::geometry_wkb(feature).map_err(|e| damaged(e.to_string()))? else {
            return Ok(Some(None));
        };
        match wkb::decode(&found.bytes) {
            Ok(flat) => {
                report.curved += u64::from(found.curved);
                report.with_z += u64::from(flat.had_z);
                report.with_m += u64::from(flat.had_m);
                report.open_rings += u64::from(flat.had_open_ring);
                Ok(Some(Some(flat.geometry)))
            }
            Err(wkb::WkbError::CutShort) => Err(damaged("the geometry is incomplete".to_owned())),
            Err(_) => {
                report.unsupported(id);
                Ok(None)
            }
        }
    }

    /// What the coordinates of the layer mean; `None` if that is unknown, which is reported.
    fn crs(&self, found: Option<&SpatialRef>, report: &mut LayerReport) -> Option<SourceCrs> {
        if let Some(crs) = self.mapping.crs {
            return Some(SourceCrs::declared(crs));
        }
        let usable = |crs: &&SpatialRef| {
            let named = crs.name().is_some_and(|name| !name.starts_with("Undefined"));
            named && !crs.is_local() && (crs.is_geographic() || crs.is_projected())
        };
        let Some(crs) = found.filter(usable) else {
            report.no_crs();
            return None;
        };
        let ours = |crs: &SpatialRef| crs.geog_cs().ok().and_then(|base| base.auth_code().ok());
        // 4979 and 4480 are 4326 and 4490 with heights; GDAL gives them to GeoJSON with a third coordinate.
        if !matches!(ours(crs), Some(4326 | 4490 | 4979 | 4480)) {
            report.datum(&crs.name().unwrap_or_default());
        }
        let code = crs.auth_code().ok().and_then(|code| u32::try_from(code).ok());
        if let Some(code) = code.filter(|_| crs.auth_name().is_some_and(|name| name == "EPSG")) {
            let flat = match code {
                4979 => 4326,
                4480 => 4490,
                other => other,
            };
            return Some(SourceCrs::declared(Crs::Epsg(flat)));
        }
        let Ok(wkt) = crs.to_wkt() else {
            report.no_crs();
            return None;
        };
        Some(SourceCrs::of_wkt(wkt, crs))
    }
}

fn place(
    geometry: geo::Geometry<f64>,
    kind: ShapeKind,
    crs: &SourceCrs,
) -> Result<Option<(geo::Geometry<f64>, bool)>, GeometryError> {
    let Some((mut geometry, joined)) = fit(geometry, kind)? else {
        return Ok(None);
    };
    crs.reproject(&mut geometry)?;
    check(&geometry)?;
    Ok(Some((geometry, joined)))
}
