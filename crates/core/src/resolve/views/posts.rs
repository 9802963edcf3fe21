//! A post with its tenures and responsibilities; a notice board with what must be on it.
use super::chain;
use super::jurisdiction::CityLimit;
use super::seats;
use super::segment::stretch_view;
use super::spans::SegmentFilter;
use super::spans::{span, spans};
use crate::domain::ids::{BoardId, PostId};
use crate::domain::kinds::{Level, PostKind, ZoneKind};
use crate::domain::results::{BoardView, PostView, TenureView};
use crate::index::Index;
use crate::resolve::seats::duty;
use crate::snapshot::seating::{Charge, Sitting};
use std::sync::Arc;

/// A post with its tenures and responsibilities. `None`: no such post on the date.
#[must_use]
pub fn post(index: &Index, id: &PostId) -> Option<PostView> {
    let law = &index.law;
    let post = law.posts.get(id)?;
    let mut tenures: Vec<TenureView> = (law.snapshot.tenures.iter())
        .filter(|t| t.post == *id)
        .map(|t| TenureView {
            held_by: law.held_by(t),
            validity: t.validity,
        })
        .collect();
    tenures.sort_by(|a, b| (a.validity.from, &a.held_by.holder).cmp(&(b.validity.from, &b.held_by.holder)));
    let holders = law.incumbents(id);
    let held_too = |other: &PostId| {
        law.incumbents(other)
            .iter()
            .any(|h| holders.iter().any(|o| o.holder == h.holder))
    };
    let segments = if post.kind == PostKind::RiverChief {
        let filter = SegmentFilter {
            level: Some(post.level),
            ..SegmentFilter::default()
        };
        let all = spans(law, &filter);
        all.iter()
            .filter(|s| sits(chain::sittings(index, s), id))
            .map(|s| s.id.clone())
            .collect()
    } else {
        Vec::new()
    };
    let limit = CityLimit::new(index);
    let zones = match post.kind {
        PostKind::ReservoirChief => (law.zones.values())
            .filter(|z| z.kind == ZoneKind::Water && limit.zone(z).inside.is_some())
            .filter(|z| sits([law.sitting(Charge::Pool(&z.water), Level::City, None, None)], id))
            .map(|z| z.id.clone())
            .collect(),
        PostKind::RiverChief => (law.zone_pieces.iter())
            .filter(|p| {
                sits(law.land_sittings(p, post.level).into_iter().map(|(_, s)| s), id)
                    && limit.piece(p).inside.is_some()
            })
            .map(|p| p.id.clone())
            .collect(),
        _ => Vec::new(),
    };
    Some(PostView {
        id: id.clone(),
        kind: post.kind,
        level: post.level,
        unit: post.unit.clone(),
        water: post.water.clone(),
        department: post.department.clone(),
        name: post.name.clone(),
        capacity: post.capacity,
        phone: post.phone.clone(),
        state: seats::state(law, id),
        other_posts: (law.posts.keys())
            .filter(|o| *o != id && held_too(o))
            .cloned()
            .collect(),
        holders,
        tenures,
        duty: duty(post.kind, post.level),
        segments,
        zones,
        whole_unit: (post.kind == PostKind::GeneralChief).then(|| post.unit.clone()),
        validity: post.validity,
    })
}

fn sits<'a>(sittings: impl IntoIterator<Item = Sitting<'a>>, id: &PostId) -> bool {
    sittings.into_iter().any(|s| s.post.is_some_and(|p| p.post.id == *id))
}

/// A notice board and what must be on it (P1). `None`: no such board on the date.
#[must_use]
pub fn board(index: &Index, id: &BoardId) -> Option<BoardView> {
    let law = &index.law;
    let board = law.boards.iter().find(|b| b.id == *id)?;
    let on = board.segment.as_ref().and_then(|s| span(law, s));
    Some(BoardView {
        id: id.clone(),
        water: board.water.clone(),
        water_name: (law.waters.get(&board.water)).map_or_else(|| board.water.to_string(), |w| w.name.clone()),
        segment: board.segment.clone(),
        stretch: (on.as_ref().and_then(|s| s.stretch)).and_then(|s| stretch_view(law, &board.water, s)),
        location: board.location.0.into(),
        chain: on
            .as_ref()
            .map_or_else(Arc::default, |s| chain::at_middle(index, s).seats),
        content_version: board.content_version.clone(),
        supervision_phone: board.supervision_phone.clone(),
    })
}
