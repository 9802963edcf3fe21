//! A roll of what was seen at a zoom: nothing is missing, nothing is there twice that may not be.
use super::raw::{Feature, Geometry, Value};
use super::zoom::Tile;
use riverchief::tiles::{GeometryKind, LayerId};
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
        for layer in LayerId::all().filter(|l| l.as_str() != "borders") {
            let known = self.tags.get(layer.as_str());
            let missing = known
                .into_iter()
                .flatten()
                .filter(|(number, _)| !seen.get(layer.as_str()).is_some_and(|s| s.contains(number)));
            for (_, tags) in missing {
                // Only polygons may collapse, and then they are labels.
                assert_eq!(
                    layer.spec().geometry,
                    GeometryKind::Polygon,
                    "{layer} {tags:?} is dropped at zoom {z}"
                );
                let from = self.polygon_from(layer, tags);
                assert!(
                    from.is_none_or(|from| from > z),
                    "{layer} {tags:?} is dropped at zoom {z}"
                );
            }
        }
        for (layer, numbers) in seen.iter().filter(|(l, _)| **l != "labels") {
            let layer: LayerId = layer.parse().unwrap();
            if layer.spec().geometry == GeometryKind::Polygon && z == 14 {
                for number in numbers {
                    let tags = &self.tags[layer.as_str()][number];
                    assert!(self.polygon_from(layer, tags).is_some(), "{layer} {tags:?}");
                }
            }
        }
        for layer in LayerId::all().filter(|l| l.spec().geometry == GeometryKind::Polygon) {
            let known = self.tags.get(layer.as_str()).into_iter().flatten();
            for (number, tags) in known {
                let from = self.polygon_from(layer, tags);
                let there = seen.get(layer.as_str()).is_some_and(|s| s.contains(number));
                assert!(there || from.is_none_or(|f| f > z), "{layer} {tags:?} at zoom {z}");
            }
        }
    }

    /// The least zoom from which a part of the feature is a polygon, by its labels.
    fn polygon_from(&self, layer: LayerId, tags: &Tags) -> Option<u8> {
        let labels = self.labels_of(layer.as_str(), own(tags));
        assert!(!labels.is_empty(), "{layer} {tags:?} has no label");
        let mut zooms: Vec<f64> = labels.iter().filter_map(|l| number(l, "polygon_from")).collect();
        zooms.sort_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a zoom")]
        zooms.first().map(|z| *z as u8)
    }

    fn labels_of(&self, layer: &str, own: &str) -> Vec<&Tags> {
        let all = self.tags["labels"].values();
        all.filter(|l| text(l, "of") == Some(layer) && text(l, "id") == Some(own))
            .collect()
    }

    /// Labels number the parts of each feature without a gap, each once.
    pub fn labels_are_complete(&self) -> usize {
        let mut parts: BTreeMap<(&str, &str), Vec<(f64, f64, f64)>> = BTreeMap::new();
        for label in self.tags["labels"].values() {
            let key = (text(label, "of").unwrap(), text(label, "id").unwrap());
            let part = ["part", "parts", "area_m2"].map(|k| number(label, k).unwrap());
            parts.entry(key).or_default().push((part[0], part[1], part[2]));
        }
        for (key, list) in &mut parts {
            list.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (i, part) in (0_u32..).zip(list.iter()) {
                assert_eq!(part.0, f64::from(i), "{key:?}");
                assert_eq!(part.1, list.len() as f64, "{key:?}");
            }
            assert!(list.array_windows().all(|[a, b]| a.2 >= b.2), "{key:?}: greatest first");
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
fn covers(feature: &Feature, [x, y]: [i64; 2]) -> bool {
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
