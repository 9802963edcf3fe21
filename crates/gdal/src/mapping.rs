//! The mapping of source layers and fields to those of a world, as a person writes it in TOML.
//!
//! Knows the layers of a world file; opens no source.
use super::crs::Crs;
use riverchief_core::snapshot::raw::SCHEMAS;
use riverchief_core::snapshot::record::{CellKind, LayerSchema};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use thiserror::Error;

/// A mapping that can't be used.
#[derive(Debug, Error)]
pub enum MappingError {
    /// The file can't be read.
    #[error("{file}: {source}")]
    File {
        /// The mapping file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not TOML, or with an unknown key.
    #[error("{file}: {message}")]
    Syntax {
        /// The mapping file.
        file: String,
        /// Where and what the problem is.
        message: String,
    },
    /// A value without a meaning.
    #[error("mapping, layer {number} (to = \"{to}\"): {message}")]
    Meaning {
        /// Which `[[layer]]`, from 1.
        number: usize,
        /// Its target.
        to: String,
        /// The problem.
        message: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    layer: Vec<TextLayer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextLayer {
    to: String,
    source: Option<String>,
    from: Option<String>,
    crs: Option<String>,
    encoding: Option<String>,
    filter: Option<String>,
    x: Option<String>,
    y: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, TextField>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TextField {
    Name(String),
    Rule(TextRule),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextRule {
    field: Option<String>,
    value: Option<toml::Value>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    first: Option<usize>,
    append: Option<String>,
    #[serde(default)]
    superior: bool,
}

/// Where the values of a field come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The same for every feature.
    Constant(String),
    /// A field of the source.
    Field {
        /// Its name there.
        name: String,
        /// Replacements of its values; other values stay.
        values: BTreeMap<String, String>,
        /// Keeps only this many characters from the left, e.g. 6 of a township's code for its county.
        first: Option<usize>,
        /// Appended to them.
        append: String,
        /// The value is the code of a unit; take the code of its superior unit.
        superior: bool,
    },
}

/// How a source layer is imported.
#[derive(Clone, Debug)]
pub struct LayerMapping {
    /// The layer of the world.
    pub to: &'static LayerSchema,
    /// File or folder name of the source; `None` for any.
    pub source: Option<String>,
    /// Layer in the source; `None` for its only layer.
    pub from: Option<String>,
    /// Declared CRS; overrides that of the source.
    pub crs: Option<Crs>,
    /// Declared encoding of the source's text.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// OGR attribute filter.
    pub filter: Option<String>,
    /// Fields with the coordinates of a point, for tables.
    pub xy: Option<(String, String)>,
    /// By position in the schema.
    pub fields: Vec<Option<Origin>>,
}

/// The mapping of all layers.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// In the order of the file.
    pub layers: Vec<LayerMapping>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`MappingError`] says where and what the problem is.
    pub fn read(path: &Path) -> Result<Self, MappingError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| MappingError::File {
            file: file.clone(),
            source,
        })?;
        Self::parse(&text, &file)
    }

    /// Reads a mapping from text; `file` names it in errors.
    ///
    /// # Errors
    /// [`MappingError`] says where and what the problem is.
    pub fn parse(text: &str, file: &str) -> Result<Self, MappingError> {
        let text: Text = toml::from_str(text).map_err(|e| MappingError::Syntax {
            file: file.to_owned(),
            message: e.to_string(),
        })?;
        let layers = text.layer.into_iter().enumerate().map(|(index, layer)| {
            let to = layer.to.clone();
            resolve(layer).map_err(|message| MappingError::Meaning {
                number: index + 1,
                to,
                message,
            })
        });
        layers.collect::<Result<_, _>>().map(|layers| Self { layers })
    }
}

fn resolve(layer: TextLayer) -> Result<LayerMapping, String> {
    let to = *SCHEMAS.iter().find(|schema| schema.name == layer.to).ok_or_else(|| {
        let names: Vec<_> = SCHEMAS.iter().map(|schema| schema.name).collect();
        format!("no such layer; the layers are {}", names.join(", "))
    })?;
    let crs = layer
        .crs
        .as_deref()
        .map(Crs::parse)
        .transpose()
        .map_err(|e| e.to_string())?;
    let encoding = layer
        .encoding
        .as_deref()
        .map(|label| super::encoding::named(label).ok_or_else(|| format!("unknown encoding `{label}`")));
    let xy = match (layer.x, layer.y) {
        (Some(x), Some(y)) => Some((x, y)),
        (None, None) => None,
        _ => return Err("x and y must be given together".to_owned()),
    };
    if xy.is_some() && crs.is_none() {
        return Err("x and y need a `crs`, since a table has none".to_owned());
    }
    let mut fields = vec![None; to.fields.len()];
    for (name, field) in layer.fields {
        let Some(position) = to.fields.iter().position(|f| f.name == name) else {
            let names: Vec<_> = to.fields.iter().map(|f| f.name).collect();
            return Err(format!("no field `{name}`; the fields are {}", names.join(", ")));
        };
        fields[position] = Some(origin(&name, to.fields[position].kind, field)?);
    }
    Ok(LayerMapping {
        to,
        source: layer.source,
        from: layer.from,
        crs,
        encoding: encoding.transpose()?,
        filter: layer.filter,
        xy,
        fields,
    })
}

fn origin(name: &str, kind: CellKind, field: TextField) -> Result<Origin, String> {
    let rule = match field {
        TextField::Name(field) => TextRule {
            field: Some(field),
            ..TextRule::default()
        },
        TextField::Rule(rule) => rule,
    };
    if rule.superior && (rule.first.is_some() || rule.append.is_some()) {
        return Err(format!(
            "field `{name}`: `superior` can't be combined with `first` or `append`"
        ));
    }
    match (rule.field, rule.value) {
        (Some(name), None) => Ok(Origin::Field {
            name,
            values: rule.values,
            first: rule.first,
            append: rule.append.unwrap_or_default(),
            superior: rule.superior,
        }),
        (None, Some(value)) => {
            let text = match (kind, value) {
                (_, toml::Value::String(text)) => text,
                (CellKind::Integer | CellKind::Real, toml::Value::Integer(number)) => number.to_string(),
                (CellKind::Real, toml::Value::Float(number)) => number.to_string(),
                (CellKind::Boolean, toml::Value::Boolean(answer)) => answer.to_string(),
                (kind, other) => return Err(format!("field `{name}` must be {}, not {other}", kind.as_str())),
            };
            Ok(Origin::Constant(text))
        }
        _ => Err(format!("field `{name}` needs either `field` or `value`")),
    }
}
