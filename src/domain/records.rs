//! Typed records of a validated world: what raw features become.
//!
//! Coordinates are longitude, latitude in degrees, CGCS2000 (EPSG:4490).
use super::ids::{BoardId, DepartmentCode, FeatureId, HolderId, PostId, SegmentId, TenureId, UnitCode, WaterCode};
use super::kinds::{Bank, Level, PostKind, TitleClass, WaterKind, ZoneKind};
use super::time::{Date, Validity};
use geo::{LineString, MultiPolygon, Point};

/// An administrative unit (L1) on its dates.
#[derive(Clone, Debug)]
pub struct AdminUnit {
    pub code: UnitCode,
    pub name: String,
    pub level: Level,
    pub parent: Option<UnitCode>,
    /// Lies outside the city; loaded so that an answer can name it (Z11).
    pub neighbour: bool,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// An overlay that acts as a county for some townships (rule E).
#[derive(Clone, Debug)]
pub struct FunctionalArea {
    pub code: UnitCode,
    pub name: String,
    /// The units it is entrusted with; these decide, the geometry is for maps.
    pub over: Vec<UnitCode>,
    pub validity: Validity,
    pub geometry: Option<MultiPolygon<f64>>,
}

/// A river, lake, reservoir or canal, without its geometry.
#[derive(Clone, Debug)]
pub struct Water {
    pub code: WaterCode,
    pub scheme: String,
    pub name: String,
    pub kind: WaterKind,
    /// The river before the bracket (C1): 洪潮江水库 → 洪潮江.
    pub parent: Option<WaterCode>,
    /// Has a city-level chief (C2); also true by inheritance from `parent`.
    pub city_level: bool,
    /// 1 = main stem, highest.
    pub order: u32,
    /// Vertical order where waters cross; an aqueduct is 1 (N4).
    pub layer: i32,
    pub half_width_m: Option<f64>,
    /// The water it flows into.
    pub downstream: Option<WaterCode>,
    /// Grade in the inventory (名录), e.g. 市级, 县级.
    pub grade: Option<String>,
    /// County code of the flood-control commander (J3).
    pub commander_county: Option<UnitCode>,
    /// County that convenes by decision, whatever J2 and J3 say.
    pub convener_override: Option<UnitCode>,
    pub validity: Validity,
}

/// A water's surface.
#[derive(Clone, Debug)]
pub struct WaterArea {
    pub id: FeatureId,
    pub water: WaterCode,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// One branch of a water's centreline, in the direction of flow.
#[derive(Clone, Debug)]
pub struct Centreline {
    pub water: WaterCode,
    /// 0 is the main course.
    pub branch: u32,
    pub name: Option<String>,
    pub validity: Validity,
    pub geometry: LineString<f64>,
}

/// A registered segment: a stretch of a branch, or (without measures) the part of an area in a unit (分片).
#[derive(Clone, Debug, PartialEq)]
pub struct RegisteredSegment {
    pub id: SegmentId,
    pub water: WaterCode,
    pub level: Level,
    pub unit: UnitCode,
    /// `None` for a piece of an area.
    pub reach: Option<RegisteredReach>,
    pub post: Option<PostId>,
    pub validity: Validity,
}

/// Where on the branch a registered segment lies, `[from_m, to_m)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegisteredReach {
    pub branch: u32,
    pub from_m: f64,
    pub to_m: f64,
    pub bank: Bank,
}

/// A reservoir zone (Z1).
#[derive(Clone, Debug)]
pub struct Zone {
    pub id: FeatureId,
    pub water: WaterCode,
    pub kind: ZoneKind,
    /// e.g. 正常蓄水位 58.0 m (Z9).
    pub reference_level: Option<String>,
    pub reference_date: Option<Date>,
    /// WATER only: the 库长 owns the pool outside the city too (Z11).
    pub managed_whole: bool,
    pub provisional: bool,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// The piece of a LAND zone in one village (库片).
#[derive(Clone, Debug)]
pub struct ZonePiece {
    pub id: FeatureId,
    pub zone: FeatureId,
    pub village: UnitCode,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// Management extent of a channel (划定管理范围).
#[derive(Clone, Debug)]
pub struct ManagementExtent {
    pub id: FeatureId,
    pub water: WaterCode,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// A sea area off the coast (Q).
#[derive(Clone, Debug)]
pub struct MarineArea {
    pub id: FeatureId,
    pub name: String,
    pub validity: Validity,
    pub geometry: MultiPolygon<f64>,
}

/// 公示牌 (P1).
#[derive(Clone, Debug)]
pub struct NoticeBoard {
    pub id: BoardId,
    pub water: WaterCode,
    pub segment: Option<SegmentId>,
    pub content_version: Option<String>,
    pub supervision_phone: Option<String>,
    pub validity: Validity,
    pub location: Point<f64>,
}

/// A seat. Its validity is the time for which it is established.
#[derive(Clone, Debug)]
pub struct Post {
    pub id: PostId,
    pub kind: PostKind,
    pub level: Level,
    /// The unit, or the functional area, whose seat it is.
    pub unit: UnitCode,
    /// River and reservoir chiefs only.
    pub water: Option<WaterCode>,
    /// Members and liaisons only.
    pub department: Option<DepartmentCode>,
    /// e.g. 合浦县总河长
    pub name: String,
    /// How many may hold it at once (L3: up to two for a general chief).
    pub capacity: u32,
    pub phone: Option<String>,
    pub validity: Validity,
}

/// Who holds posts, by office; no invented persons in sample data.
#[derive(Clone, Debug)]
pub struct Holder {
    pub id: HolderId,
    /// e.g. 合浦县石康镇党委书记
    pub name: String,
    pub title: String,
    pub title_class: TitleClass,
    /// The unit whose official the holder is.
    pub unit: Option<UnitCode>,
}

/// A holder on a post for a time.
#[derive(Clone, Debug)]
pub struct Tenure {
    pub id: TenureId,
    pub post: PostId,
    pub holder: HolderId,
    pub validity: Validity,
}

/// 成员单位 (F4–F6, F8).
#[derive(Clone, Debug)]
pub struct Department {
    pub code: DepartmentCode,
    pub name: String,
    pub short_name: String,
    pub duty: String,
    pub successor: Option<DepartmentCode>,
    pub validity: Validity,
}

/// One of the 29 tasks (§9).
#[derive(Clone, Debug)]
pub struct Task {
    /// e.g. `T二.3`
    pub id: String,
    pub title: String,
    pub lead: Vec<DepartmentCode>,
    pub responsible: Vec<DepartmentCode>,
    /// 等成员单位
    pub open_ended: bool,
    /// Names 各县（区）人民政府.
    pub counties: bool,
    /// Names 涠洲岛旅游区管委会.
    pub functional_area: bool,
}

/// A kind of concern and who is competent for it (F7).
#[derive(Clone, Debug)]
pub struct Concern {
    /// e.g. `非法采砂`
    pub name: String,
    pub aliases: Vec<String>,
    pub departments: Vec<DepartmentCode>,
    /// The clause or task it rests on, e.g. `T二.3`.
    pub source: String,
}

/// 河长制办公室 (F1, F2).
#[derive(Clone, Debug)]
pub struct Office {
    pub id: String,
    pub level: Level,
    pub unit: UnitCode,
    pub name: String,
    pub seat: Option<String>,
    pub director: Option<String>,
    pub deputies: Vec<String>,
    pub phone: Option<String>,
    pub validity: Validity,
}

/// A plan, system or policy issued (M2, M5, M8, M9, P4).
#[derive(Clone, Debug)]
pub struct Document {
    pub id: String,
    /// `work_plan`, `meeting_system`, `reporting_system`, `sharing_system`, `inspection_system`,
    /// `acceptance_system`, `incentive_system`, `assessment`, `water_policy`.
    pub kind: String,
    pub unit: Option<UnitCode>,
    pub water: Option<WaterCode>,
    pub title: String,
    pub issued: Option<Date>,
    pub sent_to: Option<String>,
}
