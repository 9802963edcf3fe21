//! Surfaces, zones and management extents of waters.
use super::drawing::{Drawing, Shape, ZONES, layer};
use super::feature::Tags;
use super::segments::chief_tags;
use crate::borders::Role;
use crate::mesh::Area;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::ZoneKind;
use riverchief_core::domain::records::Water;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, Ground};

/// A surface of a record: in the city with the tags of who answers, beyond its limit by itself and without (Z11).
struct Surface<'a> {
    layer: &'static str,
    id: &'a str,
    water: Option<&'a Water>,
    /// Behind its id.
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

/// Surfaces first, then zones and their pieces, then extents.
pub(super) fn drawings(index: &Index) -> Vec<Drawing<'_>> {
    let law = &index.law;
    let limit = CityLimit::new(index);
    let water = |code: &WaterCode| law.waters.get(code).map(|w| &**w);
    let free = Area {
        group: None,
        within: None,
    };
    let mut list = vec![];
    for area in &law.water_areas {
        let mut tags = Tags::default();
        tags.text("water", area.water.as_str());
        let of = water(&area.water);
        tags.maybe("name", of.map(|w| w.name.as_str()));
        tags.maybe("kind", of.map(|w| w.kind.as_str()));
        tags.maybe("grade", of.and_then(|w| w.grade.as_deref()));
        tags.flag("city_level", law.city_level(&area.water));
        tags.whole("layer", of.map_or(0, |w| w.layer));
        let surface = Surface {
            layer: "water_areas",
            id: area.id.as_str(),
            water: of,
            tags,
            chief: Tags::default(),
            area: free.clone(),
        };
        list.extend(surface.drawings(limit.area(area)));
    }
    for zone in law.zones.values().filter(|z| z.kind == ZoneKind::Water) {
        let (mut tags, mut chief) = (Tags::default(), Tags::default());
        tags.text("zone", zone.id.as_str());
        tags.text("water", zone.water.as_str());
        tags.maybe("name", water(&zone.water).map(|w| w.name.as_str()));
        tags.maybe("reference_level", zone.reference_level.as_deref());
        chief_tags(index, views::pool_chief(index, zone).as_ref(), &mut chief);
        let surface = Surface {
            layer: "water_zones",
            id: zone.id.as_str(),
            water: water(&zone.water),
            tags,
            chief,
            area: in_zones(),
        };
        list.extend(surface.drawings(limit.zone(zone)));
    }
    for piece in &law.zone_pieces {
        let Some(zone) = law.zones.get(&piece.zone) else {
            continue;
        };
        let (mut tags, mut chief) = (Tags::default(), Tags::default());
        tags.text("zone", piece.zone.as_str());
        tags.text("water", zone.water.as_str());
        tags.maybe("name", water(&zone.water).map(|w| w.name.as_str()));
        tags.text("village", piece.village.as_str());
        chief_tags(index, views::piece_chief(index, piece).as_ref(), &mut chief);
        let surface = Surface {
            layer: "land_zones",
            id: piece.id.as_str(),
            water: water(&zone.water),
            tags,
            chief,
            area: in_zones(),
        };
        list.extend(surface.drawings(limit.piece(piece)));
    }
    for extent in &law.extents {
        let mut tags = Tags::default();
        let of = water(&extent.water);
        tags.text("water", extent.water.as_str());
        tags.maybe("name", of.map(|w| w.name.as_str()));
        let surface = Surface {
            layer: "management_extents",
            id: extent.id.as_str(),
            water: of,
            tags,
            chief: Tags::default(),
            area: free.clone(),
        };
        list.extend(surface.drawings(limit.extent(extent)));
    }
    list
}

fn in_zones() -> Area {
    Area {
        group: Some(ZONES),
        within: None,
    }
}
