//! The stretch that answers beside a part of an edge: whether it is one all along.
use super::super::stretch;
use super::part::{About, ON_EDGE_M, Side, margin_m};
use riverchief_geom::nearest::along;
use riverchief_geom::{LocalPlane, LonLat, PartOfEdge};
use smallvec::SmallVec;

/// A line that turns by less (90°) is crossed once by every line across it, and so has a left and a right.
const STRAIGHT_RAD: f64 = std::f64::consts::FRAC_PI_2;

impl About<'_> {
    /// Whether the stretch or piece that answers is the same all along; `on_edge`: the part is an edge of the area that
    /// decided.
    pub(super) fn stretch_stays(&self, side: &Side<'_>, on_edge: bool) -> bool {
        let index = self.index;
        let Some(water) = &side.verdict.decision.water else {
            return false;
        };
        if side.verdict.stationing.is_none() {
            // Pieces go by the units of the place, or of its nearest point on the area (N5).
            return self.has_area_of(&side.areas, water) || on_edge;
        }
        let branches: SmallVec<[usize; 8]> = index.branches_of(water).map(|(number, _)| number).collect();
        let most_m = self.farthest_m(&branches);
        let mut near = index.branches_of(water).filter_map(|(number, branch)| {
            let [a, b] = self.ends;
            let parts = branch.line.parts_beside(a, b, most_m);
            (!parts.is_empty()).then_some((number, parts))
        });
        let (Some((number, parts)), None) = (near.next(), near.next()) else {
            return false;
        };
        let from_m = parts.iter().map(|part| part.from_m).fold(f64::INFINITY, f64::min);
        let to_m = parts.iter().map(|part| part.to_m).fold(0.0, f64::max);
        let Some(banks_alike) = stretch::is_one(index, number, from_m, to_m) else {
            return false;
        };
        // Beside an edge of the line itself the nearest point is on it, and each probe is on one bank.
        banks_alike || most_m <= ON_EDGE_M || self.has_sides(number, &parts)
    }

    /// No place of the part is farther from the nearest of some branches, nor is its nearest point farther from the part.
    pub(super) fn farthest_m(&self, branches: &[usize]) -> f64 {
        const SAMPLES: u32 = 4;
        let lines = branches
            .iter()
            .map(|branch| &self.index.law.network.branches[*branch].line);
        let least_m = |place: LonLat| {
            let feet = lines.clone().map(|line| line.foot(place).distance_m);
            feet.fold(f64::INFINITY, f64::min)
        };
        // No other edge is so near: the part lies on the line.
        if least_m(self.middle) < ON_EDGE_M {
            return ON_EDGE_M;
        }
        let samples = (0..=SAMPLES).map(|i| along(self.ends[0], self.ends[1], f64::from(i) / f64::from(SAMPLES)));
        let most_m = samples.map(least_m).fold(0.0, f64::max);
        // Between two samples a place is at most half their distance from one of them.
        most_m + self.half_m / f64::from(SAMPLES) + margin_m(most_m + self.half_m)
    }

    /// Whether these parts of a branch are one run that has a left and a right, away from the part of the edge and from
    /// the ends of the branch.
    fn has_sides(&self, number: usize, parts: &[PartOfEdge]) -> bool {
        let line = &self.index.law.network.branches[number].line;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            return false;
        };
        let run = parts.array_windows().all(|[a, b]| a.edge + 1 == b.edge);
        let inner = first.from_m > 0.0 && last.to_m < line.len_m();
        let [a, b] = self.ends;
        let beside = self.index.lines_beside(a, b, margin_m(0.0));
        let away = beside.iter().all(|(branch, _)| *branch != number);
        let plane = LocalPlane::at(self.middle);
        let vertices = &line.coords()[first.edge..=last.edge + 1];
        let bearings: Vec<f64> = (vertices.array_windows())
            .filter(|[a, b]| a != b)
            .map(|&[a, b]| {
                let ((ax, ay), (bx, by)) = (plane.forward(a.into()), plane.forward(b.into()));
                (by - ay).atan2(bx - ax)
            })
            .collect();
        let turns = bearings.array_windows().map(|[a, b]| turn_rad(*a, *b));
        run && inner && away && turns.sum::<f64>() < STRAIGHT_RAD
    }
}

/// The angle between two bearings, 0 to π.
fn turn_rad(a: f64, b: f64) -> f64 {
    let turn = (b - a).abs() % std::f64::consts::TAU;
    turn.min(std::f64::consts::TAU - turn)
}
