//! Units, functional areas and the sea.
use super::drawing::{Drawing, Shape, layer};
use super::feature::Tags;
use crate::borders::Role;
use crate::mesh::Area;
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::{PostId, UnitCode};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::records::{AdminUnit, FunctionalArea, MarineArea};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Units in order of level, then code; then functional areas, then sea areas.
pub(super) fn drawings(index: &Index) -> Vec<Drawing<'_>> {
    let mut list = units(index);
    list.extend(
        index
            .law
            .functional_areas
            .iter()
            .filter_map(|area| functional_area(area)),
    );
    list.extend(index.law.marine_areas.iter().map(|sea| marine_area(sea)));
    list
}

/// Units of higher levels come first, so that the area above a unit has its number already.
fn units(index: &Index) -> Vec<Drawing<'_>> {
    let mut list: Vec<Drawing<'_>> = vec![];
    let mut area_of: BTreeMap<&str, u32> = BTreeMap::new();
    for level in Level::ALL {
        let items = index.units.items().iter().zip(0_u32..);
        for (unit, number) in items.filter(|(u, _)| u.level == *level) {
            let parent = index.law.parent(unit);
            let within = parent.as_ref().and_then(|p| area_of.get(p.as_str()).copied());
            area_of.insert(unit.code.as_str(), u32::try_from(list.len()).unwrap_or(u32::MAX));
            list.push(Drawing {
                layer: layer(layer_of(*level)),
                own: unit.code.to_string(),
                tags: tags(index, unit),
                shape: Shape::Record(Cow::Borrowed(&unit.geometry)),
                area: Area {
                    group: u8::try_from(level.index()).ok(),
                    within,
                },
                role: Role::Unit(*level, unit.code.to_string(), number),
                name: Some(unit.name.clone()),
                level: Some(level.as_str()),
                kind: None,
                outside: false,
            });
        }
    }
    list
}

/// `None` where a functional area has no geometry of its own.
fn functional_area(area: &FunctionalArea) -> Option<Drawing<'_>> {
    let geometry = area.geometry.as_ref()?;
    let mut tags = Tags::default();
    let over: Vec<&str> = area.over.iter().map(UnitCode::as_str).collect();
    tags.text("code", area.code.as_str());
    tags.text("name", &area.name);
    tags.text("acts_as", Level::County.as_str());
    tags.maybe("over", Some(over.join(";")));
    Some(Drawing {
        layer: layer("functional_areas"),
        own: area.code.to_string(),
        tags,
        shape: Shape::Record(Cow::Borrowed(geometry)),
        area: Area {
            group: None,
            within: None,
        },
        role: Role::Other,
        name: Some(area.name.clone()),
        level: None,
        kind: None,
        outside: false,
    })
}

fn marine_area(sea: &MarineArea) -> Drawing<'_> {
    let mut tags = Tags::default();
    tags.text("id", sea.id.as_str());
    tags.text("name", &sea.name);
    Drawing {
        layer: layer("marine_areas"),
        own: sea.id.to_string(),
        tags,
        shape: Shape::Record(Cow::Borrowed(&sea.geometry)),
        area: Area {
            group: None,
            within: None,
        },
        role: Role::Sea,
        name: Some(sea.name.clone()),
        level: None,
        kind: None,
        outside: false,
    }
}

/// The layer of units of a level.
fn layer_of(level: Level) -> &'static str {
    match level {
        Level::City => "cities",
        Level::County => "counties",
        Level::Township => "townships",
        Level::Village => "villages",
    }
}

fn tags(index: &Index, unit: &AdminUnit) -> Tags {
    let mut tags = Tags::default();
    tags.text("code", unit.code.as_str());
    tags.text("name", &unit.name);
    tags.text("level", unit.level.as_str());
    tags.maybe("parent", index.law.parent(unit).as_ref().map(UnitCode::as_str));
    // The plan has no general chief at village level (L2).
    if unit.level == Level::Village {
        return tags;
    }
    let seat: Option<Seat> = views::general_chief(index, &unit.code);
    match seat {
        Some(seat) => {
            tags.maybe("general_chief", seat.post.as_ref().map(PostId::as_str));
            tags.maybe("general_chief_name", seat.post_name.as_deref());
            tags.text("general_chief_state", seat.state.as_str().to_lowercase());
        }
        None => tags.text(
            "general_chief_state",
            index.law.without_post(false).as_str().to_lowercase(),
        ),
    }
    tags
}
