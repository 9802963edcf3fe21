//! The checks of `riverchief validate` (rules.md §13): what is wrong with a world that could be read.
//!
//! One file per rule or group of related rules. A check reports and never repairs. Records that could not be typed are
//! reported by `Snapshot::build`. Codes begin with `E_`, `W_` or `N_` for their severity. Messages and remedies are
//! Chinese, for the offices that keep the data. docs/DATA.md lists the codes.
mod boards;
mod city_level;
mod codes;
mod compose;
mod conference;
mod cover;
mod departments;
mod geometry;
mod intervals;
mod names;
mod network;
mod place;
mod posts;
mod references;
mod seats;
mod segment_gaps;
mod segments;
mod tenures;
mod tessellation;
mod titles;
mod zones;

use super::finding::Finding;
use super::law::Law;
use super::world::Snapshot;
use crate::domain::answer::Thresholds;
use crate::domain::time::{Date, Validity};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every finding about a snapshot, most severe first, then by code, layer and feature.
///
/// Records and references are checked for all time; seats, boards, offices and gaps on `date`; boundaries, zones,
/// segments and the network on `date` and in every other interval in which they don't change. Each finding is listed
/// once: one that is also found on `date` is not repeated, and one found only elsewhere names its interval.
#[must_use]
pub fn run(snapshot: &Arc<Snapshot>, date: Date, thresholds: Thresholds) -> Vec<Finding> {
    let mut out = Vec::new();
    codes::check(snapshot, &mut out);
    references::check(snapshot, &mut out);
    geometry::check(snapshot, &mut out);
    posts::check(snapshot, &mut out);
    tenures::check(snapshot, &mut out);
    titles::check(snapshot, &mut out);
    departments::check(snapshot, &mut out);

    let law = Law::new(snapshot, date, thresholds);
    posts::orphans(&law, &mut out);
    seats::check(&law, &mut out);
    // Nothing is required before that, so nothing is missing (S35).
    if law.in_force() {
        segment_gaps::check(&law, &mut out);
        boards::check(&law, &mut out);
        departments::on_date(&law, &mut out);
    }
    in_space(&law, &mut out);

    let mut seen: BTreeSet<_> = out.iter().map(key).collect();
    for (day, interval) in other_intervals(snapshot, date) {
        let mut found = Vec::new();
        in_space(&Law::new(snapshot, day, thresholds), &mut found);
        for mut finding in found {
            if seen.insert(key(&finding)) {
                finding.message = format!("{}（{}）", finding.message, words(interval));
                out.push(finding);
            }
        }
    }
    out.sort_by(|a, b| a.severity.cmp(&b.severity).then_with(|| key(a).cmp(&key(b))));
    out.dedup();
    out
}

/// What depends on geometry, and so on the interval.
fn in_space(law: &Law, out: &mut Vec<Finding>) {
    city_level::check(law, out);
    tessellation::check(law, out);
    zones::check(law, out);
    network::check(law, out);
    segments::check(law, out);
}

type Key = (
    &'static str,
    &'static str,
    String,
    Option<&'static str>,
    String,
    Option<[u64; 2]>,
);

/// Findings of different intervals are the same if these are equal.
fn key(f: &Finding) -> Key {
    // Two gaps in one unit differ only by their place.
    let place = f.place.map(|p| [p.lon.to_bits(), p.lat.to_bits()]);
    (f.code, f.layer, f.feature.clone(), f.field, f.message.clone(), place)
}

/// One day of every interval, other than that of `date`, in which no boundary, zone, line or segment changes.
fn other_intervals(snapshot: &Snapshot, date: Date) -> Vec<(Date, Validity)> {
    let spatial = (snapshot.units.iter().map(|r| r.validity))
        .chain(snapshot.functional_areas.iter().map(|r| r.validity))
        .chain(snapshot.waters.iter().map(|r| r.validity))
        .chain(snapshot.water_areas.iter().map(|r| r.validity))
        .chain(snapshot.centrelines.iter().map(|r| r.validity))
        .chain(snapshot.segments.iter().map(|r| r.validity))
        .chain(snapshot.zones.iter().map(|r| r.validity))
        .chain(snapshot.zone_pieces.iter().map(|r| r.validity))
        .chain(snapshot.marine_areas.iter().map(|r| r.validity));
    let changes: BTreeSet<Date> = spatial.flat_map(|v| [v.from, v.to]).flatten().collect();
    let mut bounds: Vec<Option<Date>> = vec![None];
    bounds.extend(changes.into_iter().map(Some));
    bounds.push(None);
    (bounds.windows(2))
        .map(|w| Validity::new(w[0], w[1]))
        .filter(|v| !v.contains(date))
        .filter_map(|v| {
            // The first interval has no first day; its last is used.
            let day = v.from.or_else(|| v.to.and_then(|to| to.yesterday().ok()))?;
            Some((day, v))
        })
        .collect()
}

fn words(interval: Validity) -> String {
    match (interval.from, interval.to) {
        (Some(from), Some(to)) => format!("{from} 起至 {to} 前"),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(to)) => format!("{to} 前"),
        (None, None) => "始终".to_owned(),
    }
}
