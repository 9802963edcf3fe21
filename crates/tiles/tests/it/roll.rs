//! A roll of what was seen at a zoom: nothing is missing, nothing is there twice that may not be.
use super::raw::{Feature, Geometry, Value};
use super::zoom::Tile;
use riverchief_tiles::{GeometryKind, LayerId};
use std::collections::{BTreeMap, BTreeSet};

pub type Tags = BTreeMap<String, Value>;

/// Tags of every feature of every layer, by number.
#[derive(Default)]
pub struct Roll {
    pub tags: BTreeMap<&'static str, BTreeMap<u64, Tags>>,
}

pub fn number(tags: &Tags, key: &str) -> Option<f64> {
    match tags.get(key) {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    }
}

pub fn text<'a>(tags: &'a Tags, key: &str) -> Option<&'a str> {
    match tags.get(key) {
        Some(Value::Text(t)) => Some(t),
        _ => None,
    }
}

/// The id of a feature of a polygon layer.
fn own(tags: &Tags) -> &str {
    text(tags, "id").or(text(tags, "code")).unwrap()
}

impl Roll {
    /// Calls the roll of a zoom. Features have the same attributes in every tile and at every zoom.
    pub fn call<'a>(&mut self, z: u8, tiles: impl Iterator<Item = &'a Tile>) {
        let mut seen: BTreeMap<&'static str, BTreeSet<u64>> = BTreeMap::new();
        let mut labels: BTreeSet<u64> = BTreeSet::new();
        for tile in tiles {
            for layer in &tile.layers {
                let id: LayerId = layer.name.parse().unwrap();
                for feature in &layer.features {
                    let number = feature.id.unwrap();
                    seen.entry(id.as_str()).or_default().insert(number);
                    let known = self.tags.entry(id.as_str()).or_default();
                    let before = known.entry(number).or_insert_with(|| feature.tags.clone());
                    assert_eq!(*before, feature.tags, "{id} {number} at zoom {z}");
                    if id.as_str() == "labels" {
                        assert!(
                            labels.insert(number),
                            "{:?}: a label in two tiles: {:?}",
                            tile.coord,
                            feature.tags
                        );
                    }
                }
            }
        }
        let polygon_from = self.polygon_from();
        // Borders are those of the zoom.
        for layer in LayerId::all().filter(|l| l.as_str() != "borders") {
            for (number, tags) in self.tags.get(layer.as_str()).into_iter().flatten() {
                let there = seen.get(layer.as_str()).is_some_and(|s| s.contains(number));
                if layer.spec().geometry != GeometryKind::Polygon {
                    assert!(there, "{layer} {tags:?} is dropped at zoom {z}");
                    continue;
                }
                // What lies beyond the city limit has no label (S40).
                if text(tags, "jurisdiction") == Some("outside") {
                    continue;
                }
                // Only polygons may collapse, and then they are labels.
                let from = polygon_from[&(layer.as_str(), own(tags))];
                assert!(
                    there || from.is_none_or(|f| f > z),
                    "{layer} {tags:?} is dropped at zoom {z}"
                );
                assert!(
                    z < 14 || from.is_some(),
                    "{layer} {tags:?} is a polygon that its label denies"
                );
            }
        }
    }

    /// The least zoom from which a part of a feature is a polygon, by its labels.
    fn polygon_from(&self) -> BTreeMap<(&str, &str), Option<u8>> {
        let mut least: BTreeMap<(&str, &str), Option<u8>> = BTreeMap::new();
        for label in self.tags["labels"].values() {
            let key = (text(label, "of").unwrap(), text(label, "id").unwrap());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a zoom")]
            let from = number(label, "polygon_from").map(|z| z as u8);
            let known = least.entry(key).or_insert(from);
            *known = known.iter().copied().chain(from).min();
        }
        least
    }

    /// Labels number the parts of each feature without a gap, each once.
    pub fn labels_are_complete(&self) -> usize {
        let mut parts: BTreeMap<(&str, &str), Vec<[f64; 3]>> = BTreeMap::new();
        for label in self.tags["labels"].values() {
            let key = (text(label, "of").unwrap(), text(label, "id").unwrap());
            let part = ["part", "parts", "area_m2"].map(|k| number(label, k).unwrap());
            parts.entry(key).or_default().push(part);
        }
        for (key, list) in &mut parts {
            list.sort_by(|a, b| a[0].total_cmp(&b[0]));
            let count = f64::from(u32::try_from(list.len()).unwrap());
            for (i, part) in (0_u32..).zip(list.iter()) {
                assert_eq!((part[0], part[1]), (f64::from(i), count), "{key:?}");
            }
            assert!(
                list.array_windows().all(|[a, b]| a[2] >= b[2]),
                "{key:?}: greatest first"
            );
        }
        self.tags["labels"].len()
    }
}

/// On the finest grid a label's cell touches its polygon.
pub fn labels_lie_in_their_polygons(tile: &Tile) {
    for label in tile.layer("labels") {
        let Geometry::Points(at) = &label.geometry else {
            unreachable!()
        };
        let (layer, id) = (text(&label.tags, "of").unwrap(), text(&label.tags, "id").unwrap());
        if number(&label.tags, "polygon_from").is_none() {
            continue;
        }
        let of = |f: &&Feature| own(&f.tags) == id;
        let feature = tile.layer(layer).iter().find(of);
        let feature = feature.unwrap_or_else(|| panic!("{:?}: no polygon at {:?}", tile.coord, label.tags));
        let [x, y] = at[0];
        let corners = [[x, y], [x + 1, y], [x, y + 1], [x + 1, y + 1]];
        assert!(
            corners.iter().any(|c| covers(feature, *c)),
            "{:?}: {:?} at {x}, {y}",
            tile.coord,
            label.tags
        );
    }
}

/// Closed.
pub fn covers(feature: &Feature, [x, y]: [i64; 2]) -> bool {
    let mut inside = false;
    for (a, b) in super::zoom::edges(&feature.geometry) {
        let cross = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
        let within = |axis: usize, v: i64| a[axis].min(b[axis]) <= v && v <= a[axis].max(b[axis]);
        if cross == 0 && within(0, x) && within(1, y) {
            return true;
        }
        if (a[1] > y) != (b[1] > y) && (cross > 0) == (b[1] > a[1]) {
            inside = !inside;
        }
    }
    inside
}
