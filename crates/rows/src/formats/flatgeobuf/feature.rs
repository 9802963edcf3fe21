//! A feature as a FlatGeobuf table: flat coordinates, the end of each part, properties as column number and value.
use super::super::file_layer::join_texts;
use crate::collections::Cell;
use ::flatgeobuf::{Feature, FeatureArgs, Geometry as Table, GeometryArgs, GeometryType};
use flatbuffers::{FlatBufferBuilder, WIPOffset};
use geo::{Geometry, LineString, Polygon};
use std::io;

/// Encodes one feature after another, in the same memory.
pub(super) struct Encoder {
    builder: FlatBufferBuilder<'static>,
    /// The file has several geometry types, so each geometry names its own.
    mixed: bool,
    xy: Vec<[f64; 2]>,
    ends: Vec<u32>,
    properties: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(mixed: bool) -> Self {
        Self {
            builder: FlatBufferBuilder::new(),
            mixed,
            xy: vec![],
            ends: vec![],
            properties: vec![],
        }
    }

    /// A feature with its properties, prefixed by its length.
    ///
    /// # Errors
    /// A geometry type that no collection has; a text of 4 GiB.
    pub(super) fn encode<'c>(
        &mut self,
        geometry: &Geometry<f64>,
        cells: impl Iterator<Item = &'c Cell>,
    ) -> io::Result<&[u8]> {
        self.builder.reset();
        let geometry = Some(self.geometry(geometry)?);
        self.properties.clear();
        for (number, cell) in (0_u16..).zip(cells) {
            property(&mut self.properties, number, cell)?;
        }
        let properties = Some(self.builder.create_vector(&self.properties));
        let feature = FeatureArgs {
            geometry,
            properties,
            columns: None,
        };
        let feature = Feature::create(&mut self.builder, &feature);
        self.builder.finish_size_prefixed(feature, None);
        Ok(self.builder.finished_data())
    }

    fn geometry(&mut self, geometry: &Geometry<f64>) -> io::Result<WIPOffset<Table<'static>>> {
        Ok(match geometry {
            Geometry::Point(point) => {
                self.line(&LineString(vec![point.0]));
                self.part(GeometryType::Point)
            }
            Geometry::LineString(line) => {
                self.line(line);
                self.part(GeometryType::LineString)
            }
            Geometry::MultiLineString(lines) => {
                lines.iter().for_each(|line| self.line(line));
                self.part(GeometryType::MultiLineString)
            }
            Geometry::Polygon(polygon) => self.polygon(polygon),
            Geometry::MultiPolygon(polygons) => {
                let parts: Vec<_> = polygons.iter().map(|p| self.polygon(p)).collect();
                let args = GeometryArgs {
                    parts: Some(self.builder.create_vector(&parts)),
                    type_: self.type_of_part(GeometryType::MultiPolygon),
                    ..GeometryArgs::default()
                };
                Table::create(&mut self.builder, &args)
            }
            other => return Err(io::Error::other(format!("no collection has a geometry like {other:?}"))),
        })
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) -> WIPOffset<Table<'static>> {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.for_each(|ring| self.line(ring));
        self.part(GeometryType::Polygon)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the format counts places in 32 bits")]
    fn line(&mut self, line: &LineString<f64>) {
        self.xy.extend(line.0.iter().map(|c| [c.x, c.y]));
        self.ends.push(self.xy.len() as u32);
    }

    /// The collected coordinates as one table. A `MultiLineString` of one line needs its end too: GDAL before 3.7 can't read
    /// it otherwise.
    fn part(&mut self, kind: GeometryType) -> WIPOffset<Table<'static>> {
        let xy = Some(self.builder.create_vector(self.xy.as_flattened()));
        let with_ends = self.ends.len() > 1 || kind == GeometryType::MultiLineString;
        let ends = with_ends.then(|| self.builder.create_vector(&self.ends));
        self.xy.clear();
        self.ends.clear();
        let args = GeometryArgs {
            xy,
            ends,
            type_: self.type_of_part(kind),
            ..GeometryArgs::default()
        };
        Table::create(&mut self.builder, &args)
    }

    fn type_of_part(&self, kind: GeometryType) -> GeometryType {
        if self.mixed { kind } else { GeometryType::Unknown }
    }
}

/// Writes column number and value; an absent value is left out.
fn property(out: &mut Vec<u8>, number: u16, cell: &Cell) -> io::Result<()> {
    if !matches!(cell, Cell::Null) {
        out.extend(number.to_le_bytes());
    }
    match cell {
        Cell::Null => {}
        Cell::Text(value) => text(out, value)?,
        Cell::Integer(value) => out.extend(value.to_le_bytes()),
        Cell::Real(value) => out.extend(value.to_le_bytes()),
        Cell::Flag(value) => out.push(u8::from(*value)),
        Cell::Date(day) => text(out, &day.to_string())?,
        Cell::Texts(list) => text(out, &join_texts(list))?,
    }
    Ok(())
}

fn text(out: &mut Vec<u8>, value: &str) -> io::Result<()> {
    let length = u32::try_from(value.len()).map_err(io::Error::other)?;
    out.extend(length.to_le_bytes());
    out.extend(value.as_bytes());
    Ok(())
}
