//! All records of a world, typed, for all dates.
use crate::domain::records::{
    AdminUnit, Centreline, Concern, Department, Document, FunctionalArea, Holder, ManagementExtent, MarineArea,
    NoticeBoard, Office, Post, RegisteredSegment, Task, Tenure, Water, WaterArea, Zone, ZonePiece,
};
use crate::domain::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// 六(一): the first phase begins on this day, unless the world says otherwise.
const PLAN_FROM: Date = Date::constant(2017, 1, 1);

/// All records of a world, typed, for all dates. Immutable once built.
///
/// Every list is sorted by id (then by validity), so that no answer depends on the order of features in a file.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Key and value of the layer `world`.
    pub meta: BTreeMap<String, String>,
    /// `plan_from` of the layer `world`, where it is a date.
    pub plan_from: Option<Date>,
    /// Layers that the source has.
    pub layers: BTreeSet<String>,
    /// Administrative units.
    pub units: Vec<Arc<AdminUnit>>,
    /// Functional areas (E).
    pub functional_areas: Vec<Arc<FunctionalArea>>,
    /// Waters.
    pub waters: Vec<Arc<Water>>,
    /// Surfaces of waters.
    pub water_areas: Vec<Arc<WaterArea>>,
    /// Centrelines by water and branch.
    pub centrelines: Vec<Arc<Centreline>>,
    /// Registered segments.
    pub segments: Vec<Arc<RegisteredSegment>>,
    /// Reservoir zones.
    pub zones: Vec<Arc<Zone>>,
    /// Village pieces of LAND zones.
    pub zone_pieces: Vec<Arc<ZonePiece>>,
    /// Management extents.
    pub extents: Vec<Arc<ManagementExtent>>,
    /// Marine areas.
    pub marine_areas: Vec<Arc<MarineArea>>,
    /// Notice boards.
    pub boards: Vec<Arc<NoticeBoard>>,
    /// Posts.
    pub posts: Vec<Arc<Post>>,
    /// Holders.
    pub holders: Vec<Arc<Holder>>,
    /// Tenures.
    pub tenures: Vec<Arc<Tenure>>,
    /// Member units.
    pub departments: Vec<Arc<Department>>,
    /// Tasks.
    pub tasks: Vec<Arc<Task>>,
    /// Concerns.
    pub concerns: Vec<Arc<Concern>>,
    /// Offices.
    pub offices: Vec<Arc<Office>>,
    /// Documents.
    pub documents: Vec<Arc<Document>>,
    /// How many records couldn't be typed and were left out.
    pub left_out: usize,
}

impl Snapshot {
    /// Whether positions are schematic, as the world states.
    #[must_use]
    pub fn schematic(&self) -> bool {
        self.meta.get("schematic").is_some_and(|v| v == "true")
    }

    /// The first day on which the plan is in force (S35).
    #[must_use]
    pub fn plan_from(&self) -> Date {
        self.plan_from.unwrap_or(PLAN_FROM)
    }
}
