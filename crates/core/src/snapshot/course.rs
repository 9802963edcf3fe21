//! The pieces of a branch between its vertices and cuts, and runs of pieces (S15).
//!
//! Knows measures and cuts; no units and no borders.
use super::reaches::{Branch, CUT_M};
use std::cmp::Reverse;
use std::collections::{BTreeSet, VecDeque};

/// A branch as a sequence of pieces: piece i lies between nodes i and i + 1.
pub(super) struct Course {
    /// Measures of vertices and cuts, ascending, each once.
    pub(super) nodes: Vec<f64>,
    is_cut: Vec<bool>,
    /// The number of the reach of each piece.
    reaches: Vec<usize>,
}

/// Consecutive pieces, from node to node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Run {
    pub(super) fn piece(number: usize) -> Self {
        Self {
            from: number,
            to: number + 1,
        }
    }
}

impl Course {
    pub(super) fn new(branch: &Branch) -> Self {
        let cuts: Vec<f64> = (branch.reaches.iter().map(|r| r.from_m))
            .chain(branch.reaches.last().map(|r| r.to_m))
            .collect();
        let mut nodes = [branch.line.measures_m(), &cuts].concat();
        nodes.sort_by(f64::total_cmp);
        nodes.dedup();
        let is_cut = |node: &f64| cuts.binary_search_by(|cut| cut.total_cmp(node)).is_ok();
        let is_cut = nodes.iter().map(is_cut).collect();
        let mut course = Self {
            nodes,
            is_cut,
            reaches: vec![],
        };
        course.number();
        course
    }

    /// Numbers the reaches after all cuts are made.
    pub(super) fn number(&mut self) {
        let starts = self.is_cut[1..].iter().scan(0, |reach, cut| {
            let own = *reach;
            *reach += usize::from(*cut);
            Some(own)
        });
        self.reaches = starts.collect();
    }

    /// Makes a cut at a node, unless there is one closer than `shortest_m`; returns the node of the cut. Reaches are
    /// numbered afterwards.
    pub(super) fn cut_at(&mut self, node: usize, shortest_m: f64) -> usize {
        let apart_m = |other: &usize| (self.nodes[*other] - self.nodes[node]).abs();
        let close = |other: &usize| apart_m(other) < shortest_m;
        let up = (0..=node).rev().take_while(close);
        let down = (node..self.nodes.len()).take_while(close);
        let cuts = up.chain(down).filter(|&other| self.is_cut[other]);
        if let Some(nearest) = cuts.min_by(|a, b| apart_m(a).total_cmp(&apart_m(b))) {
            return nearest;
        }
        self.is_cut[node] = true;
        node
    }

    /// The reach that contains a piece.
    pub(super) fn reach_of(&self, piece: usize) -> usize {
        self.reaches[piece]
    }

    /// The reaches of a run that consists of whole reaches.
    pub(super) fn reaches_of(&self, run: Run) -> std::ops::Range<usize> {
        self.reaches[run.from]..self.reaches[run.to - 1] + 1
    }

    /// Every reach, as the run of its pieces.
    pub(super) fn reaches(&self) -> impl Iterator<Item = Run> {
        self.whole_reaches(0..self.reaches.len())
    }

    /// The reaches whose pieces are all among some ascending pieces.
    pub(super) fn whole_reaches(&self, pieces: impl Iterator<Item = usize>) -> impl Iterator<Item = Run> {
        let pieces: Vec<usize> = pieces.collect();
        let chunks = pieces.chunk_by(|a, b| self.reaches[*a] == self.reaches[*b]);
        let whole = chunks.map(|chunk| Run {
            from: chunk[0],
            to: chunk[0] + chunk.len(),
        });
        let whole: Vec<Run> = whole
            .filter(|run| self.is_cut[run.from] && self.is_cut[run.to])
            .collect();
        whole.into_iter()
    }

    /// Measures of a run's ends.
    pub(super) fn bounds_m(&self, run: Run) -> [f64; 2] {
        [self.nodes[run.from], self.nodes[run.to]]
    }

    /// Length of a run.
    pub(super) fn len_m(&self, run: Run) -> f64 {
        self.nodes[run.to] - self.nodes[run.from]
    }

    /// Maximal runs of consecutive ascending parts without a bar (ascending measures) inside. Two runs may overlap
    /// where a bar separates them and parts are shorter than the distance that counts as one measure.
    pub(super) fn runs(&self, parts: impl Iterator<Item = Run>, bars: &[f64]) -> Vec<Run> {
        let barred = |run: Run| {
            let [from_m, to_m] = self.bounds_m(run);
            let next = bars.partition_point(|bar| *bar <= from_m + CUT_M);
            bars.get(next).is_some_and(|bar| *bar < to_m - CUT_M)
        };
        let mut runs: Vec<Run> = Vec::new();
        // Starts of the parts of the last run at which a later run can begin.
        let mut starts: VecDeque<usize> = VecDeque::new();
        for part in parts.filter(|part| !barred(*part)) {
            if runs.last().is_none_or(|last| last.to != part.from) {
                starts.clear();
            }
            starts.push_back(part.from);
            let before = starts[0];
            while barred(Run {
                from: starts[0],
                ..part
            }) {
                starts.pop_front();
            }
            let run = Run {
                from: starts[0],
                ..part
            };
            match runs.last_mut() {
                Some(last) if last.to == part.from && before == run.from => *last = run,
                _ => runs.push(run),
            }
        }
        runs
    }
}

/// Resolves runs that claim the same pieces (each list by one claimant, ascending): in downstream order the first, then
/// the longer, then the earlier claimant's; the others keep the rest. Only runs that qualify count. Returned with the
/// claimant's number.
pub(super) fn first_come(runs: Vec<Vec<Run>>, qualifies: impl Fn(Run, usize) -> bool) -> Vec<(Run, usize)> {
    let claims = runs.into_iter().enumerate();
    let claims = claims.flat_map(|(claimant, runs)| runs.into_iter().map(move |run| (run, claimant)));
    let mut waiting: BTreeSet<(usize, Reverse<usize>, usize)> = claims
        .map(|(run, claimant)| (run.from, Reverse(run.to), claimant))
        .collect();
    let mut taken: Vec<(Run, usize)> = Vec::new();
    let mut free = 0;
    while let Some((from, Reverse(to), claimant)) = waiting.pop_first() {
        let run = Run { from, to };
        if to <= free {
            continue;
        }
        if from < free {
            waiting.insert((free, Reverse(to), claimant));
        } else if qualifies(run, claimant) {
            free = to;
            taken.push((run, claimant));
        }
    }
    taken
}
