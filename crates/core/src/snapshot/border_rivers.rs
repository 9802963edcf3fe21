//! Border rivers digitised apart from the border: snap, wobble, parallel stretches (N6, S15).
//!
//! Works on one branch that is already cut. What lies exactly on a border is already shared (S16).
use super::border_pairs::CommonBorders;
use super::borders::Borders;
use super::common_border::CommonBorder;
use super::course::{Course, Run, first_come};
use super::law::Law;
use super::reaches::{Branch, Parallel, Reach, SHORTEST_REACH_M, Wobble};
use crate::domain::ids::UnitCode;
use riverchief_geom::{LonLat, Stationed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Makes reaches that follow a border shared, and notes the stretches beside one.
///
/// `place` returns the reach between two measures from a literal cut.
pub(super) fn follow(
    branch: &mut Branch,
    law: &Law,
    common: &mut CommonBorders<'_>,
    place: impl Fn(f64, f64) -> Reach,
) {
    let t = &law.thresholds;
    let most_m = t.border_snap_m.max(t.border_corridor_m);
    if t.border_run_m <= 0.0 || most_m <= 0.0 {
        return;
    }
    let mut course = Course::new(branch);
    let mut pairs = pairs_along(branch, &course, common, most_m, t.border_run_m);
    let borders = common.borders;
    if t.border_snap_m > 0.0 && snap(branch, &mut course, law, borders, &pairs, place) {
        // The rest of a reach has a different middle.
        pairs = pairs_along(branch, &course, common, most_m, t.border_run_m);
    }
    if t.border_corridor_m > 0.0 {
        wobble(branch, &course, law, borders, &pairs);
        branch.parallels = parallels(branch, &course, law, borders, &pairs);
    }
}

/// Two units with a common border near a branch.
struct Pair {
    /// The smaller code first, as indices in [`Borders::units`].
    units: [usize; 2],
    border: Arc<CommonBorder>,
    /// Pieces in one of the units or on their border, by number, with the greatest distance of their ends and middle
    /// from the border.
    pieces: Vec<(usize, f64)>,
    /// For each vertex of the border, the measure of the nearest point on the branch and its distance; by measure.
    feet: Vec<(f64, f64)>,
}

impl Pair {
    /// Measures that a sequence within a distance cannot cross.
    fn bars(&self, within_m: f64) -> Vec<f64> {
        let far = self.feet.iter().filter(|(_, distance_m)| *distance_m > within_m);
        far.map(|(measure_m, _)| *measure_m).collect()
    }

    /// Pieces within a distance.
    fn within(&self, within_m: f64) -> impl Iterator<Item = usize> {
        let near = self.pieces.iter().filter(move |(_, away_m)| *away_m <= within_m);
        near.map(|(piece, _)| *piece)
    }

    /// Whether a reach lies in one of the two or on their border.
    fn holds(&self, borders: &Borders, reach: &Reach) -> bool {
        let is_one = |code: &UnitCode| self.units.iter().any(|&u| borders.units[u].0.code == *code);
        reach.unit.as_ref().is_some_and(is_one) && reach.right.as_ref().is_none_or(is_one) && !reach.in_pool
    }

    /// The units left and right of the border, in the direction of a run.
    fn sides(&self, line: &Stationed, course: &Course, run: Run, within_m: f64) -> [usize; 2] {
        let ends = (run.from..=run.to).map(|node| line.at(course.nodes[node]));
        let [first, second] = self.units;
        if self.border.advance_m(ends, within_m) < 0.0 {
            [second, first]
        } else {
            [first, second]
        }
    }

    /// Makes a reach shared by the two units, the unit left of the border first.
    fn share(&self, reach: &mut Reach, line: &Stationed, law: &Law, borders: &Borders, sides: [usize; 2]) {
        let Some((edge, t)) = self.border.on_ring(line.at(f64::midpoint(reach.from_m, reach.to_m))) else {
            return;
        };
        let [unit, right] = sides.map(|unit| Some(borders.units[unit].0.code.clone()));
        let [lineage, right_lineage] = sides.map(|unit| borders.lineage_on_ring(law, unit, edge, t));
        *reach = Reach {
            unit,
            right,
            lineage,
            right_lineage: Some(right_lineage),
            ..reach.clone()
        };
    }
}

/// Pairs with at least one sequence that is long enough, by their codes.
fn pairs_along(branch: &Branch, course: &Course, common: &mut CommonBorders<'_>, most_m: f64, run_m: f64) -> Vec<Pair> {
    let borders = common.borders;
    let mut of_unit: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for piece in beside_borders(branch, course, borders, most_m, run_m) {
        let reach = &branch.reaches[course.reach_of(piece)];
        let units = [reach.unit.as_ref(), reach.right.as_ref()].into_iter().flatten();
        for unit in units.filter_map(|code| borders.number(code)) {
            of_unit.entry(unit).or_default().push(piece);
        }
    }
    let mut candidates = BTreeSet::new();
    for &unit in of_unit.keys() {
        let across = common.across(unit).into_iter();
        candidates.extend(across.map(|other| [unit.min(other), unit.max(other)]));
    }
    let pair = |units: [usize; 2]| {
        let mut pair = Pair {
            units,
            border: common.between(units[0], units[1])?,
            pieces: vec![],
            feet: vec![],
        };
        let own = units.iter().filter_map(|unit| of_unit.get(unit)).flatten();
        let own: BTreeSet<usize> = own.copied().collect();
        let own = own
            .into_iter()
            .filter(|piece| pair.holds(borders, &branch.reaches[course.reach_of(*piece)]));
        let near = own.filter_map(|piece| {
            let [from_m, to_m] = course.bounds_m(Run::piece(piece));
            let places = [from_m, f64::midpoint(from_m, to_m), to_m];
            let mut away_m: f64 = 0.0;
            for measure_m in places {
                away_m = away_m.max(pair.border.distance_within_m(branch.line.at(measure_m), most_m)?);
            }
            Some((piece, away_m))
        });
        let pieces = near.collect();
        pair.pieces = pieces;
        let runs = course.runs(pair.within(most_m).map(Run::piece), &[]);
        if !runs.iter().any(|run| course.len_m(*run) >= run_m) {
            return None;
        }
        let foot = |vertex: &LonLat| {
            let foot = branch.line.foot(*vertex);
            (branch.line.measure(foot.edge, foot.t), foot.distance_m)
        };
        pair.feet = pair.border.vertices().iter().map(foot).collect();
        pair.feet.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(pair)
    };
    candidates.into_iter().filter_map(pair).collect()
}

/// Pieces in runs of at least the required length whose ends are all near some border; most rivers have none.
fn beside_borders(branch: &Branch, course: &Course, borders: &Borders, most_m: f64, run_m: f64) -> Vec<usize> {
    let near = |measure_m: &f64| borders.unit_edges.is_within_m(branch.line.at(*measure_m), most_m);
    let near: Vec<bool> = course.nodes.iter().map(near).collect();
    let pieces = (0..near.len() - 1).filter(|&piece| near[piece] && near[piece + 1]);
    let runs = course.runs(pieces.map(Run::piece), &[]);
    let long = runs.into_iter().filter(|run| course.len_m(*run) >= run_m);
    long.flat_map(|run| run.from..run.to).collect()
}

/// Makes what lies within `border_snap` of a border shared, and cuts where that begins and ends; returns whether there
/// is any.
fn snap(
    branch: &mut Branch,
    course: &mut Course,
    law: &Law,
    borders: &Borders,
    pairs: &[Pair],
    place: impl Fn(f64, f64) -> Reach,
) -> bool {
    let t = &law.thresholds;
    let snap_m = t.border_snap_m;
    let runs = pairs
        .iter()
        .map(|pair| course.runs(pair.within(snap_m).map(Run::piece), &pair.bars(snap_m)));
    let taken = first_come(runs.collect(), |run, _| course.len_m(run) >= t.border_run_m);
    if taken.is_empty() {
        return false;
    }
    let mut shared = Vec::with_capacity(taken.len());
    for (run, pair) in taken {
        let pair = &pairs[pair];
        let sides = pair.sides(&branch.line, course, run, snap_m);
        let [from, to] = [run.from, run.to].map(|node| course.cut_at(node, SHORTEST_REACH_M));
        shared.push((Run { from, to }, pair, sides));
    }
    course.number();
    let mut shared = shared.into_iter().peekable();
    branch.reaches.clear();
    for run in course.reaches() {
        let [from_m, to_m] = course.bounds_m(run);
        let mut reach = place(from_m, to_m);
        while shared.next_if(|(of, ..)| of.to <= run.from).is_some() {}
        if let Some((_, pair, sides)) = shared.peek().filter(|(of, ..)| of.from <= run.from) {
            pair.share(&mut reach, &branch.line, law, borders, *sides);
        }
        branch.reaches.push(reach);
    }
    true
}

/// Replaces every sequence of reaches that crosses a border back and forth by one shared reach.
fn wobble(branch: &mut Branch, course: &Course, law: &Law, borders: &Borders, pairs: &[Pair]) {
    let t = &law.thresholds;
    let corridor_m = t.border_corridor_m;
    let reaches = &branch.reaches;
    let runs = |pair: &Pair| {
        let own = |piece: &usize| pair.holds(borders, &reaches[course.reach_of(*piece)]);
        let whole = course.whole_reaches(pair.within(corridor_m).filter(own));
        course.runs(whole, &pair.bars(corridor_m))
    };
    let mixed = |run: Run| {
        let kinds = reaches[course.reaches_of(run)].iter();
        let kinds = kinds.map(|r| r.unit.as_ref().filter(|_| r.right.is_none()));
        kinds.collect::<BTreeSet<_>>().len() >= 2
    };
    let taken = first_come(pairs.iter().map(runs).collect(), |run, _| {
        course.len_m(run) >= t.border_run_m && mixed(run)
    });
    let mut out = Vec::with_capacity(reaches.len());
    let mut wobbles = Vec::with_capacity(taken.len());
    let mut next = 0;
    for (run, pair) in taken {
        let of = course.reaches_of(run);
        let sequence = &reaches[of.clone()];
        let [from_m, to_m] = course.bounds_m(run);
        let pair = &pairs[pair];
        let literal = pair.units.map(|unit| {
            let code = &borders.units[unit].0.code;
            let own = sequence
                .iter()
                .filter(|r| r.unit.as_ref() == Some(code) && r.right.is_none());
            (code.clone(), own.map(Reach::len_m).sum())
        });
        wobbles.push(Wobble {
            from_m,
            to_m,
            literal: literal.to_vec(),
        });
        let mut shared = Reach {
            from_m,
            to_m,
            wobble: true,
            ..sequence[0].clone()
        };
        let sides = pair.sides(&branch.line, course, run, corridor_m);
        pair.share(&mut shared, &branch.line, law, borders, sides);
        out.extend_from_slice(&reaches[next..of.start]);
        out.push(shared);
        next = of.end;
    }
    out.extend_from_slice(&reaches[next..]);
    branch.reaches = out;
    branch.wobbles = wobbles;
}

/// Stretches of one unit that run beside its border with another.
fn parallels(branch: &Branch, course: &Course, law: &Law, borders: &Borders, pairs: &[Pair]) -> Vec<Parallel> {
    let t = &law.thresholds;
    let reach = |piece: usize| {
        let [from_m, to_m] = course.bounds_m(Run::piece(piece));
        branch.reach_at(f64::midpoint(from_m, to_m))
    };
    let alone = |piece: usize| reach(piece).filter(|r| r.right.is_none())?.unit.as_ref();
    let mut found = Vec::new();
    for pair in pairs {
        let own = |piece: &usize| reach(*piece).is_some_and(|r| pair.holds(borders, r));
        let near = pair.within(t.border_corridor_m).filter(own).map(Run::piece);
        let runs = course.runs(near, &pair.bars(t.border_corridor_m)).into_iter();
        found.extend(
            runs.filter(|run| course.len_m(*run) >= t.border_run_m)
                .filter_map(|run| {
                    let unit = alone(run.from)?;
                    let one_sided = (run.from..run.to).all(|piece| alone(piece) == Some(unit));
                    let codes = pair.units.map(|i| &borders.units[i].0.code);
                    let other = codes.into_iter().find(|code| *code != unit)?;
                    let [from_m, to_m] = course.bounds_m(run);
                    one_sided.then(|| Parallel {
                        from_m,
                        to_m,
                        unit: unit.clone(),
                        other: other.clone(),
                        border: pair.border.clone(),
                    })
                }),
        );
    }
    found.sort_by(|a, b| a.from_m.total_cmp(&b.from_m).then_with(|| a.other.cmp(&b.other)));
    found
}
