//! How long a derived row stands: over all neighbouring intervals in which it has the same id, geometry, unit, bank and
//! post (S38).
//!
//! Lists the rows of each interval; `snapshot::standing` follows them from interval to interval.
use super::above::ground;
use super::chain;
use super::sections::{confluences, sections};
use super::spans::{SegmentFilter, Span, spans};
use crate::domain::ids::{PostId, SegmentId, UnitCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::FunctionalArea;
use crate::domain::results::{Confluence, CrossSection};
use crate::domain::time::{Date, Validity};
use crate::index::Index;
use crate::resolve::stretch::lineage_on;
use crate::snapshot::seating::Charge;
use crate::snapshot::standing::{DerivedKind, RowKey, Standing};
use crate::snapshot::{Epoch, Law};
use geo::{LineString, MultiPolygon};
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What a row takes from the network; it must stay the same.
#[derive(PartialEq)]
enum Place {
    Segment {
        line: Option<LineString<f64>>,
        ground: Option<MultiPolygon<f64>>,
        unit: UnitCode,
        bank: Option<Bank>,
    },
    Reach {
        line: LineString<f64>,
        unit: Option<UnitCode>,
        right: Option<UnitCode>,
    },
    Section(CrossSection),
    Confluence(Confluence),
}

/// Rows of two intervals are the same row if these are equal.
struct Row {
    place: Arc<Place>,
    post: Option<PostId>,
    /// Whether registered segments leave a part of it uncovered.
    listed: bool,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        // Most rows share their place with the rows of the previous interval.
        let here = Arc::ptr_eq(&self.place, &other.place) || self.place == other.place;
        here && self.post == other.post && self.listed == other.listed
    }
}

type Places = HashMap<RowKey, Arc<Place>>;

/// How long a derived row of this law stands.
#[must_use]
pub fn standing(index: &Index, kind: DerivedKind, id: &str) -> Validity {
    let law = &index.law;
    let found = index.standing(|| follow(law)).on(kind, id, law.date);
    // Every row that has an id is followed.
    found.unwrap_or(law.epoch.validity)
}

/// All rows over all intervals in which geometry and posts are unchanged. A new holder does not end a row.
///
/// Most intervals differ only in posts and registered segments; they share the network and the places of the previous
/// interval.
fn follow(law: &Law) -> Standing {
    let snapshot = &law.snapshot;
    let dates: BTreeSet<Date> = (snapshot.ground_dates().into_iter())
        .chain(snapshot.post_dates())
        .collect();
    let dates: Vec<Date> = dates.into_iter().collect();
    let mut before: Option<(Law, Places)> = None;
    let intervals = (0..).map_while(|number| Epoch::numbered(&dates, number));
    Standing::over(intervals.map(|interval| {
        let other = before.as_ref().map(|(law, _)| law);
        let law = Law::beside(snapshot, interval.day(), law.thresholds, other);
        let places = match before.take() {
            Some((other, places)) if Arc::ptr_eq(&other.network, &law.network) => places,
            _ => places(&law),
        };
        let rows = rows(&law, &places);
        before = Some((law, places));
        (interval.validity, rows)
    }))
}

fn key(kind: DerivedKind, id: &str) -> RowKey {
    (kind, Box::from(id))
}

fn places(law: &Law) -> Places {
    let segments = (law.network.derived.iter().chain(&law.network.bare)).map(|derived| {
        let span = Span::of_derived(derived);
        let line = span.stretch.and_then(|s| {
            let branch = law.network.branch(span.water, s.branch)?;
            Some(branch.line.slice(s.from_m, s.to_m))
        });
        let place = Place::Segment {
            line,
            ground: (span.stretch.is_none())
                .then(|| ground(law, span.water, span.unit))
                .flatten(),
            unit: span.unit.clone(),
            bank: span.stretch.map(|s| s.bank),
        };
        (key(DerivedKind::Segment, span.id.as_str()), place)
    });
    let reaches = law.network.branches.iter().flat_map(|branch| {
        branch.reaches.iter().enumerate().map(move |(number, reach)| {
            let place = Place::Reach {
                line: branch.line.slice(reach.from_m, reach.to_m),
                unit: reach.unit.clone(),
                right: reach.right.clone(),
            };
            (key(DerivedKind::Reach, &branch.reach_id(number)), place)
        })
    });
    // Measures change with changes upstream, far from the row.
    let sections = sections(law).into_iter().map(|(id, section)| {
        let section = CrossSection {
            measure_m: 0.0,
            ..section
        };
        (key(DerivedKind::Section, &id), Place::Section(section))
    });
    let confluences = confluences(law).into_iter().map(|joint| {
        let id = joint.id();
        let joint = Confluence {
            measure_m: None,
            ..joint
        };
        (key(DerivedKind::Confluence, &id), Place::Confluence(joint))
    });
    let all = segments.chain(reaches).chain(sections).chain(confluences);
    all.map(|(key, place)| (key, Arc::new(place))).collect()
}

fn rows(law: &Law, places: &Places) -> HashMap<RowKey, Row> {
    let row = |place: &Arc<Place>| Row {
        place: place.clone(),
        post: None,
        listed: true,
    };
    let mut rows: HashMap<RowKey, Row> = places.iter().map(|(key, place)| (key.clone(), row(place))).collect();
    let listed: BTreeSet<&SegmentId> = (spans(law, &SegmentFilter::default()).iter()).map(|s| s.id).collect();
    let index = OnceCell::new();
    for derived in law.network.derived.iter().chain(&law.network.bare) {
        let span = Span::of_derived(derived);
        if let Some(row) = rows.get_mut(&key(DerivedKind::Segment, span.id.as_str())) {
            row.post = post(law, &index, &span);
            row.listed = listed.contains(span.id);
        }
    }
    rows
}

/// The post of a derived segment's own level at its middle. The index is needed only if several functional areas may
/// stand in.
fn post(law: &Law, index: &OnceCell<Index>, span: &Span) -> Option<PostId> {
    let areas = match span.level {
        Level::County => areas(law, span),
        _ => vec![None],
    };
    if let [area] = areas[..] {
        let sitting = law.sitting(Charge::Water(span.water, None), span.level, Some(span.unit), area);
        return sitting.post.map(|p| p.post.id.clone());
    }
    let again = || Index::new(Law::beside(&law.snapshot, law.date, law.thresholds, Some(law)));
    chain::post_of(index.get_or_init(again), span).cloned()
}

/// The functional areas (`None` for none) that may stand in at places on a county's segment: those of the segments of
/// its water below it, including registered segments.
fn areas<'a>(law: &'a Law, span: &Span) -> Vec<Option<&'a FunctionalArea>> {
    let mut all = along(law, span).unwrap_or_else(|| law.areas_under(span.water, span.unit, None));
    let below = |s: &&Arc<crate::domain::records::RegisteredSegment>| s.water == *span.water && s.level > Level::County;
    for segment in law.segments.values().filter(below) {
        let by_name = || law.entrusted_with(&segment.unit);
        let area = law.standing_in(&law.lineage(&segment.unit)).or_else(by_name);
        if !all.iter().any(|a| a.map(|a| &a.code) == area.map(|a| &a.code)) {
            all.push(area);
        }
    }
    all
}

/// The functional areas on the reaches of a stretch.
fn along<'a>(law: &'a Law, span: &Span) -> Option<Vec<Option<&'a FunctionalArea>>> {
    let stretch = span.stretch?;
    let reaches = &law.network.branch(span.water, stretch.branch)?.reaches;
    let mut all: Vec<Option<&FunctionalArea>> = Vec::new();
    for reach in reaches
        .iter()
        .filter(|r| r.from_m < stretch.to_m && stretch.from_m < r.to_m)
    {
        for bank in [Bank::Left, Bank::Right] {
            let area = law.standing_in(lineage_on(reach, bank));
            if !all.iter().any(|a| a.map(|a| &a.code) == area.map(|a| &a.code)) {
                all.push(area);
            }
        }
    }
    Some(all)
}
