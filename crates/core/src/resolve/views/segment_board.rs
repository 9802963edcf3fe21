//! The content of the notice board (公示牌) of a segment (P1): the segment and its water, the chiefs, whom to complain to.
use super::board_ends::ends;
use super::competence::office;
use super::pieces::piece;
use super::segment::segment;
use super::spans::span;
use super::waters::water;
use crate::domain::answer::Seat;
use crate::domain::ids::{SegmentId, UnitCode};
use crate::domain::kinds::{Level, PostKind};
use crate::domain::results::{BoardHere, OfficeView, Policy, SegmentBoard, SegmentView};
use crate::index::Index;
use geo::MultiPolygon;
use std::collections::BTreeSet;

/// Everything for the board of a segment. `None`: no such segment on the date.
#[must_use]
pub fn segment_board(index: &Index, id: &SegmentId) -> Option<SegmentBoard> {
    let law = &index.law;
    let segment = segment(index, id)?;
    let span = span(law, id)?;
    let water = water(index, &segment.water)?;
    let counties: BTreeSet<UnitCode> = (water.units.iter())
        .filter_map(|u| law.ancestor(u, Level::County).map(|c| c.code.clone()))
        .collect();
    let boards = law.boards.iter().filter(|b| b.segment.as_ref() == Some(id));
    let policies = law
        .snapshot
        .documents
        .iter()
        .filter(|d| d.water.as_ref() == Some(&segment.water));
    Some(SegmentBoard {
        path: span.path(law),
        counties: counties.into_iter().collect(),
        ends: span.stretch.and_then(|stretch| ends(index, span.water, stretch)),
        surface: (segment.stretch.is_none()).then(|| surface(index, &segment)),
        chiefs: chiefs(&segment),
        boards: boards
            .map(|b| BoardHere {
                id: b.id.clone(),
                location: b.location.0.into(),
                content_version: b.content_version.clone(),
                supervision_phone: b.supervision_phone.clone(),
                since: b.validity.from,
            })
            .collect(),
        office: issuing_office(index, &segment.unit),
        policies: policies
            .map(|d| Policy {
                id: d.id.clone(),
                title: d.title.clone(),
                issued: d.issued,
            })
            .collect(),
        water,
        segment,
    })
}

/// Highest level first; at each level the general chief before the river chief.
fn chiefs(segment: &SegmentView) -> Vec<Seat> {
    let mut all: Vec<Seat> = segment
        .general_chiefs
        .iter()
        .chain(segment.chain.iter())
        .cloned()
        .collect();
    all.sort_by_key(|seat| (seat.level, seat.kind != PostKind::GeneralChief));
    all
}

fn surface(index: &Index, segment: &SegmentView) -> MultiPolygon<f64> {
    piece(index, &segment.water, &segment.unit).unwrap_or_else(|| MultiPolygon(Vec::new()))
}

fn issuing_office(index: &Index, unit: &UnitCode) -> Option<OfficeView> {
    let law = &index.law;
    // A functional area's own office comes before the office of the county in which its units lie.
    let own = law.offices().find(|o| o.unit == *unit);
    let above = || {
        let units = Level::ALL.iter().rev().filter_map(|level| law.ancestor(unit, *level));
        units.into_iter().find_map(|u| law.offices().find(|o| o.unit == u.code))
    };
    own.or_else(above).and_then(|o| office(index, &o.id))
}
