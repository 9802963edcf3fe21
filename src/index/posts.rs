//! Posts by kind, level, unit and water, each with who holds it on the date.
use crate::domain::answer::HeldBy;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::records::Post;
use crate::domain::time::Date;
use crate::snapshot::Law;
use std::collections::HashMap;
use std::sync::Arc;

/// A post and who holds it on the date. What answers copy of it is shared, so that a copy is a count.
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

impl Incumbency {
    fn new(law: &Law, post: &Arc<Post>) -> Self {
        Self {
            post: post.clone(),
            name: post.name.as_str().into(),
            phone: post.phone.as_deref().map(Arc::from),
            holders: law.incumbents(&post.id).into(),
            state: if law.is_held(&post.id) {
                SeatState::Filled
            } else {
                SeatState::Vacant
            },
            vacant_since: law.vacant_since(post),
        }
    }
}

/// Look-up tables over the posts valid on the date.
#[derive(Debug, Default)]
pub struct PostTable {
    by_id: HashMap<PostId, Arc<Incumbency>>,
    /// By unit, then in the order of kind and water.
    of_unit: HashMap<UnitCode, Vec<Arc<Incumbency>>>,
    /// By water, then in the order of kind and level.
    of_water: HashMap<WaterCode, Vec<Arc<Incumbency>>>,
}

impl PostTable {
    /// Builds the tables; of several posts for one seat the smallest id stays (posts are in order of id).
    pub(super) fn new(law: &Law) -> Self {
        let mut table = Self::default();
        for post in law.posts.values() {
            let incumbency = Arc::new(Incumbency::new(law, post));
            table.by_id.insert(post.id.clone(), incumbency.clone());
            let of_unit = table.of_unit.entry(post.unit.clone()).or_default();
            let seat = (post.kind, post.water.as_ref());
            if let Err(at) = of_unit.binary_search_by(|i| (i.post.kind, i.post.water.as_ref()).cmp(&seat)) {
                of_unit.insert(at, incumbency.clone());
            }
            if let Some(water) = &post.water {
                let of_water = table.of_water.entry(water.clone()).or_default();
                let seat = (post.kind, post.level);
                if let Err(at) = of_water.binary_search_by(|i| (i.post.kind, i.post.level).cmp(&seat)) {
                    of_water.insert(at, incumbency);
                }
            }
        }
        table
    }

    /// A post by its id.
    #[must_use]
    pub fn get(&self, post: &PostId) -> Option<&Arc<Incumbency>> {
        self.by_id.get(post)
    }

    /// The post of a kind for a unit and, for river and reservoir chiefs, a water.
    #[must_use]
    pub fn of_unit(&self, kind: PostKind, unit: &UnitCode, water: Option<&WaterCode>) -> Option<&Arc<Incumbency>> {
        let posts = self.of_unit.get(unit)?;
        let at = posts.binary_search_by(|i| (i.post.kind, i.post.water.as_ref()).cmp(&(kind, water)));
        Some(&posts[at.ok()?])
    }

    /// The post of a kind for a water at a level, whatever its unit.
    #[must_use]
    pub fn of_water(&self, kind: PostKind, level: Level, water: &WaterCode) -> Option<&Arc<Incumbency>> {
        let posts = self.of_water.get(water)?;
        let at = posts.binary_search_by(|i| (i.post.kind, i.post.level).cmp(&(kind, level)));
        Some(&posts[at.ok()?])
    }
}
