//! The answer for a coordinate: the verdict, what is added to it, and why (rules.md §11).
use super::alternatives;
use super::explain;
use super::matching::{Scope, Wanted};
use super::place::neighbour_at;
use super::seats;
use super::stretch::on_water;
use super::verdict::Verdict;
use super::views::{self, Situation};
use crate::domain::answer::{Answer, Nearest, Seat, Thresholds};
use crate::domain::clause::RuleId;
use crate::domain::ids::{BoardId, UnitCode};
use crate::domain::kinds::{Confidence, Level, Status, ZoneKind};
use crate::domain::note::Note;
use crate::domain::results::ConferenceOutcome;
use crate::index::Index;
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::azimuth_deg;
use riverchief_geom::nearest::foot_on_edges;

/// How much of the answer is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    #[default]
    Full,
    /// What the columns of “Answers as rows” need: no explanation, no edges of §6, no conference, no offices, and of
    /// the matches only the first.
    Row,
    /// As `Row`, without alternatives. What is near is not asked, so the confidence is never `NEAR_BOUNDARY`.
    Verdict,
}

/// What is asked about a place.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// A concern (F7) by name or alias, e.g. `非法采砂`.
    pub concern: Option<String>,
    /// How much is computed.
    pub detail: Detail,
    /// How far the place may be snapped to a water (N4 c), in metres, if that is more than the law's own tolerance; for
    /// a finger on a map. The answer's thresholds state the distance used.
    pub tolerance_m: Option<f64>,
}

/// Who answers for `p` under the law of `index`, and why.
///
/// `p` is longitude and latitude in CGCS2000. The caller checks that it is finite and in range (step 0).
#[must_use]
pub fn at(index: &Index, p: LonLat, ask: &Ask) -> Answer {
    let own_m = index.law.thresholds.tolerance_m;
    let tolerance_m = ask.tolerance_m.map_or(own_m, |m| m.max(own_m));
    let scope = Scope::Point { tolerance_m };
    let wanted = match ask.detail {
        Detail::Full => Wanted::Every,
        Detail::Row | Detail::Verdict => Wanted::First,
    };
    let verdict = Verdict::of(index, p, scope, wanted);
    let (alternatives, near_boundary) = match ask.detail {
        Detail::Verdict => (Vec::new(), false),
        Detail::Full | Detail::Row => alternatives::around(index, p, &verdict, scope),
    };
    let confidence = confidence(&verdict, near_boundary);
    let co_responsible = co_responsible(&verdict);
    let with = |verdict: Verdict| Answer {
        confidence,
        co_responsible,
        alternatives,
        thresholds: Thresholds {
            tolerance_m,
            ..index.law.thresholds
        },
        ..verdict.into_answer(index, p)
    };
    match ask.detail {
        Detail::Row | Detail::Verdict => with(verdict),
        Detail::Full => {
            let answer = with(verdict.clone());
            detailed(index, ask, &verdict, answer)
        }
    }
}

/// N8: the first that applies.
fn confidence(verdict: &Verdict, near_boundary: bool) -> Confidence {
    let d = &verdict.decision;
    let at_sea_or_outside = matches!(d.status, Status::Marine | Status::OutOfJurisdiction);
    if !verdict.holes().is_empty() {
        Confidence::Incomplete
    } else if (d.units.boundary && !at_sea_or_outside) || verdict.other_bank.is_some() {
        Confidence::Tie
    } else if d.rule == RuleId::N4c {
        Confidence::Snapped
    } else if near_boundary {
        Confidence::NearBoundary
    } else {
        Confidence::Exact
    }
}

fn co_responsible(verdict: &Verdict) -> Vec<Seat> {
    let Some(other) = &verdict.other_bank else {
        return Vec::new();
    };
    let own: Vec<_> = verdict.own.held.iter().map(|h| &h.segment).collect();
    let only_there = |s: &&Seat| s.segment.as_ref().is_some_and(|id| !own.contains(&id));
    other.chain.seats.iter().filter(only_there).cloned().collect()
}

fn detailed(index: &Index, ask: &Ask, verdict: &Verdict, mut answer: Answer) -> Answer {
    let situation = match answer.status {
        Status::WaterZone => Situation::WaterZone,
        Status::LandZone => Situation::LandZone,
        _ => Situation::Channel,
    };
    let edges = views::edges(index, &answer.chain, &answer.general_chiefs, situation);
    answer.reporting = edges.reporting;
    answer.supervision = edges.supervision;
    answer.offices = views::offices_for(index, &answer.chain, &answer.general_chiefs);
    answer.competence = ask.concern.as_deref().and_then(|c| views::departments_for(index, c));
    let owned = matches!(answer.status, Status::Channel | Status::WaterZone | Status::LandZone);
    if let Some(water) = answer.water.as_ref().filter(|_| owned) {
        // J1 is checked first: it avoids measuring every county's share.
        if !index.law.city_level(water)
            && let Some(ConferenceOutcome::Convened(conference)) = views::conference(index, water)
        {
            answer.conference = Some(conference.clone());
        }
        answer.boards = boards(index, &answer);
    }
    match answer.status {
        Status::WaterZone => answer.adjacent = adjacent(index, &answer),
        Status::NearWater => answer.nearest = nearest(index, verdict, answer.at),
        Status::OutOfJurisdiction => answer.neighbour = neighbour_at(index, answer.at),
        _ => {}
    }
    answer.notes.extend(notes(index, &answer));
    answer.explanation = explain::steps(index, verdict, &answer);
    answer
}

/// Notice boards of the segments in the chain, or of the water if no segment is named.
fn boards(index: &Index, answer: &Answer) -> Vec<BoardId> {
    let mut segments = answer.chain.iter().filter_map(|s| s.segment.as_ref()).peekable();
    match (segments.peek(), &answer.water) {
        (Some(_), _) => index.attached().boards_of_segments(&index.law, segments),
        (None, Some(water)) => index.attached().boards_of_water(&index.law, water),
        (None, None) => Vec::new(),
    }
}

/// Z7: county, township and village of the nearest bank of a pool.
fn adjacent(index: &Index, answer: &Answer) -> Vec<UnitCode> {
    let bank = answer
        .water
        .as_ref()
        .map(|water| index.attached().bank(water, &index.pools));
    let foot = foot_on_edges(answer.at, bank.unwrap_or_default());
    let units = foot.and_then(|f| super::place::units_at_foot(index, f.point));
    let levels = [Level::County, Level::Township, Level::Village];
    units.map_or_else(Vec::new, |(u, _)| {
        levels.iter().filter_map(|l| u.by_level[l.index()].clone()).collect()
    })
}

/// Advice for dry land near a water (C, N7).
fn nearest(index: &Index, verdict: &Verdict, p: LonLat) -> Option<Nearest> {
    let water = verdict.decision.water.clone()?;
    let foot = verdict.decision.foot?;
    let zone = verdict.decision.feature.as_ref().and_then(|id| index.law.zones.get(id));
    let pool = zone.is_some_and(|zone| zone.kind == ZoneKind::Water);
    let (segment, chain) = if pool {
        (
            None,
            seats::of_pool(index, &water, verdict.decision.units.by_level[0].clone()).seats,
        )
    } else {
        let on_water = on_water(index, p, &water, verdict.decision.line);
        let own = on_water.answered(index, &water, &verdict.decision.units, verdict.decision.unit);
        (own.held.first().map(|h| h.segment.clone()), own.chain.seats.clone())
    };
    let distance_m = verdict.decision.distance_m?;
    Some(Nearest {
        water,
        distance_m,
        azimuth_deg: azimuth_deg(p, foot),
        segment,
        chain,
    })
}

/// Remarks: absent layers, fallbacks used, registered units that differ from computed ones.
fn notes(index: &Index, answer: &Answer) -> Vec<Note> {
    let mut notes = Vec::new();
    for level in Level::ALL {
        if !index.attached().has_level(*level) {
            notes.push(Note::LevelAbsent(*level));
        }
    }
    for (layer, empty) in [
        ("centrelines", index.law.centrelines.is_empty()),
        ("water_areas", index.law.water_areas.is_empty()),
        ("zones", index.law.zones.is_empty()),
        ("posts", index.law.posts.is_empty()),
    ] {
        if empty {
            notes.push(Note::LayerAbsent(layer));
        }
    }
    let zone = answer.zone.as_ref().and_then(|z| index.law.zones.get(z));
    if zone.is_some_and(|z| z.provisional) {
        notes.push(Note::ProvisionalZone);
    }
    let seats = answer.chain.iter().chain(answer.general_chiefs.iter());
    let first = seats.clone().find(|s| s.post.is_some()).and_then(|s| s.post.as_ref());
    if answer.first_contact.is_some() && answer.first_contact.as_ref() != first {
        notes.push(Note::FallbackUsed);
    }
    if seats.clone().any(|s| s.computed_unit.is_some()) {
        notes.push(Note::RegisteredVsSpatial);
    }
    if answer
        .chain
        .iter()
        .any(|s| s.segment.is_some() && s.unit != answer.units.by_level[s.level.index()] && s.unit.is_some())
    {
        notes.push(Note::UnitsDifferFromSegment);
    }
    notes
}
