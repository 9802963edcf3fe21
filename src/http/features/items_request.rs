//! A request for a page of items: every parameter, read strictly.
use super::axes::Axes;
use super::datetime::Days;
use super::representation::{Language, Representation};
use super::request::{EarlyResponse, collection, describe, tagged};
use crate::http::conditional::strong;
use crate::http::problem::Problem;
use crate::http::query::{DateText, Field, RawQuery, Switch, When};
use crate::http::state::AppState;
use crate::http::view::View;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use riverchief_core::domain::time::Validity;
use riverchief_core::snapshot::Epoch;
use riverchief_rows::collections::{CollectionId, Table};
use riverchief_rows::formats::FileFormat;
use riverchief_rows::formats::csv::Texts;
use riverchief_rows::query::{After, FilterLanguage, Order};
use std::sync::Arc;

/// Features in a page by default.
pub const DEFAULT_LIMIT: usize = 100;
/// Most features in a page.
pub const MOST_ITEMS: usize = 10_000;
/// Most epochs that an interval of `datetime` may cover.
const MOST_EPOCHS: usize = 64;

/// Parameters of a page of items, in addition to the names of properties.
pub const PARAMETERS: [&str; 16] = [
    "limit",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "properties",
    "sortby",
    "after",
    "edition",
    "version",
    "f",
    "lang",
    "raw",
];
const LONG: [&str; 4] = ["filter", "properties", "sortby", "bbox"];

/// A filter, as sent.
#[derive(Clone, Debug)]
pub struct FilterText {
    /// Its text.
    pub text: String,
    /// Its language.
    pub language: FilterLanguage,
    /// The CRS of its coordinates.
    pub axes: Axes,
    /// The part of the request that contains it, for problems.
    pub parameter: &'static str,
}

/// A request for a page of items.
#[derive(Clone, Debug)]
pub struct ItemsRequest {
    /// The edition and the day.
    pub view: View,
    /// The collection.
    pub collection: CollectionId,
    /// The epochs, the earliest first.
    pub epochs: Vec<Epoch>,
    /// The interval of days, for collections that do not depend on the epoch.
    pub during: Option<Validity>,
    /// Most items.
    pub limit: usize,
    /// The box, with the CRS of its coordinates.
    pub bbox: Option<([f64; 4], Axes)>,
    /// The CRS of the coordinates in the answer.
    pub axes: Axes,
    /// Whether the request names that CRS.
    pub crs_named: bool,
    /// The CRS of coordinates in filters.
    pub filter_axes: Axes,
    /// A filter from the query.
    pub filter: Option<FilterText>,
    /// Properties with their required values.
    pub equals: Vec<(String, String)>,
    /// Indexes of the columns to write.
    pub columns: Vec<usize>,
    /// The sort order.
    pub order: Vec<Order>,
    /// The end of the previous page.
    pub after: Option<After>,
    /// The format of the answer.
    pub format: Representation,
    /// The language of an HTML page.
    pub language: Language,
    /// How texts are written in CSV.
    pub texts: Texts,
    /// The parameters as sent, for links.
    pub sent: Vec<(String, String)>,
    /// The headers of the request.
    pub headers: HeaderMap,
    etag: Option<HeaderValue>,
}

impl ItemsRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// A problem with a parameter, or 304 if the client holds the answer.
    pub fn read(parts: &Parts, state: &AppState, name: &str) -> Result<Self, EarlyResponse> {
        let mut request = Self::parse(parts, state, name)?;
        if parts.method != "POST" {
            request.etag = Some(tagged(&request.view, parts, request.format)?);
        }
        Ok(request)
    }

    fn parse(parts: &Parts, state: &AppState, name: &str) -> Result<Self, Problem> {
        let collection = collection(name)?;
        let spec = collection.spec();
        let properties: Vec<&str> = spec.columns().map(|c| c.name).collect();
        let known: Vec<&str> = PARAMETERS.iter().copied().chain(properties.iter().copied()).collect();
        let mut raw = RawQuery::read_with_long(parts.uri.query().unwrap_or(""), &known, &LONG)?;
        let sent = raw.pairs().to_vec();
        let format = Representation::of_items(raw.take("f").as_deref(), parts)?;
        let language = Language::wanted(raw.take("lang").as_deref(), parts)?;
        let texts = texts(&mut raw, format)?;
        let limit = raw.take("limit").map(|text| limit(&text)).transpose()?;
        // A page is limited; a file has all features.
        let limit = match format.file {
            None => limit.unwrap_or(DEFAULT_LIMIT).min(MOST_ITEMS),
            Some(_) => limit.unwrap_or(usize::MAX),
        };
        let crs = raw.take("crs");
        let crs_named = crs.is_some();
        let axes = Axes::named("crs", crs.as_deref())?;
        let bbox_axes = Axes::named("bbox-crs", raw.take("bbox-crs").as_deref())?;
        let bbox = raw.take("bbox").map(|text| corners(&text).map(|c| (c, bbox_axes)));
        let filter_axes = Axes::named("filter-crs", raw.take("filter-crs").as_deref())?;
        let filter_language = filter_language(raw.take("filter-lang").as_deref())?;
        let filter = raw.take("filter").map(|text| FilterText {
            text,
            language: filter_language,
            axes: filter_axes,
            parameter: "filter",
        });
        let days = Days::read(raw.take("datetime").as_deref())?;
        let as_of = match days {
            Days::On(day) => Some(DateText(day)),
            _ => None,
        };
        let when = When::with(as_of, &mut raw)?;
        let view = View::choose(state, parts, &when)?;
        let (epochs, during) = epochs(&view, days, collection)?;
        let columns = raw.take("properties").map_or_else(
            || Ok((0..properties.len()).collect()),
            |text| columns(&properties, &text),
        )?;
        let order = raw
            .take("sortby")
            .map_or(Ok(vec![]), |text| order(&properties, &text))?;
        let after = raw.take("after").map(|text| after(&text)).transpose()?;
        Ok(Self {
            view,
            collection,
            epochs,
            during,
            limit,
            bbox: bbox.transpose()?,
            axes,
            crs_named,
            filter_axes,
            filter,
            equals: raw.pairs().to_vec(),
            columns,
            order,
            after,
            format,
            language,
            texts,
            sent,
            headers: parts.headers.clone(),
            etag: None,
        })
    }

    /// The rows of the epochs.
    #[must_use]
    pub fn tables(&self) -> Vec<Arc<Table>> {
        let table = |epoch| self.view.published.table(epoch, self.collection);
        self.epochs.iter().map(table).collect()
    }

    /// The key of the requested file: edition, epochs and selection. The day matters only through its epoch.
    #[must_use]
    pub fn selection(&self) -> String {
        let epochs: Vec<u32> = self.epochs.iter().map(|epoch| epoch.number).collect();
        let mut sent: Vec<_> = (self.sent.iter())
            .filter(|(name, _)| !["datetime", "edition", "version", "f", "lang"].contains(&name.as_str()))
            .collect();
        sent.sort();
        let (published, during, format) = (&self.view.published, &self.during, self.format.media_type);
        let (edition, stamp) = (published.edition, published.stamp());
        format!(
            "{edition} {stamp} {epochs:?} {during:?} {} {format} {sent:?}",
            self.collection
        )
    }

    /// The strong tag of a file, whose bytes are the same for every client.
    #[must_use]
    pub fn strong_tag(&self) -> String {
        let tag = self.etag.as_ref().map_or(&[][..], strong);
        String::from_utf8_lossy(tag).into_owned()
    }

    /// Sets the media type and the tag of an answer.
    #[must_use]
    pub fn reply(&self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        if let Some(etag) = &self.etag {
            describe(&mut response, etag, self.format);
        } else {
            let media_type = HeaderValue::from_static(self.format.media_type);
            response.headers_mut().insert("content-type", media_type);
        }
        response
    }
}

/// Reads `raw`, which applies only to CSV.
fn texts(raw: &mut RawQuery, format: Representation) -> Result<Texts, Problem> {
    let wanted = <Option<Switch> as Field>::take(raw, "raw")?.is_some_and(|switch| switch.0);
    if wanted && format.file != Some(FileFormat::Csv) {
        let detail = "“raw” is only for CSV; other formats always have unchanged texts.";
        return Err(Problem::parameter("raw", detail));
    }
    Ok(Texts::raw_if(wanted))
}

fn limit(text: &str) -> Result<usize, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A number that is too large is not an error; the greatest limit applies.
    let number = digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX));
    number
        .filter(|n| *n > 0)
        .ok_or_else(|| Problem::parameter("limit", "The limit must be a whole number, 1 or more."))
}

fn corners(text: &str) -> Result<[f64; 4], Problem> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse::<f64>()).collect();
    match numbers.as_deref() {
        // Heights are ignored.
        Ok([x0, y0, x1, y1] | [x0, y0, _, x1, y1, _]) => Ok([*x0, *y0, *x1, *y1]),
        _ => Err(Problem::parameter(
            "bbox",
            "Give the box as four or six numbers, separated by commas.",
        )),
    }
}

fn filter_language(text: Option<&str>) -> Result<FilterLanguage, Problem> {
    match text {
        None | Some("cql2-text") => Ok(FilterLanguage::Text),
        // GDAL uses this name.
        Some("cql-text") => Ok(FilterLanguage::OlderText),
        Some("cql2-json" | "cql-json") => Ok(FilterLanguage::Json),
        Some(_) => Err(Problem::parameter(
            "filter-lang",
            "There is no such filter language. Use one of the allowed values.",
        )
        .allowing(["cql2-text", "cql2-json"])),
    }
}

fn epochs(view: &View, days: Days, collection: CollectionId) -> Result<(Vec<Epoch>, Option<Validity>), Problem> {
    let published = &view.published;
    let today = || vec![published.epoch(view.as_of)];
    let of_day = |day: riverchief_core::domain::time::Date| Validity::new(Some(day), day.tomorrow().ok());
    match (days, collection.spec().timeless) {
        (Days::Today, _) | (Days::On(_), false) => Ok((today(), None)),
        (Days::On(day), true) => Ok((today(), Some(of_day(day)))),
        (Days::During(during), true) => Ok((today(), Some(during))),
        (Days::During(during), false) => {
            let found = published.epochs_of_rows(during, collection);
            if found.len() > MOST_EPOCHS {
                let detail =
                    format!("The interval covers more than {MOST_EPOCHS} changes of the law; choose a shorter one.");
                return Err(Problem::parameter("datetime", detail));
            }
            Ok((found, None))
        }
    }
}

fn place(properties: &[&str], parameter: &str, name: &str) -> Result<usize, Problem> {
    properties.iter().position(|p| *p == name).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        Problem::parameter(
            parameter,
            format!("There is no property “{shown}”. Use one of the allowed values."),
        )
        .allowing(properties)
    })
}

fn columns(properties: &[&str], text: &str) -> Result<Vec<usize>, Problem> {
    let mut places = vec![];
    for name in text
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty() && *n != "geometry")
    {
        places.push(place(properties, "properties", name)?);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn order(properties: &[&str], text: &str) -> Result<Vec<Order>, Problem> {
    let mut list: Vec<Order> = vec![];
    for part in text.split(',') {
        // A plus in an address is decoded as a space.
        let (name, descending) = match part.strip_prefix('-') {
            Some(name) => (name, true),
            None => (part.trim_start_matches(['+', ' ']), false),
        };
        let column = place(properties, "sortby", name.trim())?;
        if list.iter().any(|o| o.column == column) {
            return Err(Problem::parameter(
                "sortby",
                format!("“{}” is named twice; name each property once.", name.trim()),
            ));
        }
        list.push(Order { column, descending });
    }
    Ok(list)
}

fn after(text: &str) -> Result<After, Problem> {
    let read = text.split_once('.').and_then(|(table, id)| {
        Some(After {
            table: table.parse().ok()?,
            id: id.to_owned(),
        })
    });
    read.ok_or_else(|| Problem::parameter("after", "The value is invalid; use the link to the next page."))
}
