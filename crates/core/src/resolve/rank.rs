//! The rank of N4 among waters that match a place.
use crate::domain::ids::{FeatureId, WaterCode};
use crate::domain::kinds::MatchKind;
use crate::index::Index;
use crate::snapshot::Law;
use riverchief_geom::Foot;
use riverchief_geom::nearest::TIE_M;
use std::cmp::Ordering;

/// A water that may match, by one of its areas, extents or branches.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: MatchKind,
    pub(super) water: WaterCode,
    pub(super) feature: Option<FeatureId>,
    /// The branch by its index in the network, whose order is that of the branches of a water.
    pub(super) line: Option<usize>,
    pub(super) foot: Option<Foot>,
    /// Half width of the nominal channel; 0 for polygons.
    pub(super) half_width_m: f64,
    pub(super) measure_m: f64,
}

impl Candidate {
    /// A polygon that covers the place.
    pub(super) fn covering(kind: MatchKind, water: &WaterCode, feature: &FeatureId) -> Self {
        Self {
            kind,
            water: water.clone(),
            feature: Some(feature.clone()),
            line: None,
            foot: None,
            half_width_m: 0.0,
            measure_m: 0.0,
        }
    }

    /// A centreline at the foot of the place on it.
    pub(super) fn line(index: &Index, branch: usize, foot: Foot, kind: MatchKind) -> Self {
        let half_width_m = index.half_width_m(branch);
        let line = branch;
        let branch = &index.law.network.branches[branch];
        Self {
            kind,
            water: branch.water.clone(),
            feature: None,
            line: Some(line),
            foot: Some(foot),
            half_width_m,
            measure_m: branch.line.measure(foot.edge, foot.t),
        }
    }

    /// Its branch and nearest point; `None` for a polygon.
    pub(super) fn on_line(&self) -> Option<(usize, Foot)> {
        self.line.zip(self.foot)
    }

    /// The distance used for the rank: to the polygon, or to the edge of the nominal channel (N4 c).
    pub(super) fn gap_m(&self) -> f64 {
        self.foot.map_or(0.0, |f| f.distance_m - self.half_width_m)
    }

    /// The distance shown (S3); for a nominal channel that covers the place, the distance to its centreline.
    pub(super) fn shown_distance_m(&self) -> f64 {
        match self.kind {
            MatchKind::NominalChannel => self.foot.map_or(0.0, |f| f.distance_m),
            _ => self.gap_m(),
        }
    }
}

/// Candidates of one of N4's three steps, or of step 6, in order of rank.
pub(super) fn best_first(law: &Law, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if candidates.len() < 2 {
        return candidates;
    }
    let mut ranked = Vec::with_capacity(candidates.len());
    // Ties within 1 µm are not transitive, so the best is selected one at a time.
    while let Some(best) = best(law, &candidates) {
        ranked.push(candidates.swap_remove(best));
    }
    ranked
}

fn best(law: &Law, candidates: &[Candidate]) -> Option<usize> {
    let all = 0..candidates.len();
    let kind = candidates.first()?.kind;
    let rank = |i: usize| standing(law, &candidates[i]);
    let by_distance = |among: Vec<usize>, of: &dyn Fn(&Candidate) -> f64| -> Vec<usize> {
        let least = among.iter().map(|&i| of(&candidates[i])).fold(f64::INFINITY, f64::min);
        among
            .into_iter()
            .filter(|&i| of(&candidates[i]) <= least + TIE_M)
            .collect()
    };
    let among: Vec<usize> = if kind == MatchKind::Tolerance {
        by_distance(all.collect(), &Candidate::gap_m)
    } else {
        let top = all.clone().map(|i| rank(i).0).min()?;
        let upper: Vec<usize> = all.filter(|&i| rank(i).0 == top).collect();
        if upper.iter().all(|&i| candidates[i].kind == MatchKind::NominalChannel) {
            by_distance(upper, &Candidate::shown_distance_m)
        } else {
            upper
        }
    };
    among.into_iter().min_by(|&a, &b| {
        let (ra, rb) = (rank(a), rank(b));
        let (ca, cb) = (&candidates[a], &candidates[b]);
        (ra.0.cmp(&rb.0)).then(ra.1.cmp(&rb.1)).then(later(ca, cb))
    })
}

/// (layer and area-before-nominal; city-level, order, code); smaller is better.
fn standing(law: &Law, candidate: &Candidate) -> ((i64, bool), (bool, u32, WaterCode)) {
    let water = law.waters.get(&candidate.water);
    let layer = -i64::from(water.map_or(0, |w| w.layer));
    let order = water.map_or(u32::MAX, |w| w.order);
    let nominal = candidate.feature.is_none();
    (
        (layer, nominal),
        (!law.city_level(&candidate.water), order, candidate.water.clone()),
    )
}

/// Branch, then measure, then feature id: distinguishes candidates of one water.
fn later(a: &Candidate, b: &Candidate) -> Ordering {
    (a.line.cmp(&b.line))
        .then(a.measure_m.total_cmp(&b.measure_m))
        .then_with(|| a.feature.cmp(&b.feature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(branch: usize, measure_m: f64, feature: &str) -> Candidate {
        Candidate {
            line: Some(branch),
            measure_m,
            ..Candidate::covering(
                MatchKind::NominalChannel,
                &WaterCode::new("W"),
                &FeatureId::new(feature),
            )
        }
    }

    /// N4 d: among equal candidates of one water, the lowest branch, then the lowest measure, then the lowest id.
    #[test]
    fn n4_the_last_tie_goes_to_the_lowest_branch_then_measure_then_id() {
        let first = candidate(0, 5.0, "b");
        for other in [candidate(1, 1.0, "a"), candidate(0, 6.0, "a"), candidate(0, 5.0, "c")] {
            assert_eq!(later(&first, &other), Ordering::Less, "{other:?}");
            assert_eq!(later(&other, &first), Ordering::Greater, "{other:?}");
        }
        assert_eq!(later(&first, &first.clone()), Ordering::Equal);
    }
}
