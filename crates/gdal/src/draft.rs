//! Drafts a mapping from the sources: what is recognised is filled in, the rest is left as comments.
//!
//! Reads a limited number of features. The draft is meant to be corrected by a person.
use super::field_names;
use super::import_error::ImportError;
use super::messages::capture;
use super::source::Source;
use super::world_file::cell;
use gdal::vector::{LayerAccess as _, geometry_type_flatten};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use riverchief_core::snapshot::raw::SCHEMAS;
use riverchief_core::snapshot::record::{Cell, LayerSchema, ShapeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How many features are read for the values of closed lists and the length of codes.
const LOOKED_AT: usize = 5_000;
/// How many values of a field are shown.
const SHOWN: usize = 12;

/// What is known of a source layer.
struct LayerSummary {
    layer: String,
    features: Option<u64>,
    crs: Option<String>,
    shape: Option<ShapeKind>,
    fields: Vec<String>,
    /// The fields that hold text.
    texts: BTreeSet<String>,
    /// Values by field, at most [`SHOWN`] + 1 of each.
    values: BTreeMap<String, BTreeSet<String>>,
}

impl LayerSummary {
    /// The field of the source for a field of ours. Fields with values come first, since KML always has a `Name` and a
    /// `description`, used or not.
    fn field(&self, layer: &str, ours: &str) -> Option<&String> {
        let filled = |name: &&String| self.values.get(*name).is_some_and(|seen| !seen.is_empty());
        let filled: Vec<&String> = self.fields.iter().filter(filled).collect();
        let all: Vec<&String> = self.fields.iter().collect();
        field_names::field(layer, ours, &filled).or_else(|| field_names::field(layer, ours, &all))
    }

    /// Whether a column gives the superior units by codes, not by objects as in the files of `DataV`.
    fn names_parents(&self) -> bool {
        let column = self
            .field("admin_units", "parent")
            .and_then(|column| self.values.get(column));
        column.is_some_and(|seen| !seen.is_empty() && !seen.iter().any(|value| value.trim_start().starts_with('{')))
    }
}

/// A draft of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// As TOML, with comments.
    pub text: String,
    /// What was derived from names alone; a person has to confirm it before the import.
    pub unconfirmed: Vec<String>,
}

/// Drafts a mapping with comments for `sources`.
///
/// # Errors
/// When a source can't be read.
pub fn draft(sources: &[Source]) -> Result<Draft, ImportError> {
    let mut out = String::from(
        "# First draft of a mapping for `riverchief import --map`. Correct it where it is wrong.\n\
         # Each [[layer]] feeds one layer of the world file (docs/DATA.md) from one layer of a source.\n\
         #   crs      only where the source has none, or a wrong one: \"EPSG:4545\", \"gcj02\", \"bd09\"\n\
         #   filter   OGR attribute filter, e.g. \"XZQJB = '县级'\"\n\
         #   fields   ours = \"theirs\", or { value = \"county\" }, or { field = \"AB\", values = { \"左岸\" = \"left\" } },\n\
         #            or { field = \"XZQDM\", superior = true } for the code of the unit above\n",
    );
    let mut unconfirmed = vec![];
    for source in sources {
        for name in &source.layers {
            let summary = summarise(source, name)?;
            write_layer(&mut out, source, &summary, &mut unconfirmed);
        }
    }
    Ok(Draft { text: out, unconfirmed })
}

fn summarise(source: &Source, name: &str) -> Result<LayerSummary, ImportError> {
    let (summary, said) = capture(|| -> gdal::errors::Result<LayerSummary> {
        let mut layer = source.dataset.layer_by_name(name)?;
        let kinds = layer.defn().fields().map(|field| field.field_type());
        let columns: Vec<_> = source.columns(layer.defn()).into_iter().zip(kinds).collect();
        let crs = layer.spatial_ref().map(|crs| {
            let code = crs.auth_code().map(|code| format!("EPSG:{code}"));
            code.unwrap_or_else(|_| crs.name().unwrap_or_else(|| "an unnamed CRS".to_owned()))
        });
        let mut summary = LayerSummary {
            layer: name.to_owned(),
            features: layer.try_feature_count(),
            crs,
            shape: shape_of(layer.defn().geometry_type()),
            fields: columns.iter().map(|(name, _)| name.clone()).collect(),
            texts: (columns.iter().filter(|(_, kind)| *kind == OGRFieldType::OFTString))
                .map(|(name, _)| name.clone())
                .collect(),
            values: BTreeMap::new(),
        };
        for feature in layer.features().take(LOOKED_AT) {
            if summary.shape.is_none()
                && let Some(found) = super::native::geometry_type(&feature)
            {
                summary.shape = shape_of(found);
            }
            for (index, (name, kind)) in columns.iter().enumerate() {
                let seen = summary.values.entry(name.clone()).or_default();
                let value = match source.encoding.read(cell(&feature, index, *kind)?) {
                    Ok((Cell::Null, _)) | Err(_) => continue,
                    Ok((Cell::Text(text), _)) => text,
                    Ok((Cell::Integer(number), _)) => number.to_string(),
                    Ok((Cell::Real(number), _)) => number.to_string(),
                    Ok((Cell::Boolean(answer), _)) => answer.to_string(),
                };
                if seen.len() <= SHOWN && !value.trim().is_empty() {
                    seen.insert(value);
                }
            }
        }
        Ok(summary)
    });
    ImportError::unless_failed(source, name, summary, &said)
}

fn shape_of(kind: OGRwkbGeometryType::Type) -> Option<ShapeKind> {
    match geometry_type_flatten(kind) {
        OGRwkbGeometryType::wkbNone => Some(ShapeKind::None),
        OGRwkbGeometryType::wkbPoint | OGRwkbGeometryType::wkbMultiPoint => Some(ShapeKind::Point),
        OGRwkbGeometryType::wkbLineString
        | OGRwkbGeometryType::wkbMultiLineString
        | OGRwkbGeometryType::wkbCompoundCurve
        | OGRwkbGeometryType::wkbMultiCurve => Some(ShapeKind::Line),
        OGRwkbGeometryType::wkbPolygon
        | OGRwkbGeometryType::wkbMultiPolygon
        | OGRwkbGeometryType::wkbCurvePolygon
        | OGRwkbGeometryType::wkbMultiSurface => Some(ShapeKind::Area),
        _ => None,
    }
}

/// The layer that a source layer is imported into: by the same name, by a known name, or else by its geometry.
fn target(source: &Source, summary: &LayerSummary) -> Option<&'static LayerSchema> {
    let fits = |schema: &&&LayerSchema| {
        schema.shape == ShapeKind::None
            || summary.shape.is_none_or(|shape| shape == schema.shape)
            || (schema.shape == ShapeKind::Point
                && summary.shape == Some(ShapeKind::None)
                && lonlat_columns(summary).is_some())
    };
    let named = |name: &str| SCHEMAS.iter().find(|schema| schema.name == name);
    let by_name = field_names::layer(&summary.layer).or_else(|| field_names::layer(&source.name));
    let by_shape = match summary.shape {
        Some(ShapeKind::Area) => Some("admin_units"),
        Some(ShapeKind::Line) => Some("centrelines"),
        Some(ShapeKind::Point) => Some("notice_boards"),
        _ => None,
    };
    let known = |schema: &LayerSchema| {
        let fields = schema.fields.iter();
        fields
            .filter(|field| summary.field(schema.name, field.name).is_some())
            .count()
    };
    // Not by its geometry if its columns fit another layer better.
    let likeliest = |schema: &&&LayerSchema| SCHEMAS.iter().all(|other| known(other) <= known(schema));
    named(&summary.layer)
        .or_else(|| by_name.and_then(named).filter(fits))
        .or_else(|| by_shape.and_then(named).filter(likeliest))
        .copied()
}

/// The shifted datum of web maps that the name of a file, layer or column mentions.
fn shifted(source: &Source, summary: &LayerSummary) -> Option<(&'static str, String)> {
    let columns = summary.fields.iter().map(|name| (format!("column {name}"), name));
    let names = [
        (format!("file {}", source.name), &source.name),
        (format!("layer {}", summary.layer), &summary.layer),
    ];
    names.into_iter().chain(columns).find_map(|(what, name)| {
        let name = field_names::folded(name);
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match (says(&["GCJ02", "火星"]), says(&["BD09", "百度"])) {
            (true, false) => Some(("gcj02", what)),
            (false, true) => Some(("bd09", what)),
            _ => None,
        }
    })
}

/// Columns of a table with the longitude and the latitude of points.
fn lonlat_columns(summary: &LayerSummary) -> Option<(&String, &String)> {
    let find = |words: &[&str]| {
        let named = |field: &&String| {
            let name = field_names::folded(field);
            words
                .iter()
                .any(|word| name == *word || name.strip_prefix(word).is_some_and(is_system))
        };
        summary.fields.iter().find(named)
    };
    find(&["LON", "LNG", "LONGITUDE", "经度", "东经", "JD"]).zip(find(&["LAT", "LATITUDE", "纬度", "北纬", "WD"]))
}

fn is_system(ending: &str) -> bool {
    matches!(ending, "GCJ02" | "BD09" | "WGS84" | "CGCS2000" | "84" | "2000")
}

fn write_layer(out: &mut String, source: &Source, summary: &LayerSummary, unconfirmed: &mut Vec<String>) {
    // Writing to a String can't fail.
    let _ = writeln!(out);
    let mut line = |text: String| {
        // A comment ends with its line, and names in files may contain line breaks.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "{text}");
    };
    let features = summary.features.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let crs = summary.crs.as_deref().unwrap_or("no CRS");
    line(format!(
        "# {}, layer {}: {features} features, {crs}",
        source.name, summary.layer
    ));
    if field_names::is_derived(&summary.layer) {
        line("# derived by riverchief from a world; not imported".to_owned());
        return;
    }
    let Some(schema) = target(source, summary) else {
        line(format!("# not recognised; its fields: {}", summary.fields.join(", ")));
        return;
    };
    line("[[layer]]".to_owned());
    line(format!("to = {}", quoted(schema.name)));
    line(format!("source = {}", quoted(&source.name)));
    line(format!("from = {}", quoted(&summary.layer)));
    let table = summary.shape == Some(ShapeKind::None);
    let points = lonlat_columns(summary).filter(|_| table && schema.shape == ShapeKind::Point);
    let shifted = shifted(source, summary).filter(|_| schema.shape != ShapeKind::None && (!table || points.is_some()));
    if let Some((crs, what)) = shifted {
        line(format!(
            "crs = {}   # CONFIRM: taken from the name of the {what}",
            quoted(crs)
        ));
        unconfirmed.push(format!(
            "{}, layer {}: crs = \"{crs}\", taken from the name of the {what}",
            source.name, summary.layer
        ));
        if let Some((x, y)) = points {
            line(format!("x = {}", quoted(x)));
            line(format!("y = {}", quoted(y)));
        }
    } else if let Some((x, y)) = points {
        line(format!(
            "# x = {}, y = {} and crs = \"EPSG:4490\" or \"gcj02\" or \"bd09\": a table has no CRS; without these three lines \
             its rows have no location",
            quoted(x),
            quoted(y)
        ));
    } else if schema.shape != ShapeKind::None && !table && summary.crs.is_none() {
        line("# crs = \"EPSG:…\"   # the source has no CRS: without this line the layer is not loaded".to_owned());
    }
    // Collections of segments contain derived ones too, which must not become registered segments.
    let registered = summary.fields.iter().find(|field| *field == "registered");
    if let Some(field) = registered.filter(|_| schema.name == "segments") {
        let yes = if summary.texts.contains(field) { "'true'" } else { "1" };
        line(format!("filter = \"{field} = {yes}\""));
    }
    line("[layer.fields]".to_owned());
    let mut used = BTreeSet::new();
    for field in schema.fields {
        let by_code = schema.name == "admin_units" && field.name == "parent" && !summary.names_parents();
        if let Some(code) = summary.field(schema.name, "code").filter(|_| by_code) {
            line(format!(
                "parent = {{ field = {}, superior = true }}   # from the codes",
                quoted(code)
            ));
            continue;
        }
        match summary.field(schema.name, field.name) {
            Some(theirs) => {
                used.insert(theirs);
                line(format!(
                    "{} = {}",
                    field.name,
                    rule(schema.name, field.name, theirs, summary)
                ));
            }
            None if field.name == "level" && schema.name == "admin_units" => {
                line(level_by_codes(summary));
            }
            None => match kind_by_name(schema, field.name, source, summary) {
                Some(kind) => line(format!("kind = {{ value = \"{kind}\" }}   # from the name")),
                None => line(format!("# {} = \"\"   # {}", field.name, field.kind.as_str())),
            },
        }
    }
    let unused: Vec<&str> = summary
        .fields
        .iter()
        .filter(|f| !used.contains(f))
        .map(String::as_str)
        .collect();
    if !unused.is_empty() {
        line(format!("# not used: {}", unused.join(", ")));
    }
    if !source.unread.is_empty() {
        line(format!(
            "# not read, because of their type: {}   # write lists as text, joined by `;`",
            source.unread.join(", ")
        ));
    }
}

/// The right side of a field's line, with a table of values for a closed list.
fn rule(layer: &str, ours: &str, theirs: &str, summary: &LayerSummary) -> String {
    let Some(seen) = summary
        .values
        .get(theirs)
        .filter(|_| field_names::has_values(layer, ours))
    else {
        return quoted(theirs);
    };
    let known = |word: &String| {
        field_names::value(layer, ours, word)
            .filter(|value| *value != word.as_str() && !word.contains(char::is_control))
    };
    let pairs: Vec<String> = seen
        .iter()
        .filter_map(|w| known(w).map(|v| format!("{} = {}", quoted(w), quoted(v))))
        .collect();
    let unknown = |word: &&String| field_names::value(layer, ours, word).is_none();
    let unknown: Vec<&str> = seen.iter().filter(unknown).map(String::as_str).collect();
    let mut text = if pairs.is_empty() {
        quoted(theirs)
    } else {
        format!("{{ field = {}, values = {{ {} }} }}", quoted(theirs), pairs.join(", "))
    };
    if !unknown.is_empty() {
        let _ = write!(text, "   # not recognised: {}", unknown.join(", "));
    }
    text
}

/// The kind of zones that don't name it, where their layer or file does.
fn kind_by_name(schema: &LayerSchema, field: &str, source: &Source, summary: &LayerSummary) -> Option<&'static str> {
    if schema.name != "zones" || field != "kind" {
        return None;
    }
    let says = |words: [&str; 2]| {
        let names = [&summary.layer, &source.name].map(|name| field_names::folded(name));
        names.iter().any(|name| words.iter().any(|word| name.contains(word)))
    };
    match (says(["水域", "WATER"]), says(["陆域", "LAND"])) {
        (true, false) => Some("water"),
        (false, true) => Some("land"),
        _ => None,
    }
}

/// A line for the level of units that don't name it, from the length of their codes.
fn level_by_codes(summary: &LayerSummary) -> String {
    let codes = summary.field("admin_units", "code").and_then(|f| summary.values.get(f));
    let level = |code: &String| match code.len() {
        6 if code.ends_with("00") => "city",
        6 => "county",
        9 => "township",
        12 => "village",
        _ => "",
    };
    let levels: BTreeSet<&str> = codes.into_iter().flatten().map(level).collect();
    match levels.iter().collect::<Vec<_>>()[..] {
        [level] if !level.is_empty() => format!("level = {{ value = \"{level}\" }}   # by the length of the codes"),
        _ => "# level = { value = \"county\" }   # city, county, township or village".to_owned(),
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
