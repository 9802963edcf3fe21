//! Well-known binary between OGR and geo: the one path on which coordinates cross the border.
//!
//! Reads both the ISO and the old OGC type codes and drops Z and M, saying so. Knows no CRS.
use geo::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use thiserror::Error;

/// Bytes that are no WKB of a simple geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WkbError {
    /// The bytes end before the geometry does.
    #[error("the geometry is cut short")]
    CutShort,
    /// A curve, a surface or an unknown code.
    #[error("geometry type {0} is not supported")]
    Unsupported(u32),
    /// Collections in collections, deeper than any honest file.
    #[error("the geometry is nested too deeply")]
    TooDeep,
}

/// A geometry with what was dropped from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flat {
    /// In two dimensions.
    pub geometry: Geometry<f64>,
    /// Had heights.
    pub had_z: bool,
    /// Had measures on its vertices.
    pub had_m: bool,
    /// Had rings whose last vertex is not their first; they are closed now.
    pub had_open_ring: bool,
}

/// Collections may be nested this deep; the stack would take far more.
const DEEPEST: u8 = 32;

#[expect(
    clippy::struct_excessive_bools,
    reason = "byte order and three things seen on the way, all independent"
)]
struct Bytes<'a> {
    rest: &'a [u8],
    depth: u8,
    big: bool,
    had_z: bool,
    had_m: bool,
    had_open_ring: bool,
}

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], WkbError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(WkbError::CutShort)?;
        self.rest = rest;
        Ok(*head)
    }
    fn u32(&mut self) -> Result<u32, WkbError> {
        let bytes = self.take::<4>()?;
        Ok(if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }
    fn f64(&mut self) -> Result<f64, WkbError> {
        let bytes = self.take::<8>()?;
        Ok(if self.big {
            f64::from_be_bytes(bytes)
        } else {
            f64::from_le_bytes(bytes)
        })
    }
    /// A count of things of at least `least` bytes each; more than can follow is a lie.
    fn count(&mut self, least: usize) -> Result<usize, WkbError> {
        let count = self.u32()? as usize;
        if count > self.rest.len() / least {
            Err(WkbError::CutShort)
        } else {
            Ok(count)
        }
    }
    fn coord(&mut self, z: bool, m: bool) -> Result<Coord<f64>, WkbError> {
        let coord = Coord {
            x: self.f64()?,
            y: self.f64()?,
        };
        for _ in 0..usize::from(z) + usize::from(m) {
            self.f64()?;
        }
        Ok(coord)
    }
    fn line(&mut self, z: bool, m: bool) -> Result<LineString<f64>, WkbError> {
        let count = self.count(16)?;
        (0..count)
            .map(|_| self.coord(z, m))
            .collect::<Result<Vec<_>, _>>()
            .map(LineString)
    }
    fn parts<T>(&mut self, part: impl Fn(Geometry<f64>) -> Option<T>) -> Result<Vec<T>, WkbError> {
        let count = self.count(5)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(WkbError::TooDeep);
        }
        let parts = (0..count)
            .map(|_| self.geometry().and_then(|g| part(g).ok_or(WkbError::Unsupported(0))))
            .collect();
        self.depth -= 1;
        parts
    }
    fn geometry(&mut self) -> Result<Geometry<f64>, WkbError> {
        let [order] = self.take::<1>()?;
        self.big = order == 0;
        let code = self.u32()?;
        let (mut z, mut m) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        let code = code & 0x0fff_ffff;
        match code / 1000 {
            1 => z = true,
            2 => m = true,
            3 => (z, m) = (true, true),
            _ => {}
        }
        self.had_z |= z;
        self.had_m |= m;
        Ok(match code % 1000 {
            1 => Point(self.coord(z, m)?).into(),
            2 => self.line(z, m)?.into(),
            3 => {
                let count = self.count(4)?;
                let rings = (0..count).map(|_| self.line(z, m)).collect::<Result<Vec<_>, _>>()?;
                self.had_open_ring |= rings.iter().any(|ring| ring.0.first() != ring.0.last());
                let mut rings = rings.into_iter();
                let exterior = rings.next().unwrap_or(LineString(Vec::new()));
                Polygon::new(exterior, rings.collect()).into()
            }
            4 => MultiPoint(self.parts(|g| g.try_into().ok())?).into(),
            5 => MultiLineString(self.parts(|g| g.try_into().ok())?).into(),
            6 => MultiPolygon(self.parts(|g| g.try_into().ok())?).into(),
            7 => Geometry::GeometryCollection(GeometryCollection(self.parts(Some)?)),
            other => return Err(WkbError::Unsupported(other)),
        })
    }
}

/// Reads one geometry.
///
/// # Errors
/// [`WkbError`] when the bytes are cut short or hold a curve.
pub fn decode(bytes: &[u8]) -> Result<Flat, WkbError> {
    let mut bytes = Bytes {
        rest: bytes,
        depth: 0,
        big: false,
        had_z: false,
        had_m: false,
        had_open_ring: false,
    };
    let geometry = bytes.geometry()?;
    Ok(Flat {
        geometry,
        had_z: bytes.had_z,
        had_m: bytes.had_m,
        had_open_ring: bytes.had_open_ring,
    })
}

/// Writes a point, a line or a polygon geometry, little endian, two dimensions.
///
/// # Errors
/// [`WkbError::Unsupported`] for the kinds that no layer of ours holds.
pub fn encode(geometry: &Geometry<f64>) -> Result<Vec<u8>, WkbError> {
    let mut out = Vec::new();
    match geometry {
        Geometry::Point(point) => {
            header(&mut out, 1);
            coord(&mut out, point.0);
        }
        Geometry::LineString(line) => {
            header(&mut out, 2);
            coords(&mut out, line);
        }
        Geometry::Polygon(polygon) => rings(&mut out, polygon),
        Geometry::MultiPolygon(area) => {
            header(&mut out, 6);
            count(&mut out, area.0.len());
            for polygon in &area.0 {
                rings(&mut out, polygon);
            }
        }
        _ => return Err(WkbError::Unsupported(0)),
    }
    Ok(out)
}

fn header(out: &mut Vec<u8>, code: u32) {
    out.push(1);
    out.extend(code.to_le_bytes());
}

fn count(out: &mut Vec<u8>, count: usize) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the format has 32 bits; 2³² vertices would need 64 GiB"
    )]
    out.extend((count as u32).to_le_bytes());
}

fn coord(out: &mut Vec<u8>, coord: Coord<f64>) {
    out.extend(coord.x.to_le_bytes());
    out.extend(coord.y.to_le_bytes());
}

fn coords(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    line.0.iter().for_each(|c| coord(out, *c));
}

fn rings(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    header(out, 3);
    let empty = polygon.exterior().0.is_empty();
    count(out, if empty { 0 } else { 1 + polygon.interiors().len() });
    if !empty {
        coords(out, polygon.exterior());
        polygon.interiors().iter().for_each(|ring| coords(out, ring));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{line_string, polygon};

    #[test]
    fn what_is_written_is_read_again() {
        let hole = polygon!(exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 0.)],
            interiors: [[(x: 5., y: 1.), (x: 6., y: 1.), (x: 6., y: 2.), (x: 5., y: 1.)]]);
        let all: [Geometry<f64>; 4] = [
            Point::new(109.1, 21.4).into(),
            line_string![(x: 1., y: 2.), (x: 3., y: 4.)].into(),
            hole.clone().into(),
            MultiPolygon(vec![hole.clone(), hole]).into(),
        ];
        for geometry in all {
            let bytes = encode(&geometry).expect("a supported kind");
            assert_eq!(
                decode(&bytes),
                Ok(Flat {
                    geometry,
                    had_z: false,
                    had_m: false,
                    had_open_ring: false,
                })
            );
        }
    }

    #[test]
    fn heights_and_measures_are_dropped_and_said() {
        let mut bytes = vec![1];
        bytes.extend(3001u32.to_le_bytes());
        for number in [109.0_f64, 21.0, 5.0, 7.0] {
            bytes.extend(number.to_le_bytes());
        }
        let flat = decode(&bytes).expect("a point");
        assert_eq!(
            flat,
            Flat {
                geometry: Point::new(109.0, 21.0).into(),
                had_z: true,
                had_m: true,
                had_open_ring: false,
            }
        );
    }

    #[test]
    fn every_truncation_is_an_error_and_a_lying_count_allocates_nothing() {
        let line: Geometry<f64> = line_string![(x: 1., y: 2.), (x: 3., y: 4.)].into();
        let bytes = encode(&line).expect("a line");
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), Err(WkbError::CutShort), "{end}");
        }
        let mut lying = vec![1];
        lying.extend(2u32.to_le_bytes());
        lying.extend(u32::MAX.to_le_bytes());
        assert_eq!(decode(&lying), Err(WkbError::CutShort));
    }

    #[test]
    fn a_curve_is_refused() {
        let mut bytes = vec![1];
        bytes.extend(8u32.to_le_bytes());
        assert_eq!(decode(&bytes), Err(WkbError::Unsupported(8)));
    }
}
