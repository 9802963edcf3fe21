//! A page of items: rows chosen off the threads that serve connections, then written as they are read.
use super::request::{FilterText, ItemsRequest};
use super::stream::{Turns, written};
use super::{html, page, shelf};
use crate::export::{self, Chosen, DeliveryError, Terms, no_room};
use crate::http::problem::{Kind, Problem};
use crate::http::ranges::{self, Whole};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use riverchief_gdal::crs::Crs;
use riverchief_rows::collections::Table;
use riverchief_rows::formats::FileFormat;
use riverchief_rows::query::{
    Filter, FilterError, Parsed, Region, SelectedPage, Selection, TimeLimit, property_equals,
};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest time for choosing the rows of a page.
const PATIENCE: Duration = Duration::from_secs(4);
/// Bytes between the writers and a file.
const BUFFER_BYTES: usize = 256 << 10;

/// The problem of a filter, and where it was.
pub fn problem(error: &FilterError, parameter: &'static str) -> Problem {
    let kind = match error {
        FilterError::Limit { .. } => Kind::FilterTooLarge,
        FilterError::TooSlow(_) => Kind::FilterTooSlow,
        _ if parameter == "body" => Kind::BadBody,
        _ => Kind::BadParameter,
    };
    let problem = Problem::new(kind, error.to_string());
    let problem = if parameter == "body" {
        problem
    } else {
        problem.about(parameter)
    };
    match error {
        FilterError::UnknownProperty { known, .. } => problem.allowing(known),
        _ => problem,
    }
}

/// The page that was asked for; `body` is a filter that came as one.
///
/// # Errors
/// What can't be used in the request.
pub async fn answer(asked: ItemsRequest, body: Option<FilterText>) -> Result<Response, Problem> {
    if let (Some(format), None) = (asked.format.file.filter(|f| f.is_read_in_parts()), &body) {
        return in_parts(asked, format).await;
    }
    let page = page::Page::new(&asked, body.as_ref());
    let work = asked.clone();
    let chosen = asked.view.turn(move || {
        let tables = work.tables();
        select(&work, body.as_ref(), &tables).map(|selected| (tables, selected))
    });
    let (tables, selected) = chosen.await?;
    if let Some(format) = asked.format.file {
        return file(&asked, format, tables, selected).await;
    }
    if asked.format.html {
        let links = page.links(&asked, &tables, &selected);
        return Ok(asked.reply(html::items(&asked, &tables, &selected, &links)));
    }
    let crs = HeaderValue::try_from(asked.axes.header());
    let crs = crs.map_err(|e| Problem::new(Kind::Internal, "The CRS can't be named.").logged(e.to_string()))?;
    let answer = asked.clone();
    let stream = written(&asked.view.state.limits, Turns::of(&asked.view), move |chunks| {
        page.write(&answer, &tables, &selected, chunks)
    });
    let mut response = asked.reply(stream.await.map_err(|e| unwritten(&e))?);
    response.headers_mut().insert("content-crs", crs);
    Ok(response)
}

/// An error's words as a sentence.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How the file that was asked for is to be written, and the CRS that its coordinates will be in.
fn terms(asked: &ItemsRequest, format: FileFormat) -> Result<(Terms, Crs), Problem> {
    let terms = Terms {
        crs: asked.crs_named.then(|| asked.axes.crs()),
        texts: asked.texts,
        ..Terms::new(format)
    };
    let crs = terms.crs();
    let crs = crs.map_err(|e| Problem::parameter("crs", sentence(&e.to_string())))?;
    export::fits(asked.collection, format).map_err(|e| Problem::parameter("f", sentence(&e.to_string())))?;
    Ok((terms, crs))
}

fn chosen(asked: &ItemsRequest, tables: Vec<Arc<Table>>, selected: SelectedPage) -> Chosen {
    Chosen {
        collection: asked.collection,
        tables,
        rows: selected.rows,
        columns: asked.columns.clone(),
        unplaced: 0,
    }
}

/// An error below the writers: a reader that has gone away must stay recognisable.
fn io_error(error: DeliveryError) -> io::Error {
    match error {
        DeliveryError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// Everything that was asked for as a file.
async fn file(
    asked: &ItemsRequest,
    format: FileFormat,
    tables: Vec<Arc<Table>>,
    selected: SelectedPage,
) -> Result<Response, Problem> {
    let (terms, crs) = terms(asked, format)?;
    let chosen = chosen(asked, tables, selected);
    // What is made in a temporary file has a place on the disk as long as the client takes to read it.
    let permit = if format.is_stream() {
        None
    } else {
        Some(asked.view.place_of_a_file()?)
    };
    let view = asked.view.clone();
    let stream = written(&asked.view.state.limits, Turns::of(&asked.view), move |chunks| {
        let written = export::write(&[chosen], &terms, chunks);
        drop((permit, view));
        written.map(|_| ()).map_err(io_error)
    });
    let mut response = asked.reply(stream.await.map_err(|e| unwritten(&e))?);
    name(&mut response, asked, format, crs);
    Ok(response)
}

/// The name to keep a file under.
fn file_name(asked: &ItemsRequest, format: FileFormat) -> String {
    format!("{}_{}.{}", asked.collection, asked.view.as_of, format.ending())
}

/// Says what the file's coordinates are in, and its name.
fn name(response: &mut Response, asked: &ItemsRequest, format: FileFormat, crs: Crs) {
    let headers = response.headers_mut();
    if let Some(uri) = crs.uri().and_then(|uri| HeaderValue::try_from(format!("<{uri}>")).ok()) {
        headers.insert("content-crs", uri);
    }
    let name = file_name(asked, format);
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert("content-disposition", value);
    }
}

/// A file that is kept, so that it can be read in parts; one that is too large for that is sent whole.
async fn in_parts(asked: ItemsRequest, format: FileFormat) -> Result<Response, Problem> {
    let (terms, crs) = terms(&asked, format)?;
    let shelf = &asked.view.state.shelf;
    let making = asked.clone();
    let make = async move {
        let permit = making.view.place_of_a_file()?;
        let view = making.view.clone();
        view.turn(move || {
            let tables = making.tables();
            let selected = select(&making, None, &tables)?;
            let chosen = [chosen(&making, tables, selected)];
            let made = shelf::made(|out| {
                // Writers of small pieces: a call of the system for each would take most of the time.
                let mut out = io::BufWriter::with_capacity(BUFFER_BYTES, out);
                export::write(&chosen, &terms, &mut out).map_err(io_error)?;
                io::Write::flush(&mut out)
            });
            drop(permit);
            made
        })
        .await
    };
    let made = shelf.get(asked.selection(), make).await?;
    let plain = HeaderMap::new();
    // Each part of a file that isn't kept would cost as much as all of it.
    let headers = if shelf.takes(made.bytes) {
        &asked.headers
    } else {
        &plain
    };
    let whole = Whole {
        file: made.file,
        bytes: made.bytes,
        etag: asked.strong_tag(),
        name: file_name(&asked, format),
        media_type: format.media_type(),
        caching: "no-cache",
    };
    let mut response = ranges::answer(whole, headers)?;
    name(&mut response, &asked, format, crs);
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    if !shelf.takes(made.bytes) {
        headers.remove(header::ACCEPT_RANGES);
    }
    Ok(response)
}

/// The problem of an answer that could not be begun.
fn unwritten(error: &io::Error) -> Problem {
    if !no_room(error) {
        return Problem::new(Kind::Internal, "Something went wrong here.").logged(error.to_string());
    }
    Problem::no_room(error)
}

fn select(asked: &ItemsRequest, body: Option<&FilterText>, tables: &[Arc<Table>]) -> Result<SelectedPage, Problem> {
    let patience = TimeLimit {
        started: Instant::now(),
        limit: PATIENCE,
    };
    let region = asked.bbox.map(|(corners, axes)| {
        let place = |places: &mut [(f64, f64)]| axes.locate(places);
        Region::of_box(corners, &axes.placing(&place)).map_err(|e| problem(&e, "bbox"))
    });
    let regions: Vec<Region> = region.transpose()?.into_iter().collect();
    let mut filters = vec![];
    for filter in asked.filter.iter().chain(body) {
        let place = |places: &mut [(f64, f64)]| filter.axes.locate(places);
        let compiled = Parsed::read(&filter.text, filter.language)
            .and_then(|parsed| Filter::compile(&parsed, asked.collection, filter.axes.placing(&place)));
        filters.push(compiled.map_err(|e| problem(&e, filter.parameter))?);
    }
    for (name, value) in &asked.equals {
        let filter = property_equals(asked.collection, name, value);
        filters.push(filter.map_err(|e| Problem::parameter(name, e.to_string()))?);
    }
    let selection = Selection {
        regions: &regions,
        filters: &filters,
        during: asked.during,
        order: &asked.order,
        after: asked.after.as_ref(),
        limit: asked.limit,
        patience,
    };
    selection.select(tables).map_err(|e| {
        let parameter = match (&e, body) {
            (FilterError::Literal(_), _) => "after",
            (_, Some(_)) => "body",
            _ => "filter",
        };
        problem(&e, parameter)
    })
}
