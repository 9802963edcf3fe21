//! Posts by kind, level, unit and water.
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind};
use crate::domain::records::Post;
use crate::snapshot::Law;
use std::collections::HashMap;
use std::sync::Arc;

/// Look-up tables over the posts valid on the date.
#[derive(Debug, Default)]
pub struct PostTable {
    of_unit: HashMap<(PostKind, UnitCode, Option<WaterCode>), Arc<Post>>,
    of_water: HashMap<(PostKind, Level, WaterCode), Arc<Post>>,
}

impl PostTable {
    /// Builds the tables; of several posts for one seat the smallest id stays (posts are in order of id).
    pub(super) fn new(law: &Law) -> Self {
        let mut table = Self::default();
        for post in law.posts.values() {
            let key = (post.kind, post.unit.clone(), post.water.clone());
            table.of_unit.entry(key).or_insert_with(|| post.clone());
            if let Some(water) = &post.water {
                table
                    .of_water
                    .entry((post.kind, post.level, water.clone()))
                    .or_insert_with(|| post.clone());
            }
        }
        table
    }

    /// The post of a kind for a unit and, for river and reservoir chiefs, a water.
    #[must_use]
    pub fn of_unit(&self, kind: PostKind, unit: &UnitCode, water: Option<&WaterCode>) -> Option<&Arc<Post>> {
        self.of_unit.get(&(kind, unit.clone(), water.cloned()))
    }

    /// The post of a kind for a water at a level, whatever its unit.
    #[must_use]
    pub fn of_water(&self, kind: PostKind, level: Level, water: &WaterCode) -> Option<&Arc<Post>> {
        self.of_water.get(&(kind, level, water.clone()))
    }
}
