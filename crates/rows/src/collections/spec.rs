//! The collections: which there are, what they hold, their columns. The one table that Features, schemas and queryables follow.
use super::column::{
    BANK, BRANCH, CHIEF, CITY_LEVEL, CODE, ClosedList, Column, GRADE, ID, JURISDICTION, LAYER, LENGTH, LEVEL, LEVELS,
    MEASURE_FROM, MEASURE_TO, NAME, ORDER, POST_KINDS, REGISTERED, STATES, UNIT, UNIT_NAME, VALIDITY, VILLAGE, WATER,
    WATER_KIND, WATER_NAME, ZONE, date, flag, metres, one_of, square_metres, text, texts, whole,
};
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::domain::terms::Term;
use riverchief_core::snapshot::Severity;
use std::fmt;
use std::str::FromStr;

/// What the geometry of a collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryType {
    /// None.
    None,
    /// A point.
    Point,
    /// A line.
    LineString,
    /// Several lines.
    MultiLineString,
    /// Polygons.
    MultiPolygon,
    /// Lines or polygons.
    Any,
}

/// A collection.
#[derive(Clone, Copy, Debug)]
pub struct CollectionSpec {
    /// Name in addresses, lower snake case; that of the tile layer, where one shows the same.
    pub id: &'static str,
    /// Title for Chinese readers.
    pub title_zh: &'static str,
    /// Title for English readers.
    pub title_en: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// The same for Chinese readers.
    pub description_zh: &'static str,
    /// What its geometry is.
    pub geometry: GeometryType,
    /// The same at any time: its rows have dates, and the day asked for chooses among them.
    pub timeless: bool,
    groups: &'static [&'static [Column]],
}

impl CollectionSpec {
    /// Its columns, in order; the first is the id.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The place and the column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns().enumerate().find(|(_, column)| column.name == name)
    }

    /// The place of the column that says which unit a row belongs to, where there is one.
    #[must_use]
    pub fn unit(&self) -> Option<usize> {
        self.column(UNIT.name).map(|(place, _)| place)
    }
}

const UNIT_COLUMNS: &[Column] = &[
    CODE,
    NAME,
    LEVEL,
    text("parent", "上级代码", "code of the unit above"),
    text(
        "general_chief",
        "总河长岗位",
        "id of the post of general chief (总河长)",
    ),
    text(
        "general_chief_name",
        "总河长岗位名称",
        "name of the post of general chief",
    ),
    one_of(
        "general_chief_state",
        "总河长状态",
        "filled, vacant, gap or not_yet",
        STATES,
    ),
    text(
        "general_chief_holder",
        "总河长任职者",
        "who holds it, by office; several joined by ;",
    ),
    text(
        "general_chief_phone",
        "总河长电话",
        "telephone of the post of general chief",
    ),
    square_metres("area_m2", "面积", "geodesic area"),
];
const SEGMENT_COLUMNS: &[Column] = &[
    ID,
    WATER,
    WATER_NAME,
    LEVEL,
    UNIT,
    UNIT_NAME,
    BANK,
    BRANCH,
    MEASURE_FROM,
    MEASURE_TO,
    metres(
        "length_m",
        "长度",
        "geodesic length of what its chief answers for: in the city, off WATER zones but for a city's (Z11)",
    ),
    REGISTERED,
    CITY_LEVEL,
];
const CHAIN_COLUMNS: &[Column] = &[
    text("city_post", "市级岗位", "id of the city's post"),
    text("city_post_name", "市级岗位名称", "name of the city's post"),
    one_of("city_state", "市级岗位状态", "state of the city's post", STATES),
    text("city_holder", "市级任职者", "who holds it, by office"),
    text("city_phone", "市级电话", "its telephone"),
    text("county_post", "县级岗位", "id of the county's post"),
    text("county_post_name", "县级岗位名称", "name of the county's post"),
    one_of("county_state", "县级岗位状态", "state of the county's post", STATES),
    text("county_holder", "县级任职者", "who holds it, by office"),
    text("county_phone", "县级电话", "its telephone"),
    text("township_post", "乡级岗位", "id of the township's post"),
    text("township_post_name", "乡级岗位名称", "name of the township's post"),
    one_of("township_state", "乡级岗位状态", "state of the township's post", STATES),
    text("township_holder", "乡级任职者", "who holds it, by office"),
    text("township_phone", "乡级电话", "its telephone"),
    text("village_post", "村级岗位", "id of the village's post"),
    text("village_post_name", "村级岗位名称", "name of the village's post"),
    one_of("village_state", "村级岗位状态", "state of the village's post", STATES),
    text("village_holder", "村级任职者", "who holds it, by office"),
    text("village_phone", "村级电话", "its telephone"),
];

/// How bad a finding is.
const SEVERITIES: ClosedList = ClosedList {
    codes: &["error", "warning", "note"],
    terms: &[Severity::Error.term(), Severity::Warning.term(), Severity::Note.term()],
};
/// What a row of responsibilities is about.
const DUTIES: ClosedList = ClosedList {
    codes: &["segment", "piece", "water_zone", "land_zone"],
    terms: &[
        Term {
            zh: "河段",
            en: "segment",
        },
        Term {
            zh: "分片",
            en: "piece",
        },
        Status::WaterZone.term(),
        Status::LandZone.term(),
    ],
};

use GeometryType::{Any, LineString, MultiLineString, MultiPolygon, None, Point};

macro_rules! collections {
    ($($id:literal $zh:tt $en:literal $about:literal $about_zh:literal $geometry:ident $timeless:literal [$($group:expr),* $(,)?];)*) => {
        /// Every collection.
        pub static COLLECTIONS: &[CollectionSpec] = &[$(CollectionSpec {
            id: $id,
            title_zh: $zh,
            title_en: $en,
            description: $about,
            description_zh: $about_zh,
            geometry: $geometry,
            timeless: $timeless,
            groups: &[$($group),*],
        },)*];
    };
}

collections! {
    "cities" (Level::City.unit().zh) "City" "The city with its general chief." "全市及其总河长。" MultiPolygon false [UNIT_COLUMNS, VALIDITY];
    "counties" (Level::County.unit().zh) "Counties" "Counties and districts with their general chiefs." "县、区及其总河长。" MultiPolygon false [UNIT_COLUMNS, VALIDITY];
    "townships" (Level::Township.unit().zh) "Townships" "Townships and subdistricts with their general chiefs." "乡镇、街道及其总河长。" MultiPolygon false [UNIT_COLUMNS, VALIDITY];
    "villages" (Level::Village.unit().zh) "Villages" "Villages and communities." "行政村、社区。" MultiPolygon false [UNIT_COLUMNS, VALIDITY];
    "functional_areas" "功能区" "Functional areas" "Areas that act as a county over some townships (E)." "代管若干乡镇、相当于县级的功能区。" MultiPolygon false [
        &[CODE, NAME, one_of("acts_as", "相当级别", "level whose slot it fills", LEVELS),
            texts("over", "受托单位", "codes of the units that it is entrusted with")],
        VALIDITY];
    "marine_areas" (Status::Marine.term().zh) "Marine areas" "Sea areas, where no chief answers (Q)." "不设河长的海域。" MultiPolygon false [&[ID, NAME], VALIDITY];
    "waters" "水体" "Waters" "Rivers, lakes, reservoirs and canals, each with its centrelines." "江、河、湖、库和运河，附各自的河道中心线。" MultiLineString false [
        &[CODE, text("scheme", "编码体系", "scheme of the code"), NAME, WATER_KIND, GRADE, CITY_LEVEL, ORDER, LAYER,
            text("parent", "所属河流", "the river before the bracket of C1"),
            text("downstream", "流入水体", "code of the water that it flows into"),
            flag("split", "水陆分离", "has WATER and LAND zones (Z1)"),
            metres("length_m", "长度", "geodesic length in the city, of all branches (Z11)"),
            square_metres("area_m2", "水面面积", "geodesic area of its surfaces in the city (Z11)")],
        VALIDITY];
    "water_areas" "水面" "Water areas" "Surfaces of waters." "各水体的水面。" MultiPolygon false [
        &[ID, WATER, WATER_NAME, WATER_KIND, GRADE, CITY_LEVEL, LAYER, JURISDICTION], VALIDITY];
    "centrelines" "河道中心线" "Centrelines" "One per water and branch, in the direction of flow." "每个水体的干流、支汊各一条，沿水流方向。" LineString false [
        &[ID, WATER, BRANCH, WATER_NAME, text("branch_name", "支汊名称", "own name of the branch"), WATER_KIND, GRADE,
            CITY_LEVEL, LAYER, ORDER, LENGTH],
        VALIDITY];
    "segments_city" "市级河段" "City segments" "Segments of the city level with their chiefs." "市级河段及其河长。" LineString false [SEGMENT_COLUMNS, CHIEF, VALIDITY];
    "segments_county" "县级河段" "County segments" "Segments of the county level, registered or else derived, with their chiefs." "县级河段及其河长；已登记的为准，未登记的由图形推算。" LineString false [SEGMENT_COLUMNS, CHIEF, VALIDITY];
    "segments_township" "乡级河段" "Township segments" "Segments of the township level, registered or else derived, with their chiefs." "乡级河段及其河长；已登记的为准，未登记的由图形推算。" LineString false [SEGMENT_COLUMNS, CHIEF, VALIDITY];
    "segments_village" "村级河段" "Village segments" "Segments of the village level, registered or else derived, with their chiefs." "村级河段及其河长；已登记的为准，未登记的由图形推算。" LineString false [SEGMENT_COLUMNS, CHIEF, VALIDITY];
    "reaches" "最小河段" "Atomic reaches" "Centrelines cut at every border of a unit and edge of a zone (N3)." "河道中心线在每处行政界线和分区边界切开后的最小河段。" LineString false [
        &[ID, WATER, WATER_NAME, BRANCH, MEASURE_FROM, MEASURE_TO, LENGTH,
            text("unit", "行政区代码", "code of the lowest unit, the left one where the reach is shared"), UNIT_NAME,
            text("right_unit", "右岸行政区", "code of the unit on the right, where the reach is shared (N6)"),
            flag("in_pool", "在库区水面内", "lies in a WATER zone"),
            flag("wobble", "沿界摆动", "shared as part of a wobble along a border (N6)")],
        VALIDITY];
    "pieces" "分片" "Pieces" "Parts of waters without stationing, by unit (N5), with their chiefs." "没有桩号的水体按行政区划分的各片及其河长。" MultiPolygon false [
        &[ID, WATER, WATER_NAME, LEVEL, UNIT, UNIT_NAME, REGISTERED, CITY_LEVEL], CHIEF, VALIDITY];
    "water_zones" (Status::WaterZone.term().zh) "Reservoir water zones" "WATER zones, up to the reference level, with their chiefs." "水库水域（库区水面）及其库长、河长。" MultiPolygon false [
        &[ID, ZONE, WATER, WATER_NAME,
            text("reference_level", "参考水位", "water level to which the zone is drawn (Z9)"),
            date("reference_date", "参考水位日期", "date of the reference level"),
            flag("managed_whole", "整体管理", "the reservoir's chief answers for the pool outside the city too (Z11)"), JURISDICTION],
        CHIEF, VALIDITY];
    "land_zones" (Status::LandZone.term().zh) "Reservoir land zones" "LAND zones, cut by village; the chief is the one called directly responsible (Z5)." "水库陆域（库区沿岸），按行政村划分；所列为直接责任河长。" MultiPolygon false [
        &[ID, ZONE, WATER, WATER_NAME, VILLAGE, JURISDICTION], CHIEF, VALIDITY];
    "management_extents" "管理范围" "Management extents" "Demarcated management extents of channels." "已划定的河道管理范围。" MultiPolygon false [
        &[ID, WATER, WATER_NAME, JURISDICTION], VALIDITY];
    "notice_boards" "公示牌" "Notice boards" "Notice boards on the banks (P1)." "岸边的河长公示牌。" Point false [
        &[ID, WATER, WATER_NAME, text("segment", "河段编号", "id of the segment"),
            text("content_version", "内容版本", "version of what the board says"),
            text("supervision_phone", "监督电话", "telephone for complaints")],
        VALIDITY];
    "posts" "岗位" "Posts" "Posts of the day with those who hold them; their history is in tenures." "当日的岗位及任职者；历任见“任期”。" None false [
        &[ID, one_of("kind", "岗位类型", "kind of post", POST_KINDS), LEVEL, UNIT, UNIT_NAME,
            text("water", "水体代码", "code of the water, for river and reservoir chiefs"),
            text("water_name", "水体名称", "name of the water"),
            text("department", "成员单位", "code of the member unit"),
            text("name", "岗位名称", "name of the post"), whole("capacity", "席位数", "how many may hold it at once"),
            text("phone", "电话", "telephone of the post"), one_of("state", "岗位状态", "filled or vacant", STATES),
            texts("holders", "任职者", "who holds it, by office"), date("since", "任职起始日", "first day of the latest tenure in force"),
            date("vacant_since", "空缺起始日", "first day on which nobody held it"),
            whole("tenures", "任期数", "tenures of all time")],
        VALIDITY];
    "tenures" "任期" "Tenures" "Who held which post, and when; of all time." "各岗位历任任职者及任期，不限日期。" None true [
        &[ID, text("post", "岗位编号", "id of the post"), text("post_name", "岗位名称", "name of the post"),
            one_of("post_kind", "岗位类型", "kind of post", POST_KINDS),
            text("holder", "任职者编号", "id of the holder"), text("holder_name", "任职者", "the holder, by office"),
            text("title", "职务", "title of the holder"),
            text("title_class", "职务类别", "what the title counts as")],
        VALIDITY];
    "sections" "跨界断面" "Cross-border sections" "Places where a water passes from one unit to another, on one bank at least (P3), derived." "水体两岸或一岸由一个行政区流入另一个行政区之处，由图形推算。" Point false [
        &[ID, WATER, WATER_NAME, BRANCH, metres("measure_m", "桩号", "metres from the upstream end of the branch"),
            one_of("level", "级别", "the highest level at which the unit of a bank changes", LEVELS),
            text("above", "上游单位", "code of the unit upstream, where both banks have the same; empty: outside the city, or one for each bank"),
            text("above_name", "上游单位名称", "its name"),
            text("below", "下游单位", "code of the unit downstream, where both banks have the same; empty: outside the city, or one for each bank"),
            text("below_name", "下游单位名称", "its name"),
            text("above_left", "上游左岸单位", "code of the unit upstream on the left bank; empty: outside the city"),
            text("above_left_name", "上游左岸单位名称", "its name"),
            text("above_right", "上游右岸单位", "code of the unit upstream on the right bank; empty: outside the city"),
            text("above_right_name", "上游右岸单位名称", "its name"),
            text("below_left", "下游左岸单位", "code of the unit downstream on the left bank; empty: outside the city"),
            text("below_left_name", "下游左岸单位名称", "its name"),
            text("below_right", "下游右岸单位", "code of the unit downstream on the right bank; empty: outside the city"),
            text("below_right_name", "下游右岸单位名称", "its name")],
        VALIDITY];
    "confluences" "交汇处" "Confluences" "Where two waters, or two branches of one, meet or part (P3), derived." "两个水体或同一水体的两条支汊汇合、分开之处，由图形推算。" Point false [
        &[ID, WATER, WATER_NAME, BRANCH, metres("measure_m", "桩号", "metres from the upstream end of the branch"),
            text("other", "另一水体", "code of the water, or the same water, that ends or begins here"),
            text("other_name", "另一水体名称", "its name"),
            whole("other_branch", "另一支汊号", "its branch"),
            flag("inflow", "流入", "true: the other flows in; false: it parts here")],
        VALIDITY];
    "findings" "数据问题" "Findings" "What is wrong with the world on the day, and what to do." "当日数据中的问题及处理办法。" Point false [
        &[ID, text("code", "问题代码", "code of the finding"), text("rule", "规则", "rule that it rests on"),
            one_of("severity", "严重程度", "error, warning or note", SEVERITIES),
            text("layer", "图层", "layer of the world file"), text("feature", "要素编号", "id of the feature"),
            text("field", "字段", "column concerned"),
            text("message", "问题说明", "what is wrong"), text("remedy", "处理办法", "what to do about it")]];
    "responsibilities" "责任一览" "Responsibilities"
        "One row per segment, piece and zone with the whole chain of chiefs in columns: the join already done." "每个河段、分片、分区一行，列出各级河长，各表已关联。" Any false [
        &[ID, one_of("what", "对象", "segment, piece, water_zone or land_zone", DUTIES),
            WATER, WATER_NAME, LEVEL, UNIT, UNIT_NAME, BANK, BRANCH, MEASURE_FROM, MEASURE_TO, REGISTERED, CITY_LEVEL],
        CHAIN_COLUMNS,
        &[text("reservoir_post", "库长岗位", "id of the reservoir chief's post, for WATER zones"),
            text("reservoir_post_name", "库长岗位名称", "its name"),
            text("reservoir_holder", "库长", "who holds it, by office"),
            text("reservoir_phone", "库长电话", "its telephone"),
            texts("direct", "直接责任岗位", "ids of the posts called directly responsible"),
            texts("direct_names", "直接责任岗位名称", "their names"),
            texts("direct_holders", "直接责任人", "who holds each of them, by office; several of one post joined by ,"),
            texts("direct_phones", "直接责任岗位电话", "their telephones"),
            text("first_contact", "首要联系岗位", "id of the post to call first"),
            text("first_contact_name", "首要联系岗位名称", "name of the post to call first"),
            text("first_contact_phone", "首要联系电话", "telephone of the post to call first"),
            text("first_contact_holder", "首要联系人", "who holds the post to call first, by office"),
            text("accountable", "最终责任岗位", "id of the post that is accountable"),
            text("accountable_name", "最终责任岗位名称", "name of the post that is accountable"),
            text("accountable_holder", "最终责任人", "who holds the post that is accountable, by office"),
            text("accountable_phone", "最终责任岗位电话", "telephone of the post that is accountable"),
            text("general_chiefs", "总河长岗位", "ids of the general chiefs' posts, joined by ;")],
        VALIDITY];
}

/// A collection by its place in [`COLLECTIONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CollectionId(u8);

/// A name that no collection has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no collection “{0}”")]
pub struct UnknownCollection(pub String);

impl CollectionId {
    /// Every collection, in the order of [`COLLECTIONS`].
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(COLLECTIONS.len()).map(Self)
    }

    /// Its place in [`COLLECTIONS`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// What it is.
    #[must_use]
    pub fn spec(self) -> &'static CollectionSpec {
        &COLLECTIONS[self.index()]
    }
}

impl FromStr for CollectionId {
    type Err = UnknownCollection;
    fn from_str(text: &str) -> Result<Self, UnknownCollection> {
        Self::all()
            .find(|c| c.spec().id == text)
            .ok_or_else(|| UnknownCollection(text.to_owned()))
    }
}

impl fmt::Display for CollectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec().id)
    }
}
