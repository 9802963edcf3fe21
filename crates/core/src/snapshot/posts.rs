//! Posts by unit and by water, each with who holds it on the date.
//!
//! Knows records; `seating.rs` decides which post is responsible where.
use crate::domain::answer::HeldBy;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{PostKind, SeatState};
use crate::domain::records::Post;
use crate::domain::time::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// A post and who holds it on the date. Strings and lists are shared, so that copies in answers are cheap.
#[derive(Clone, Debug)]
pub struct Incumbency {
    /// The post.
    pub post: Arc<Post>,
    /// Its name.
    pub name: Arc<str>,
    /// Its telephone.
    pub phone: Option<Arc<str>>,
    /// Who holds it, by holder id.
    pub holders: Arc<[HeldBy]>,
    /// FILLED or VACANT (S9).
    pub state: SeatState,
    /// Since when nobody holds it, as far as the data say.
    pub vacant_since: Option<Date>,
}

/// Look-up tables of the posts valid on the date. Each list is in order of kind, then id, so that the smallest id comes
/// first if several posts match a seat.
#[derive(Debug, Default)]
pub struct PostTable {
    by_id: HashMap<PostId, Arc<Incumbency>>,
    of_unit: HashMap<UnitCode, Vec<Arc<Incumbency>>>,
    of_water: HashMap<WaterCode, Vec<Arc<Incumbency>>>,
}

impl PostTable {
    /// Builds the tables from posts in the order of their ids.
    pub(super) fn new(posts: impl Iterator<Item = Incumbency>) -> Self {
        let mut table = Self::default();
        for incumbency in posts.map(Arc::new) {
            let post = &incumbency.post;
            table.by_id.insert(post.id.clone(), incumbency.clone());
            if let Some(water) = &post.water {
                table
                    .of_water
                    .entry(water.clone())
                    .or_default()
                    .push(incumbency.clone());
            }
            table.of_unit.entry(post.unit.clone()).or_default().push(incumbency);
        }
        for list in table.of_unit.values_mut().chain(table.of_water.values_mut()) {
            list.sort_by_key(|i| i.post.kind);
        }
        table
    }

    /// A post by its id.
    #[must_use]
    pub fn get(&self, post: &PostId) -> Option<&Arc<Incumbency>> {
        self.by_id.get(post)
    }

    /// Posts of a kind for a unit, ascending by id.
    pub fn of_unit(&self, kind: PostKind, unit: &UnitCode) -> impl Iterator<Item = &Arc<Incumbency>> {
        of_kind(self.of_unit.get(unit), kind)
    }

    /// Posts of a kind for a water, whatever their unit, ascending by id.
    pub fn of_water(&self, kind: PostKind, water: &WaterCode) -> impl Iterator<Item = &Arc<Incumbency>> {
        of_kind(self.of_water.get(water), kind)
    }
}

fn of_kind(list: Option<&Vec<Arc<Incumbency>>>, kind: PostKind) -> impl Iterator<Item = &Arc<Incumbency>> {
    let list = list.map_or(&[][..], Vec::as_slice);
    let from = list.partition_point(|i| i.post.kind < kind);
    list[from..].iter().take_while(move |i| i.post.kind == kind)
}
