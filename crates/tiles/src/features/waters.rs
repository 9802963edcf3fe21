//! Surfaces, zones and management extents of waters.
use super::drawing::{Drawing, Shape, ZONES, layer};
use super::feature::Tags;
use super::segments::chief_tags;
use crate::borders::Role;
use crate::mesh::Area;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::ZoneKind;
use riverchief_core::domain::records::{ManagementExtent, Water, WaterArea, Zone, ZonePiece};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, Ground};
use std::sync::Arc;

/// A recorded surface. The part in the city has the attributes of its chief; the part outside is a feature of its own
/// without them (Z11).
struct Surface<'a> {
    layer: &'static str,
    id: &'a str,
    water: Option<&'a Water>,
    /// The attributes after the id.
    tags: Tags,
    chief: Tags,
    area: Area,
}

impl<'a> Surface<'a> {
    fn drawings(self, ground: Ground<'a>) -> impl Iterator<Item = Drawing<'a>> {
        let (inside, outside) = (ground.inside, ground.outside);
        let whole = inside.is_none() || outside.is_none();
        let parts = [(inside, false), (outside, true)];
        let shapes = parts.into_iter().filter_map(|(shape, outside)| Some((shape?, outside)));
        shapes.map(move |(shape, outside)| {
            let own = if outside && !whole {
                views::outside_id(self.id)
            } else {
                self.id.to_owned()
            };
            let mut tags = Tags::default();
            tags.text("id", &own);
            tags.0.extend(self.tags.0.iter().cloned());
            if outside {
                tags.text("jurisdiction", "outside");
            } else {
                tags.0.extend(self.chief.0.iter().cloned());
            }
            Drawing {
                layer: layer(self.layer),
                own,
                tags,
                shape: Shape::Record(shape),
                area: self.area.clone(),
                role: Role::Other,
                name: self.water.map(|w| w.name.clone()),
                level: None,
                kind: self.water.map(|w| w.kind.as_str()),
                outside,
            }
        })
    }
}

/// Water areas first, then WATER zones, LAND zones and management extents.
pub(super) fn drawings(index: &Index) -> Vec<Drawing<'_>> {
    let limit = CityLimit::new(index);
    let mut list = water_areas(index, &limit);
    list.extend(water_zones(index, &limit));
    list.extend(land_zones(index, &limit));
    list.extend(extents(index, &limit));
    list
}

fn water<'a>(index: &'a Index, code: &WaterCode) -> Option<&'a Water> {
    index.law.waters.get(code).map(|w| &**w)
}

fn water_areas<'a>(index: &'a Index, limit: &CityLimit<'a>) -> Vec<Drawing<'a>> {
    let drawings = |area: &'a Arc<WaterArea>| {
        let of = water(index, &area.water);
        let mut tags = Tags::default();
        tags.text("water", area.water.as_str());
        tags.maybe("name", of.map(|w| w.name.as_str()));
        tags.maybe("kind", of.map(|w| w.kind.as_str()));
        tags.maybe("grade", of.and_then(|w| w.grade.as_deref()));
        tags.flag("city_level", index.law.city_level(&area.water));
        tags.whole("layer", of.map_or(0, |w| w.layer));
        let surface = Surface {
            layer: "water_areas",
            id: area.id.as_str(),
            water: of,
            tags,
            chief: Tags::default(),
            area: ungrouped(),
        };
        surface.drawings(limit.area(area))
    };
    index.law.water_areas.iter().flat_map(drawings).collect()
}

fn water_zones<'a>(index: &'a Index, limit: &CityLimit<'a>) -> Vec<Drawing<'a>> {
    let drawings = |zone: &'a Arc<Zone>| {
        let of = water(index, &zone.water);
        let (mut tags, mut chief) = (Tags::default(), Tags::default());
        tags.text("zone", zone.id.as_str());
        tags.text("water", zone.water.as_str());
        tags.maybe("name", of.map(|w| w.name.as_str()));
        tags.maybe("reference_level", zone.reference_level.as_deref());
        chief_tags(index, views::pool_chief(index, zone).as_ref(), &mut chief);
        let surface = Surface {
            layer: "water_zones",
            id: zone.id.as_str(),
            water: of,
            tags,
            chief,
            area: in_zones(),
        };
        surface.drawings(limit.zone(zone))
    };
    let pools = index.law.zones.values().filter(|z| z.kind == ZoneKind::Water);
    pools.flat_map(drawings).collect()
}

fn land_zones<'a>(index: &'a Index, limit: &CityLimit<'a>) -> Vec<Drawing<'a>> {
    let drawings = |piece: &'a Arc<ZonePiece>| {
        let zone = index.law.zones.get(&piece.zone)?;
        let of = water(index, &zone.water);
        let (mut tags, mut chief) = (Tags::default(), Tags::default());
        tags.text("zone", piece.zone.as_str());
        tags.text("water", zone.water.as_str());
        tags.maybe("name", of.map(|w| w.name.as_str()));
        tags.text("village", piece.village.as_str());
        chief_tags(index, views::piece_chief(index, piece).as_ref(), &mut chief);
        let surface = Surface {
            layer: "land_zones",
            id: piece.id.as_str(),
            water: of,
            tags,
            chief,
            area: in_zones(),
        };
        Some(surface.drawings(limit.piece(piece)))
    };
    index.law.zone_pieces.iter().filter_map(drawings).flatten().collect()
}

fn extents<'a>(index: &'a Index, limit: &CityLimit<'a>) -> Vec<Drawing<'a>> {
    let drawings = |extent: &'a Arc<ManagementExtent>| {
        let of = water(index, &extent.water);
        let mut tags = Tags::default();
        tags.text("water", extent.water.as_str());
        tags.maybe("name", of.map(|w| w.name.as_str()));
        let surface = Surface {
            layer: "management_extents",
            id: extent.id.as_str(),
            water: of,
            tags,
            chief: Tags::default(),
            area: ungrouped(),
        };
        surface.drawings(limit.extent(extent))
    };
    index.law.extents.iter().flat_map(drawings).collect()
}

/// The area of a surface that may overlap any other.
fn ungrouped() -> Area {
    Area {
        group: None,
        within: None,
    }
}

fn in_zones() -> Area {
    Area {
        group: Some(ZONES),
        within: None,
    }
}
