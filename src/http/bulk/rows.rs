//! Answers as rows: the columns of the design, in CSV, NDJSON or `GeoJSON`.
use super::fix::Fix;
use crate::domain::answer::Answer;
use crate::export::Row;
use crate::export::rows::{COLUMNS, cells};
use crate::gdal_io::crs::Crs;
use crate::http::place::locate;
use crate::index::Index;
use crate::resolve::{self, Ask, Detail};
use crate::snapshot::Law;
use serde_json::{Map, Value};

/// Columns whose text is a number.
const NUMBERS: [&str; 5] = ["lon", "lat", "measure_m", "distance_m", "branch"];
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
                    self.write(row(fix, Ok((&answer, &index.law))), Some((at.lon, at.lat)), n, &mut out);
                }
                Err(words) => self.write(row(fix, Err(&words)), None, n, &mut out),
            }
        }
        out
    }

    /// A row that says what went wrong.
    #[must_use]
    pub fn error_row(&self, words: &str, nth: u64) -> Vec<u8> {
        let mut out = Vec::new();
        let fix = Fix::unreadable(words);
        self.write(row(&fix, Err(words)), None, nth, &mut out);
        out
    }

    fn write(&self, row: Row<'_>, at: Option<(f64, f64)>, nth: u64, out: &mut Vec<u8>) {
        let cells = cells(row);
        match self.format {
            OutputFormat::Csv => self.write_csv(&cells, out),
            OutputFormat::Ndjson => {
                out.extend_from_slice(Value::Object(self.object(&cells)).to_string().as_bytes());
                out.push(b'\n');
            }
            OutputFormat::GeoJson => {
                if nth > 0 {
                    out.extend_from_slice(b",\n");
                }
                let geometry = at.map(|(lon, lat)| serde_json::json!({"type": "Point", "coordinates": [lon, lat]}));
                let mut feature = Map::new();
                feature.insert("type".to_owned(), "Feature".into());
                feature.extend(row.id.map(|id| ("id".to_owned(), id.into())));
                feature.insert("geometry".to_owned(), geometry.unwrap_or(Value::Null));
                feature.insert("properties".to_owned(), self.object(&cells).into());
                out.extend_from_slice(Value::Object(feature).to_string().as_bytes());
            }
        }
    }

    fn write_csv(&self, cells: &[String], out: &mut Vec<u8>) {
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
    fn object(&self, cells: &[String]) -> Map<String, Value> {
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

fn row<'a>(fix: &'a Fix, outcome: Result<(&'a Answer, &'a Law), &'a str>) -> Row<'a> {
    let id = Some(fix.id.as_str()).filter(|id| !id.is_empty());
    Row {
        id,
        lon: &fix.lon,
        lat: &fix.lat,
        outcome,
    }
}
