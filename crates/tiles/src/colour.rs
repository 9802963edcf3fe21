//! A colour number for every post, so that a map shows posts whose features meet in different colours.
//!
//! It knows posts as keys and their geometry in degrees; it knows no palette, no style and no tile.
use geo::line_measures::{Distance, Euclidean};
use geo::{BoundingRect, Geometry};
use rstar::{AABB, RTree, primitives::GeomWithData};
use std::collections::{BTreeMap, BTreeSet};

/// Number of colours: as many as people with colour vision deficiency can tell apart (styles/source/palette.mjs).
pub const COLOURS: u8 = 6;

/// Features nearer to each other than this, in degrees (about 400 m), are neighbours: readers compare their colours.
const NEAR_DEG: f64 = 0.004;

/// Numbers below [`COLOURS`] for the posts of one layer.
///
/// Posts whose features touch or come within about 400 m of each other get different numbers, as long as fewer than
/// [`COLOURS`] neighbours of a post are numbered before it. A post with more shares the number that the fewest of them have.
/// The result depends only on `features`, not on their order.
///
/// `features`: post and geometry in degrees, several per post allowed.
#[must_use]
pub fn colours<P: Ord + Clone>(features: &[(P, &Geometry<f64>)]) -> BTreeMap<P, u8> {
    let neighbours = neighbours(features);
    // Those with most neighbours first (Welsh and Powell), ties by post.
    let mut order: Vec<&P> = neighbours.keys().collect();
    order.sort_by_key(|post| (std::cmp::Reverse(neighbours[*post].len()), *post));
    let mut colours = BTreeMap::new();
    let mut used = [0_usize; COLOURS as usize];
    for post in order {
        let mut around = [0_usize; COLOURS as usize];
        for neighbour in &neighbours[post] {
            if let Some(colour) = colours.get(neighbour) {
                around[usize::from(*colour)] += 1;
            }
        }
        // Of the free colours the one used least so far, so that all six are used.
        let colour = (0..COLOURS)
            .min_by_key(|c| (around[usize::from(*c)], used[usize::from(*c)], *c))
            .unwrap_or_default();
        used[usize::from(colour)] += 1;
        colours.insert(post.clone(), colour);
    }
    colours
}

/// The posts near each post.
fn neighbours<P: Ord + Clone>(features: &[(P, &Geometry<f64>)]) -> BTreeMap<P, BTreeSet<P>> {
    let mut neighbours: BTreeMap<P, BTreeSet<P>> = features.iter().map(|(p, _)| (p.clone(), BTreeSet::new())).collect();
    let boxes = features.iter().enumerate().filter_map(|(n, (_, geometry))| {
        let rect = geometry.bounding_rect()?;
        let (min, max) = (rect.min(), rect.max());
        let grown = AABB::from_corners(
            [min.x - NEAR_DEG, min.y - NEAR_DEG],
            [max.x + NEAR_DEG, max.y + NEAR_DEG],
        );
        Some(GeomWithData::new(rstar::primitives::Rectangle::from_aabb(grown), n))
    });
    let tree = RTree::bulk_load(boxes.collect());
    for (a, b) in tree.intersection_candidates_with_other_tree(&tree) {
        let ((post_a, shape_a), (post_b, shape_b)) = (&features[a.data], &features[b.data]);
        if a.data < b.data
            && post_a != post_b
            && !neighbours[post_a].contains(post_b)
            && Euclidean.distance(*shape_a, *shape_b) <= NEAR_DEG
        {
            for (one, other) in [(post_a, post_b), (post_b, post_a)] {
                neighbours.entry(one.clone()).or_default().insert(other.clone());
            }
        }
    }
    neighbours
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, colours};
    use geo::{Geometry, line_string};

    /// A chain of twenty lines along a parallel with a post each, a second line of post-00, and a post far away.
    fn features() -> Vec<(String, Geometry<f64>)> {
        let stretch = |n: u32| {
            let x = 109.0 + f64::from(n) * 0.01;
            Geometry::from(line_string![(x: x, y: 21.5), (x: x + 0.01, y: 21.5)])
        };
        let mut all: Vec<_> = (0..20).map(|n| (format!("post-{n:02}"), stretch(n))).collect();
        all.push(("post-00".to_owned(), stretch(7)));
        all.push((
            "far".to_owned(),
            Geometry::from(line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0)]),
        ));
        all
    }

    fn numbered(features: &[(String, Geometry<f64>)]) -> std::collections::BTreeMap<String, u8> {
        let borrowed: Vec<_> = features.iter().map(|(p, g)| (p.clone(), g)).collect();
        colours(&borrowed)
    }

    #[test]
    fn features_that_meet_differ_and_all_colours_are_used() {
        let found = numbered(&features());
        let of = |n: u32| found[&format!("post-{n:02}")];
        assert_eq!(found.len(), 21);
        for n in 0..19 {
            assert_ne!(of(n), of(n + 1), "{n}");
        }
        // The second line of post-00 lies on that of post-07, between 06 and 08.
        for n in [6, 7, 8] {
            assert_ne!(of(0), of(n), "{n}");
        }
        let used: std::collections::BTreeSet<u8> = found.values().copied().collect();
        assert_eq!(used, (0..COLOURS).collect());
    }

    #[test]
    fn order_does_not_matter() {
        let mut backwards = features();
        backwards.reverse();
        assert_eq!(numbered(&features()), numbered(&backwards));
    }

    #[test]
    fn more_neighbours_than_colours_share_and_nothing_panics() {
        let shape = Geometry::from(line_string![(x: 109.0, y: 21.5), (x: 109.1, y: 21.5)]);
        let crowd: Vec<_> = (0..9).map(|n| (n, &shape)).collect();
        let found = colours(&crowd);
        assert!(found.values().all(|c| *c < COLOURS));
        let most = (0..COLOURS).map(|c| found.values().filter(|v| **v == c).count()).max();
        assert_eq!(most, Some(2));
    }
}
