//! GeoJSON as one collection (RFC 7946) and as a sequence (RFC 8142).
//!
//! A CRS other than longitude and latitude is named in the member `crs` of GeoJSON 2008, which GDAL and QGIS read.
use super::file_layer::{Features, FileLayer};
use crate::collections::geojson::open_feature;
use geo::orient::{Direction, Orient as _};
use geo::{Geometry, Polygon, Winding};
use std::borrow::Cow;
use std::io::{self, Write};

/// Number of bytes that are buffered before they are written.
const PART_BYTES: usize = 64 << 10;

/// Writes a feature collection, one feature per line.
///
/// # Errors
/// Errors of the writer and of the features.
pub fn write(layer: &FileLayer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut part = Vec::with_capacity(PART_BYTES * 2);
    part.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"name\":");
    serde_json::to_writer(&mut part, layer.spec.id)?;
    if !layer.crs.is_longitude_latitude() {
        part.extend_from_slice(b",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":");
        serde_json::to_writer(&mut part, &layer.crs.urn())?;
        part.extend_from_slice(b"}}");
    }
    part.extend_from_slice(b",\"features\":[");
    for (n, feature) in features.enumerate() {
        let feature = feature?;
        part.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
        let geometry = feature.geometry.as_deref().map(wound);
        open_feature(&mut part, layer.spec, feature.row, &layer.columns, geometry.as_deref())?;
        part.push(b'}');
        write_when_full(&mut part, out)?;
    }
    part.extend_from_slice(b"\n]}\n");
    out.write_all(&part)
}

/// Writes a sequence: each feature between a record separator and a line feed.
///
/// # Errors
/// Errors of the writer and of the features.
pub fn write_seq(layer: &FileLayer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let mut part = Vec::with_capacity(PART_BYTES * 2);
    for feature in features {
        let feature = feature?;
        part.push(0x1e);
        let geometry = feature.geometry.as_deref().map(wound);
        open_feature(&mut part, layer.spec, feature.row, &layer.columns, geometry.as_deref())?;
        part.extend_from_slice(b"}\n");
        write_when_full(&mut part, out)?;
    }
    out.write_all(&part)
}

/// The geometry with outer rings counterclockwise and holes clockwise (RFC 7946 §3.1.6). The vertices stay the same.
fn wound(geometry: &Geometry<f64>) -> Cow<'_, Geometry<f64>> {
    let right = |p: &Polygon<f64>| !p.exterior().is_cw() && !p.interiors().iter().any(Winding::is_ccw);
    match geometry {
        Geometry::Polygon(one) if !right(one) => Cow::Owned(Geometry::Polygon(one.orient(Direction::Default))),
        Geometry::MultiPolygon(all) if !all.iter().all(right) => {
            Cow::Owned(Geometry::MultiPolygon(all.orient(Direction::Default)))
        }
        other => Cow::Borrowed(other),
    }
}

/// Writes the buffer when it is full.
pub(super) fn write_when_full(part: &mut Vec<u8>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    if part.len() >= PART_BYTES {
        out.write_all(part)?;
        part.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::wound;
    use geo::{Geometry, polygon};
    use std::borrow::Cow;

    #[test]
    fn outer_rings_run_counterclockwise_and_holes_clockwise() {
        let turned = polygon!(exterior: [(x: 0., y: 0.), (x: 0., y: 4.), (x: 4., y: 0.), (x: 0., y: 0.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 1., y: 2.), (x: 1., y: 1.)]]);
        let right = polygon!(exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 0., y: 4.), (x: 0., y: 0.)],
            interiors: [[(x: 1., y: 1.), (x: 1., y: 2.), (x: 2., y: 1.), (x: 1., y: 1.)]]);
        let turned = Geometry::Polygon(turned);
        let right = Geometry::Polygon(right);
        assert_eq!(*wound(&turned), right);
        assert!(matches!(wound(&right), Cow::Borrowed(_)));
    }
}
