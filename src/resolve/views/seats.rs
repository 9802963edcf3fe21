//! Posts as seats: who sits there on the date, and which post a stretch has (S9, S12).
//!
//! Knows the law, no geometry.
use crate::domain::answer::Seat;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Basis, Level, PostKind, SeatState};
use crate::domain::records::{Post, RegisteredSegment};
use crate::snapshot::Law;
use std::sync::Arc;

/// FILLED with a tenure on the date, VACANT without (S9).
pub(crate) fn state(law: &Law, post: &PostId) -> SeatState {
    if law.is_held(post) {
        SeatState::Filled
    } else {
        SeatState::Vacant
    }
}

/// The duty clause of a kind of post at a level (§5).
pub(crate) fn duty(kind: PostKind, level: Level) -> &'static str {
    match (kind, level) {
        (PostKind::GeneralChief, _) => "D1",
        (PostKind::RiverChief, Level::City) => "D2",
        (PostKind::ReservoirChief, _) => "D3",
        (PostKind::RiverChief, Level::County) => "D4",
        (PostKind::RiverChief, Level::Township) => "D5",
        (PostKind::RiverChief, Level::Village) => "D6",
        (PostKind::Member | PostKind::Liaison, _) => "",
    }
}

/// A post as a seat by itself, not through a segment.
pub(crate) fn seat(law: &Law, post: &Post) -> Seat {
    Seat {
        level: post.level,
        kind: post.kind,
        segment: None,
        registered: false,
        unit: Some(post.unit.clone()),
        computed_unit: None,
        post: Some(post.id.clone()),
        post_name: Some(post.name.as_str().into()),
        phone: post.phone.as_deref().map(Arc::from),
        state: state(law, &post.id),
        holders: law.incumbents(&post.id).into(),
        vacant_since: law.vacant_since(post),
        direct: matches!(post.kind, PostKind::RiverChief | PostKind::ReservoirChief) && post.level != Level::Village,
        basis: Basis::Data,
        duty: duty(post.kind, post.level),
        reason: None,
    }
}

/// The city river chief of a water: its own post, else that of the river before the bracket (C1, S9).
pub(crate) fn city_river_chief<'a>(law: &'a Law, water: &WaterCode) -> Option<&'a Arc<Post>> {
    let of = |w: &WaterCode| {
        law.posts
            .values()
            .find(|p| p.kind == PostKind::RiverChief && p.level == Level::City && p.water.as_ref() == Some(w))
    };
    law.bracket(water).find_map(|w| of(&w.code))
}

/// The post of a stretch of `water` in `unit` at `level`, and what it rests on (S9, S12).
pub(crate) fn post_on<'a>(
    law: &'a Law,
    water: &WaterCode,
    level: Level,
    unit: &UnitCode,
    registered: Option<&RegisteredSegment>,
) -> Option<(&'a Arc<Post>, Basis)> {
    if level == Level::City && !law.city_level(water) {
        return None;
    }
    let own = registered
        .and_then(|s| s.post.as_ref())
        .and_then(|id| law.posts.get(id))
        .map(|p| (p, Basis::Data));
    own.or_else(|| {
        if level == Level::City {
            return city_river_chief(law, water).map(|p| (p, Basis::Inferred));
        }
        law.posts
            .values()
            .find(|p| {
                p.kind == PostKind::RiverChief && p.level == level && p.unit == *unit && p.water.as_ref() == Some(water)
            })
            .map(|p| (p, Basis::Inferred))
    })
}

/// What an absent post means at a level of a water (S9, O2, C6).
pub(crate) fn absent(law: &Law, water: &WaterCode, level: Level) -> SeatState {
    match (level, law.city_level(water)) {
        (Level::City, false) => SeatState::NotApplicable,
        (Level::Village, false) => SeatState::NotEstablished,
        _ => SeatState::Gap,
    }
}
