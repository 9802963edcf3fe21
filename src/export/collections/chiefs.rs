//! Who answers, as columns: one chief for a feature, or the whole chain.
use super::spec::CollectionId;
use super::stretches::Lines;
use super::table::{Row, Values};
use crate::domain::answer::Seat;
use crate::domain::ids::{FeatureId, PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level, PostKind};
use crate::domain::views::ChiefView;
use crate::index::Index;
use crate::resolve::views;
use geo::Geometry;
use std::collections::HashMap;

/// Holders of a seat by office, joined.
pub(super) fn held(seat: &Seat) -> String {
    let holders: Vec<&str> = seat.holders.iter().map(|h| h.name.as_str()).collect();
    holders.join(";")
}

/// Id, name and telephone of a post to call.
fn contact(index: &Index, post: Option<&PostId>, values: &mut Values) {
    let record = post.and_then(|id| index.law.posts.get(id));
    values.maybe("first_contact", post.map(PostId::as_str));
    values.maybe("first_contact_name", record.map(|p| p.name.as_str()));
    values.maybe("first_contact_phone", record.and_then(|p| p.phone.as_deref()));
}

/// The columns CHIEF.
pub(super) fn chief(index: &Index, chief: Option<&ChiefView>, values: &mut Values) {
    let Some(chief) = chief else { return };
    let seat = &chief.seat;
    values.maybe("post", seat.post.as_ref().map(PostId::as_str));
    values.maybe("post_name", seat.post_name.as_deref());
    values.text("state", seat.state.as_str().to_lowercase());
    values.maybe("holder", Some(held(seat)));
    values.maybe("phone", seat.phone.as_deref());
    values.date("vacant_since", seat.vacant_since);
    contact(index, chief.first_contact.as_ref(), values);
    values.maybe("accountable", chief.accountable.as_ref().map(PostId::as_str));
    values.text("basis", seat.basis.as_str());
}

/// Names of the columns of a level of the chain: post, its name, state, holder, phone.
fn columns(level: Level) -> [&'static str; 5] {
    match level {
        Level::City => ["city_post", "city_post_name", "city_state", "city_holder", "city_phone"],
        Level::County => [
            "county_post",
            "county_post_name",
            "county_state",
            "county_holder",
            "county_phone",
        ],
        Level::Township => [
            "township_post",
            "township_post_name",
            "township_state",
            "township_holder",
            "township_phone",
        ],
        Level::Village => [
            "village_post",
            "village_post_name",
            "village_state",
            "village_holder",
            "village_phone",
        ],
    }
}

fn chain(seats: &[Seat], values: &mut Values) {
    for level in Level::ALL {
        let river = |s: &&Seat| s.level == *level && s.kind == PostKind::RiverChief;
        let Some(seat) = seats.iter().find(river) else { continue };
        let [post, name, state, holder, phone] = columns(*level);
        values.maybe(post, seat.post.as_ref().map(PostId::as_str));
        values.maybe(name, seat.post_name.as_deref());
        values.text(state, seat.state.as_str().to_lowercase());
        values.maybe(holder, Some(held(seat)));
        values.maybe(phone, seat.phone.as_deref());
    }
    if let Some(keeper) = seats.iter().find(|s| s.kind == PostKind::ReservoirChief) {
        values.maybe("reservoir_post", keeper.post.as_ref().map(PostId::as_str));
        values.maybe("reservoir_post_name", keeper.post_name.as_deref());
        values.maybe("reservoir_holder", Some(held(keeper)));
        values.maybe("reservoir_phone", keeper.phone.as_deref());
    }
}

pub(super) fn responsibilities(collection: CollectionId, index: &Index) -> Vec<Row> {
    let law = &index.law;
    let lines = Lines::new(index);
    let pieces: HashMap<&str, &geo::MultiPolygon<f64>> =
        law.zone_pieces.iter().map(|p| (p.id.as_str(), &p.geometry)).collect();
    let geometry = |row: &crate::domain::views::Responsibility| -> Option<Geometry<f64>> {
        match row.what {
            "segment" => row
                .stretch
                .and_then(|(branch, from_m, to_m, _)| lines.slice(&row.water, branch, from_m, to_m)),
            "piece" => views::piece(index, &row.water, row.unit.as_ref()?).map(Geometry::MultiPolygon),
            "water_zone" => {
                let zone = law.zones.get(&FeatureId::new(&row.id));
                zone.map(|z| Geometry::MultiPolygon(z.geometry.clone()))
            }
            _ => pieces
                .get(row.id.as_str())
                .map(|p| Geometry::MultiPolygon((*p).clone())),
        }
    };
    let mut list = vec![];
    for row in views::responsibilities(index) {
        let mut values = Values::default();
        // Segments and zones have ids of their own registers, which may be the same.
        let id = match row.what {
            "segment" | "piece" => row.id.clone(),
            other => format!("{other}.{}", row.id),
        };
        values.text("id", &id);
        values.text("what", row.what);
        values.text("water", row.water.as_str());
        values.maybe("name", water_name(index, &row.water));
        values.maybe("level", row.level.map(Level::as_str));
        values.maybe("unit", row.unit.as_ref().map(UnitCode::as_str));
        values.maybe("unit_name", row.unit.as_ref().and_then(|u| unit_name(index, u)));
        if let Some((branch, from_m, to_m, bank)) = row.stretch {
            values.text("bank", Bank::as_str(bank));
            values.whole("branch", branch);
            values.real("measure_from", from_m);
            values.real("measure_to", to_m);
        }
        values.flag("registered", row.registered);
        values.flag("city_level", law.city_level(&row.water));
        chain(&row.chain, &mut values);
        values.texts("direct", row.direct.iter().map(PostId::as_str));
        contact(index, row.first_contact.as_ref(), &mut values);
        values.maybe("accountable", row.accountable.as_ref().map(PostId::as_str));
        let general: Vec<&str> = (row.general_chiefs.iter())
            .filter_map(|s| s.post.as_ref().map(PostId::as_str))
            .collect();
        values.maybe("general_chiefs", Some(general.join(";")));
        values.valid(row.validity);
        list.push(Row::new(collection, &id, values, geometry(&row)));
    }
    list
}

pub(super) fn water_name<'a>(index: &'a Index, water: &WaterCode) -> Option<&'a str> {
    index.law.waters.get(water).map(|w| w.name.as_str())
}

pub(super) fn unit_name<'a>(index: &'a Index, unit: &UnitCode) -> Option<&'a str> {
    index.law.units.get(unit).map(|u| u.name.as_str())
}
