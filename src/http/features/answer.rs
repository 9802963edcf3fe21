//! A page of items: rows chosen off the threads that serve connections, then written as they are read.
use super::asked::{FilterText, ItemsAsked};
use super::stream::written;
use super::{html, page};
use crate::delivery::{self, Chosen, DeliveryError, Terms};
use crate::export::collections::Table;
use crate::export::formats::FileFormat;
use crate::http::ask::off_thread;
use crate::http::guard::overloaded;
use crate::http::problem::{Kind, Problem};
use crate::query::{Filter, FilterError, Parsed, Patience, Region, Selected, Selection, property_equals};
use axum::http::HeaderValue;
use axum::response::Response;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest time for choosing the rows of a page.
const PATIENCE: Duration = Duration::from_secs(4);

/// The problem of a filter, and where it was.
pub fn problem(error: &FilterError, parameter: &'static str) -> Problem {
    let kind = match error {
        FilterError::Bound { .. } => Kind::FilterTooLarge,
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
pub async fn answer(asked: ItemsAsked, body: Option<FilterText>) -> Result<Response, Problem> {
    let page = page::Page::new(&asked, body.as_ref());
    let work = asked.clone();
    let (tables, selected) = off_thread(move || {
        let tables = work.tables();
        select(&work, body.as_ref(), &tables).map(|selected| (tables, selected))
    })
    .await?;
    if let Some(format) = asked.format.file {
        return file(&asked, format, tables, selected);
    }
    if asked.format.html {
        let links = page.links(&asked, &tables, &selected);
        return Ok(asked.reply(html::items(&asked, &tables, &selected, &links)));
    }
    let crs = HeaderValue::try_from(asked.axes.header());
    let crs = crs.map_err(|e| Problem::new(Kind::Internal, "The CRS can't be named.").logged(e.to_string()))?;
    let answer = asked.clone();
    let stream = written(&asked.view.state.limits, move |chunks| {
        page.write(&answer, &tables, &selected, chunks)
    });
    let mut response = asked.reply(stream);
    response.headers_mut().insert("content-crs", crs);
    Ok(response)
}

/// An error's words as a sentence.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Everything that was asked for as a file.
fn file(
    asked: &ItemsAsked,
    format: FileFormat,
    tables: Vec<Arc<Table>>,
    selected: Selected,
) -> Result<Response, Problem> {
    let terms = Terms {
        crs: asked.crs_named.then(|| asked.axes.crs()),
        texts: asked.texts,
        ..Terms::new(format)
    };
    let crs = terms
        .crs()
        .map_err(|e| Problem::parameter("crs", sentence(&e.to_string())))?;
    let chosen = Chosen {
        collection: asked.collection,
        tables,
        rows: selected.rows,
        columns: asked.columns.clone(),
        unplaced: 0,
    };
    delivery::check(std::slice::from_ref(&chosen), &terms)
        .map_err(|e| Problem::parameter("f", sentence(&e.to_string())))?;
    // What is made in a temporary file has a place on the disk as long as the client takes to read it.
    let permit = if format.is_stream() {
        None
    } else {
        match asked.view.state.export_permits.clone().try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => return Ok(overloaded("more exports at once than --max-exports")),
        }
    };
    let view = asked.view.clone();
    let stream = written(&asked.view.state.limits, move |chunks| {
        let written = delivery::write(&[chosen], &terms, chunks);
        drop((permit, view));
        written.map(|_| ()).map_err(|error| match error {
            DeliveryError::Io(error) => error,
            other => io::Error::other(other),
        })
    });
    let mut response = asked.reply(stream);
    let headers = response.headers_mut();
    if let Some(uri) = crs.uri().and_then(|uri| HeaderValue::try_from(format!("<{uri}>")).ok()) {
        headers.insert("content-crs", uri);
    }
    let name = format!("{}_{}.{}", asked.collection, asked.view.as_of, format.ending());
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert("content-disposition", value);
    }
    Ok(response)
}

fn select(asked: &ItemsAsked, body: Option<&FilterText>, tables: &[Arc<Table>]) -> Result<Selected, Problem> {
    let patience = Patience {
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
