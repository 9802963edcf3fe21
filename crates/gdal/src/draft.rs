//! The first draft of a mapping, from looking at sources: what is recognised is filled in, the rest stands as comments.
//!
//! Reads a bounded number of features. Its text is for a person to correct; nothing here decides an import by itself.
use super::complaint::listen;
use super::field_names;
use super::import_error::ImportError;
use super::source::Source;
use super::world_file::cell;
use gdal::vector::{LayerAccess as _, geometry_type_flatten};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use riverchief_core::snapshot::raw::SCHEMAS;
use riverchief_core::snapshot::record::{Cell, LayerSchema, ShapeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// So many features are looked at for the values of closed lists and the length of codes.
const LOOKED_AT: usize = 5_000;
/// So many values of one field are shown.
const SHOWN: usize = 12;

/// A source layer, looked at.
struct Sight {
    layer: String,
    features: Option<u64>,
    crs: Option<String>,
    shape: Option<ShapeKind>,
    fields: Vec<String>,
    /// Those of the fields that hold text.
    texts: BTreeSet<String>,
    /// Values by field, at most [`SHOWN`] + 1 of each.
    values: BTreeMap<String, BTreeSet<String>>,
}

impl Sight {
    /// Which of the fields feeds one of ours: of those with a value first, since KML has a `Name` and a `description`
    /// whether they are used or not.
    fn field(&self, layer: &str, ours: &str) -> Option<&String> {
        let filled = |name: &&String| self.values.get(*name).is_some_and(|seen| !seen.is_empty());
        let filled: Vec<&String> = self.fields.iter().filter(filled).collect();
        let all: Vec<&String> = self.fields.iter().collect();
        field_names::field(layer, ours, &filled).or_else(|| field_names::field(layer, ours, &all))
    }

    /// Whether a column of units says their parents: with codes, not with objects as the files of `DataV` do.
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
    /// What it took from names alone and a person must confirm before anything is imported by it.
    pub unconfirmed: Vec<String>,
}

/// A commented mapping for `sources`.
///
/// # Errors
/// When a source can't be read.
pub fn draft(sources: &[Source]) -> Result<Draft, ImportError> {
    let mut out = String::from(
        "# First draft of a mapping for `riverchief import --map`. Correct it where it is wrong.\n\
         # Each [[layer]] feeds one layer of the world file (docs/DATA.md) from one layer of a source.\n\
         #   crs      only where the source has none, or lies: \"EPSG:4545\", \"gcj02\", \"bd09\"\n\
         #   filter   OGR attribute filter, e.g. \"XZQJB = '县级'\"\n\
         #   fields   ours = \"theirs\", or { value = \"county\" }, or { field = \"AB\", values = { \"左岸\" = \"left\" } },\n\
         #            or { field = \"XZQDM\", superior = true } for the code of the unit above\n",
    );
    let mut unconfirmed = vec![];
    for source in sources {
        for name in &source.layers {
            let sight = look(source, name)?;
            write_layer(&mut out, source, &sight, &mut unconfirmed);
        }
    }
    Ok(Draft { text: out, unconfirmed })
}

fn look(source: &Source, name: &str) -> Result<Sight, ImportError> {
    let (sight, said) = listen(|| -> gdal::errors::Result<Sight> {
        let mut layer = source.dataset.layer_by_name(name)?;
        let kinds = layer.defn().fields().map(|field| field.field_type());
        let columns: Vec<_> = source.columns(layer.defn()).into_iter().zip(kinds).collect();
        let crs = layer.spatial_ref().map(|crs| {
            let code = crs.auth_code().map(|code| format!("EPSG:{code}"));
            code.unwrap_or_else(|_| crs.name().unwrap_or_else(|| "a CRS without a name".to_owned()))
        });
        let mut sight = Sight {
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
            if sight.shape.is_none()
                && let Some(found) = super::native::geometry_type(&feature)
            {
                sight.shape = shape_of(found);
            }
            for (index, (name, kind)) in columns.iter().enumerate() {
                let seen = sight.values.entry(name.clone()).or_default();
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
        Ok(sight)
    });
    ImportError::unless_failed(source, name, sight, &said)
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

/// The layer of ours that a source layer feeds: by its own name, by a known name, else by its geometry.
fn target(source: &Source, sight: &Sight) -> Option<&'static LayerSchema> {
    let fits = |schema: &&&LayerSchema| {
        schema.shape == ShapeKind::None
            || sight.shape.is_none_or(|shape| shape == schema.shape)
            || (schema.shape == ShapeKind::Point
                && sight.shape == Some(ShapeKind::None)
                && lonlat_columns(sight).is_some())
    };
    let named = |name: &str| SCHEMAS.iter().find(|schema| schema.name == name);
    let by_name = field_names::layer(&sight.layer).or_else(|| field_names::layer(&source.name));
    let by_shape = match sight.shape {
        Some(ShapeKind::Area) => Some("admin_units"),
        Some(ShapeKind::Line) => Some("centrelines"),
        Some(ShapeKind::Point) => Some("notice_boards"),
        _ => None,
    };
    let known = |schema: &LayerSchema| {
        let fields = schema.fields.iter();
        fields
            .filter(|field| sight.field(schema.name, field.name).is_some())
            .count()
    };
    // A layer whose columns are rather those of another is not taken for its shape's.
    let likeliest = |schema: &&&LayerSchema| SCHEMAS.iter().all(|other| known(other) <= known(schema));
    named(&sight.layer)
        .or_else(|| by_name.and_then(named).filter(fits))
        .or_else(|| by_shape.and_then(named).filter(likeliest))
        .copied()
}

/// The shifted system of web maps that a file, layer or column says it is in by its name.
fn shifted(source: &Source, sight: &Sight) -> Option<(&'static str, String)> {
    let columns = sight.fields.iter().map(|name| (format!("column {name}"), name));
    let names = [
        (format!("file {}", source.name), &source.name),
        (format!("layer {}", sight.layer), &sight.layer),
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

/// Columns of a table that hold the longitude and the latitude of points.
fn lonlat_columns(sight: &Sight) -> Option<(&String, &String)> {
    let find = |words: &[&str]| {
        let named = |field: &&String| {
            let name = field_names::folded(field);
            words
                .iter()
                .any(|word| name == *word || name.strip_prefix(word).is_some_and(is_system))
        };
        sight.fields.iter().find(named)
    };
    find(&["LON", "LNG", "LONGITUDE", "经度", "东经", "JD"]).zip(find(&["LAT", "LATITUDE", "纬度", "北纬", "WD"]))
}

fn is_system(ending: &str) -> bool {
    matches!(ending, "GCJ02" | "BD09" | "WGS84" | "CGCS2000" | "84" | "2000")
}

fn write_layer(out: &mut String, source: &Source, sight: &Sight, unconfirmed: &mut Vec<String>) {
    // Writing to a String can't fail.
    let _ = writeln!(out);
    let mut line = |text: String| {
        // A comment ends with its line; names in files may hold anything.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(out, "{text}");
    };
    let features = sight.features.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let crs = sight.crs.as_deref().unwrap_or("no CRS");
    line(format!(
        "# {}, layer {}: {features} features, {crs}",
        source.name, sight.layer
    ));
    if field_names::is_derived(&sight.layer) {
        line("# derived by riverchief from a world: not for bringing back".to_owned());
        return;
    }
    let Some(schema) = target(source, sight) else {
        line(format!("# not recognised; its fields: {}", sight.fields.join(", ")));
        return;
    };
    line("[[layer]]".to_owned());
    line(format!("to = {}", quoted(schema.name)));
    line(format!("source = {}", quoted(&source.name)));
    line(format!("from = {}", quoted(&sight.layer)));
    let table = sight.shape == Some(ShapeKind::None);
    let points = lonlat_columns(sight).filter(|_| table && schema.shape == ShapeKind::Point);
    let shifted = shifted(source, sight).filter(|_| schema.shape != ShapeKind::None && (!table || points.is_some()));
    if let Some((crs, what)) = shifted {
        line(format!(
            "crs = {}   # CONFIRM: so says the name of the {what}",
            quoted(crs)
        ));
        unconfirmed.push(format!(
            "{}, layer {}: crs = \"{crs}\", by the name of the {what}",
            source.name, sight.layer
        ));
        if let Some((x, y)) = points {
            line(format!("x = {}", quoted(x)));
            line(format!("y = {}", quoted(y)));
        }
    } else if let Some((x, y)) = points {
        line(format!(
            "# x = {}, y = {} and crs = \"EPSG:4490\" or \"gcj02\" or \"bd09\": a table can't say which; without these three lines \
             its rows have no place",
            quoted(x),
            quoted(y)
        ));
    } else if schema.shape != ShapeKind::None && !table && sight.crs.is_none() {
        line("# crs = \"EPSG:…\"   # the source has no CRS: without this line the layer is not loaded".to_owned());
    }
    // Collections of segments hold derived ones too, which registering would make something else.
    let registered = sight.fields.iter().find(|field| *field == "registered");
    if let Some(field) = registered.filter(|_| schema.name == "segments") {
        let yes = if sight.texts.contains(field) { "'true'" } else { "1" };
        line(format!("filter = \"{field} = {yes}\""));
    }
    line("[layer.fields]".to_owned());
    let mut used = BTreeSet::new();
    for field in schema.fields {
        let by_code = schema.name == "admin_units" && field.name == "parent" && !sight.names_parents();
        if let Some(code) = sight.field(schema.name, "code").filter(|_| by_code) {
            line(format!(
                "parent = {{ field = {}, superior = true }}   # by the codes",
                quoted(code)
            ));
            continue;
        }
        match sight.field(schema.name, field.name) {
            Some(theirs) => {
                used.insert(theirs);
                line(format!(
                    "{} = {}",
                    field.name,
                    rule(schema.name, field.name, theirs, sight)
                ));
            }
            None if field.name == "level" && schema.name == "admin_units" => {
                line(level_by_codes(sight));
            }
            None => match kind_by_name(schema, field.name, source, sight) {
                Some(kind) => line(format!("kind = {{ value = \"{kind}\" }}   # by the name")),
                None => line(format!("# {} = \"\"   # {}", field.name, field.kind.as_str())),
            },
        }
    }
    let unused: Vec<&str> = sight
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
            "# not read, since of another kind: {}   # write lists as text, joined by `;`",
            source.unread.join(", ")
        ));
    }
}

/// The right side of a field's line, with a table of values where it is a closed list.
fn rule(layer: &str, ours: &str, theirs: &str, sight: &Sight) -> String {
    let Some(seen) = sight
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
fn kind_by_name(schema: &LayerSchema, field: &str, source: &Source, sight: &Sight) -> Option<&'static str> {
    if schema.name != "zones" || field != "kind" {
        return None;
    }
    let says = |words: [&str; 2]| {
        let names = [&sight.layer, &source.name].map(|name| field_names::folded(name));
        names.iter().any(|name| words.iter().any(|word| name.contains(word)))
    };
    match (says(["水域", "WATER"]), says(["陆域", "LAND"])) {
        (true, false) => Some("water"),
        (false, true) => Some("land"),
        _ => None,
    }
}

/// A line for the level of units that don't name it, from the length of their codes.
fn level_by_codes(sight: &Sight) -> String {
    let codes = sight.field("admin_units", "code").and_then(|f| sight.values.get(f));
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
