//! Findings as JSON, and as GeoJSON that QGIS and GDAL open. It knows no check and no terminal.
use riverchief_core::snapshot::{Finding, Severity};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Number of findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts a list.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}

/// The name of a severity in files.
#[must_use]
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The fields of a finding, flat: `code, rule, severity, layer, feature, field, lon, lat, measure, unit, message, remedy`.
fn fields(finding: &Finding) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("code", json!(finding.code));
    put("rule", json!(finding.rule));
    put("severity", json!(severity_name(finding.severity)));
    put("layer", json!(finding.layer));
    put("feature", json!(finding.feature));
    put("field", json!(finding.field));
    put("lon", json!(finding.place.map(|p| p.lon)));
    put("lat", json!(finding.place.map(|p| p.lat)));
    put("measure", json!(finding.measure.map(|m| m.0)));
    put("unit", json!(finding.measure.map(|m| m.1)));
    put("message", json!(finding.message));
    put("remedy", json!(finding.remedy));
    map
}

/// Writes `{"counts": …, "findings": […]}`.
///
/// # Errors
/// When the writer fails.
pub fn write_json(findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    let counts = Counts::of(findings);
    let list: Vec<Value> = findings.iter().map(|f| Value::Object(fields(f))).collect();
    let counts = json!({"error": counts.errors, "warning": counts.warnings, "note": counts.notes});
    serde_json::to_writer_pretty(&mut *out, &json!({"counts": counts, "findings": list}))?;
    writeln!(out)
}

/// Writes a feature collection, one feature a line; a finding without a place has a null geometry.
///
/// Coordinates are longitude and latitude in CGCS2000, written as WGS 84 (RFC 7946).
///
/// # Errors
/// When the writer fails.
pub fn write_geojson(findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, r#"{{"type":"FeatureCollection","name":"findings","features":["#)?;
    for (i, finding) in findings.iter().enumerate() {
        let geometry = finding
            .place
            .map(|p| json!({"type": "Point", "coordinates": [p.lon, p.lat]}));
        let feature = json!({"type": "Feature", "id": i + 1, "geometry": geometry, "properties": fields(finding)});
        serde_json::to_writer(&mut *out, &feature)?;
        writeln!(out, "{}", if i + 1 < findings.len() { "," } else { "" })?;
    }
    writeln!(out, "]}}")
}
