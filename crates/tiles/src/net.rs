//! The change in winding numbers from the right of a chain to its left, by polygon part.

/// Parts whose inside lies to the left of a chain (positive) or to its right, ascending by part.
pub(super) type Net = Vec<(u32, i32)>;

/// a + sign · b, without the parts that add up to zero.
pub(super) fn sum(a: &[(u32, i32)], b: &[(u32, i32)], sign: i32) -> Net {
    let mut all: Net = b
        .iter()
        .map(|&(part, w)| (part, sign * w))
        .chain(a.iter().copied())
        .collect();
    all.sort_unstable_by_key(|n| n.0);
    all.chunk_by(|n, m| n.0 == m.0)
        .map(|same| (same[0].0, same.iter().map(|n| n.1).sum()))
        .filter(|n| n.1 != 0)
        .collect()
}
