//! Lines and polygons cut by owner, on the wire (N9).
use super::geometry::{Line, Surface};
use super::lists;
use super::names::{Coded, Names, Responsible};
use super::place::{Position, UnitsBody};
use super::thresholds::ThresholdsBody;
use super::world::WorldBlock;
use riverchief_core::domain::results::{AreaDecision, LineParts, PolygonParts};
use serde::Serialize;
use utoipa::ToSchema;

/// Who answers for the parts of a line or a polygon.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Along {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// One entry for each line or polygon sent, in order.
    pub shapes: Vec<AlongShape>,
    /// The thresholds in force.
    pub thresholds: ThresholdsBody,
}

/// The id of a feature, as sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ShapeId {
    /// A string.
    Text(String),
    /// A number.
    #[schema(value_type = f64)]
    Number(serde_json::Number),
}

impl From<geojson::feature::Id> for ShapeId {
    fn from(id: geojson::feature::Id) -> Self {
        match id {
            geojson::feature::Id::String(text) => Self::Text(text),
            geojson::feature::Id::Number(number) => Self::Number(number),
        }
    }
}

/// One line or polygon and its parts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlongShape {
    /// Id of the feature, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ShapeId>,
    /// `line` or `polygon`.
    #[schema(value_type = lists::ShapeKind)]
    pub kind: &'static str,
    /// Length of the line in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_m: Option<f64>,
    /// Area of the polygon in m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// Parts, in order along a line, or by owner for a polygon.
    pub parts: Vec<Part>,
    /// Waters without an area that cross the line or lie inside the polygon; they own no part.
    pub waters: Vec<WaterBeside>,
}

/// A part with one owner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Part {
    /// Distance from the start of the line, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_m: Option<f64>,
    /// Distance from the start of the line, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_m: Option<f64>,
    /// Metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_m: Option<f64>,
    /// m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<f64>,
    /// The part of a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// The part of a polygon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Surface>,
    /// Status, as for a point, but never `NEAR_WATER`.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// Units.
    pub units: UnitsBody,
    /// The water.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Posts called 直接责任人.
    pub direct_responsible: Vec<Responsible>,
    /// The post to phone first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// The highest-ranking direct post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<Responsible>,
    /// `hole:LEVEL` where a level of units that the world has elsewhere is missing, `N_PARENT_BY_PLACE`, `W_FUNCTIONAL_AREA_NO_POST`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A water without an area that crosses the line or lies inside the polygon.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaterBeside {
    /// The water.
    pub water: Coded,
    /// 0 is the main course.
    pub branch: u32,
    /// Length of its centreline inside the polygon, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_m: Option<f64>,
    /// Where the line crosses it, in metres from the start of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_m: Option<f64>,
    /// The same place on the water, in metres from the upstream end of its branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure_m: Option<f64>,
    /// The place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
}

impl Part {
    fn decided(d: &AreaDecision, names: Names<'_>) -> Self {
        Self {
            from_m: None,
            to_m: None,
            length_m: None,
            area_m2: None,
            line: None,
            surface: None,
            status: d.status.as_str(),
            units: UnitsBody::by_level(&d.units, names),
            water: d.water.as_ref().map(|w| names.water(w)),
            zone: d.zone.as_ref().map(ToString::to_string),
            segment: d.segment.as_ref().map(ToString::to_string),
            direct_responsible: names.all_responsible(&d.direct_responsible),
            first_contact: d.first_contact.as_ref().map(|p| names.responsible(p)),
            accountable: d.accountable.as_ref().map(|p| names.responsible(p)),
            notes: d.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

impl AlongShape {
    /// A line's parts.
    #[must_use]
    pub fn line(id: Option<ShapeId>, cut: &LineParts, names: Names<'_>) -> Self {
        let parts = cut.parts.iter().map(|p| Part {
            from_m: Some(p.from_m),
            to_m: Some(p.to_m),
            length_m: Some(p.length_m),
            line: Some((&p.line).into()),
            ..Part::decided(&p.decision, names)
        });
        let waters = cut.crossings.iter().map(|c| WaterBeside {
            water: names.water(&c.water),
            branch: c.branch,
            length_m: None,
            at_m: Some(c.at_m),
            measure_m: Some(c.measure_m),
            at: Some(c.at.into()),
        });
        Self {
            id,
            kind: "line",
            length_m: Some(cut.length_m),
            area_m2: None,
            parts: parts.collect(),
            waters: waters.collect(),
        }
    }

    /// A polygon's parts.
    #[must_use]
    pub fn polygon(id: Option<ShapeId>, cut: &PolygonParts, names: Names<'_>) -> Self {
        let parts = cut.parts.iter().map(|p| Part {
            area_m2: Some(p.area_m2),
            surface: Some((&p.geometry).into()),
            ..Part::decided(&p.decision, names)
        });
        let waters = cut.inside.iter().map(|w| WaterBeside {
            water: names.water(&w.water),
            branch: w.branch,
            length_m: Some(w.length_m),
            at_m: None,
            measure_m: None,
            at: None,
        });
        Self {
            id,
            kind: "polygon",
            length_m: None,
            area_m2: Some(cut.area_m2),
            parts: parts.collect(),
            waters: waters.collect(),
        }
    }
}
