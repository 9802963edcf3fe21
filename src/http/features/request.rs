//! What a request to a collection asks for: its parameters, read strictly.
use super::axes::Axes;
use super::representation::{HTML, Language, Representation};
use super::when::Days;
use super::{DEFAULT_LIMIT, GEOJSON, MOST_EPOCHS, MOST_ITEMS};
use crate::http::accept;
use crate::http::ask::{self, View, if_none_match, not_modified};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{DateText, Field, RawQuery, Switch, When};
use crate::http::state::AppState;
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

/// Parameters of a page of items, beside the names of properties.
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

/// What is answered instead: a problem, or that the client has the answer already.
#[derive(Debug)]
pub struct EarlyResponse(Box<Response>);

impl From<Problem> for EarlyResponse {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem.into_response()))
    }
}

impl IntoResponse for EarlyResponse {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A request to a collection as such: what it is, its schemas.
#[derive(Clone, Debug)]
pub struct CollectionRequest {
    /// The edition and the day.
    pub view: View,
    /// How the answer is written.
    pub format: Representation,
    /// In which language, if for people.
    pub language: Language,
    /// As `TileJSON`.
    pub tilejson: bool,
    etag: HeaderValue,
}

impl CollectionRequest {
    /// Reads `f` and `edition` for what has no page for people.
    ///
    /// # Errors
    /// A parameter that can't be used; 304 where the client has the answer.
    pub fn read_json(parts: &Parts, state: &AppState, formats: &[&str]) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &["f", "edition", "version"])?;
            let f = raw.take("f");
            if f.as_deref().is_some_and(|f| !formats.contains(&f)) {
                return Err(Problem::parameter("f", "There is no such format.").allowing(formats));
            }
            if f.is_none() {
                accept::json(&parts.headers)?;
            }
            let when = When::with(None, &mut raw)?;
            Ok((View::choose(state, parts, &when)?, f.as_deref() == Some("tilejson")))
        };
        let (view, tilejson) = read()?;
        let format = Representation {
            media_type: "application/json",
            html: false,
            file: None,
        };
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            format,
            language: Language::Chinese,
            tilejson,
            etag,
        })
    }

    /// Reads `f`, `lang` and `edition`.
    ///
    /// # Errors
    /// A parameter that can't be used; 304 where the client has the answer.
    pub fn read(parts: &Parts, state: &AppState, json: &[&'static str]) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &["f", "lang", "edition", "version"])?;
            let format = Representation::wanted(raw.take("f").as_deref(), parts, json)?;
            let language = Language::wanted(raw.take("lang").as_deref(), parts)?;
            let when = When::with(None, &mut raw)?;
            let view = View::choose(state, parts, &when)?;
            Ok((format, language, view))
        };
        let (format, language, view) = read()?;
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            format,
            language,
            tilejson: false,
            etag,
        })
    }

    /// Gives an answer its type and its tag.
    #[must_use]
    pub fn reply(&self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        describe(&mut response, &self.etag, self.format);
        response
    }
}

fn describe(response: &mut Response, etag: &HeaderValue, format: Representation) {
    let headers = response.headers_mut();
    ask::caching(headers, etag);
    let media_type = match format.media_type {
        HTML => "text/html; charset=utf-8",
        "text/csv" => "text/csv; charset=utf-8; header=present",
        other => other,
    };
    headers.insert("content-type", HeaderValue::from_static(media_type));
    if format.html {
        headers.append("vary", HeaderValue::from_static("accept-language"));
    }
}

/// The tag of the answer; 304 where the client has it.
fn tagged(view: &View, parts: &Parts, format: Representation) -> Result<HeaderValue, EarlyResponse> {
    let language = if format.html {
        parts.headers.get("accept-language")
    } else {
        None
    };
    let salt = format!("{}{language:?}", format.media_type);
    let etag = ask::etag(view, parts, &salt);
    let wanted = if_none_match(&parts.headers);
    if wanted
        .iter()
        .any(|tag| *tag == "*" || tag.as_bytes() == ask::strong(&etag))
    {
        return Err(EarlyResponse(Box::new(not_modified(&etag))));
    }
    Ok(etag)
}

/// The collection of a name in a path.
///
/// # Errors
/// 404 with what there is.
pub fn collection(name: &str) -> Result<CollectionId, Problem> {
    name.parse().map_err(|_| {
        let shown: String = name.chars().take(60).collect();
        let problem = Problem::new(Kind::NotFound, format!("There is no collection “{shown}”."));
        problem.allowing(CollectionId::all().map(|c| c.spec().id))
    })
}

/// A filter as it was sent.
#[derive(Clone, Debug)]
pub struct FilterText {
    /// Its text.
    pub text: String,
    /// How it is written.
    pub language: FilterLanguage,
    /// What its coordinates are in.
    pub axes: Axes,
    /// Which part of the request it is, for problems.
    pub parameter: &'static str,
}

/// A request for a page of items.
#[derive(Clone, Debug)]
pub struct ItemsRequest {
    /// The edition and the day.
    pub view: View,
    /// Which collection.
    pub collection: CollectionId,
    /// The epochs asked for, the earliest first.
    pub epochs: Vec<Epoch>,
    /// For collections that are the same at any time.
    pub during: Option<Validity>,
    /// Most items.
    pub limit: usize,
    /// The box with what its coordinates are in.
    pub bbox: Option<([f64; 4], Axes)>,
    /// What the answer's coordinates are in.
    pub axes: Axes,
    /// Whether the request names that.
    pub crs_named: bool,
    /// What coordinates of filters are in.
    pub filter_axes: Axes,
    /// A filter from the query.
    pub filter: Option<FilterText>,
    /// Properties that have to have a value.
    pub equals: Vec<(String, String)>,
    /// Places of the columns to be written.
    pub columns: Vec<usize>,
    /// What to sort by.
    pub order: Vec<Order>,
    /// Where the last page ended.
    pub after: Option<After>,
    /// How the answer is written.
    pub format: Representation,
    /// In which language, if for people.
    pub language: Language,
    /// How texts stand in CSV.
    pub texts: Texts,
    /// The parameters as they came, for links.
    pub sent: Vec<(String, String)>,
    /// The headers as they came.
    pub headers: HeaderMap,
    etag: Option<HeaderValue>,
}

impl ItemsRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// A parameter that can't be used; 304 where the client has the answer.
    pub fn read(parts: &Parts, state: &AppState, name: &str) -> Result<Self, EarlyResponse> {
        let mut asked = Self::parse(parts, state, name)?;
        if parts.method != "POST" {
            asked.etag = Some(tagged(&asked.view, parts, asked.format)?);
        }
        Ok(asked)
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
        // A page has an end; a file has all of it.
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

    /// The rows of the epochs asked for.
    #[must_use]
    pub fn tables(&self) -> Vec<Arc<Table>> {
        let table = |epoch| self.view.published.table(epoch, self.collection);
        self.epochs.iter().map(table).collect()
    }

    /// What the file that is asked for is made of: edition, epochs and selection. The day is in none of them but as an epoch.
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

    /// The tag of a file whose bytes are the same for everybody.
    #[must_use]
    pub fn strong_tag(&self) -> String {
        let tag = self.etag.as_ref().map_or(&[][..], ask::strong);
        String::from_utf8_lossy(tag).into_owned()
    }

    /// Gives an answer its type and its tag.
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

/// A request for one item.
#[derive(Clone, Debug)]
pub struct ItemRequest {
    /// The edition and the day.
    pub view: View,
    /// Which collection.
    pub collection: CollectionId,
    /// What the answer's coordinates are in.
    pub axes: Axes,
    /// How the answer is written.
    pub format: Representation,
    /// In which language, if for people.
    pub language: Language,
    etag: HeaderValue,
}

impl ItemRequest {
    /// Reads `crs`, `datetime`, `edition`, `f` and `lang`.
    ///
    /// # Errors
    /// A parameter that can't be used; 304 where the client has the answer.
    pub fn read(parts: &Parts, state: &AppState, name: &str) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let collection = collection(name)?;
            let known = ["crs", "datetime", "edition", "version", "f", "lang"];
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &known)?;
            let format = Representation::wanted(raw.take("f").as_deref(), parts, &[GEOJSON, "application/json"])?;
            let language = Language::wanted(raw.take("lang").as_deref(), parts)?;
            let axes = Axes::named("crs", raw.take("crs").as_deref())?;
            let as_of = match Days::read(raw.take("datetime").as_deref())? {
                Days::Today => None,
                Days::On(day) => Some(DateText(day)),
                Days::During(_) => return Err(Problem::parameter("datetime", "An item is of one day.")),
            };
            let when = When::with(as_of, &mut raw)?;
            let view = View::choose(state, parts, &when)?;
            Ok((view, collection, axes, format, language))
        };
        let (view, collection, axes, format, language) = read()?;
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            collection,
            axes,
            format,
            language,
            etag,
        })
    }

    /// Gives an answer its type and its tag.
    #[must_use]
    pub fn reply(&self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        describe(&mut response, &self.etag, self.format);
        response
    }
}

/// What `raw` says; only CSV has two ways.
fn texts(raw: &mut RawQuery, format: Representation) -> Result<Texts, Problem> {
    let wanted = <Option<Switch> as Field>::take(raw, "raw")?.is_some_and(|switch| switch.0);
    if wanted && format.file != Some(FileFormat::Csv) {
        let detail = "“raw” goes with CSV; other formats hold texts as they are anyway.";
        return Err(Problem::parameter("raw", detail));
    }
    Ok(Texts::wanted(wanted))
}

fn limit(text: &str) -> Result<usize, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A number that is too large is no error; the page holds as many as there may be.
    let number = digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX));
    number
        .filter(|n| *n > 0)
        .ok_or_else(|| Problem::parameter("limit", "The limit is a whole number, 1 or more."))
}

fn corners(text: &str) -> Result<[f64; 4], Problem> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse::<f64>()).collect();
    match numbers.as_deref() {
        // Heights count for nothing here.
        Ok([x0, y0, x1, y1] | [x0, y0, _, x1, y1, _]) => Ok([*x0, *y0, *x1, *y1]),
        _ => Err(Problem::parameter(
            "bbox",
            "A box is four numbers, or six, joined by commas.",
        )),
    }
}

fn filter_language(text: Option<&str>) -> Result<FilterLanguage, Problem> {
    match text {
        None | Some("cql2-text") => Ok(FilterLanguage::Text),
        // As GDAL says.
        Some("cql-text") => Ok(FilterLanguage::OlderText),
        Some("cql2-json" | "cql-json") => Ok(FilterLanguage::Json),
        Some(_) => {
            Err(Problem::parameter("filter-lang", "There is no such language.").allowing(["cql2-text", "cql2-json"]))
        }
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
                    format!("The interval reaches over more than {MOST_EPOCHS} changes of the law; ask for less.");
                return Err(Problem::parameter("datetime", detail));
            }
            Ok((found, None))
        }
    }
}

fn place(properties: &[&str], parameter: &str, name: &str) -> Result<usize, Problem> {
    properties.iter().position(|p| *p == name).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        Problem::parameter(parameter, format!("There is no property “{shown}”.")).allowing(properties)
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
        // A plus in an address is a space.
        let (name, descending) = match part.strip_prefix('-') {
            Some(name) => (name, true),
            None => (part.trim_start_matches(['+', ' ']), false),
        };
        let column = place(properties, "sortby", name.trim())?;
        if list.iter().any(|o| o.column == column) {
            return Err(Problem::parameter(
                "sortby",
                format!("“{}” is named twice.", name.trim()),
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
    read.ok_or_else(|| Problem::parameter("after", "The value comes from the link to the next page."))
}
