//! A walk up or down the network: what it reaches, and at what distance (S33).
//!
//! Works on measures and links; does not know who answers.
use super::course::{Course, Met, Reach, Start, Thing, Way};
use super::network::SAME_PLACE_M;
use super::spans::SegmentFilter;
use super::spans::{Span, spans};
use super::still_waters::Run;
use super::waterways::{Link, Place, Waterways};
use crate::domain::ids::WaterCode;
use crate::domain::kinds::Bank;
use crate::domain::results::Via;
use crate::index::Index;
use crate::snapshot::segments::Stretch;
use std::collections::{BTreeMap, HashSet};

/// Distances along two paths that differ by less than this are equal, in metres.
const TIED_M: f64 = 1e-4;

struct Walk<'a> {
    index: &'a Index,
    ways: &'a Waterways,
    course: Course,
    stretches: BTreeMap<(&'a WaterCode, u32), Vec<(Stretch, Span<'a>)>>,
    pieces: BTreeMap<&'a WaterCode, Vec<Span<'a>>>,
    start: &'a Start<'a>,
    /// In the direction of the walk: what the water leaves, and what it enters.
    links: Vec<(Place, Place)>,
    found: BTreeMap<String, Met<'a>>,
    seen: HashSet<(Option<usize>, usize, u64, Option<usize>)>,
    queue: Vec<Step>,
}

#[derive(Clone, Copy)]
struct Step {
    distance_m: f64,
    place: Place,
    /// The branch by which the water entered a still water.
    by: Option<usize>,
    via: Via,
}

/// Everything reached, nearest first.
pub(super) fn walk<'a>(index: &'a Index, ways: &'a Waterways, start: &'a Start<'a>, course: Course) -> Vec<Met<'a>> {
    let filter = SegmentFilter {
        level: course.level,
        ..SegmentFilter::default()
    };
    let directed = |link: &Link| match course.way {
        Way::Down => (link.upper, link.lower),
        Way::Up => (link.lower, link.upper),
    };
    let mut walk = Walk {
        index,
        ways,
        course,
        links: ways.links.iter().map(directed).collect(),
        stretches: BTreeMap::new(),
        pieces: BTreeMap::new(),
        start,
        found: BTreeMap::new(),
        seen: HashSet::new(),
        queue: Vec::new(),
    };
    for span in spans(&index.law, &filter) {
        match span.stretch {
            Some(stretch) => walk
                .stretches
                .entry((span.water, stretch.branch))
                .or_default()
                .push((stretch, span)),
            None => walk.pieces.entry(span.water).or_default().push(span),
        }
    }
    walk.begin();
    while let Some(step) = walk.nearest_in_queue() {
        walk.visit(step);
    }
    let mut list: Vec<(String, Met)> = walk.found.into_iter().collect();
    list.sort_by(|(a, x), (b, y)| x.distance_m.total_cmp(&y.distance_m).then_with(|| a.cmp(b)));
    list.into_iter().map(|(_, met)| met).collect()
}

impl<'a> Walk<'a> {
    fn begin(&mut self) {
        match *self.start {
            Start::Still(index) => self.push(0.0, Place::Still { index, axis_m: None }, None, Via::Branch),
            Start::In(place) => self.push(0.0, place, None, Via::Branch),
            Start::OnBranch(index, measure_m) => {
                let branch = &self.index.law.network.branches[index];
                let at = Place::Branch { index, measure_m };
                // Includes a walk up from the very measure where a stretch begins, and down from its last (K).
                let to_end = branch.line.len_m() - measure_m <= SAME_PLACE_M;
                let holds = |s: &Stretch| {
                    s.from_m - SAME_PLACE_M <= measure_m
                        && (measure_m < s.to_m - SAME_PLACE_M || (to_end && measure_m <= s.to_m + SAME_PLACE_M))
                };
                let here = self.stretches.get(&(&branch.water, branch.branch)).cloned();
                for (_, span) in here.into_iter().flatten().filter(|(s, _)| holds(s)) {
                    self.meet(Thing::Span(span), 0.0, Via::Branch, at);
                }
                self.begin_on(index, measure_m);
            }
            Start::Stretch(_, index, stretch) => {
                let len_m = self.index.law.network.branches[index].line.len_m();
                let to_end = len_m - stretch.to_m <= SAME_PLACE_M;
                let inside = |m: f64| m >= stretch.from_m - SAME_PLACE_M && (m < stretch.to_m - SAME_PLACE_M || to_end);
                for (near, far) in self.links.clone() {
                    if let Place::Branch { index: on, measure_m } = near
                        && on == index
                        && inside(measure_m)
                    {
                        self.cross(0.0, near, far, Via::Branch);
                    }
                }
                match self.course.way {
                    Way::Up => self.begin_on(index, stretch.from_m),
                    Way::Down => self.begin_on(index, stretch.to_m.min(len_m)),
                }
            }
        }
    }

    /// At a measure of a branch, and in the still water ahead of it there.
    fn begin_on(&mut self, index: usize, measure_m: f64) {
        self.push(0.0, Place::Branch { index, measure_m }, None, Via::Branch);
        let len_m = self.index.law.network.branches[index].line.len_m();
        let way = self.course.way;
        let inside = |r: &Run| {
            // A branch that ends in the still water (or begins in it) has no way out ahead.
            let ahead = match way {
                Way::Down => measure_m < r.to_m - SAME_PLACE_M || r.to_m >= len_m,
                Way::Up => measure_m > r.from_m + SAME_PLACE_M || r.from_m <= 0.0,
            };
            r.holds(index, measure_m) && ahead
        };
        for (number, still) in self.ways.stills.iter().enumerate() {
            if still.runs.iter().any(inside) {
                let axis_m = still.door(self.index, index, measure_m);
                let (on, within) = (
                    Place::Branch { index, measure_m },
                    Place::Still { index: number, axis_m },
                );
                self.cross(0.0, on, within, Via::Branch);
            }
        }
    }

    fn push(&mut self, distance_m: f64, place: Place, by: Option<usize>, via: Via) {
        self.queue.push(Step {
            distance_m,
            place,
            by,
            via,
        });
    }

    fn nearest_in_queue(&mut self) -> Option<Step> {
        let nearer = |&a: &usize, &b: &usize| self.queue[a].distance_m.total_cmp(&self.queue[b].distance_m);
        let at = (0..self.queue.len()).min_by(nearer)?;
        Some(self.queue.swap_remove(at))
    }

    fn visit(&mut self, step: Step) {
        if let Reach::Within(limit) = self.course.reach
            && step.distance_m > limit
        {
            return;
        }
        let key = match step.place {
            Place::Branch { index, measure_m } => (None, index, measure_m.to_bits(), None),
            Place::Still { index, axis_m } => (Some(index), 0, axis_m.map_or(u64::MAX, f64::to_bits), step.by),
        };
        if !self.seen.insert(key) {
            return;
        }
        match step.place {
            Place::Branch { index, measure_m } => self.along(step, index, measure_m),
            Place::Still { index, axis_m } => self.through(step, index, axis_m),
        }
    }

    fn along(&mut self, step: Step, index: usize, measure_m: f64) {
        let branch = &self.index.law.network.branches[index];
        let spans = self.stretches.get(&(&branch.water, branch.branch)).cloned();
        let ahead: Vec<(f64, Span<'a>)> = (spans.into_iter().flatten())
            .filter(|(_, span)| !self.is_start(span) && !self.beside(span))
            .filter_map(|(stretch, span)| Some((self.course.way.begins_m(stretch, measure_m)?, span)))
            .collect();
        let onward: Vec<(f64, Place, Place)> = (self.links.iter().copied())
            .filter_map(|(near, far)| match near {
                Place::Branch {
                    index: on,
                    measure_m: m,
                } if on == index => Some((self.course.way.ahead_m(measure_m, m)?, near, far)),
                _ => None,
            })
            .collect();
        let stop_m = if matches!(self.course.reach, Reach::First) {
            let spans = ahead.iter().map(|(m, _)| *m);
            let stills = onward.iter().filter(|(.., far)| self.lists(*far)).map(|(m, ..)| *m);
            spans.chain(stills).fold(f64::INFINITY, f64::min) + SAME_PLACE_M
        } else {
            f64::INFINITY
        };
        for (m, span) in ahead.into_iter().filter(|(m, _)| *m <= stop_m) {
            let measure_m = match self.course.way {
                Way::Down => measure_m + m,
                Way::Up => measure_m - m,
            };
            let at = Place::Branch { index, measure_m };
            self.meet(Thing::Span(span), step.distance_m + m, step.via, at);
        }
        for (m, near, far) in onward.into_iter().filter(|(m, ..)| *m <= stop_m) {
            self.cross(step.distance_m + m, near, far, step.via);
        }
    }

    /// Follows a link.
    fn cross(&mut self, distance_m: f64, near: Place, far: Place, via: Via) {
        let via = self.via(near, far, via);
        let by = match near {
            Place::Branch { index, .. } => Some(index),
            Place::Still { .. } => None,
        };
        self.push(distance_m, far, by, via);
    }

    fn through(&mut self, step: Step, index: usize, axis_m: Option<f64>) {
        let still = &self.ways.stills[index];
        let listed = self.lists(step.place);
        if listed {
            self.meet_still(step, index, axis_m);
            if matches!(self.course.reach, Reach::First) {
                return;
            }
        }
        for (near, far) in self.links.clone() {
            let Place::Still {
                index: on,
                axis_m: door_m,
            } = near
            else {
                continue;
            };
            // From the axis, the walk follows the axis from where it entered; from another branch, only that branch.
            let axis = still.axis.filter(|_| axis_m.is_some());
            let along = matches!(far, Place::Branch { index: to, .. } if Some(to) == axis || Some(to) == step.by);
            if on == index && !along {
                let through_m = axis_m.zip(door_m).map_or(0.0, |(a, b)| (a - b).abs());
                self.cross(step.distance_m + through_m, near, far, step.via);
            }
        }
        let axis = still.axis.filter(|axis| Some(*axis) != step.by);
        if let Some((index, measure_m)) = axis.zip(axis_m) {
            let on = Place::Branch { index, measure_m };
            self.cross(step.distance_m, step.place, on, step.via);
        }
    }

    /// Whether a still water has rows.
    fn lists(&self, place: Place) -> bool {
        let Place::Still { index, axis_m } = place else {
            return false;
        };
        let still = &self.ways.stills[index];
        let own = matches!(self.start, Start::Still(start) if *start == index);
        !own && match still.zone {
            Some(_) => still.counts_after_m(self.index, axis_m).is_some(),
            None => self.pieces.contains_key(&still.water),
        }
    }

    fn meet_still(&mut self, step: Step, index: usize, axis_m: Option<f64>) {
        let still = &self.ways.stills[index];
        let Some(zone) = still.zone else {
            let spans = self.pieces.get(&still.water).cloned().unwrap_or_default();
            for span in spans {
                self.meet(Thing::Span(span), step.distance_m, step.via, step.place);
            }
            return;
        };
        let Some(after_m) = still.counts_after_m(self.index, axis_m) else {
            return;
        };
        let at = match (still.axis, axis_m) {
            (Some(axis), Some(measure_m)) => Place::Branch { index: axis, measure_m },
            _ => step.place,
        };
        self.meet(Thing::Pool(zone), step.distance_m + after_m, step.via, at);
    }

    /// A pool counts as the water of its axis, a lake as its own water.
    fn water(&self, place: Place) -> &'a WaterCode {
        let branches = &self.index.law.network.branches;
        match place {
            Place::Branch { index, .. } => &branches[index].water,
            Place::Still { index, .. } => {
                let still = &self.ways.stills[index];
                let axis = still.axis.filter(|_| still.zone.is_some());
                axis.map_or(&still.water, |axis| &branches[axis].water)
            }
        }
    }

    fn via(&self, near: Place, far: Place, before: Via) -> Via {
        let on_axis = |still: usize, branch: usize| {
            let still = &self.ways.stills[still];
            still.zone.is_some() && still.axis == Some(branch)
        };
        match (near, far) {
            (Place::Branch { index, .. }, Place::Still { index: still, .. })
            | (Place::Still { index: still, .. }, Place::Branch { index, .. })
                if on_axis(still, index) =>
            {
                before
            }
            _ if self.water(near) == self.water(far) => Via::OtherBranch,
            _ => Via::Confluence,
        }
    }

    fn is_start(&self, span: &Span) -> bool {
        matches!(self.start, Start::Stretch(start, ..) if span.id == start.id)
    }

    /// Whether a segment lies opposite the start, on the other bank, and so is neither up nor down of it.
    fn beside(&self, span: &Span) -> bool {
        let (Start::Stretch(start, _, own), Some(other)) = (self.start, span.stretch) else {
            return false;
        };
        span.water == start.water
            && faces(own.bank, other.bank)
            && own.branch == other.branch
            && other.from_m < own.to_m - SAME_PLACE_M
            && own.from_m < other.to_m - SAME_PLACE_M
    }

    fn meet(&mut self, thing: Thing<'a>, distance_m: f64, via: Via, at: Place) {
        if let Reach::Within(limit) = self.course.reach
            && distance_m > limit
        {
            return;
        }
        let id = match &thing {
            Thing::Span(span) => span.id.to_string(),
            Thing::Pool(zone) => self.index.pools.items()[*zone].id.to_string(),
        };
        if let Some(met) = self.found.get_mut(&id) {
            // Of several places at the same distance the first by branch and measure.
            let tied = (met.distance_m - distance_m).abs() <= TIED_M;
            if tied && earlier(at, met.at) {
                met.at = at;
            }
            if tied || met.distance_m < distance_m {
                return;
            }
        }
        let met = Met {
            thing,
            distance_m,
            via,
            at,
        };
        self.found.insert(id, met);
    }
}

fn earlier(one: Place, other: Place) -> bool {
    match (one, other) {
        (
            Place::Branch { index, measure_m },
            Place::Branch {
                index: on,
                measure_m: at_m,
            },
        ) => (index, measure_m) < (on, at_m),
        (Place::Branch { .. }, Place::Still { .. }) => true,
        (Place::Still { .. }, _) => false,
    }
}

/// Whether two stretches lie on opposite banks.
pub(super) fn faces(a: Bank, b: Bank) -> bool {
    matches!((a, b), (Bank::Left, Bank::Right) | (Bank::Right, Bank::Left))
}
