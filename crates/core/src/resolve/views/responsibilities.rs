//! Everything that has a chief, each with its whole chain: segments, pieces of areas, WATER zones, pieces of LAND zones.
use super::chain::at_middle;
use super::jurisdiction::CityLimit;
use super::spans::{SegmentFilter, spans};
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::results::{Responsibility, ResponsibilityKind};
use crate::index::Chain;
use crate::index::Index;
use crate::resolve::seats::{of_land, of_pool};

fn filled(row: Responsibility, chain: Chain) -> Responsibility {
    Responsibility {
        chain: chain.seats,
        general_chiefs: chain.general,
        direct: chain.direct,
        first_contact: chain.first_contact,
        accountable: chain.accountable,
        ..row
    }
}

/// Segments in force and pieces by water, level and measure; then zones by id.
#[must_use]
pub fn responsibilities(index: &Index) -> Vec<Responsibility> {
    let law = &index.law;
    let all = spans(law, &SegmentFilter::default());
    let mut list = vec![];
    for span in &all {
        let row = Responsibility {
            what: if span.stretch.is_some() {
                ResponsibilityKind::Segment
            } else {
                ResponsibilityKind::Piece
            },
            id: span.id.to_string(),
            water: span.water.clone(),
            level: Some(span.level),
            unit: Some(span.unit.clone()),
            stretch: span.stretch.map(|s| (s.branch, s.from_m, s.to_m, s.bank)),
            registered: span.record.is_some(),
            validity: span.validity(index),
            ..Responsibility::default()
        };
        list.push(filled(row, at_middle(index, span)));
    }
    let limit = CityLimit::new(index);
    let pools = law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    for zone in pools.filter(|z| limit.zone(z).inside.is_some()) {
        let row = Responsibility {
            what: ResponsibilityKind::WaterZone,
            id: zone.id.to_string(),
            water: zone.water.clone(),
            registered: true,
            validity: zone.validity,
            ..Responsibility::default()
        };
        list.push(filled(row, of_pool(index, &zone.water, None)));
    }
    for piece in &law.zone_pieces {
        let village = law.units.get(&piece.village).filter(|u| !u.neighbour);
        let (Some(zone), Some(village)) = (law.zones.get(&piece.zone), village) else {
            continue;
        };
        if limit.piece(piece).inside.is_none() {
            continue;
        }
        let row = Responsibility {
            what: ResponsibilityKind::LandZone,
            id: piece.id.to_string(),
            water: zone.water.clone(),
            level: Some(Level::Village),
            unit: Some(village.code.clone()),
            registered: true,
            validity: piece.validity,
            ..Responsibility::default()
        };
        list.push(filled(
            row,
            of_land(index, &zone.water, &law.lineage_on(&village.code, &piece.geometry)),
        ));
    }
    list
}
