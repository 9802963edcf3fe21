//! KML 2.2: one folder per collection, with columns as typed data of a schema. Longitude and latitude on WGS 84 only.
use super::file_layer::{Features, FileLayer, join_texts};
use super::geojson::write_when_full;
use crate::collections::{Cell, ColumnKind};
use geo::{Coord, Geometry, LineString, Polygon, Winding as _};
use std::io::{self, Write};

/// Writes the beginning of a document.
///
/// # Errors
/// Errors of the writer.
pub fn open(out: &mut (dyn Write + Send)) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document id=\"root_doc\">\n")
}

/// Writes a collection as a folder with its schema.
///
/// # Errors
/// Errors of the writer and of the features.
pub fn folder(layer: &FileLayer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let id = layer.spec.id;
    let fields = layer.fields();
    let mut part = Vec::new();
    writeln!(part, "<Schema name=\"{id}\" id=\"{id}\">")?;
    for field in &fields {
        let kind = match field.kind {
            ColumnKind::Integer => "int",
            ColumnKind::Real => "double",
            ColumnKind::Flag => "bool",
            ColumnKind::Text | ColumnKind::Texts | ColumnKind::Date => "string",
        };
        write!(
            part,
            "<SimpleField name=\"{}\" type=\"{kind}\"><displayName>",
            field.name
        )?;
        escape(&mut part, field.title_zh);
        part.extend_from_slice(b"</displayName></SimpleField>\n");
    }
    part.extend_from_slice(b"</Schema>\n");
    write!(part, "<Folder><name>{id}</name>")?;
    tagged(&mut part, "description", layer.spec.title_zh)?;
    part.push(b'\n');
    let name = fields.iter().position(|f| f.name == "name");
    for feature in features {
        let feature = feature?;
        let cells: Vec<&Cell> = layer.cells(feature.row).collect();
        if fields.first().is_some_and(|f| f.name == "id") {
            // GDAL reads a column of this name only from this attribute.
            part.extend_from_slice(b"<Placemark id=\"");
            escape(&mut part, &feature.row.id);
            part.extend_from_slice(b"\">");
        } else {
            part.extend_from_slice(b"<Placemark>");
        }
        match name.map(|at| cells[at]) {
            Some(Cell::Text(text)) => tagged(&mut part, "name", text)?,
            Some(_) => {}
            None => tagged(&mut part, "name", &feature.row.id)?,
        }
        write!(part, "<ExtendedData><SchemaData schemaUrl=\"#{id}\">")?;
        for (field, cell) in fields.iter().zip(cells) {
            simple_data(&mut part, field.name, cell)?;
        }
        part.extend_from_slice(b"</SchemaData></ExtendedData>");
        if let Some(geometry) = feature.geometry.as_deref() {
            shape(&mut part, geometry)?;
        }
        part.extend_from_slice(b"</Placemark>\n");
        write_when_full(&mut part, out)?;
    }
    part.extend_from_slice(b"</Folder>\n");
    out.write_all(&part)
}

/// Writes the end of a document.
///
/// # Errors
/// Errors of the writer.
pub fn close(out: &mut (dyn Write + Send)) -> io::Result<()> {
    out.write_all(b"</Document></kml>\n")
}

/// Writes the text of an element. A character that XML can't hold becomes U+FFFD.
fn escape(out: &mut Vec<u8>, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '"' => out.extend_from_slice(b"&quot;"),
            '\t' | '\n' => out.push(c as u8),
            // A reader would convert it to a line feed.
            '\r' => out.extend_from_slice(b"&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.extend_from_slice("\u{fffd}".as_bytes()),
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

fn tagged(out: &mut Vec<u8>, tag: &str, text: &str) -> io::Result<()> {
    write!(out, "<{tag}>")?;
    escape(out, text);
    write!(out, "</{tag}>")
}

fn simple_data(out: &mut Vec<u8>, name: &str, cell: &Cell) -> io::Result<()> {
    if *cell == Cell::Null {
        return Ok(());
    }
    write!(out, "<SimpleData name=\"{name}\">")?;
    match cell {
        Cell::Null => {}
        Cell::Text(text) => escape(out, text),
        Cell::Integer(value) => write!(out, "{value}")?,
        Cell::Real(value) => serde_json::to_writer(&mut *out, value)?,
        Cell::Flag(value) => out.push(if *value { b'1' } else { b'0' }),
        Cell::Date(day) => write!(out, "{day}")?,
        Cell::Texts(list) => escape(out, &join_texts(list)),
    }
    out.extend_from_slice(b"</SimpleData>");
    Ok(())
}

fn shape(out: &mut Vec<u8>, geometry: &Geometry<f64>) -> io::Result<()> {
    match geometry {
        Geometry::Point(point) => {
            out.extend_from_slice(b"<Point><coordinates>");
            position(out, point.0)?;
            out.extend_from_slice(b"</coordinates></Point>");
        }
        Geometry::LineString(line) => lines(out, line)?,
        Geometry::MultiLineString(all) => {
            out.extend_from_slice(b"<MultiGeometry>");
            all.iter().try_for_each(|line| lines(out, line))?;
            out.extend_from_slice(b"</MultiGeometry>");
        }
        Geometry::Polygon(one) => polygon(out, one)?,
        Geometry::MultiPolygon(all) => {
            out.extend_from_slice(b"<MultiGeometry>");
            all.iter().try_for_each(|one| polygon(out, one))?;
            out.extend_from_slice(b"</MultiGeometry>");
        }
        other => return Err(io::Error::other(format!("no collection has a geometry like {other:?}"))),
    }
    Ok(())
}

fn lines(out: &mut Vec<u8>, line: &LineString<f64>) -> io::Result<()> {
    out.extend_from_slice(b"<LineString><coordinates>");
    positions(out, line.coords())?;
    out.extend_from_slice(b"</coordinates></LineString>");
    Ok(())
}

fn polygon(out: &mut Vec<u8>, polygon: &Polygon<f64>) -> io::Result<()> {
    out.extend_from_slice(b"<Polygon>");
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    for (n, ring) in rings.enumerate() {
        let tag = if n == 0 { "outerBoundaryIs" } else { "innerBoundaryIs" };
        write!(out, "<{tag}><LinearRing><coordinates>")?;
        // Outer rings run counterclockwise.
        if ring.is_cw() == (n == 0) {
            positions(out, ring.coords().rev())?;
        } else {
            positions(out, ring.coords())?;
        }
        write!(out, "</coordinates></LinearRing></{tag}>")?;
    }
    out.extend_from_slice(b"</Polygon>");
    Ok(())
}

fn positions<'a>(out: &mut Vec<u8>, coords: impl Iterator<Item = &'a Coord<f64>>) -> io::Result<()> {
    for (n, c) in coords.enumerate() {
        if n > 0 {
            out.push(b' ');
        }
        position(out, *c)?;
    }
    Ok(())
}

fn position(out: &mut Vec<u8>, c: Coord<f64>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &c.x)?;
    out.push(b',');
    Ok(serde_json::to_writer(&mut *out, &c.y)?)
}
