//! Answers as rows: the columns of the design, in CSV, NDJSON or `GeoJSON`.
use super::fix::Fix;
use crate::domain::answer::Answer;
use crate::domain::kinds::Level;
use crate::gdal_io::crs::Crs;
use crate::http::place::locate;
use crate::index::Index;
use crate::resolve::{self, Ask, Detail};
use serde_json::{Map, Value};

/// The columns, in order.
pub const COLUMNS: [&str; 20] = [
    "id",
    "lon",
    "lat",
    "status",
    "city",
    "county",
    "township",
    "village",
    "water",
    "segment",
    "zone",
    "bank",
    "measure_m",
    "distance_m",
    "direct_posts",
    "first_contact_post",
    "accountable_post",
    "alternatives",
    "rule",
    "error",
];
/// Columns whose text is a number.
const NUMBERS: [&str; 4] = ["lon", "lat", "measure_m", "distance_m"];
/// One more, where a concern is asked about.
const COMPETENCE: &str = "competent_departments";

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// `text/csv`
    Csv,
    /// `application/x-ndjson`
    Ndjson,
    /// `application/geo+json`
    GeoJson,
}

/// Resolves and writes rows; shared by all batches of a request.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The format.
    pub format: OutputFormat,
    /// CRS of the coordinates that came.
    pub crs: Crs,
    /// Who is competent for the concern asked about: the same in every row.
    pub competence: Option<String>,
}

impl Rows {
    /// What comes before the first row.
    #[must_use]
    pub fn prologue(&self) -> Vec<u8> {
        match self.format {
            OutputFormat::Csv => {
                let mut header = COLUMNS.join(",");
                if self.competence.is_some() {
                    header.push(',');
                    header.push_str(COMPETENCE);
                }
                header.push('\n');
                header.into_bytes()
            }
            OutputFormat::Ndjson => Vec::new(),
            OutputFormat::GeoJson => b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
        }
    }

    /// What comes after the last row.
    #[must_use]
    pub fn epilogue(&self) -> &'static [u8] {
        match self.format {
            OutputFormat::GeoJson => b"\n]}\n",
            OutputFormat::Csv | OutputFormat::Ndjson => b"",
        }
    }

    /// Resolves fixes in order and writes their rows; `nth` is the number of rows before them.
    #[must_use]
    pub fn resolve(&self, index: &Index, fixes: &[Fix], nth: u64) -> Vec<u8> {
        let ask = Ask {
            concern: None,
            detail: Detail::Row,
        };
        let mut out = Vec::with_capacity(fixes.len() * 256);
        for (n, fix) in (nth..).zip(fixes) {
            let located = fix
                .xy
                .clone()
                .and_then(|(x, y)| locate(self.crs, x, y).map_err(|(_, words)| words));
            match located {
                Ok(at) => {
                    let answer = resolve::at(index, at, &ask);
                    self.write(&cells(fix, &answer), Some((at.lon, at.lat)), n, &mut out);
                }
                Err(words) => self.write(&error_cells(fix, words), None, n, &mut out),
            }
        }
        out
    }

    /// A row that says what went wrong.
    #[must_use]
    pub fn error_row(&self, words: &str, nth: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let fix = Fix::unreadable(words);
        self.write(&error_cells(&fix, words.to_owned()), None, nth, &mut out);
        out
    }

    fn write(&self, cells: &[String; 20], at: Option<(f64, f64)>, nth: u64, out: &mut Vec<u8>) {
        match self.format {
            OutputFormat::Csv => self.write_csv(cells, out),
            OutputFormat::Ndjson => {
                out.extend_from_slice(Value::Object(self.object(cells)).to_string().as_bytes());
                out.push(b'\n');
            }
            OutputFormat::GeoJson => {
                if nth > 0 {
                    out.extend_from_slice(b",\n");
                }
                let geometry = at.map(|(lon, lat)| serde_json::json!({"type": "Point", "coordinates": [lon, lat]}));
                let id = Some(&cells[0]).filter(|id| !id.is_empty());
                let mut feature = Map::new();
                feature.insert("type".to_owned(), "Feature".into());
                feature.extend(id.map(|id| ("id".to_owned(), id.as_str().into())));
                feature.insert("geometry".to_owned(), geometry.unwrap_or(Value::Null));
                feature.insert("properties".to_owned(), self.object(cells).into());
                out.extend_from_slice(Value::Object(feature).to_string().as_bytes());
            }
        }
    }

    fn write_csv(&self, cells: &[String; 20], out: &mut Vec<u8>) {
        for (n, cell) in cells.iter().chain(&self.competence).enumerate() {
            if n > 0 {
                out.push(b',');
            }
            if cell.bytes().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r')) {
                out.push(b'"');
                out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                out.push(b'"');
            } else {
                out.extend_from_slice(cell.as_bytes());
            }
        }
        out.push(b'\n');
    }

    /// The cells by name: numbers as numbers, empty ones null.
    fn object(&self, cells: &[String; 20]) -> Map<String, Value> {
        let value = |name: &str, cell: &String| match cell.parse::<f64>() {
            _ if cell.is_empty() => Value::Null,
            Ok(number) if number.is_finite() && NUMBERS.contains(&name) => number.into(),
            _ => cell.as_str().into(),
        };
        let mut object: Map<String, Value> = COLUMNS
            .iter()
            .zip(cells)
            .map(|(name, cell)| ((*name).to_owned(), value(name, cell)))
            .collect();
        object.extend(
            self.competence
                .as_ref()
                .map(|c| (COMPETENCE.to_owned(), c.as_str().into())),
        );
        object
    }
}

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}

fn metres(value: Option<f64>) -> String {
    value.map_or_else(String::new, |m| format!("{m:.6}"))
}

fn cells(fix: &Fix, answer: &Answer) -> [String; 20] {
    let unit = |level: Level| text(answer.units.by_level[level.index()].as_ref());
    let mut alternatives: Vec<&str> = Vec::new();
    for alternative in &answer.alternatives {
        if !alternatives.contains(&alternative.key.as_str()) {
            alternatives.push(&alternative.key);
        }
    }
    let direct: Vec<&str> = answer
        .direct_responsible
        .iter()
        .map(crate::domain::ids::PostId::as_str)
        .collect();
    [
        fix.id.clone(),
        fix.lon.clone(),
        fix.lat.clone(),
        answer.status.as_str().to_owned(),
        unit(Level::City),
        unit(Level::County),
        unit(Level::Township),
        unit(Level::Village),
        text(answer.water.as_ref()),
        text(answer.segment.as_ref()),
        text(answer.zone.as_ref()),
        text(answer.stationing.as_ref().map(|s| &s.bank)),
        metres(answer.stationing.as_ref().map(|s| s.measure_m)),
        metres(answer.distance_m),
        direct.join(";"),
        text(answer.first_contact.as_ref()),
        text(answer.accountable.as_ref()),
        alternatives.join(";"),
        answer.rule.to_owned(),
        String::new(),
    ]
}

fn error_cells(fix: &Fix, words: String) -> [String; 20] {
    let mut cells: [String; 20] = std::array::from_fn(|_| String::new());
    cells[0].clone_from(&fix.id);
    cells[1].clone_from(&fix.lon);
    cells[2].clone_from(&fix.lat);
    "ERROR".clone_into(&mut cells[3]);
    cells[19] = words;
    cells
}
