//! One answer, one row: the columns of “Answers as rows”, as CSV, NDJSON or GeoJSON.
use super::Format;
use crate::domain::answer::Answer;
use crate::domain::ids::{PostId, UnitCode};
use crate::domain::kinds::{Level, Status};
use crate::snapshot::Law;
use crate::snapshot::posts::Incumbency;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Columns in their order. The first twenty-one are fixed by contract; those after `error` may grow at the end.
pub const COLUMNS: [&str; 39] = [
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
    "confidence",
    "branch",
    "water_name",
    "city_name",
    "county_name",
    "township_name",
    "village_name",
    "managed_by",
    "direct_names",
    "first_contact_name",
    "first_contact_phone",
    "accountable_name",
    "nearest_segment",
    "neighbour",
    "direct_holders",
    "direct_phones",
    "first_contact_holder",
    "accountable_holder",
    "accountable_phone",
];

/// Columns that are numbers in JSON.
const NUMBERS: [&str; 5] = ["lon", "lat", "measure_m", "distance_m", "branch"];

/// A row to write: what was asked, as it came, and the answer or why there is none.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The id of the input, if it had one.
    pub id: Option<&'a str>,
    /// First coordinate, as it came.
    pub lon: &'a str,
    /// Second coordinate, as it came.
    pub lat: &'a str,
    /// The answer with the law it stands on, or an error.
    pub outcome: Result<(&'a Answer, &'a Law), &'a str>,
}

/// Writes rows one after another.
#[derive(Debug)]
pub struct RowWriter<W: Write> {
    sink: Sink<W>,
    rows: u64,
}

#[derive(Debug)]
enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Ndjson(W),
    GeoJson(W),
}

impl<W: Write> RowWriter<W> {
    /// Starts the output: the header line of CSV, the opening of a feature collection.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(format: Format, mut out: W) -> io::Result<Self> {
        let sink = match format {
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(COLUMNS).map_err(io_error)?;
                Sink::Csv(Box::new(writer))
            }
            Format::Ndjson => Sink::Ndjson(out),
            Format::GeoJson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Sink::GeoJson(out)
            }
        };
        Ok(Self { sink, rows: 0 })
    }

    /// Goes on with an output that already holds `rows` rows: parts may be written apart and joined in order.
    ///
    /// ```
    /// use riverchief::export::{Format, Row, RowWriter};
    /// let row = Row { id: None, lon: "1", lat: "x", outcome: Err("lat is not a number") };
    /// let mut whole = RowWriter::new(Format::GeoJson, Vec::new())?;
    /// (whole.write(row)?, whole.write(row)?);
    /// let mut parts = RowWriter::new(Format::GeoJson, Vec::new())?.pause()?;
    /// for before in 0..2 {
    ///     let mut part = RowWriter::resume(Format::GeoJson, Vec::new(), before);
    ///     part.write(row)?;
    ///     parts.extend(part.pause()?);
    /// }
    /// parts.extend(RowWriter::resume(Format::GeoJson, Vec::new(), 2).finish()?);
    /// assert_eq!(parts, whole.finish()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn resume(format: Format, out: W, rows: u64) -> Self {
        let sink = match format {
            Format::Csv => Sink::Csv(Box::new(csv::Writer::from_writer(out))),
            Format::Ndjson => Sink::Ndjson(out),
            Format::GeoJson => Sink::GeoJson(out),
        };
        Self { sink, rows }
    }

    /// Gives the writer back without ending the output.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn pause(self) -> io::Result<W> {
        match self.sink {
            Sink::Csv(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error),
            Sink::Ndjson(out) | Sink::GeoJson(out) => Ok(out),
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, row: Row<'_>) -> io::Result<()> {
        let cells = cells(row);
        match &mut self.sink {
            Sink::Csv(writer) => writer.write_record(&cells).map_err(io_error)?,
            Sink::Ndjson(out) => {
                serde_json::to_writer(&mut *out, &Value::Object(object(&cells)))?;
                out.write_all(b"\n")?;
            }
            Sink::GeoJson(out) => {
                out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &feature(row, &cells))?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows written so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Hands what is buffered to the writer below, and flushes that.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Csv(writer) => writer.flush(),
            Sink::Ndjson(out) | Sink::GeoJson(out) => out.flush(),
        }
    }

    /// Ends the output and gives the writer back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<W> {
        self.finish_with(&Map::new())
    }

    /// As [`Self::finish`]; a feature collection gets `members` beside its features.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish_with(self, members: &Map<String, Value>) -> io::Result<W> {
        let collection = matches!(self.sink, Sink::GeoJson(_));
        let mut out = self.pause()?;
        if collection {
            out.write_all(b"\n]")?;
            for (name, value) in members {
                write!(out, ",{}:{value}", Value::from(name.as_str()))?;
            }
            out.write_all(b"}\n")?;
        }
        out.flush()?;
        Ok(out)
    }
}

/// The error below: a reader that has gone away must stay recognisable.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// The cells of a row, in the order of [`COLUMNS`] (docs/RULES.md S1–S6).
#[must_use]
pub fn cells(row: Row<'_>) -> Vec<String> {
    let mut cells = Vec::with_capacity(COLUMNS.len());
    cells.push(row.id.unwrap_or_default().to_owned());
    cells.push(row.lon.to_owned());
    cells.push(row.lat.to_owned());
    let (answer, law) = match row.outcome {
        Ok(found) => found,
        Err(message) => {
            cells.push("ERROR".to_owned());
            cells.resize(COLUMNS.len(), String::new());
            if let Some(error) = COLUMNS.iter().position(|c| *c == "error") {
                message.clone_into(&mut cells[error]);
            }
            return cells;
        }
    };
    cells.push(answer.status.to_string());
    cells.extend(answer.units.by_level.iter().map(|u| text(u.as_ref())));
    let channel = answer.stationing.as_ref().filter(|_| answer.status == Status::Channel);
    cells.push(text(answer.water.as_ref()));
    cells.push(text(answer.segment.as_ref()));
    cells.push(text(answer.zone.as_ref()));
    cells.push(channel.map_or_else(String::new, |s| s.bank.to_string()));
    cells.push(channel.map_or_else(String::new, |s| metres(s.measure_m)));
    cells.push(answer.distance_m.map_or_else(String::new, metres));
    cells.push(joined(&answer.direct_responsible));
    cells.push(text(answer.first_contact.as_ref()));
    cells.push(text(answer.accountable.as_ref()));
    cells.push(alternatives(answer));
    cells.push(answer.rule.to_owned());
    cells.push(String::new());
    cells.push(answer.confidence.to_string());
    cells.push(channel.map_or_else(String::new, |s| s.branch.to_string()));
    let water = answer.water.as_ref().and_then(|w| law.waters.get(w));
    cells.push(water.map_or_else(String::new, |w| w.name.clone()));
    cells.extend(
        Level::ALL
            .iter()
            .map(|l| unit_name(law, answer.units.by_level[l.index()].as_ref())),
    );
    cells.push(text(answer.units.managed_by.as_ref()));
    let names: Vec<String> = answer
        .direct_responsible
        .iter()
        .map(|p| post_name(law, Some(p)))
        .collect();
    cells.push(names.join(";"));
    cells.push(post_name(law, answer.first_contact.as_ref()));
    let phone = answer
        .first_contact
        .as_ref()
        .and_then(|p| law.posts.get(p)?.phone.clone());
    cells.push(phone.unwrap_or_default());
    cells.push(post_name(law, answer.accountable.as_ref()));
    let nearest = answer.nearest.as_ref().and_then(|n| n.segment.as_ref());
    cells.push(nearest.map_or_else(String::new, ToString::to_string));
    cells.push(text(answer.neighbour.as_ref()));
    let posts = |ids: &[PostId], of: fn(&Incumbency) -> String| -> String {
        let texts: Vec<String> = ids
            .iter()
            .filter_map(|id| law.post_table().get(id))
            .map(|p| of(p))
            .collect();
        texts.join(";")
    };
    cells.push(posts(&answer.direct_responsible, holders));
    cells.push(posts(&answer.direct_responsible, number));
    cells.push(posts(answer.first_contact.as_slice(), holders));
    cells.push(posts(answer.accountable.as_slice(), holders));
    cells.push(posts(answer.accountable.as_slice(), number));
    cells
}

/// Who holds a post, several joined by a comma.
fn holders(post: &Incumbency) -> String {
    let names: Vec<&str> = post.holders.iter().map(|h| h.name.as_str()).collect();
    names.join(",")
}

fn number(post: &Incumbency) -> String {
    post.phone.as_deref().unwrap_or_default().to_owned()
}

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}

/// Six decimals (S5); zero without a sign.
fn metres(value: f64) -> String {
    let text = format!("{value:.6}");
    if text == "-0.000000" {
        "0.000000".to_owned()
    } else {
        text
    }
}

fn joined(posts: &[PostId]) -> String {
    let texts: Vec<&str> = posts.iter().map(PostId::as_str).collect();
    texts.join(";")
}

/// Keys, nearest first, each once (S1).
fn alternatives(answer: &Answer) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for alternative in &answer.alternatives {
        if !keys.contains(&alternative.key.as_str()) {
            keys.push(&alternative.key);
        }
    }
    keys.join(";")
}

fn unit_name(law: &Law, code: Option<&UnitCode>) -> String {
    let unit = code.and_then(|c| law.units.get(c));
    unit.map_or_else(String::new, |u| u.name.clone())
}

fn post_name(law: &Law, post: Option<&PostId>) -> String {
    let post = post.and_then(|p| law.posts.get(p));
    post.map_or_else(String::new, |p| p.name.clone())
}

/// The cells as JSON: numbers as numbers, empty ones as null.
fn object(cells: &[String]) -> Map<String, Value> {
    COLUMNS
        .iter()
        .zip(cells)
        .map(|(column, cell)| {
            // A number is written as it stands where JSON can say it so; else by its value.
            let plain = NUMBERS
                .contains(column)
                .then(|| serde_json::from_str::<serde_json::Number>(cell));
            let loose = || {
                NUMBERS
                    .contains(column)
                    .then(|| cell.trim().parse::<f64>().ok())
                    .flatten()
            };
            let value = match (plain, cell.is_empty()) {
                (_, true) => Value::Null,
                (Some(Ok(n)), _) => Value::Number(n),
                _ => loose()
                    .filter(|n| n.is_finite())
                    .map_or_else(|| json!(cell), |n| json!(n)),
            };
            ((*column).to_owned(), value)
        })
        .collect()
}

/// A feature at the place that was decided, in longitude and latitude; without geometry where there is no answer.
fn feature(row: Row<'_>, cells: &[String]) -> Value {
    let geometry = match row.outcome {
        Ok((answer, _)) => json!({"type": "Point", "coordinates": [answer.at.lon, answer.at.lat]}),
        Err(_) => Value::Null,
    };
    let mut feature = json!({"type": "Feature", "geometry": geometry, "properties": object(cells)});
    if let (Some(id), Some(map)) = (row.id, feature.as_object_mut()) {
        map.insert("id".to_owned(), json!(id));
    }
    feature
}
