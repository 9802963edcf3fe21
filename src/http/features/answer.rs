//! Answers a request for items: selects the rows on the blocking pool and writes them while the client reads.
use super::items_request::{FilterText, ItemsRequest};
use super::stream::{Workers, stream_written};
use super::{file_cache, html, page};
use crate::export::{self, Chosen, ExportError, Terms, no_room};
use crate::http::problem::{Kind, Problem};
use crate::http::ranges::{self, FileAnswer};
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

/// Time limit for selecting the rows of a page.
const PATIENCE: Duration = Duration::from_secs(4);
/// Size of the buffer between a format's writer and a file.
const BUFFER_BYTES: usize = 256 << 10;

/// The problem for a filter in a parameter or in the body.
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

/// Answers with a page or a file of items. `body` is a filter sent as the body.
///
/// # Errors
/// A problem with the request.
pub async fn answer(request: ItemsRequest, body: Option<FilterText>) -> Result<Response, Problem> {
    if let (Some(format), None) = (request.format.file.filter(|f| f.is_read_in_parts()), &body) {
        return in_parts(request, format).await;
    }
    let page = page::Page::new(&request, body.as_ref());
    let work = request.clone();
    let chosen = request.view.run(move || {
        let tables = work.tables();
        select(&work, body.as_ref(), &tables).map(|selected| (tables, selected))
    });
    let (tables, selected) = chosen.await?;
    if let Some(format) = request.format.file {
        return file(&request, format, tables, selected).await;
    }
    if request.format.html {
        let links = page.links(&request, &tables, &selected);
        return Ok(request.reply(html::items(&request, &tables, &selected, &links)));
    }
    let crs = HeaderValue::try_from(request.axes.header());
    let crs = crs.map_err(|e| {
        Problem::new(Kind::Internal, "The CRS cannot be named because of an internal error.").logged(e.to_string())
    })?;
    let answer = request.clone();
    let stream = stream_written(&request.view.state.limits, Workers::of(&request.view), move |chunks| {
        page.write(&answer, &tables, &selected, chunks)
    });
    let mut response = request.reply(stream.await.map_err(|e| not_written(&e))?);
    response.headers_mut().insert("content-crs", crs);
    Ok(response)
}

/// The message of an error as a sentence.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How the file is to be written, and the CRS of its coordinates.
fn terms(request: &ItemsRequest, format: FileFormat) -> Result<(Terms, Crs), Problem> {
    let terms = Terms {
        crs: request.crs_named.then(|| request.axes.crs()),
        texts: request.texts,
        ..Terms::new(format)
    };
    let crs = terms.crs();
    let crs = crs.map_err(|e| Problem::parameter("crs", sentence(&e.to_string())))?;
    export::fits(request.collection, format).map_err(|e| Problem::parameter("f", sentence(&e.to_string())))?;
    Ok((terms, crs))
}

fn chosen(request: &ItemsRequest, tables: Vec<Arc<Table>>, selected: SelectedPage) -> Chosen {
    Chosen {
        collection: request.collection,
        tables,
        rows: selected.rows,
        columns: request.columns.clone(),
        unplaced: 0,
    }
}

/// The error of a writer as an I/O error. An I/O error keeps its kind, so that a disconnected client is recognised.
fn io_error(error: ExportError) -> io::Error {
    match error {
        ExportError::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// All selected rows as a file.
async fn file(
    request: &ItemsRequest,
    format: FileFormat,
    tables: Vec<Arc<Table>>,
    selected: SelectedPage,
) -> Result<Response, Problem> {
    let (terms, crs) = terms(request, format)?;
    let chosen = chosen(request, tables, selected);
    // A format that needs a temporary file holds a permit until the client has read the file.
    let permit = if format.is_stream() {
        None
    } else {
        Some(request.view.file_permit()?)
    };
    let view = request.view.clone();
    let stream = stream_written(&request.view.state.limits, Workers::of(&request.view), move |chunks| {
        let written = export::write(&[chosen], &terms, chunks);
        drop((permit, view));
        written.map(|_| ()).map_err(io_error)
    });
    let mut response = request.reply(stream.await.map_err(|e| not_written(&e))?);
    name_file(&mut response, request, format, crs);
    Ok(response)
}

/// The name of the file for the client.
fn file_name(request: &ItemsRequest, format: FileFormat) -> String {
    format!("{}_{}.{}", request.collection, request.view.as_of, format.ending())
}

/// Sets the headers that name the file and the CRS of its coordinates.
fn name_file(response: &mut Response, request: &ItemsRequest, format: FileFormat, crs: Crs) {
    let headers = response.headers_mut();
    if let Some(uri) = crs.uri().and_then(|uri| HeaderValue::try_from(format!("<{uri}>")).ok()) {
        headers.insert("content-crs", uri);
    }
    let name = file_name(request, format);
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert("content-disposition", value);
    }
}

/// A file from the cache, which can be read in parts. A file that is too large for the cache is sent whole.
async fn in_parts(request: ItemsRequest, format: FileFormat) -> Result<Response, Problem> {
    let (terms, crs) = terms(&request, format)?;
    let cache = &request.view.state.file_cache;
    let making = request.clone();
    let make = async move {
        let permit = making.view.file_permit()?;
        let view = making.view.clone();
        view.run(move || {
            let tables = making.tables();
            let selected = select(&making, None, &tables)?;
            let chosen = [chosen(&making, tables, selected)];
            let made = file_cache::create(|out| {
                // The writers write small pieces, and a system call for each would take most of the time.
                let mut out = io::BufWriter::with_capacity(BUFFER_BYTES, out);
                export::write(&chosen, &terms, &mut out).map_err(io_error)?;
                io::Write::flush(&mut out)
            });
            drop(permit);
            made
        })
        .await
    };
    let made = cache.get(request.selection(), make).await?;
    let plain = HeaderMap::new();
    // Each part of a file that is not in the cache would cost as much as the whole file.
    let headers = if cache.fits(made.bytes) {
        &request.headers
    } else {
        &plain
    };
    let whole = FileAnswer {
        file: made.file,
        bytes: made.bytes,
        etag: request.strong_tag(),
        name: file_name(&request, format),
        media_type: format.media_type(),
        caching: "no-cache",
    };
    let mut response = ranges::answer(whole, headers)?;
    name_file(&mut response, &request, format, crs);
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    if !cache.fits(made.bytes) {
        headers.remove(header::ACCEPT_RANGES);
    }
    Ok(response)
}

/// The problem for an answer that failed before its first byte.
fn not_written(error: &io::Error) -> Problem {
    if !no_room(error) {
        return Problem::new(Kind::Internal, "An internal error occurred.").logged(error.to_string());
    }
    Problem::no_room(error)
}

fn select(request: &ItemsRequest, body: Option<&FilterText>, tables: &[Arc<Table>]) -> Result<SelectedPage, Problem> {
    let time_limit = TimeLimit {
        started: Instant::now(),
        limit: PATIENCE,
    };
    let region = request.bbox.map(|(corners, axes)| {
        let place = |places: &mut [(f64, f64)]| axes.locate(places);
        Region::of_box(corners, &axes.placing(&place)).map_err(|e| problem(&e, "bbox"))
    });
    let regions: Vec<Region> = region.transpose()?.into_iter().collect();
    let mut filters = vec![];
    for filter in request.filter.iter().chain(body) {
        let place = |places: &mut [(f64, f64)]| filter.axes.locate(places);
        let compiled = Parsed::read(&filter.text, filter.language)
            .and_then(|parsed| Filter::compile(&parsed, request.collection, filter.axes.placing(&place)));
        filters.push(compiled.map_err(|e| problem(&e, filter.parameter))?);
    }
    for (name, value) in &request.equals {
        let filter = property_equals(request.collection, name, value);
        filters.push(filter.map_err(|e| Problem::parameter(name, e.to_string()))?);
    }
    let selection = Selection {
        regions: &regions,
        filters: &filters,
        during: request.during,
        order: &request.order,
        after: request.after.as_ref(),
        limit: request.limit,
        time_limit,
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
