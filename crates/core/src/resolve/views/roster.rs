//! The roster of posts (名录), in order of units or of posts.
use super::seats;
use super::units::{path, within};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::records::Post;
use crate::domain::results::RosterRow;
use crate::index::Index;
use crate::snapshot::Law;

/// Chiefs: the default if no kind is named.
const CHIEFS: [PostKind; 3] = [PostKind::GeneralChief, PostKind::RiverChief, PostKind::ReservoirChief];

/// Order of the roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RosterOrder {
    /// Unit by unit, each followed by the units within it.
    #[default]
    Unit,
    /// General chiefs, then river chiefs, and so on, highest level first.
    Post,
}

/// Filter for posts; `None` is “any”, for the kind “chiefs”.
#[derive(Clone, Debug, Default)]
pub struct RosterFilter {
    /// In this unit or functional area or in the units within it.
    pub unit: Option<UnitCode>,
    /// Of this level.
    pub level: Option<Level>,
    /// Of this kind.
    pub kind: Option<PostKind>,
    /// For this water.
    pub water: Option<WaterCode>,
    /// Held, or vacant.
    pub state: Option<SeatState>,
    /// Their order.
    pub order: RosterOrder,
}

/// How many posts pass the filter, and `limit` of them from the `offset`-th on.
#[must_use]
pub fn roster(index: &Index, filter: &RosterFilter, offset: usize, limit: usize) -> (usize, Vec<RosterRow>) {
    let law = &index.law;
    let mut posts: Vec<&Post> = law
        .posts
        .values()
        .map(AsRef::as_ref)
        .filter(|p| wanted(law, p, filter))
        .collect();
    posts.sort_by(|a, b| match filter.order {
        // The code of a unit begins with the code of the unit above.
        RosterOrder::Unit => (&a.unit, a.kind, &a.water, &a.id).cmp(&(&b.unit, b.kind, &b.water, &b.id)),
        RosterOrder::Post => {
            (a.kind, a.level, &a.water, &a.unit, &a.id).cmp(&(b.kind, b.level, &b.water, &b.unit, &b.id))
        }
    });
    let rows = posts.iter().skip(offset).take(limit).map(|p| row(law, p)).collect();
    (posts.len(), rows)
}

fn wanted(law: &Law, post: &Post, filter: &RosterFilter) -> bool {
    filter
        .kind
        .map_or(CHIEFS.contains(&post.kind), |kind| post.kind == kind)
        && filter.level.is_none_or(|level| post.level == level)
        && filter
            .water
            .as_ref()
            .is_none_or(|water| post.water.as_ref() == Some(water))
        && filter.unit.as_ref().is_none_or(|unit| within(law, &post.unit, unit))
        && filter.state.is_none_or(|state| seats::state(law, &post.id) == state)
}

fn row(law: &Law, post: &Post) -> RosterRow {
    let state = seats::state(law, &post.id);
    RosterRow {
        post: post.id.clone(),
        name: post.name.clone(),
        kind: post.kind,
        level: post.level,
        unit: post.unit.clone(),
        path: path(law, &post.unit),
        water: post.water.clone(),
        department: post.department.clone(),
        phone: post.phone.clone(),
        state,
        holders: law.incumbents(&post.id),
        vacant_since: if state == SeatState::Vacant {
            law.vacant_since(post)
        } else {
            None
        },
    }
}
