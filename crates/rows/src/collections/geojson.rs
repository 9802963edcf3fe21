//! Writes rows as GeoJSON features. Coordinates are written as given.
use super::spec::CollectionSpec;
use super::table::{Cell, Row};
use geo::{Coord, Geometry, LineString, Polygon};
use std::io::{self, Write};

/// Writes a feature without its closing brace, so that more members can follow.
///
/// `columns` are the indices of the properties to write, in order; `geometry` is that of the row, in the CRS of the answer.
///
/// # Errors
/// Those of the writer.
pub fn open_feature(
    out: &mut impl Write,
    spec: &CollectionSpec,
    row: &Row,
    columns: &[usize],
    geometry: Option<&Geometry<f64>>,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"Feature\",\"id\":")?;
    serde_json::to_writer(&mut *out, &*row.id)?;
    out.write_all(b",\"geometry\":")?;
    match geometry {
        Some(geometry) => write_geometry(out, geometry)?,
        None => out.write_all(b"null")?,
    }
    out.write_all(b",\"properties\":{")?;
    let all: Vec<_> = spec.columns().collect();
    for (n, &at) in columns.iter().enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        // Names of columns need no escaping.
        write!(out, "\"{}\":", all[at].name)?;
        write_cell(out, &row.cells[at])?;
    }
    out.write_all(b"}")
}

fn write_cell(out: &mut impl Write, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null")?,
        Cell::Text(text) => serde_json::to_writer(out, &**text)?,
        Cell::Integer(value) => write!(out, "{value}")?,
        Cell::Real(value) => number(out, *value)?,
        Cell::Flag(value) => write!(out, "{value}")?,
        Cell::Date(day) => write!(out, "\"{day}\"")?,
        Cell::Texts(list) => {
            out.write_all(b"[")?;
            for (n, text) in list.iter().enumerate() {
                if n > 0 {
                    out.write_all(b",")?;
                }
                serde_json::to_writer(&mut *out, &**text)?;
            }
            out.write_all(b"]")?;
        }
    }
    Ok(())
}

/// Writes the shortest text that reads back as the same number.
fn number(out: &mut impl Write, value: f64) -> io::Result<()> {
    Ok(serde_json::to_writer(out, &value)?)
}

/// Writes a GeoJSON geometry.
///
/// # Errors
/// Those of the writer.
pub fn write_geometry(out: &mut impl Write, geometry: &Geometry<f64>) -> io::Result<()> {
    let kind = match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::LineString(_) | Geometry::Line(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(all) => {
            out.write_all(b"{\"type\":\"GeometryCollection\",\"geometries\":[")?;
            list(out, all.iter(), |out, g| write_geometry(out, g))?;
            return out.write_all(b"}");
        }
    };
    write!(out, "{{\"type\":\"{kind}\",\"coordinates\":")?;
    match geometry {
        Geometry::Point(p) => position(out, p.0)?,
        Geometry::MultiPoint(points) => list_of(out, points.iter(), |out, p| position(out, p.0))?,
        Geometry::LineString(l) => line(out, l)?,
        Geometry::Line(l) => line(out, &LineString::from(l))?,
        Geometry::MultiLineString(lines) => list_of(out, lines.iter(), line)?,
        Geometry::Polygon(p) => polygon(out, p)?,
        Geometry::Rect(r) => polygon(out, &r.to_polygon())?,
        Geometry::Triangle(t) => polygon(out, &t.to_polygon())?,
        Geometry::MultiPolygon(polygons) => list_of(out, polygons.iter(), polygon)?,
        Geometry::GeometryCollection(_) => {}
    }
    out.write_all(b"}")
}

fn list<W: Write, T>(
    out: &mut W,
    items: impl Iterator<Item = T>,
    each: impl Fn(&mut W, T) -> io::Result<()>,
) -> io::Result<()> {
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        each(out, item)?;
    }
    out.write_all(b"]")
}

fn list_of<W: Write, T>(
    out: &mut W,
    items: impl Iterator<Item = T>,
    each: impl Fn(&mut W, T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    list(out, items, each)
}

fn position(out: &mut impl Write, c: Coord<f64>) -> io::Result<()> {
    out.write_all(b"[")?;
    number(out, c.x)?;
    out.write_all(b",")?;
    number(out, c.y)?;
    out.write_all(b"]")
}

fn line<W: Write>(out: &mut W, l: &LineString<f64>) -> io::Result<()> {
    list_of(out, l.coords(), |out, c| position(out, *c))
}

fn polygon<W: Write>(out: &mut W, p: &Polygon<f64>) -> io::Result<()> {
    list_of(out, std::iter::once(p.exterior()).chain(p.interiors()), line)
}

#[cfg(test)]
mod tests {
    use super::write_geometry;
    use geo::{Geometry, GeometryCollection, MultiPolygon, Point, polygon};

    #[test]
    fn a_written_geometry_reads_back_to_the_last_bit() {
        let hole = polygon!(exterior: [(x: 0.1, y: 0.2), (x: 3., y: 0.), (x: 1. / 3., y: 5e-7), (x: 0.1, y: 0.2)],
            interiors: [[(x: 0.5, y: 0.1), (x: 0.6, y: 0.1), (x: 0.5, y: 0.11), (x: 0.5, y: 0.1)]]);
        let shapes = [
            Geometry::Point(Point::new(-0.0, 109.123_456_789_012_34)),
            Geometry::MultiPolygon(MultiPolygon::new(vec![hole.clone(), hole])),
            Geometry::GeometryCollection(GeometryCollection::new_from(vec![Geometry::Point(Point::new(1., 2.))])),
        ];
        for shape in shapes {
            let mut text = vec![];
            write_geometry(&mut text, &shape).expect("into memory");
            let read: geojson::Geometry = serde_json::from_slice(&text).expect("GeoJSON");
            let back: Geometry<f64> = read.try_into().expect("a geometry");
            assert_eq!(back, shape);
        }
    }
}
