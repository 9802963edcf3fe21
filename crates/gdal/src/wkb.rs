//! Well-known binary (WKB): all coordinates pass between OGR and `geo` in this format.
//!
//! The crate `wkb` writes. It does not read here: its reader closes open rings without a report, has no error that tells
//! a curve from damaged bytes, and loses the empty points that OGR writes as NaN. [`decode`] reads the type codes of both
//! ISO and the OGC's first version, drops Z and M and reports that it did. It knows no CRS.
use ::wkb::writer::{WriteOptions, write_geometry};
use geo::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use thiserror::Error;

/// Why bytes can't be read as a geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WkbError {
    /// The bytes end before the geometry is complete.
    #[error("the geometry is cut short")]
    CutShort,
    /// A curve, a surface or an unknown code.
    #[error("geometry type {0} is not supported")]
    Unsupported(u32),
    /// Collections are nested deeper than [`DEEPEST`].
    #[error("the geometry is nested too deeply")]
    TooDeep,
}

/// A geometry in two dimensions, with what was dropped or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Flat {
    /// The geometry.
    pub geometry: Geometry<f64>,
    /// It had heights (Z).
    pub had_z: bool,
    /// It had measures (M).
    pub had_m: bool,
    /// It had open rings, whose last vertex is not the first; they are closed now.
    pub had_open_ring: bool,
}

/// The deepest nesting of collections that is read. The stack has room for far more.
const DEEPEST: u8 = 32;

#[expect(
    clippy::struct_excessive_bools,
    reason = "the byte order and three findings, all independent"
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
    /// A count of elements of at least `least` bytes each. A count that the remaining bytes can't hold is refused.
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
/// [`WkbError`] when the bytes are cut short, hold a curve or another unsupported type, or are nested too deeply.
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

/// Writes a geometry: little endian, two dimensions. An empty polygon has no ring.
///
/// # Errors
/// More parts or vertices than the 32 bits of the format can count.
pub fn encode(geometry: &Geometry<f64>) -> Result<Vec<u8>, ::wkb::error::WkbError> {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, geometry, &WriteOptions::default())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{line_string, polygon};

    #[test]
    fn a_written_geometry_reads_back_the_same() {
        let hole = polygon!(exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.), (x: 0., y: 0.)],
            interiors: [[(x: 5., y: 1.), (x: 6., y: 1.), (x: 6., y: 2.), (x: 5., y: 1.)]]);
        let all: [Geometry<f64>; 6] = [
            Point::new(109.1, 21.4).into(),
            line_string![(x: 1., y: 2.), (x: 3., y: 4.)].into(),
            hole.clone().into(),
            MultiPolygon(vec![hole.clone(), hole]).into(),
            Polygon::new(LineString(vec![]), vec![]).into(),
            MultiPolygon(vec![]).into(),
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
    fn heights_and_measures_are_dropped_and_reported() {
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
    fn every_truncation_is_an_error_and_a_false_count_allocates_nothing() {
        let line: Geometry<f64> = line_string![(x: 1., y: 2.), (x: 3., y: 4.)].into();
        let bytes = encode(&line).expect("a line");
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), Err(WkbError::CutShort), "{end}");
        }
        let mut false_count = vec![1];
        false_count.extend(2u32.to_le_bytes());
        false_count.extend(u32::MAX.to_le_bytes());
        assert_eq!(decode(&false_count), Err(WkbError::CutShort));
    }

    #[test]
    fn a_curve_is_refused() {
        let mut bytes = vec![1];
        bytes.extend(8u32.to_le_bytes());
        assert_eq!(decode(&bytes), Err(WkbError::Unsupported(8)));
    }
}
