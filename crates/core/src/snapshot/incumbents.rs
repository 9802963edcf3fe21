//! Who holds a post on the date, and since when it is vacant.
//!
//! Knows posts, tenures and holders; knows no units and no geometry.
use super::law::Law;
use super::posts::{Incumbency, PostTable};
use crate::domain::answer::HeldBy;
use crate::domain::ids::PostId;
use crate::domain::kinds::SeatState;
use crate::domain::records::{Post, Tenure};
use crate::domain::time::Date;
use std::sync::Arc;

impl Law {
    /// Posts by unit and water, each with who holds it; built on first use.
    #[must_use]
    pub fn post_table(&self) -> &PostTable {
        let posts = || self.posts.values().map(|post| self.incumbency(post));
        self.table.get_or_init(|| PostTable::new(posts()))
    }

    fn incumbency(&self, post: &Arc<Post>) -> Incumbency {
        Incumbency {
            post: post.clone(),
            name: post.name.as_str().into(),
            phone: post.phone.as_deref().map(Arc::from),
            holders: self.incumbents(&post.id).into(),
            state: if self.is_held(&post.id) {
                SeatState::Filled
            } else {
                SeatState::Vacant
            },
            vacant_since: self.vacant_since(post),
        }
    }

    /// The holder of a tenure as shown in answers; for an unknown holder its id.
    #[must_use]
    pub fn held_by(&self, tenure: &Tenure) -> HeldBy {
        let holder = self.holders.get(&tenure.holder);
        HeldBy {
            holder: tenure.holder.clone(),
            name: holder.map_or_else(|| tenure.holder.to_string(), |h| h.name.clone()),
            title: holder.map_or_else(String::new, |h| h.title.clone()),
            since: tenure.validity.from,
        }
    }

    /// Holders on the date, by holder id.
    #[must_use]
    pub fn incumbents(&self, post: &PostId) -> Vec<HeldBy> {
        let tenures = self.tenures.get(post).into_iter().flatten();
        let mut list: Vec<HeldBy> = tenures.map(|t| self.held_by(t)).collect();
        list.sort_by(|a, b| a.holder.cmp(&b.holder));
        list
    }

    /// Whether somebody holds it on the date.
    #[must_use]
    pub fn is_held(&self, post: &PostId) -> bool {
        self.tenures.get(post).is_some_and(|t| !t.is_empty())
    }

    /// Since when it is vacant: the end of its last tenure, or its own beginning (G).
    #[must_use]
    pub fn vacant_since(&self, post: &Post) -> Option<Date> {
        if self.is_held(&post.id) {
            return None;
        }
        let past = self.snapshot.tenures.iter().filter(|t| t.post == post.id);
        past.filter_map(|t| t.validity.to.filter(|to| *to <= self.date))
            .max()
            .or(post.validity.from)
    }
}
