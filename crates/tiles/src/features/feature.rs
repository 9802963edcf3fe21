//! A feature in a tile: its id, its attributes and where it is.
use crate::ids::feature_id;
use riverchief_geom::LonLat;
use std::sync::Arc;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(Arc<str>),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

/// Attributes in the order of the layer's fields, without the absent ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tags(pub Vec<(&'static str, Value)>);

impl Tags {
    pub fn text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.0.push((name, Value::Text(Arc::from(value.as_ref()))));
    }

    pub fn maybe(&mut self, name: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value.filter(|v| !v.as_ref().is_empty()) {
            self.text(name, value);
        }
    }

    pub fn whole(&mut self, name: &'static str, value: impl Into<i64>) {
        self.0.push((name, Value::Whole(value.into())));
    }

    pub fn real(&mut self, name: &'static str, value: f64) {
        self.0.push((name, Value::Real(value)));
    }

    pub fn flag(&mut self, name: &'static str, value: bool) {
        self.0.push((name, Value::Flag(value)));
    }
}

/// A feature of a layer.
#[derive(Clone, Debug)]
pub(crate) struct Feature {
    /// The feature id in tiles.
    pub id: u64,
    pub tags: Tags,
}

impl Feature {
    pub fn new(layer: &str, own: &str, tags: Tags) -> Self {
        Self {
            id: feature_id(layer, own),
            tags,
        }
    }
}

/// Where a feature is.
#[derive(Clone, Debug)]
pub(crate) enum Where {
    /// An area of the topology.
    Area(u32),
    /// Lines of the topology, each a run of consecutive pieces.
    Lines(Vec<std::ops::Range<u32>>),
    /// A point.
    Place(LonLat),
}
