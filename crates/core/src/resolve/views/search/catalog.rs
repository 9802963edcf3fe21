//! Everything that can be found in an epoch, with its place and path; built once.
use super::super::competence::folded;
use super::super::spans::{SegmentFilter, Span, spans};
use super::super::units::path;
use super::pinyin::Sounds;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::Level;
use crate::domain::results::{Hit, HitKind};
use crate::index::Index;
use crate::snapshot::Law;
use riverchief_geom::LonLat;
use riverchief_geom::interior::interior_point;
use std::collections::{BTreeSet, HashMap};

/// One entry that can be found.
#[derive(Debug)]
pub(super) struct Entry {
    /// Name and id, normalised for width and case.
    pub name: String,
    pub id: String,
    /// Name and id of everything above it, for queries of several words.
    pub around: String,
    pub sounds: Sounds,
    pub hit: Hit,
}

/// Places and paths that many entries share.
struct Shared<'a> {
    law: &'a Law,
    paths: HashMap<&'a UnitCode, Vec<String>>,
    inside: HashMap<&'a UnitCode, Option<LonLat>>,
}

/// Waters, units, posts, segments and boards of an epoch, by kind and id.
pub(super) fn entries(index: &Index) -> Vec<Entry> {
    let law = &index.law;
    let mut all = Vec::new();
    let mut shared = Shared {
        law,
        paths: HashMap::new(),
        inside: HashMap::new(),
    };
    let mut add = |kind: HitKind, id: &str, name: String, path: Vec<String>, at: Option<LonLat>| {
        let folded_name = folded(&name);
        all.push(Entry {
            id: folded(id),
            around: folded(&format!("{name}\n{id}\n{}", path.join("\n"))),
            sounds: Sounds::of(&folded_name),
            name: folded_name,
            hit: Hit {
                kind,
                id: id.to_owned(),
                name,
                path,
                at,
            },
        });
    };
    for water in law.waters.values() {
        let at = on_water(law, &water.code);
        add(
            HitKind::Water,
            water.code.as_str(),
            water.name.clone(),
            counties(law, &water.code),
            at,
        );
    }
    for unit in law.units.values() {
        let (path, at) = (shared.path(&unit.code), shared.inside(&unit.code));
        add(HitKind::Unit, unit.code.as_str(), unit.name.clone(), path, at);
    }
    for area in &law.functional_areas {
        let at = area.geometry.as_ref().and_then(|g| interior_point(g).ok());
        let at = at.or_else(|| {
            area.over
                .first()
                .and_then(|u| interior_point(&law.units.get(u)?.geometry).ok())
        });
        add(
            HitKind::Unit,
            area.code.as_str(),
            area.name.clone(),
            path(law, &area.code),
            at,
        );
    }
    for post in law.posts.values() {
        let (path, at) = (shared.path(&post.unit), shared.inside(&post.unit));
        add(HitKind::Post, post.id.as_str(), post.name.clone(), path, at);
    }
    for span in spans(law, &SegmentFilter::default()) {
        let water = law.waters.get(span.water).map_or("", |w| w.name.as_str());
        let unit = law.units.get(span.unit).map_or("", |u| u.name.as_str());
        let at = on_span(law, &span);
        add(
            HitKind::Segment,
            span.id.as_str(),
            format!("{water}{unit}段"),
            shared.path_of(&span),
            at,
        );
    }
    for board in &law.boards {
        let water = law.waters.get(&board.water).map_or("", |w| w.name.as_str());
        let (path, at) = (counties(law, &board.water), Some(board.location.0.into()));
        add(HitKind::Board, board.id.as_str(), format!("{water}公示牌"), path, at);
    }
    all.sort_by(|a, b| (a.hit.kind, &a.hit.id).cmp(&(b.hit.kind, &b.hit.id)));
    all
}

impl<'a> Shared<'a> {
    fn path(&mut self, unit: &'a UnitCode) -> Vec<String> {
        self.paths.entry(unit).or_insert_with(|| path(self.law, unit)).clone()
    }

    fn path_of(&mut self, span: &Span<'a>) -> Vec<String> {
        if self.law.lineage_is_registered(span.unit) {
            self.path(span.unit)
        } else {
            span.path(self.law)
        }
    }

    fn inside(&mut self, unit: &'a UnitCode) -> Option<LonLat> {
        let law = self.law;
        *self
            .inside
            .entry(unit)
            .or_insert_with(|| interior_point(&law.units.get(unit)?.geometry).ok())
    }
}

/// Counties that a water passes, by code. A water lies under no single unit, so they serve as its path.
fn counties(law: &Law, water: &WaterCode) -> Vec<String> {
    let reaches = (law.network.branches.iter())
        .filter(|b| b.water == *water)
        .flat_map(|b| &b.reaches)
        .flat_map(|r| [r.left_at(Level::County), r.right_at(Level::County)])
        .flatten();
    let derived = (law.network.derived.iter())
        .filter(|d| d.water == *water && d.level == Level::County)
        .map(|d| &d.unit);
    let codes: BTreeSet<&UnitCode> = reaches.chain(derived).collect();
    codes
        .into_iter()
        .filter_map(|c| law.units.get(c))
        .map(|u| u.name.clone())
        .collect()
}

fn on_water(law: &Law, water: &WaterCode) -> Option<LonLat> {
    let branch = law.network.branches.iter().find(|b| b.water == *water);
    let on_line = branch.map(|b| b.line.at(b.line.len_m() / 2.0));
    on_line.or_else(|| {
        let area = law.water_areas.iter().find(|a| a.water == *water)?;
        interior_point(&area.geometry).ok()
    })
}

/// The middle of a stretch; for a piece, a place on its water, or in its unit if the water has no single place.
fn on_span(law: &Law, span: &Span) -> Option<LonLat> {
    let Some(stretch) = span.stretch else {
        return on_water(law, span.water);
    };
    let branch = law.network.branch(span.water, stretch.branch)?;
    Some(branch.line.at(f64::midpoint(stretch.from_m, stretch.to_m)))
}
