//! Who holds a post on the date, and since when nobody does.
//!
//! Knows posts, tenures and holders; knows no units and no geometry.
use super::Law;
use crate::domain::answer::HeldBy;
use crate::domain::ids::PostId;
use crate::domain::records::{Post, Tenure};
use crate::domain::time::Date;

impl Law {
    /// A tenure's holder as answers show it; a tenure without a known holder shows its id.
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

    /// Since when nobody holds it: the end of its last tenure, or its own beginning (G).
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
