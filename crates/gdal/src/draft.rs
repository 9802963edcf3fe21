//! Drafts a mapping from the sources: what is recognised is filled in, the rest is left as comments.
//!
//! Reads a limited number of features. The draft is meant to be corrected by a person.
use super::field_names;
use super::import_error::ImportError;
use super::layer_summary::{LayerSummary, summarise};
use super::source::Source;
use riverchief_core::snapshot::raw::SCHEMAS;
use riverchief_core::snapshot::record::{LayerSchema, ShapeKind};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The text of a draft.
struct Lines(String);

impl Lines {
    fn push(&mut self, text: impl AsRef<str>) {
        // A comment ends with its line, and names in files may contain line breaks.
        let text = text.as_ref().chars().map(|c| if c.is_control() { ' ' } else { c });
        self.0.extend(text.chain(['\n']));
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
    let mut out = Lines(String::from(
        "# First draft of a mapping for `riverchief import --map`. Correct it where it is wrong.\n\
         # Each [[layer]] feeds one layer of the world file (docs/DATA.md) from one layer of a source.\n\
         #   crs      only where the source has none, or a wrong one: \"EPSG:4545\", \"gcj02\", \"bd09\"\n\
         #   filter   OGR attribute filter, e.g. \"XZQJB = '县级'\"\n\
         #   fields   ours = \"theirs\", or { value = \"county\" }, or { field = \"AB\", values = { \"左岸\" = \"left\" } },\n\
         #            or { field = \"XZQDM\", superior = true } for the code of the unit above\n",
    ));
    let mut unconfirmed = vec![];
    for source in sources {
        for name in &source.layers {
            let summary = summarise(source, name)?;
            write_layer(&mut out, source, &summary, &mut unconfirmed);
        }
    }
    Ok(Draft {
        text: out.0,
        unconfirmed,
    })
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

fn write_layer(out: &mut Lines, source: &Source, summary: &LayerSummary, unconfirmed: &mut Vec<String>) {
    out.push("");
    let features = summary.features.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let crs = summary.crs.as_deref().unwrap_or("no CRS");
    out.push(format!(
        "# {}, layer {}: {features} features, {crs}",
        source.name, summary.layer
    ));
    if field_names::is_derived(&summary.layer) {
        out.push("# derived by riverchief from a world; not imported");
        return;
    }
    let Some(schema) = target(source, summary) else {
        out.push(format!("# not recognised; its fields: {}", summary.fields.join(", ")));
        return;
    };
    out.push("[[layer]]");
    out.push(format!("to = {}", quoted(schema.name)));
    out.push(format!("source = {}", quoted(&source.name)));
    out.push(format!("from = {}", quoted(&summary.layer)));
    write_crs(out, source, summary, schema, unconfirmed);
    // Collections of segments contain derived ones too, which must not become registered segments.
    let registered = summary.fields.iter().find(|field| *field == "registered");
    if let Some(field) = registered.filter(|_| schema.name == "segments") {
        let yes = if summary.texts.contains(field) { "'true'" } else { "1" };
        out.push(format!("filter = \"{field} = {yes}\""));
    }
    write_fields(out, source, summary, schema);
}

/// Writes the CRS of a layer, and the columns of coordinates of a table.
fn write_crs(
    out: &mut Lines,
    source: &Source,
    summary: &LayerSummary,
    schema: &LayerSchema,
    unconfirmed: &mut Vec<String>,
) {
    let table = summary.shape == Some(ShapeKind::None);
    let points = lonlat_columns(summary).filter(|_| table && schema.shape == ShapeKind::Point);
    let shifted = shifted(source, summary).filter(|_| schema.shape != ShapeKind::None && (!table || points.is_some()));
    if let Some((crs, what)) = shifted {
        out.push(format!(
            "crs = {}   # CONFIRM: taken from the name of the {what}",
            quoted(crs)
        ));
        unconfirmed.push(format!(
            "{}, layer {}: crs = \"{crs}\", taken from the name of the {what}",
            source.name, summary.layer
        ));
        if let Some((x, y)) = points {
            out.push(format!("x = {}", quoted(x)));
            out.push(format!("y = {}", quoted(y)));
        }
    } else if let Some((x, y)) = points {
        out.push(format!(
            "# x = {}, y = {} and crs = \"EPSG:4490\" or \"gcj02\" or \"bd09\": a table has no CRS; without these three lines \
             its rows have no location",
            quoted(x),
            quoted(y)
        ));
    } else if schema.shape != ShapeKind::None && !table && summary.crs.is_none() {
        out.push("# crs = \"EPSG:…\"   # the source has no CRS: without this line the layer is not loaded");
    }
}

fn write_fields(out: &mut Lines, source: &Source, summary: &LayerSummary, schema: &LayerSchema) {
    out.push("[layer.fields]");
    let mut used = BTreeSet::new();
    for field in schema.fields {
        let by_code = schema.name == "admin_units" && field.name == "parent" && !summary.names_parents();
        if let Some(code) = summary.field(schema.name, "code").filter(|_| by_code) {
            out.push(format!(
                "parent = {{ field = {}, superior = true }}   # from the codes",
                quoted(code)
            ));
            continue;
        }
        match summary.field(schema.name, field.name) {
            Some(theirs) => {
                used.insert(theirs);
                out.push(format!(
                    "{} = {}",
                    field.name,
                    rule(schema.name, field.name, theirs, summary)
                ));
            }
            None if field.name == "level" && schema.name == "admin_units" => {
                out.push(level_by_codes(summary));
            }
            None => match kind_by_name(schema, field.name, source, summary) {
                Some(kind) => out.push(format!("kind = {{ value = \"{kind}\" }}   # from the name")),
                None => out.push(format!("# {} = \"\"   # {}", field.name, field.kind.as_str())),
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
        out.push(format!("# not used: {}", unused.join(", ")));
    }
    if !source.unread.is_empty() {
        out.push(format!(
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
