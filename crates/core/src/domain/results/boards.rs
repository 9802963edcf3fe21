//! The content of a notice board (公示牌) for a segment.
use super::super::answer::Seat;
use super::super::ids::{BoardId, UnitCode};
use super::super::time::Date;
use super::segments::SegmentView;
use super::units::OfficeView;
use super::waters::WaterView;
use geo::MultiPolygon;
use riverchief_geom::LonLat;

/// What is on the board of a segment, whether or not a board exists.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentBoard {
    pub segment: SegmentView,
    /// Names from the city down to the segment's unit.
    pub path: Vec<String>,
    pub water: WaterView,
    /// Counties that the water passes.
    pub counties: Vec<UnitCode>,
    /// The upstream and the downstream end of a stretch.
    pub ends: Option<[BoardEnd; 2]>,
    /// The surface of a piece of an area (分片).
    pub surface: Option<MultiPolygon<f64>>,
    /// General and river chiefs, highest level first; at each level the general chief first.
    pub chiefs: Vec<Seat>,
    /// Existing boards.
    pub boards: Vec<BoardHere>,
    /// The issuing office: that of the segment's unit, or the nearest above (F1).
    pub office: Option<OfficeView>,
    /// 一河一策 (P4).
    pub policies: Vec<Policy>,
}

/// An end of a stretch in words (S34).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardEnd {
    /// The units that meet there.
    pub units: Vec<UnitCode>,
    /// Their common names, from the city down.
    pub path: Vec<String>,
    /// The printed words: 甲村, 甲村—乙村交界, with what else is there; `None` outside the city.
    pub text: Option<String>,
}

/// An existing board on the segment.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardHere {
    pub id: BoardId,
    pub location: LonLat,
    pub content_version: Option<String>,
    pub supervision_phone: Option<String>,
    /// First day of its validity.
    pub since: Option<Date>,
}

/// A document of the water: 一河一策.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub id: String,
    pub title: String,
    pub issued: Option<Date>,
}
