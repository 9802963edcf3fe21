//! Typed records of a validated world.
//!
//! Coordinates are longitude, latitude in degrees, CGCS2000 (EPSG:4490).
use super::ids::{BoardId, DepartmentCode, FeatureId, HolderId, PostId, SegmentId, TenureId, UnitCode, WaterCode};
use super::kinds::{Bank, Level, PostKind, TitleClass, WaterKind, ZoneKind};
use super::time::{Date, Validity};
use geo::{LineString, MultiPolygon, Point};

/// An administrative unit (L1) on its dates.
#[derive(Clone, Debug)]
pub struct AdminUnit {
    /// Code, unique on its dates.
    pub code: UnitCode,
    /// Name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// Code of the unit above.
    pub parent: Option<UnitCode>,
    /// Lies outside the city; loaded so that an answer can name it (Z11).
    pub neighbour: bool,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// An overlay that acts as a county for some townships (rule E).
#[derive(Clone, Debug)]
pub struct FunctionalArea {
    /// Code, unique on its dates.
    pub code: UnitCode,
    /// Name.
    pub name: String,
    /// The units entrusted to it; these decide, the geometry is only for maps.
    pub over: Vec<UnitCode>,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: Option<MultiPolygon<f64>>,
}

/// A river, lake, reservoir or canal, without its geometry.
#[derive(Clone, Debug)]
pub struct Water {
    /// Code, unique on its dates.
    pub code: WaterCode,
    /// Code scheme of `code`.
    pub scheme: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: WaterKind,
    /// The river before the bracket (C1): 洪潮江水库 → 洪潮江.
    pub parent: Option<WaterCode>,
    /// Has a city-level chief (C2); also true by inheritance from `parent`.
    pub city_level: bool,
    /// 1 = main stem, highest.
    pub order: u32,
    /// Vertical order where waters cross; an aqueduct is 1 (N4).
    pub layer: i32,
    /// Half width of the nominal channel in metres (N4); `None` is the default.
    pub half_width_m: Option<f64>,
    /// The water it flows into.
    pub downstream: Option<WaterCode>,
    /// Grade in the inventory (名录), e.g. 市级, 县级.
    pub grade: Option<String>,
    /// County code of the flood-control commander (J3).
    pub commander_county: Option<UnitCode>,
    /// County named as convener by decision, regardless of J2 and J3.
    pub convener_override: Option<UnitCode>,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// A water's surface.
#[derive(Clone, Debug)]
pub struct WaterArea {
    /// Id, unique on its dates.
    pub id: FeatureId,
    /// The water.
    pub water: WaterCode,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// One branch of a water's centreline, in the direction of flow.
#[derive(Clone, Debug)]
pub struct Centreline {
    /// The water.
    pub water: WaterCode,
    /// 0 is the main stem.
    pub branch: u32,
    /// Name.
    pub name: Option<String>,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: LineString<f64>,
}

/// A registered segment: a stretch of a branch, or (without measures) the part of an area in a unit (分片).
#[derive(Clone, Debug, PartialEq)]
pub struct RegisteredSegment {
    /// Id, unique on its dates.
    pub id: SegmentId,
    /// The water.
    pub water: WaterCode,
    /// Level.
    pub level: Level,
    /// The unit.
    pub unit: UnitCode,
    /// `None` for a piece of an area.
    pub reach: Option<RegisteredReach>,
    /// The post.
    pub post: Option<PostId>,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// Where on the branch a registered segment lies, `[from_m, to_m)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegisteredReach {
    /// Branch number; 0 is the main stem.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The bank.
    pub bank: Bank,
}

/// A reservoir zone (Z1).
#[derive(Clone, Debug)]
pub struct Zone {
    /// Id, unique on its dates.
    pub id: FeatureId,
    /// The water.
    pub water: WaterCode,
    /// Kind.
    pub kind: ZoneKind,
    /// e.g. 正常蓄水位 58.0 m (Z9).
    pub reference_level: Option<String>,
    /// Date of the reference level (Z9).
    pub reference_date: Option<Date>,
    /// WATER only: the 库长 also answers for the pool outside the city (Z11).
    pub managed_whole: bool,
    /// A draft, e.g. from a buffer (Z10).
    pub provisional: bool,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// The piece of a LAND zone in one village (库片).
#[derive(Clone, Debug)]
pub struct ZonePiece {
    /// Id, unique on its dates.
    pub id: FeatureId,
    /// The zone.
    pub zone: FeatureId,
    /// The village.
    pub village: UnitCode,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// Management extent of a channel (划定管理范围).
#[derive(Clone, Debug)]
pub struct ManagementExtent {
    /// Id, unique on its dates.
    pub id: FeatureId,
    /// The water.
    pub water: WaterCode,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// A sea area off the coast (Q).
#[derive(Clone, Debug)]
pub struct MarineArea {
    /// Id, unique on its dates.
    pub id: FeatureId,
    /// Name.
    pub name: String,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Lon/lat in degrees, EPSG:4490.
    pub geometry: MultiPolygon<f64>,
}

/// 公示牌 (P1).
#[derive(Clone, Debug)]
pub struct NoticeBoard {
    /// Id, unique on its dates.
    pub id: BoardId,
    /// The water.
    pub water: WaterCode,
    /// The segment.
    pub segment: Option<SegmentId>,
    /// Version of the content.
    pub content_version: Option<String>,
    /// 监督电话.
    pub supervision_phone: Option<String>,
    /// Dates on which it is valid.
    pub validity: Validity,
    /// Position, lon/lat, EPSG:4490.
    pub location: Point<f64>,
}

/// A seat. Its validity is the time during which it is established.
#[derive(Clone, Debug)]
pub struct Post {
    /// Id, unique on its dates.
    pub id: PostId,
    /// Kind.
    pub kind: PostKind,
    /// Level.
    pub level: Level,
    /// The unit, or the functional area, of the seat.
    pub unit: UnitCode,
    /// River and reservoir chiefs only.
    pub water: Option<WaterCode>,
    /// Members and liaisons only.
    pub department: Option<DepartmentCode>,
    /// e.g. 合浦县总河长
    pub name: String,
    /// Capacity (L3: up to two for a general chief).
    pub capacity: u32,
    /// Telephone.
    pub phone: Option<String>,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// A holder of posts, by office; sample data have no invented persons.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Id, unique on its dates.
    pub id: HolderId,
    /// e.g. 合浦县石康镇党委书记
    pub name: String,
    /// Title.
    pub title: String,
    /// Class of the title (L4, C4, O1, O2, Z2).
    pub title_class: TitleClass,
    /// The unit in which the holder is an official.
    pub unit: Option<UnitCode>,
}

/// The tenure of a holder on a post.
#[derive(Clone, Debug)]
pub struct Tenure {
    /// Id, unique on its dates.
    pub id: TenureId,
    /// The post.
    pub post: PostId,
    /// The holder.
    pub holder: HolderId,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// 成员单位 (F4–F6, F8).
#[derive(Clone, Debug)]
pub struct Department {
    /// Code, unique on its dates.
    pub code: DepartmentCode,
    /// Name.
    pub name: String,
    /// Short name, as used in the task lists.
    pub short_name: String,
    /// Its duty paragraph (F6).
    pub duty: String,
    /// Its successor (F8).
    pub successor: Option<DepartmentCode>,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// One of the 29 tasks (§9).
#[derive(Clone, Debug)]
pub struct Task {
    /// e.g. `T二.3`
    pub id: String,
    /// Title.
    pub title: String,
    /// 牵头单位.
    pub lead: Vec<DepartmentCode>,
    /// 责任单位.
    pub responsible: Vec<DepartmentCode>,
    /// 等成员单位
    pub open_ended: bool,
    /// Names 各县（区）人民政府.
    pub counties: bool,
    /// Names 涠洲岛旅游区管委会.
    pub functional_area: bool,
}

/// A kind of concern and the units competent for it (F7).
#[derive(Clone, Debug)]
pub struct Concern {
    /// e.g. `非法采砂`
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Competent member units, lead first.
    pub departments: Vec<DepartmentCode>,
    /// The clause or task, e.g. `T二.3`.
    pub source: String,
}

/// 河长制办公室 (F1, F2).
#[derive(Clone, Debug)]
pub struct Office {
    /// Id, unique on its dates.
    pub id: String,
    /// Level.
    pub level: Level,
    /// The unit.
    pub unit: UnitCode,
    /// Name.
    pub name: String,
    /// Address (F2).
    pub seat: Option<String>,
    /// 主任.
    pub director: Option<String>,
    /// 副主任.
    pub deputies: Vec<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Dates on which it is valid.
    pub validity: Validity,
}

/// A plan, system or policy issued (M2, M5, M8, M9, P4).
#[derive(Clone, Debug)]
pub struct Document {
    /// Id, unique on its dates.
    pub id: String,
    /// `work_plan`, `meeting_system`, `reporting_system`, `sharing_system`, `inspection_system`,
    /// `acceptance_system`, `incentive_system`, `assessment`, `water_policy`.
    pub kind: String,
    /// The unit.
    pub unit: Option<UnitCode>,
    /// The water.
    pub water: Option<WaterCode>,
    /// Title.
    pub title: String,
    /// When it was issued.
    pub issued: Option<Date>,
    /// Recipient.
    pub sent_to: Option<String>,
}
