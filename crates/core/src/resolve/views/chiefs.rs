//! Who answers for a segment, a pool or a piece of a LAND zone: the one post shown on a map, and whom to call.
use super::chain::at_middle;
use super::seats;
use super::spans::{SegmentFilter, Span, spans};
use crate::domain::answer::Seat;
use crate::domain::ids::{SegmentId, UnitCode};
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::records::{Post, Zone, ZonePiece};
use crate::domain::results::ChiefView;
use crate::index::Chain;
use crate::index::Index;
use crate::resolve::seats::{of_land, of_pool};
use crate::snapshot::seating::Charge;
use std::collections::BTreeMap;

fn view(chain: Chain, shown: impl Fn(&Seat) -> bool) -> Option<ChiefView> {
    let seat = chain.seats.iter().find(|seat| shown(seat))?.clone();
    Some(ChiefView {
        seat,
        first_contact: chain.first_contact,
        accountable: chain.accountable,
    })
}

/// The chief of every segment in force, each at its own level.
#[must_use]
pub fn segment_chiefs(index: &Index) -> BTreeMap<SegmentId, ChiefView> {
    let all = spans(&index.law, &SegmentFilter::default());
    let chief = |span: &Span| {
        let shown = view(at_middle(index, span), |s| s.level == span.level)?;
        Some((span.id.clone(), shown))
    };
    all.iter().filter_map(chief).collect()
}

/// The 库长 of a WATER zone (Z2, Z7); `None` for a LAND zone, which has a chief for each piece.
#[must_use]
pub fn pool_chief(index: &Index, zone: &Zone) -> Option<ChiefView> {
    (zone.kind == ZoneKind::Water).then(|| view(of_pool(index, &zone.water, None), |_| true))?
}

/// The chief directly responsible for a piece of a LAND zone: the chief of the county (Z5).
#[must_use]
pub fn piece_chief(index: &Index, piece: &ZonePiece) -> Option<ChiefView> {
    let zone = index.law.zones.get(&piece.zone)?;
    let village = index.law.units.get(&piece.village)?;
    if village.neighbour {
        return None;
    }
    let units = index.law.lineage_on(&piece.village, &piece.geometry);
    let chain = of_land(index, &zone.water, &units);
    view(chain, |s| s.level == Level::County)
}

/// The general chief of a unit as a seat (L2); `None`: no such post on the date.
#[must_use]
pub fn general_chief(index: &Index, unit: &UnitCode) -> Option<Seat> {
    let level = index.law.units.get(unit)?.level;
    let sitting = index.law.sitting(Charge::Whole, level, Some(unit), None);
    Some(seats::seat(&index.law, &sitting.post?.post))
}

/// A post as a seat, with who holds it or since when it is vacant.
#[must_use]
pub fn post_seat(index: &Index, post: &Post) -> Seat {
    seats::seat(&index.law, post)
}
