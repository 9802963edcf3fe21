//! The roster of posts on the wire.
use super::geometry::Link;
use super::holder::HolderBody;
use super::lists;
use super::names::{Coded, Names};
use super::world::WorldBlock;
use riverchief_core::domain::results::RosterRow;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the roster.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Roster {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// Number of posts that pass the filters.
    pub total: usize,
    /// Index of the first row, from 0.
    pub offset: usize,
    /// The posts of this page.
    pub rows: Vec<RosterRowBody>,
    /// Links to this page and, if they exist, to the next and previous pages.
    pub links: Vec<Link>,
}

/// A post with its holders on the day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RosterRow)]
pub struct RosterRowBody {
    /// Id of the post.
    pub post: String,
    /// The name of the seat.
    pub name: String,
    /// `general_chief`, `river_chief`, `reservoir_chief`, `member`, `liaison`.
    #[schema(value_type = lists::PostKind)]
    pub kind: &'static str,
    /// The level.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// The unit.
    pub unit: Coded,
    /// Names from the city down to the unit.
    pub path: Vec<String>,
    /// The water of a river or reservoir chief.
    #[schema(required)]
    pub water: Option<Coded>,
    /// The member unit of members and liaisons.
    #[schema(required)]
    pub department: Option<Coded>,
    /// Telephone number.
    #[schema(required)]
    pub phone: Option<String>,
    /// `FILLED` or `VACANT`.
    #[schema(value_type = lists::HeldState)]
    pub state: &'static str,
    /// Its holders; empty if the post is vacant.
    pub holders: Vec<HolderBody>,
    /// The day since which the post has been vacant, as far as the data shows.
    #[schema(required)]
    pub vacant_since: Option<String>,
}

impl RosterRowBody {
    /// A row with its names.
    #[must_use]
    pub fn new(row: &RosterRow, names: Names<'_>) -> Self {
        Self {
            post: row.post.to_string(),
            name: row.name.clone(),
            kind: row.kind.as_str(),
            level: row.level.as_str(),
            unit: names.unit(&row.unit),
            path: row.path.clone(),
            water: row.water.as_ref().map(|w| names.water(w)),
            department: row.department.as_ref().map(|d| names.department(d)),
            phone: row.phone.clone(),
            state: row.state.as_str(),
            holders: row.holders.iter().map(HolderBody::from).collect(),
            vacant_since: row.vacant_since.map(|d| d.to_string()),
        }
    }
}
