//! Polygon features with the texts of their labels, and the geometry of any feature in longitude and latitude.
use super::courses::Courses;
use super::feature::Where;
use crate::layers::LayerId;
use geo::{Geometry, MultiLineString, MultiPolygon, Polygon};
use riverchief_core::domain::ids::{UnitCode, WaterCode};

/// A part of a polygon feature, which gets a label.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its number in the topology.
    pub number: u32,
    pub polygon: Polygon<f64>,
}

/// A polygon feature and the texts of its labels.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub layer: LayerId,
    /// Id or code.
    pub own: String,
    pub name: Option<String>,
    pub level: Option<&'static str>,
    pub kind: Option<&'static str>,
    /// It lies outside the city limit, where no chief is responsible (Z11).
    pub outside: bool,
    /// In the order of the record.
    pub parts: Vec<Part>,
    /// For a piece of a water: the water and the unit that the piece lies in. Its parts lie on the grid.
    pub piece: Option<(WaterCode, UnitCode)>,
}

pub(super) fn geometry(at: &Where, labelled: &[Labelled], courses: &Courses) -> Geometry<f64> {
    match at {
        Where::Place(place) => Geometry::Point(place.coord().into()),
        Where::Lines(runs) => {
            let pieces = runs.iter().flat_map(|run| run.start as usize..run.end as usize);
            MultiLineString(pieces.map(|piece| courses.lines()[piece].clone()).collect()).into()
        }
        Where::Area(area) => {
            let parts = &labelled[*area as usize].parts;
            MultiPolygon(parts.iter().map(|part| part.polygon.clone()).collect()).into()
        }
    }
}
