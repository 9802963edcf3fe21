//! Upstream, downstream and on the other bank (P2): a walk over branches and joints.
use super::SegmentFilter;
use super::network::{Joint, On, joints, mouth};
use super::spans::{Span, span, spans};
use crate::domain::ids::{SegmentId, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::views::{Opposite, Reached, Via};
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::segments::Stretch;
use std::collections::{BTreeMap, HashSet};

/// Measures this close count as the same place (N3), in metres.
const SAME_PLACE_M: f64 = 0.001;

/// Which way to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// Segments of the same level upstream within `distance_m` along the network, nearest first; across
/// confluences and branches. `None`: no such segment.
///
/// The distance is that between the two segments, 0 for neighbours and for a tributary that joins within
/// the segment itself.
#[must_use]
pub fn upstream(index: &Index, id: &SegmentId, distance_m: f64) -> Option<Vec<Reached>> {
    Some(walk(
        &index.law,
        &span(&index.law, id)?,
        Way::Up,
        Reach::Within(distance_m),
    ))
}

/// Segments of the same level downstream within `distance_m` along the network, nearest first; across
/// confluences and into `downstream` waters. `None`: no such segment.
#[must_use]
pub fn downstream(index: &Index, id: &SegmentId, distance_m: f64) -> Option<Vec<Reached>> {
    Some(walk(
        &index.law,
        &span(&index.law, id)?,
        Way::Down,
        Reach::Within(distance_m),
    ))
}

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// As far as this many metres.
    Within(f64),
    /// To the first segment on each path, whatever pool lies between.
    First,
}

struct Walk<'a> {
    law: &'a Law,
    level: Level,
    way: Way,
    reach: Reach,
    joints: Vec<Joint>,
    by_branch: BTreeMap<(&'a WaterCode, u32), Vec<(Stretch, Span<'a>)>>,
    pieces: BTreeMap<&'a WaterCode, Vec<Span<'a>>>,
    start: &'a SegmentId,
    start_stretch: Option<(WaterCode, Stretch)>,
    found: BTreeMap<SegmentId, Reached>,
    visited: HashSet<(usize, u64)>,
    visited_waters: HashSet<WaterCode>,
    /// Distance so far, branch, measure on it, how we came.
    queue: Vec<(f64, usize, f64, Via)>,
}

pub(crate) fn walk(law: &Law, start: &Span<'_>, way: Way, reach: Reach) -> Vec<Reached> {
    let filter = SegmentFilter {
        level: Some(start.level),
        ..SegmentFilter::default()
    };
    let mut by_branch: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut pieces: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for span in spans(law, &filter) {
        match span.stretch {
            Some(stretch) => by_branch
                .entry((span.water, stretch.branch))
                .or_default()
                .push((stretch, span)),
            None => pieces.entry(span.water).or_default().push(span),
        }
    }
    let mut walk = Walk {
        law,
        level: start.level,
        way,
        reach,
        joints: joints(law),
        by_branch,
        pieces,
        start: start.id,
        start_stretch: start.stretch.map(|s| (start.water.clone(), s)),
        found: BTreeMap::new(),
        visited: HashSet::new(),
        visited_waters: HashSet::new(),
        queue: Vec::new(),
    };
    match start.stretch {
        Some(stretch) => walk.leave(start.water, stretch),
        None => walk.leave_water(start.water, 0.0),
    }
    walk.run();
    let mut list: Vec<Reached> = walk.found.into_values().collect();
    list.sort_by(|a, b| {
        a.distance_m
            .total_cmp(&b.distance_m)
            .then_with(|| a.segment.cmp(&b.segment))
    });
    list
}

impl<'a> Walk<'a> {
    /// Seeds the walk from a stretch: its own end in the way we go, and every joint within it.
    fn leave(&mut self, water: &WaterCode, stretch: Stretch) {
        let branches = &self.law.network.branches;
        let Some(index) = branches
            .iter()
            .position(|b| b.water == *water && b.branch == stretch.branch)
        else {
            return;
        };
        let to_end = branches[index].line.len_m() - stretch.to_m <= SAME_PLACE_M;
        let inside = |m: f64| m >= stretch.from_m - SAME_PLACE_M && (m < stretch.to_m - SAME_PLACE_M || to_end);
        for joint in self.joints.clone() {
            let On::Branch { index: on, measure_m } = joint.on else {
                continue;
            };
            if on == index && inside(measure_m) && joint.inflow == (self.way == Way::Up) {
                self.enter_joint(&joint, 0.0, index);
            }
        }
        let from = match self.way {
            Way::Up => stretch.from_m,
            Way::Down => stretch.to_m,
        };
        self.queue.push((0.0, index, from, Via::Branch));
    }

    /// Goes on from a water without centreline.
    fn leave_water(&mut self, water: &WaterCode, distance_m: f64) {
        if !self.visited_waters.insert(water.clone()) {
            return;
        }
        let law = self.law;
        match self.way {
            Way::Up => {
                for joint in self.joints.clone() {
                    if joint.inflow && joint.on == On::Pieces(water.clone()) {
                        self.enter_end(joint.branch, distance_m, Via::Confluence);
                    }
                }
            }
            Way::Down => {
                let outlet = law.waters.get(water).and_then(|w| w.downstream.as_ref()).and_then(|d| {
                    let area = law.water_areas.iter().find(|a| a.water == *water)?;
                    let corner = area.geometry.iter().next()?.exterior().coords().next()?;
                    mouth(law, (*corner).into(), d)
                });
                match outlet {
                    Some(On::Branch { index, measure_m }) => {
                        self.queue.push((distance_m, index, measure_m, Via::Confluence));
                    }
                    Some(On::Pieces(next)) => self.meet_pieces(&next, distance_m),
                    None => {}
                }
            }
        }
    }

    fn meet_pieces(&mut self, water: &WaterCode, distance_m: f64) {
        let spans = self.pieces.get(water).cloned().unwrap_or_default();
        let any = !spans.is_empty();
        for span in spans {
            self.meet(&span, distance_m, Via::Confluence);
        }
        if !(any && matches!(self.reach, Reach::First)) {
            self.leave_water(water, distance_m);
        }
    }

    fn run(&mut self) {
        while let Some(next) = self.nearest_in_queue() {
            let (distance_m, index, measure_m, via) = next;
            if let Reach::Within(limit) = self.reach
                && distance_m > limit
            {
                continue;
            }
            if self.visited.insert((index, measure_m.to_bits())) {
                self.visit(distance_m, index, measure_m, via);
            }
        }
    }

    fn nearest_in_queue(&mut self) -> Option<(f64, usize, f64, Via)> {
        let at = (0..self.queue.len()).min_by(|&a, &b| self.queue[a].0.total_cmp(&self.queue[b].0))?;
        Some(self.queue.swap_remove(at))
    }

    /// Metres from `measure_m` to where `stretch` begins in our way; `None` when it lies behind.
    fn ahead_m(&self, stretch: Stretch, measure_m: f64) -> Option<f64> {
        match self.way {
            Way::Down => (stretch.to_m > measure_m + SAME_PLACE_M).then(|| (stretch.from_m - measure_m).max(0.0)),
            Way::Up => (stretch.from_m < measure_m - SAME_PLACE_M).then(|| (measure_m - stretch.to_m).max(0.0)),
        }
    }

    fn visit(&mut self, distance_m: f64, index: usize, measure_m: f64, via: Via) {
        let law = self.law;
        let branch = &law.network.branches[index];
        let spans = self.by_branch.get(&(&branch.water, branch.branch)).cloned();
        let ahead: Vec<(f64, Span<'a>)> = spans
            .into_iter()
            .flatten()
            .filter(|(_, span)| span.id != self.start && !self.beside(span))
            .filter_map(|(stretch, span)| Some((self.ahead_m(stretch, measure_m)?, span)))
            .collect();
        let first_m = ahead.iter().map(|(m, _)| *m).fold(f64::INFINITY, f64::min);
        let stop_m = if matches!(self.reach, Reach::First) {
            first_m + SAME_PLACE_M
        } else {
            f64::INFINITY
        };
        for (m, span) in ahead.into_iter().filter(|(m, _)| *m <= stop_m) {
            self.meet(&span, distance_m + m, via);
        }
        let len_m = branch.line.len_m();
        for joint in self.joints.clone() {
            match joint.on {
                // Something flows in (up) or parts (down) on the way.
                On::Branch {
                    index: on,
                    measure_m: m,
                } if on == index && joint.inflow == (self.way == Way::Up) => {
                    let along_m = match self.way {
                        Way::Down => m - measure_m,
                        Way::Up => measure_m - m,
                    };
                    let node_behind = self.way == Way::Up && along_m <= SAME_PLACE_M && len_m - m > SAME_PLACE_M;
                    if along_m >= -SAME_PLACE_M && along_m < stop_m && !node_behind {
                        self.enter_joint(&joint, distance_m + along_m.max(0.0), index);
                    }
                }
                _ => {}
            }
            // The branch itself comes to its end (down) or its head (up).
            if joint.branch == index && joint.inflow == (self.way == Way::Down) {
                let along_m = match self.way {
                    Way::Down => len_m - measure_m,
                    Way::Up => measure_m,
                };
                if along_m < stop_m {
                    self.leave_end(&joint, distance_m + along_m, index);
                }
            }
        }
    }

    /// Enters the branch that joins here: at its end going up, at its head going down.
    fn enter_joint(&mut self, joint: &Joint, distance_m: f64, from: usize) {
        let via = self.via(joint.branch, from);
        match self.way {
            Way::Up => self.enter_end(joint.branch, distance_m, via),
            Way::Down => self.queue.push((distance_m, joint.branch, 0.0, via)),
        }
    }

    fn enter_end(&mut self, branch: usize, distance_m: f64, via: Via) {
        let len_m = self.law.network.branches[branch].line.len_m();
        self.queue.push((distance_m, branch, len_m, via));
    }

    /// Leaves a branch over its end (down) or head (up).
    fn leave_end(&mut self, joint: &Joint, distance_m: f64, from: usize) {
        match &joint.on {
            On::Branch { index, measure_m } => {
                let via = self.via(*index, from);
                self.queue.push((distance_m, *index, *measure_m, via));
            }
            On::Pieces(water) => self.meet_pieces(&water.clone(), distance_m),
        }
    }

    fn via(&self, a: usize, b: usize) -> Via {
        let branches = &self.law.network.branches;
        if branches[a].water == branches[b].water {
            Via::OtherBranch
        } else {
            Via::Confluence
        }
    }

    /// Whether a segment lies beside the start, on its other bank: neither up nor down of it.
    fn beside(&self, span: &Span) -> bool {
        let (Some((water, own)), Some(other)) = (&self.start_stretch, span.stretch) else {
            return false;
        };
        span.water == water
            && faces(own.bank, other.bank)
            && own.branch == other.branch
            && other.from_m < own.to_m - SAME_PLACE_M
            && own.from_m < other.to_m - SAME_PLACE_M
    }

    fn meet(&mut self, span: &Span, distance_m: f64, via: Via) {
        if let Reach::Within(limit) = self.reach
            && distance_m > limit
        {
            return;
        }
        if self.found.get(span.id).is_some_and(|r| r.distance_m <= distance_m) {
            return;
        }
        let reached = Reached {
            segment: span.id.clone(),
            registered: span.record.is_some(),
            water: span.water.clone(),
            branch: span.stretch.map(|s| s.branch),
            level: self.level,
            unit: span.unit.clone(),
            bank: span.stretch.map_or(Bank::Both, |s| s.bank),
            distance_m,
            via,
        };
        self.found.insert(span.id.clone(), reached);
    }
}

fn faces(a: Bank, b: Bank) -> bool {
    matches!((a, b), (Bank::Left, Bank::Right) | (Bank::Right, Bank::Left))
}

/// Segments of the same level on the other bank, upstream first, and where they face this one (P2).
/// Empty for a segment of both banks and for a piece. `None`: no such segment.
#[must_use]
pub fn opposite_bank(index: &Index, id: &SegmentId) -> Option<Vec<Opposite>> {
    let law = &index.law;
    let own = span(law, id)?;
    let Some(stretch) = own.stretch else {
        return Some(Vec::new());
    };
    let filter = SegmentFilter {
        water: Some(own.water.clone()),
        level: Some(own.level),
        unit: None,
    };
    let list = spans(law, &filter);
    let facing = list.iter().filter_map(|other| {
        let s = other.stretch?;
        let (from_m, to_m) = (s.from_m.max(stretch.from_m), s.to_m.min(stretch.to_m));
        (s.branch == stretch.branch && faces(stretch.bank, s.bank) && to_m - from_m > SAME_PLACE_M).then(|| Opposite {
            segment: other.id.clone(),
            registered: other.record.is_some(),
            unit: other.unit.clone(),
            bank: s.bank,
            from_m,
            to_m,
            post: other.post(law).cloned(),
        })
    });
    Some(facing.collect())
}
