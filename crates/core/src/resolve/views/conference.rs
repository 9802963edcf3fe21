//! The joint conference of a water that crosses counties (§7: J1–J3, JA1–JA8).
use super::chain::county_sittings;
use super::shoreline::shore_lengths_m;
use crate::domain::answer::{Conference, ConvenerRule, CountyLength, convener_tie_m};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Basis, Level};
use crate::domain::results::ConferenceOutcome;
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::posts::Incumbency;
use crate::snapshot::reaches::{Branch, Reach};
use geo::{BoundingRect, Intersects, Relate};
use riverchief_geom::PreparedPolygon;
use riverchief_geom::nearest::on_rings;
use riverchief_geom::union::border_of_union;
use std::collections::BTreeMap;
use std::sync::Arc;

/// J1: a reach of at least this length counts as held, metres.
const HELD_M: f64 = 0.001;

/// What each county of the city has of a water.
struct Holding {
    /// By county: total and shared metres (branch 0, or shoreline).
    lengths: BTreeMap<UnitCode, (f64, f64)>,
    cross_city: bool,
    /// JA4: the lengths are those of a shoreline.
    shoreline: bool,
}

/// Whether the water has a joint conference, and who convenes it (§7). `None`: no such water on the date.
///
/// A county holds a reach by branch 0 or another branch outside WATER zones, or a positive area.
/// Decided once for the epoch.
#[must_use]
pub fn conference<'a>(index: &'a Index, code: &WaterCode) -> Option<&'a ConferenceOutcome> {
    index.conference(code, || decided(index, code))
}

fn decided(index: &Index, code: &WaterCode) -> Option<ConferenceOutcome> {
    let law = &index.law;
    let water = law.waters.get(code)?;
    let holding = holding(law, code);
    let lengths: Vec<CountyLength> = holding
        .lengths
        .iter()
        .map(|(county, (total_m, shared_m))| CountyLength {
            county: county.clone(),
            total_m: *total_m,
            shared_m: *shared_m,
        })
        .collect();
    let chiefs = lengths.iter().any(|l| county_chief(index, code, &l.county).is_some());
    let reason = match (law.city_level(code), lengths.len(), chiefs) {
        (true, _, _) => Some("R_CITY_LEVEL"),
        (_, 0 | 1, _) => Some("R_ONE_COUNTY"),
        (_, _, false) => Some("R_NO_COUNTY_CHIEFS"),
        _ => None,
    };
    if let Some(reason) = reason {
        return Some(ConferenceOutcome::NotApplicable {
            reason,
            lengths,
            cross_city: holding.cross_city,
        });
    }
    let (longest, tie) = longest(&lengths)?;
    let touching = |county: &&UnitCode| holding.lengths.contains_key(*county);
    // JA6: a commander or an override outside the touching counties is a data error; the next rule decides.
    let commander = water.commander_county.as_ref().filter(touching);
    let decided = water.convener_override.as_ref().filter(touching);
    let candidates = [
        (ConvenerRule::Override, decided),
        (ConvenerRule::FloodCommander, commander),
        (ConvenerRule::LongestReach, Some(&longest)),
    ];
    let mut standing = candidates.iter().filter_map(|(rule, county)| Some((*rule, (*county)?)));
    let (rule, county) = standing.next()?;
    let post = county_chief(index, code, county);
    Some(ConferenceOutcome::Convened(Conference {
        water: code.clone(),
        rule,
        county: county.clone(),
        post: post.map(|p| p.post.id.clone()),
        state: post.map_or_else(|| law.without_post(false), |p| p.state),
        tie,
        cross_city: holding.cross_city,
        rejected: standing
            .filter(|(_, c)| *c != county)
            .map(|(r, c)| (r, c.clone()))
            .collect(),
        basis: match rule {
            ConvenerRule::Override => Basis::Data,
            ConvenerRule::LongestReach if holding.shoreline => Basis::Inferred,
            _ => Basis::Stated,
        },
        lengths,
    }))
}

/// The county's chief of the water (S9): the county's own chief before the chief of a functional area that stands in
/// for it on a part (S12).
fn county_chief<'a>(index: &'a Index, water: &WaterCode, county: &UnitCode) -> Option<&'a Arc<Incumbency>> {
    let sittings = county_sittings(index, water, county);
    let own = sittings.iter().find(|s| s.stands_in.is_none());
    own.or(sittings.first()).and_then(|s| s.post)
}

/// JA2: the county of the longest reach, and whether several were tied for it.
fn longest(lengths: &[CountyLength]) -> Option<(UnitCode, bool)> {
    let greatest_m = lengths.iter().map(|l| l.total_m).max_by(f64::total_cmp)?;
    let tolerance_m = convener_tie_m(greatest_m);
    let tied: Vec<&CountyLength> = lengths
        .iter()
        .filter(|l| greatest_m - l.total_m <= tolerance_m)
        .collect();
    let exclusive_m = |l: &CountyLength| l.total_m - l.shared_m;
    let most_m = tied.iter().map(|l| exclusive_m(l)).max_by(f64::total_cmp)?;
    let winner = tied
        .iter()
        .filter(|l| most_m - exclusive_m(l) <= tolerance_m)
        .map(|l| &l.county)
        .min()?;
    Some((winner.clone(), tied.len() > 1))
}

fn holding(law: &Law, water: &WaterCode) -> Holding {
    let mut lengths: BTreeMap<UnitCode, (f64, f64)> = BTreeMap::new();
    let mut cross_city = false;
    let mut stationed = false;
    for branch in law.network.branches.iter().filter(|b| b.water == *water) {
        stationed = true;
        for reach in &branch.reaches {
            if reach.unit.is_none() {
                cross_city = true;
                continue;
            }
            cross_city |= reach.right.is_none() && along_neighbour(law, branch, reach);
            let length_m = reach.to_m - reach.from_m;
            if reach.in_pool || length_m < HELD_M {
                continue;
            }
            let left = reach.left_at(Level::County);
            let right = reach.right_at(Level::County).filter(|r| Some(*r) != left);
            let counted_m = if branch.branch == 0 { length_m } else { 0.0 };
            let shared_m = if left.is_some() && right.is_some() {
                counted_m
            } else {
                0.0
            };
            for county in [left, right].into_iter().flatten() {
                let entry = lengths.entry(county.clone()).or_default();
                entry.0 += counted_m;
                entry.1 += shared_m;
            }
        }
    }
    let areas: Vec<_> = (law.water_areas.iter().filter(|a| a.water == *water))
        .map(|a| PreparedPolygon::new(a.geometry.clone()))
        .collect();
    // An edge that two areas of the water share is not part of the shore.
    let shore = if stationed {
        vec![]
    } else {
        border_of_union(&areas.iter().collect::<Vec<_>>())
    };
    let mut counties = vec![];
    for unit in law.units.values().filter(|u| u.neighbour || u.level == Level::County) {
        let bounds = unit.geometry.bounding_rect();
        let holds = |area: &PreparedPolygon| {
            let near = bounds.zip(area.bbox()).is_some_and(|(a, b)| a.intersects(&b));
            near && positive_area(&unit.geometry, area.geometry())
        };
        if !areas.iter().any(holds) {
            continue;
        }
        if unit.neighbour {
            cross_city = true;
            continue;
        }
        counties.push(unit);
    }
    let grounds: Vec<_> = counties.iter().map(|county| &county.geometry).collect();
    for (county, (total_m, shared_m)) in counties.iter().zip(shore_lengths_m(&shore, &grounds)) {
        let entry = lengths.entry(county.code.clone()).or_default();
        entry.0 += total_m;
        entry.1 += shared_m;
    }
    Holding {
        lengths,
        cross_city,
        shoreline: !stationed,
    }
}

/// Whether a reach runs on the border of a neighbour unit: the city limit (JA8).
fn along_neighbour(law: &Law, branch: &Branch, reach: &Reach) -> bool {
    let middle = branch.line.at(f64::midpoint(reach.from_m, reach.to_m));
    law.units.values().filter(|u| u.neighbour).any(|u| {
        let bbox = u.geometry.bounding_rect();
        bbox.is_some_and(|bbox| on_rings(middle, &u.geometry, bbox))
    })
}

/// Whether two areas share more than an edge.
pub(crate) fn positive_area(a: &geo::MultiPolygon<f64>, b: &geo::MultiPolygon<f64>) -> bool {
    a.relate(b).matches("T********").unwrap_or(false)
}
