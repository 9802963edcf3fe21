//! Surfaces, zones, extents and centrelines of waters.
use super::super::borders::Role;
use super::super::mesh::Area;
use super::segments::chief_tags;
use super::{Drawing, Feature, Shape, Tags, Where, ZONES, layer};
use geo::LineString;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::ZoneKind;
use riverchief_core::domain::records::Water;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, Ground, SegmentFilter};
use std::collections::BTreeMap;
use std::ops::Range;

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

/// Branches cut into pieces wherever a segment of any level begins or ends, so that all levels share vertices.
pub(super) struct Courses {
    lines: Vec<LineString<f64>>,
    /// By branch of the network: cuts in metres, and its first piece.
    branches: Vec<(Vec<f64>, u32)>,
    by_water: BTreeMap<(WaterCode, u32), usize>,
}

impl Courses {
    pub fn new(index: &Index) -> Self {
        let network = &index.law.network;
        let by_water: BTreeMap<(WaterCode, u32), usize> = (network.branches.iter().enumerate())
            .map(|(i, b)| ((b.water.clone(), b.branch), i))
            .collect();
        let mut cuts: Vec<Vec<f64>> = network.branches.iter().map(|b| vec![0.0, b.line.len_m()]).collect();
        for row in views::segments(index, &SegmentFilter::default()) {
            let place = row.branch.and_then(|b| by_water.get(&(row.water.clone(), b)));
            if let (Some(&i), Some(from), Some(to)) = (place, row.from_m, row.to_m) {
                let end = network.branches[i].line.len_m();
                cuts[i].extend([from.clamp(0.0, end), to.clamp(0.0, end)]);
                cuts[i].extend(views::runs(index, &row).into_iter().flat_map(|(from, to)| [from, to]));
            }
        }
        let mut lines = vec![];
        let mut branches = vec![];
        for (branch, mut cuts) in network.branches.iter().zip(cuts) {
            cuts.sort_by(f64::total_cmp);
            cuts.dedup();
            branches.push((cuts.clone(), u32::try_from(lines.len()).unwrap_or(u32::MAX)));
            lines.extend(cuts.array_windows().map(|&[from, to]| branch.line.slice(from, to)));
        }
        Self {
            lines,
            branches,
            by_water,
        }
    }

    /// The pieces, in lon/lat.
    pub fn lines(&self) -> &[LineString<f64>] {
        &self.lines
    }

    /// The pieces between two measures of a branch; `None` where the branch isn't valid.
    pub fn between(&self, water: &WaterCode, branch: u32, from_m: f64, to_m: f64) -> Option<Range<u32>> {
        let (cuts, first) = &self.branches[*self.by_water.get(&(water.clone(), branch))?];
        let at = |m: f64| u32::try_from(cuts.partition_point(|c| *c < m).min(cuts.len() - 1)).unwrap_or(0);
        let (from, to) = (at(from_m.max(0.0)), at(to_m));
        (from < to).then_some(first + from..first + to)
    }

    /// The layer `centrelines`.
    pub fn features(&self, index: &Index) -> Vec<(Feature, Where)> {
        let law = &index.law;
        let mut list = vec![];
        for (branch, (cuts, first)) in law.network.branches.iter().zip(&self.branches) {
            let water = law.waters.get(&branch.water);
            let centreline = &law.centrelines[branch.centreline];
            let mut tags = Tags::default();
            tags.text("water", branch.water.as_str());
            tags.whole("branch", branch.branch);
            tags.maybe("name", water.map(|w| w.name.as_str()));
            tags.maybe("branch_name", centreline.name.as_deref());
            tags.maybe("kind", water.map(|w| w.kind.as_str()));
            tags.maybe("grade", water.and_then(|w| w.grade.as_deref()));
            tags.flag("city_level", law.city_level(&branch.water));
            tags.whole("layer", water.map_or(0, |w| w.layer));
            if let Some(water) = water {
                tags.whole("order", water.order);
            }
            let own = format!("{}/{}", branch.water, branch.branch);
            let pieces = *first..*first + u32::try_from(cuts.len() - 1).unwrap_or(0);
            list.push((Feature::new("centrelines", &own, tags), Where::Lines(vec![pieces])));
        }
        list
    }
}
