//! The layers of a tile: their names, attributes and zooms. `TileJSON`, styles and docs/DATA.md follow this table.
use super::tile::{MAX_ZOOM, MIN_ZOOM};
use riverchief_core::domain::kinds::{Level, Status};
use std::fmt;
use std::str::FromStr;

/// Kind of geometry in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryKind {
    /// Points.
    Point,
    /// Lines.
    Line,
    /// Polygons.
    Polygon,
    /// Lines where the feature has a segment, points elsewhere.
    LineOrPoint,
}

/// Type of an attribute, as `TileJSON` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
}

impl FieldKind {
    /// The name in `TileJSON`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
        }
    }
}

/// An attribute of a layer. A tile omits absent values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: FieldKind,
    /// What it means.
    pub description: &'static str,
}

/// A layer.
#[derive(Clone, Copy, Debug)]
pub struct LayerSpec {
    /// Name in tiles and URLs, lower snake case.
    pub id: &'static str,
    /// Title for Chinese readers.
    pub title_zh: &'static str,
    /// Title for English readers.
    pub title_en: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// Kind of its geometry.
    pub geometry: GeometryKind,
    /// Lowest zoom at which it exists.
    pub minzoom: u8,
    /// Highest zoom at which it exists.
    pub maxzoom: u8,
    /// Its attributes, in order, in groups that several layers share.
    field_groups: &'static [&'static [FieldSpec]],
}

impl LayerSpec {
    /// Its attributes, in order.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.field_groups.iter().flat_map(|group| group.iter())
    }
}

const fn text(name: &'static str, description: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind: FieldKind::String,
        description,
    }
}
const fn number(name: &'static str, description: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind: FieldKind::Number,
        description,
    }
}
const fn flag(name: &'static str, description: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        kind: FieldKind::Boolean,
        description,
    }
}
const ID: FieldSpec = text("id", "id of the record");
const WATER: FieldSpec = text("water", "code of the water");
const NAME: FieldSpec = text("name", "name, as people read it");
const WATER_NAME: FieldSpec = text("name", "name of the water");
const LEVEL: FieldSpec = text("level", "city, county, township or village");
const UNIT: FieldSpec = text("unit", "code of the unit");
const UNIT_NAME: FieldSpec = text("unit_name", "name of the unit");
const KIND: FieldSpec = text("kind", "river, lake, reservoir or canal");
const GRADE: FieldSpec = text("grade", "grade in the inventory (名录)");
const CITY_LEVEL: FieldSpec = flag(
    "city_level",
    "has a city-level chief, by itself or through the bracket of C1",
);
const LAYER: FieldSpec = number("layer", "vertical order where waters cross; an aqueduct is 1");
const JURISDICTION: FieldSpec = text(
    "jurisdiction",
    "outside: beyond the city limit, where nobody answers (Z11); absent in the city",
);
const REGISTERED: FieldSpec = flag("registered", "false: derived from geometry, nothing is registered");

/// The chief of a feature, from the resolver.
const CHIEF: &[FieldSpec] = &[
    text("post", "id of the post (seat) that answers"),
    text("post_name", "its name"),
    text(
        "state",
        "filled, vacant, gap, not_established, not_yet or not_applicable",
    ),
    text("holder", "who holds it, by office; several joined by ;"),
    text("phone", "telephone of the post"),
    text("vacant_since", "first day on which nobody held it, YYYY-MM-DD"),
    text("first_contact", "id of the post to call first"),
    text("first_contact_name", "its name"),
    text("first_contact_phone", "its telephone"),
    text("first_contact_holder", "who holds it, by office; several joined by ;"),
    text("accountable", "id of the post that is accountable"),
    text("accountable_name", "its name"),
    text("accountable_phone", "its telephone"),
    text("accountable_holder", "who holds it, by office; several joined by ;"),
    text(
        "basis",
        "stated, inferred or data: what the choice of the post rests on",
    ),
    number(
        "colour",
        "0 to 5, where there is a post; posts whose features meet and are drawn together have different ones",
    ),
];
const UNIT_FIELDS: &[FieldSpec] = &[
    text("code", "statistical code"),
    NAME,
    LEVEL,
    text("parent", "code of the unit above"),
    text("general_chief", "id of the post of general chief (总河长)"),
    text("general_chief_name", "its name"),
    text("general_chief_state", "filled, vacant, gap or not_yet"),
];
const SEGMENT_FIELDS: &[FieldSpec] = &[
    ID,
    WATER,
    WATER_NAME,
    LEVEL,
    UNIT,
    UNIT_NAME,
    text("bank", "left, right or both, seen downstream"),
    number("branch", "0 is the main course"),
    number("measure_from", "metres from the upstream end of the branch"),
    number("measure_to", "metres from the upstream end of the branch"),
    REGISTERED,
    CITY_LEVEL,
];

const fn layer(
    id: &'static str,
    title_zh: &'static str,
    title_en: &'static str,
    description: &'static str,
    geometry: GeometryKind,
    field_groups: &'static [&'static [FieldSpec]],
) -> LayerSpec {
    LayerSpec {
        id,
        title_zh,
        title_en,
        description,
        geometry,
        minzoom: MIN_ZOOM,
        maxzoom: MAX_ZOOM,
        field_groups,
    }
}

use GeometryKind::{Line, LineOrPoint, Point, Polygon};

/// Every layer, in drawing order from the bottom.
pub static LAYERS: &[LayerSpec] = &[
    layer(
        "cities",
        Level::City.unit().zh,
        "City",
        "the city",
        Polygon,
        &[UNIT_FIELDS],
    ),
    layer(
        "counties",
        Level::County.unit().zh,
        "Counties",
        "counties and districts",
        Polygon,
        &[UNIT_FIELDS],
    ),
    layer(
        "townships",
        Level::Township.unit().zh,
        "Townships",
        "townships and subdistricts",
        Polygon,
        &[UNIT_FIELDS],
    ),
    layer(
        "villages",
        Level::Village.unit().zh,
        "Villages",
        "villages and communities",
        Polygon,
        &[UNIT_FIELDS],
    ),
    layer(
        "functional_areas",
        "功能区",
        "Functional areas",
        "areas that act as a county over some townships (E)",
        Polygon,
        &[&[
            text("code", "code of the area"),
            NAME,
            text("acts_as", "level whose slot it fills"),
            text("over", "codes of the units that it is entrusted with, joined by ;"),
        ]],
    ),
    layer(
        "marine_areas",
        Status::Marine.term().zh,
        "Marine areas",
        "sea areas, where no chief answers (Q)",
        Polygon,
        &[&[ID, NAME]],
    ),
    layer(
        "water_areas",
        "水面",
        "Water areas",
        "surfaces of waters",
        Polygon,
        &[&[ID, WATER, WATER_NAME, KIND, GRADE, CITY_LEVEL, LAYER, JURISDICTION]],
    ),
    layer(
        "land_zones",
        Status::LandZone.term().zh,
        "Reservoir land zones",
        "LAND zones, cut by village; the chief is the one called directly responsible (Z5)",
        Polygon,
        &[
            &[
                ID,
                text("zone", "id of the zone"),
                WATER,
                WATER_NAME,
                text("village", "code of the village"),
                JURISDICTION,
            ],
            CHIEF,
        ],
    ),
    layer(
        "water_zones",
        Status::WaterZone.term().zh,
        "Reservoir water zones",
        "WATER zones, up to the reference level",
        Polygon,
        &[
            &[
                ID,
                text("zone", "id of the zone"),
                WATER,
                WATER_NAME,
                text("reference_level", "water level to which the zone is drawn (Z9)"),
                JURISDICTION,
            ],
            CHIEF,
        ],
    ),
    layer(
        "management_extents",
        "管理范围",
        "Management extents",
        "demarcated management extents of channels",
        Polygon,
        &[&[ID, WATER, WATER_NAME, JURISDICTION]],
    ),
    layer(
        "pieces",
        "分片",
        "Pieces",
        "parts of waters without stationing, by unit (N5)",
        Polygon,
        &[
            &[ID, WATER, WATER_NAME, LEVEL, UNIT, UNIT_NAME, REGISTERED, CITY_LEVEL],
            CHIEF,
        ],
    ),
    layer(
        "borders",
        "行政界线",
        "Borders",
        "each common border once, at its highest level; coast and city limit too",
        Line,
        &[&[
            LEVEL,
            text("kind", "inner, limit or coast"),
            text("left", "code of the unit on the left"),
            text("right", "code of the unit on the right"),
        ]],
    ),
    layer(
        "centrelines",
        "河道中心线",
        "Centrelines",
        "one per water and branch, in the direction of flow",
        Line,
        &[&[
            WATER,
            number("branch", "0 is the main course"),
            WATER_NAME,
            text("branch_name", "own name of the branch"),
            KIND,
            GRADE,
            CITY_LEVEL,
            LAYER,
            number("order", "1 is the main stem"),
        ]],
    ),
    layer(
        "segments_city",
        "市级河段",
        "City segments",
        "segments of the city level",
        Line,
        &[SEGMENT_FIELDS, CHIEF],
    ),
    layer(
        "segments_county",
        "县级河段",
        "County segments",
        "segments of the county level, registered or else derived",
        Line,
        &[SEGMENT_FIELDS, CHIEF],
    ),
    layer(
        "segments_township",
        "乡级河段",
        "Township segments",
        "segments of the township level, registered or else derived",
        Line,
        &[SEGMENT_FIELDS, CHIEF],
    ),
    layer(
        "segments_village",
        "村级河段",
        "Village segments",
        "segments of the village level, registered or else derived",
        Line,
        &[SEGMENT_FIELDS, CHIEF],
    ),
    layer(
        "coverage",
        "覆盖缺口",
        "Coverage",
        "what the plan's milestones still miss on the day",
        LineOrPoint,
        &[&[
            text("milestone", "milestones that miss it, joined by ;"),
            LEVEL,
            UNIT,
            UNIT_NAME,
            WATER,
            WATER_NAME,
            text("what", "gap, vacant, office, document, not_sent or grade"),
            text("rule", "clause that asks for it"),
            text("post", "id of the vacant post"),
            text("text", "in plain Chinese"),
        ]],
    ),
    layer(
        "notice_boards",
        "公示牌",
        "Notice boards",
        "notice boards on the banks (P1)",
        Point,
        &[&[
            ID,
            WATER,
            WATER_NAME,
            text("segment", "id of the segment"),
            text("supervision_phone", "监督电话"),
        ]],
    ),
    layer(
        "findings",
        "数据问题",
        "Findings",
        "findings of the world that have a place",
        Point,
        &[&[
            text("code", "code of the finding"),
            text("rule", "rule that it rests on"),
            text("severity", "error, warning or note"),
            text("layer", "layer of the world file"),
            text("feature", "id of the feature"),
            text("message", "what is wrong"),
        ]],
    ),
    layer(
        "labels",
        "标注点",
        "Labels",
        "one point per polygon part, outside its holes, only in the tile that owns it",
        Point,
        &[&[
            text("of", "layer of the feature"),
            text("id", "id or code of the feature"),
            NAME,
            LEVEL,
            text("kind", "kind of the water"),
            number("part", "0 is the largest part"),
            number("parts", "how many parts the feature has"),
            number("area_m2", "geodesic area of the part"),
            number("polygon_from", "from this zoom on the part is a polygon"),
        ]],
    ),
];

/// A layer by its position in [`LAYERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(u8);

/// No layer has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no layer {0}; layers are {known}", known = known())]
pub struct UnknownLayer(pub String);

fn known() -> String {
    LAYERS.iter().map(|l| l.id).collect::<Vec<_>>().join(", ")
}

impl LayerId {
    /// Every layer, in the order of [`LAYERS`].
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(LAYERS.len()).map(Self)
    }

    /// Its position in [`LAYERS`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its description.
    #[must_use]
    pub fn spec(self) -> &'static LayerSpec {
        &LAYERS[self.index()]
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.spec().id
    }
}

impl FromStr for LayerId {
    type Err = UnknownLayer;
    fn from_str(text: &str) -> Result<Self, UnknownLayer> {
        Self::all()
            .find(|l| l.as_str() == text)
            .ok_or_else(|| UnknownLayer(text.to_owned()))
    }
}

impl fmt::Display for LayerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
