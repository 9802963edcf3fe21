//! Sets of measures on a line: union, difference, length. Metres; knows no water.

/// Disjoint intervals in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Intervals(Vec<(f64, f64)>);

impl Intervals {
    /// The union of some intervals; empty ones are ignored.
    pub(super) fn union(parts: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut parts: Vec<(f64, f64)> = parts.into_iter().filter(|(a, b)| a < b).collect();
        parts.sort_by(|x, y| x.0.total_cmp(&y.0));
        let mut out: Vec<(f64, f64)> = Vec::new();
        for (from, to) in parts {
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        Self(out)
    }

    /// The part in `[from, to]`.
    pub(super) fn within(&self, from: f64, to: f64) -> Self {
        Self::union(self.0.iter().map(|(a, b)| (a.max(from), b.min(to))))
    }

    /// The part outside `other`.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        for &(from, to) in &self.0 {
            let mut at = from;
            for &(a, b) in other.0.iter().filter(|(a, b)| *a < to && *b > from) {
                out.push((at, a));
                at = at.max(b);
            }
            out.push((at, to));
        }
        Self::union(out)
    }

    /// The intervals longer than `least_m`.
    pub(super) fn longer_than(&self, least_m: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.0.iter().copied().filter(move |(a, b)| b - a > least_m)
    }

    /// Total length.
    pub(super) fn len_m(&self) -> f64 {
        self.0.iter().map(|(a, b)| b - a).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_leaves_what_lies_between() {
        let whole = Intervals::union([(0.0, 10.0)]);
        let parts = Intervals::union([(6.0, 12.0), (1.0, 3.0), (2.0, 4.0)]);
        assert_eq!(whole.minus(&parts), Intervals::union([(0.0, 1.0), (4.0, 6.0)]));
        assert!((parts.len_m() - 9.0).abs() < 1e-12);
        assert_eq!(parts.within(3.5, 7.0), Intervals::union([(3.5, 4.0), (6.0, 7.0)]));
        assert_eq!(whole.minus(&whole), Intervals::default());
        assert_eq!(whole.minus(&parts).longer_than(1.5).collect::<Vec<_>>(), [(4.0, 6.0)]);
    }
}
