//! The attribute `colour`: a number by which a map gives neighbouring posts different colours.
use super::courses::Courses;
use super::drawing::layer;
use super::feature::{Feature, Value, Where};
use super::labelled::{Labelled, geometry};
use crate::colour::colours;
use geo::Geometry;
use std::collections::BTreeMap;

/// Adds to every feature with a post the colour number of that post. Numbers differ among features that are drawn together:
/// those of one layer and level, and the segments of townships and villages, since a map shows the township's chief where a
/// village has none.
pub(super) fn add(layers: &mut [Vec<(Feature, Where)>], labelled: &[Labelled], courses: &Courses) {
    let together = [layer("segments_township").index(), layer("segments_village").index()];
    let mut groups: BTreeMap<(usize, Option<String>), Vec<Member>> = BTreeMap::new();
    for (number, features) in layers.iter().enumerate() {
        for (place, (feature, at)) in features.iter().enumerate() {
            let Some(post) = text(feature, "post") else { continue };
            let key = if together.contains(&number) {
                (together[0], None)
            } else {
                (number, text(feature, "level"))
            };
            groups.entry(key).or_default().push(Member {
                post,
                shape: geometry(at, labelled, courses),
                layer: number,
                place,
            });
        }
    }
    for members in groups.into_values() {
        let drawn: Vec<(&str, &Geometry<f64>)> = members.iter().map(|m| (m.post.as_str(), &m.shape)).collect();
        let colours = colours(&drawn);
        for member in &members {
            let tags = &mut layers[member.layer][member.place].0.tags;
            tags.whole("colour", colours[member.post.as_str()]);
        }
    }
}

struct Member {
    post: String,
    shape: Geometry<f64>,
    layer: usize,
    place: usize,
}

fn text(feature: &Feature, name: &str) -> Option<String> {
    feature.tags.0.iter().find_map(|(key, value)| match value {
        Value::Text(text) if *key == name => Some(text.to_string()),
        _ => None,
    })
}
