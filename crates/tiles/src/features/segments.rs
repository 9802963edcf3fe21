//! Segments of the four levels, pieces of areas (分片), and the attributes of the responsible chief.
use super::courses::Courses;
use super::drawing::{Drawing, PIECES, Shape, layer};
use super::feature::{Feature, Tags, Where};
use crate::borders::Role;
use crate::mesh::Area;
use riverchief_core::domain::ids::{PostId, SegmentId};
use riverchief_core::domain::kinds::{Bank, Level};
use riverchief_core::domain::results::{ChiefView, SegmentRow};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};
use std::collections::BTreeMap;

/// Segments in force with their chiefs, collected once.
pub(super) struct Chiefs {
    rows: Vec<SegmentRow>,
    by_segment: BTreeMap<SegmentId, ChiefView>,
}

impl Chiefs {
    pub fn new(index: &Index) -> Self {
        Self {
            rows: views::segments(index, &SegmentFilter::default()),
            by_segment: views::segment_chiefs(index),
        }
    }
}

/// Adds the attributes CHIEF of the layer table.
pub(super) fn chief_tags(index: &Index, chief: Option<&ChiefView>, tags: &mut Tags) {
    let Some(chief) = chief else { return };
    let seat = &chief.seat;
    tags.maybe("post", seat.post.as_ref().map(PostId::as_str));
    tags.maybe("post_name", seat.post_name.as_deref());
    tags.text("state", seat.state.as_str().to_lowercase());
    let holders: Vec<&str> = seat.holders.iter().map(|h| h.name.as_str()).collect();
    tags.maybe("holder", Some(holders.join(";")));
    tags.maybe("phone", seat.phone.as_deref());
    tags.maybe("vacant_since", seat.vacant_since.map(|d| d.to_string()));
    let columns = [
        (
            &chief.first_contact,
            [
                "first_contact",
                "first_contact_name",
                "first_contact_phone",
                "first_contact_holder",
            ],
        ),
        (
            &chief.accountable,
            [
                "accountable",
                "accountable_name",
                "accountable_phone",
                "accountable_holder",
            ],
        ),
    ];
    for (post, [id, name, phone, holder]) in columns {
        let record = post.as_ref().and_then(|id| index.law.post_table().get(id));
        let holders: Option<Vec<&str>> = record.map(|p| p.holders.iter().map(|h| h.name.as_str()).collect());
        tags.maybe(id, post.as_ref().map(PostId::as_str));
        tags.maybe(name, record.map(|p| &p.name));
        tags.maybe(phone, record.and_then(|p| p.phone.as_deref()));
        tags.maybe(holder, holders.map(|h| h.join(";")));
    }
    tags.text("basis", seat.basis.as_str());
}

fn head(index: &Index, row: &SegmentRow, tags: &mut Tags) {
    let law = &index.law;
    tags.text("id", row.id.as_str());
    tags.text("water", row.water.as_str());
    tags.maybe("name", law.waters.get(&row.water).map(|w| w.name.as_str()));
    tags.text("level", row.level.as_str());
    tags.text("unit", row.unit.as_str());
    tags.maybe("unit_name", law.units.get(&row.unit).map(|u| u.name.as_str()));
}

/// Segments with stationing, by layer.
pub(super) fn lines(index: &Index, chiefs: &Chiefs, courses: &Courses) -> Vec<(&'static str, Vec<(Feature, Where)>)> {
    let of_level = |level: Level| {
        let name = match level {
            Level::City => "segments_city",
            Level::County => "segments_county",
            Level::Township => "segments_township",
            Level::Village => "segments_village",
        };
        let rows = chiefs.rows.iter().filter(|r| r.level == level);
        let features = rows.filter_map(|row| {
            let place = place(index, courses, row)?;
            let mut tags = Tags::default();
            head(index, row, &mut tags);
            tags.maybe("bank", row.bank.map(Bank::as_str));
            tags.whole("branch", row.branch?);
            tags.real("measure_from", row.from_m?);
            tags.real("measure_to", row.to_m?);
            tags.flag("registered", row.registered);
            tags.flag("city_level", index.law.city_level(&row.water));
            if !views::runs(index, row).is_empty() {
                chief_tags(index, chiefs.by_segment.get(&row.id), &mut tags);
            }
            Some((Feature::new(name, row.id.as_str(), tags), place))
        });
        (name, features.collect())
    };
    Level::ALL.iter().map(|level| of_level(*level)).collect()
}

/// The parts of a segment with stationing for which its chief is responsible (Z11); without any, the registered extent.
pub(super) fn place(index: &Index, courses: &Courses, row: &SegmentRow) -> Option<Where> {
    let branch = row.branch?;
    let between = |(from_m, to_m)| courses.between(&row.water, branch, from_m, to_m);
    let mut lines: Vec<_> = views::runs(index, row).into_iter().filter_map(between).collect();
    if lines.is_empty() {
        lines.extend(between((row.from_m?, row.to_m?)));
    }
    (!lines.is_empty()).then_some(Where::Lines(lines))
}

/// Pieces of waters without stationing: the part of the water's areas that lies in the unit.
pub(super) fn pieces<'a>(index: &Index, chiefs: &Chiefs, drawn: &[Drawing<'_>]) -> Vec<Drawing<'a>> {
    let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let areas_of = |row: &SegmentRow| -> Vec<u32> {
        let own = |id: &str| {
            index
                .law
                .water_areas
                .iter()
                .any(|a| a.id.as_str() == id && a.water == row.water)
        };
        let is = |d: &Drawing<'_>| d.layer == layer("water_areas") && !d.outside && own(&d.own);
        let places = drawn.iter().enumerate().filter(|(_, d)| is(d));
        places.map(|(place, _)| number(place)).collect()
    };
    // The piece of a functional area lies in the units that the area is entrusted with (E).
    let units_of = |row: &SegmentRow| -> Vec<u32> {
        let area = index.law.functional_areas.iter().find(|a| a.code == row.unit);
        let units = area.map_or(std::slice::from_ref(&row.unit), |a| &a.over);
        let is =
            |d: &Drawing<'_>| matches!(&d.role, Role::Unit(_, code, _) if units.iter().any(|u| u.as_str() == code));
        let places = drawn.iter().enumerate().filter(|(_, d)| is(d));
        places.map(|(place, _)| number(place)).collect()
    };
    let rows = chiefs.rows.iter().filter(|r| r.branch.is_none());
    rows.filter_map(|row| {
        let (of, inside) = (areas_of(row), units_of(row));
        if of.is_empty() || inside.is_empty() {
            return None;
        }
        let mut tags = Tags::default();
        head(index, row, &mut tags);
        tags.flag("registered", row.registered);
        tags.flag("city_level", index.law.city_level(&row.water));
        chief_tags(index, chiefs.by_segment.get(&row.id), &mut tags);
        let water = index.law.waters.get(&row.water);
        Some(Drawing {
            layer: layer("pieces"),
            own: row.id.to_string(),
            tags,
            shape: Shape::Piece {
                of,
                inside,
                water: row.water.clone(),
                unit: row.unit.clone(),
            },
            area: Area {
                group: u8::try_from(row.level.index()).ok().map(|l| PIECES + l),
                within: None,
            },
            role: Role::Other,
            name: water.map(|w| w.name.clone()),
            level: Some(row.level.as_str()),
            kind: water.map(|w| w.kind.as_str()),
            outside: false,
        })
    })
    .collect()
}
