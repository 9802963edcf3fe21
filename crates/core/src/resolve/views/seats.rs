//! Posts as seats, independent of a place.
//!
//! Knows the law, no geometry. `snapshot/seating.rs` decides which post is responsible where.
use crate::domain::answer::Seat;
use crate::domain::ids::PostId;
use crate::domain::kinds::{Basis, Level, PostKind, SeatState};
use crate::domain::records::Post;
use crate::resolve::seats::duty;
use crate::snapshot::Law;
use std::sync::Arc;

/// FILLED if there is a tenure on the date, otherwise VACANT (S9).
pub(crate) fn state(law: &Law, post: &PostId) -> SeatState {
    if law.is_held(post) {
        SeatState::Filled
    } else {
        SeatState::Vacant
    }
}

/// A post as a seat, independent of a segment.
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
