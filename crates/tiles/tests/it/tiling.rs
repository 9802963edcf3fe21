//! Neighbours have one common border: units tile the city, tiles agree on their seams, borders are where units meet.
use super::raw::{At, Feature, Geometry, doubled};
use super::zoom::{Edge, Tile, edges};
use std::collections::{BTreeMap, BTreeSet};

/// How often each edge is run along one way more than the other; nothing where both cancel out.
fn chain(features: &[Feature]) -> BTreeMap<Edge, i32> {
    let mut sum: BTreeMap<Edge, i32> = BTreeMap::new();
    for edge in features
        .iter()
        .flat_map(|f| edges(&f.geometry))
        .filter(|e| !Tile::on_side(*e))
    {
        let (a, b) = edge;
        if a < b {
            *sum.entry((a, b)).or_default() += 1;
        } else {
            *sum.entry((b, a)).or_default() -= 1;
        }
    }
    sum.retain(|_, n| *n != 0);
    sum
}

fn area(features: &[Feature]) -> i64 {
    let polygons = features.iter().map(|f| match &f.geometry {
        Geometry::Polygons(polygons) => polygons.iter().flatten().map(|r| doubled(r)).sum(),
        _ => 0,
    });
    polygons.sum()
}

/// Units of each level tile the city within the tile's box, exactly: what bounds their sum is what bounds the city, so
/// that every place is covered as often as the city covers it, and the areas add up in integers.
pub fn units_tile_the_city(tile: &Tile) {
    let city = tile.layer("cities");
    for level in ["counties", "townships", "villages"] {
        let units = tile.layer(level);
        assert!(
            chain(units) == chain(city),
            "{:?}: {level} leave gaps or overlap",
            tile.coord
        );
        assert_eq!(area(units), area(city), "{:?}: areas of {level}", tile.coord);
    }
}

/// Every edge of a village or of the city is a border once, and nothing else is.
pub fn borders_are_where_units_meet(tile: &Tile) {
    let undirected = |(a, b): Edge| (a.min(b), a.max(b));
    let inside = |layer: &str| {
        let all = tile.layer(layer).iter().flat_map(|f| edges(&f.geometry));
        all.filter(|e| !Tile::on_side(*e)).map(undirected).collect::<Vec<_>>()
    };
    let drawn = inside("borders");
    let borders: BTreeSet<Edge> = drawn.iter().copied().collect();
    assert_eq!(drawn.len(), borders.len(), "{:?}: a border twice", tile.coord);
    let met: BTreeSet<Edge> = inside("villages").into_iter().collect();
    assert!(borders == met, "{:?}: borders are not where villages meet", tile.coord);
}

/// How much of the edges of pools is also an edge of the land around them, the other way: (shared, all).
pub fn shore(tile: &Tile) -> (usize, usize) {
    let all = |layer: &str| {
        let edges = tile.layer(layer).iter().flat_map(|f| edges(&f.geometry));
        edges.filter(|e| !Tile::on_side(*e)).collect::<BTreeSet<Edge>>()
    };
    let (water, land) = (all("water_zones"), all("land_zones"));
    (
        water.iter().filter(|(a, b)| land.contains(&(*b, *a))).count(),
        water.len(),
    )
}

/// Both tiles have the same edges, vertex for vertex, where their boxes overlap.
pub fn agree_on_their_seam(one: &Tile, other: &Tile) {
    let low = |t: &Tile| t.global([-64, -64]);
    let high = |t: &Tile| t.global([4160, 4160]);
    let min: At = [low(one)[0].max(low(other)[0]), low(one)[1].max(low(other)[1])];
    let max: At = [high(one)[0].min(high(other)[0]), high(one)[1].min(high(other)[1])];
    let inside = |v: At| (0..2).all(|axis| (min[axis]..=max[axis]).contains(&v[axis]));
    // Sides of the boxes close what goes on beyond them.
    let along = |(a, b): Edge| (0..2).any(|axis| a[axis] == b[axis] && (a[axis] == min[axis] || a[axis] == max[axis]));
    let seen = |tile: &Tile| {
        let mut set: BTreeSet<(String, u64, Edge)> = BTreeSet::new();
        for layer in &tile.layers {
            for feature in &layer.features {
                for (a, b) in edges(&feature.geometry) {
                    let edge = (tile.global(a), tile.global(b));
                    if inside(edge.0) && inside(edge.1) && !along(edge) {
                        set.insert((layer.name.clone(), feature.id.unwrap(), edge));
                    }
                }
            }
        }
        set
    };
    let (here, there) = (seen(one), seen(other));
    let differing = here.symmetric_difference(&there).next();
    assert_eq!(differing, None, "{:?} {:?}", one.coord, other.coord);
}
