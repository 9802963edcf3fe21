//! Search by name, code or id (P): names are not unique, so that every hit carries its administrative path.
use super::competence::folded;
use super::spans::{SegmentFilter, spans};
use super::units::path;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::Level;
use crate::domain::views::Hit;
use crate::geom::LonLat;
use crate::geom::interior::interior_point;
use crate::index::Index;
use crate::snapshot::Law;

/// How well a text matches; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Start,
    Inside,
}

fn fit(query: &str, text: &str) -> Option<Fit> {
    let text = folded(text);
    if text == query {
        Some(Fit::Exact)
    } else if text.starts_with(query) {
        Some(Fit::Start)
    } else {
        text.contains(query).then_some(Fit::Inside)
    }
}

/// A hit before its place and path are worked out.
struct Found<'a> {
    fit: Fit,
    /// Waters, units, posts, segments, boards.
    rank: u8,
    id: &'a str,
    name: String,
    unit: Option<&'a UnitCode>,
    water: Option<&'a WaterCode>,
}

/// Waters, units, posts, segments and boards whose name, code or id holds the query; exact ones first, then those that
/// start with it; among equals by kind and id. An empty query finds nothing.
#[must_use]
pub fn search(index: &Index, query: &str, limit: usize) -> Vec<Hit> {
    let law = &index.law;
    let query = folded(query);
    if query.is_empty() {
        return Vec::new();
    }
    let segments = spans(law, &SegmentFilter::default());
    let mut found: Vec<Found> = Vec::new();
    let mut add = |rank: u8, id, name: &str, unit, water| {
        if let Some(fit) = fit(&query, name).into_iter().chain(fit(&query, id)).min() {
            found.push(Found {
                fit,
                rank,
                id,
                name: name.to_owned(),
                unit,
                water,
            });
        }
    };
    for water in law.waters.values() {
        add(0, water.code.as_str(), &water.name, None, Some(&water.code));
    }
    for unit in law.units.values() {
        add(1, unit.code.as_str(), &unit.name, Some(&unit.code), None);
    }
    for area in &law.functional_areas {
        add(1, area.code.as_str(), &area.name, Some(&area.code), None);
    }
    for post in law.posts.values() {
        add(2, post.id.as_str(), &post.name, Some(&post.unit), post.water.as_ref());
    }
    for segment in &segments {
        let water = law.waters.get(segment.water).map_or("", |w| w.name.as_str());
        let unit = law.units.get(segment.unit).map_or("", |u| u.name.as_str());
        add(
            3,
            segment.id.as_str(),
            &format!("{water}{unit}段"),
            Some(segment.unit),
            Some(segment.water),
        );
    }
    for board in &law.boards {
        let water = law.waters.get(&board.water).map_or("", |w| w.name.as_str());
        add(
            4,
            board.id.as_str(),
            &format!("{water}公示牌"),
            None,
            Some(&board.water),
        );
    }
    found.sort_by(|a, b| (a.fit, a.rank, a.id).cmp(&(b.fit, b.rank, b.id)));
    found.truncate(limit);
    found.into_iter().map(|f| hit(law, f)).collect()
}

fn hit(law: &Law, found: Found) -> Hit {
    let kind = ["water", "unit", "post", "segment", "board"][usize::from(found.rank.min(4))];
    Hit {
        kind,
        at: place(law, &found),
        path: match (found.unit, found.water) {
            (Some(unit), _) => path(law, unit),
            (None, Some(water)) => counties(law, water),
            (None, None) => Vec::new(),
        },
        id: found.id.to_owned(),
        name: found.name,
    }
}

/// Counties that a water passes, by code: its path, as it lies under no single unit.
fn counties(law: &Law, water: &WaterCode) -> Vec<String> {
    let reaches = (law.network.branches.iter())
        .filter(|b| b.water == *water)
        .flat_map(|b| &b.reaches)
        .flat_map(|r| [r.unit.as_ref(), r.right.as_ref()])
        .flatten();
    let derived = (law.network.derived.iter())
        .filter(|d| d.water == *water && d.level == Level::County)
        .map(|d| &d.unit);
    let codes: std::collections::BTreeSet<&UnitCode> = reaches
        .chain(derived)
        .filter_map(|u| law.ancestor(u, Level::County).map(|c| &c.code))
        .collect();
    codes
        .into_iter()
        .filter_map(|c| law.units.get(c))
        .map(|u| u.name.clone())
        .collect()
}

fn place(law: &Law, found: &Found) -> Option<LonLat> {
    let inside = |unit: &UnitCode| interior_point(&law.units.get(unit)?.geometry).ok();
    match found.rank {
        0 => {
            let branch = law.network.branches.iter().find(|b| Some(&b.water) == found.water);
            let on_line = branch.map(|b| b.line.at(b.line.len_m() / 2.0));
            on_line.or_else(|| {
                let area = law.water_areas.iter().find(|a| Some(&a.water) == found.water)?;
                interior_point(&area.geometry).ok()
            })
        }
        3 => {
            let id = crate::domain::ids::SegmentId::new(found.id);
            let span = super::spans::span(law, &id)?;
            let stretch = span.stretch?;
            let branch = law.network.branch(span.water, stretch.branch)?;
            Some(branch.line.at(f64::midpoint(stretch.from_m, stretch.to_m)))
        }
        4 => {
            let board = law.boards.iter().find(|b| b.id.as_str() == found.id)?;
            Some(board.location.0.into())
        }
        _ => found.unit.and_then(inside),
    }
}
