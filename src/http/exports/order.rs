//! The body of `POST /v1/exports`, checked: a request that cannot be fulfilled is refused at once.
use crate::export::{self, Area, ExportError, Grid, Terms};
use crate::http::blocking::off_thread;
use crate::http::features::{Axes, Days, collection, filter_problem, sentence};
use crate::http::problem::{Kind, Problem};
use crate::http::query::{DateText, Edition, When};
use crate::http::state::AppState;
use crate::http::view::View;
use crate::http::wire::export::{ExportCollection, ExportRequest};
use crate::jobs::{Order, OrderLayer, Package, Recipe};
use axum::http::request::Parts;
use riverchief_core::domain::time::Date;
use riverchief_core::domain::time::Validity;
use riverchief_rows::collections::{CollectionId, CollectionSpec};
use riverchief_rows::formats::FileFormat;
use riverchief_rows::formats::csv::Texts;
use riverchief_rows::query::{Filter, FilterLanguage, Parsed, Region};
use serde_json::Value;

/// The order that a body describes, for the edition and day that it names.
///
/// # Errors
/// A problem that names the first invalid member.
pub async fn order(state: &AppState, parts: &Parts, body: &[u8]) -> Result<Order, Problem> {
    let request: ExportRequest = serde_json::from_slice(body).map_err(|e| {
        Problem::new(
            Kind::BadBody,
            format!("The body is not a valid request for an export: {e}."),
        )
    })?;
    let days = Days::read(request.datetime.as_deref()).map_err(|_| {
        member(
            "datetime",
            "The value must be a day, such as 2018-06-30, or a timestamp.",
        )
    })?;
    let day = match days {
        Days::Today => None,
        Days::On(day) => Some(day),
        Days::During(_) => {
            return Err(member(
                "datetime",
                "An export has one day; give a day instead of an interval.",
            ));
        }
    };
    let edition = request.edition.map(|n| {
        if n > 0 {
            Ok(Edition(n))
        } else {
            Err(member("edition", "The edition must be 1 or more."))
        }
    });
    let when = When {
        as_of: day.map(DateText),
        edition: edition.transpose()?,
        version: None,
    };
    let view = View::choose(state, parts, &when)?;
    off_thread(move || checked(&request, &view, day)).await
}

/// The problem for an invalid member of the body.
fn member(name: &str, detail: impl Into<String>) -> Problem {
    Problem::new(Kind::BadBody, detail).about(name)
}

fn named(problem: Problem, name: &str) -> Problem {
    problem.about(name)
}

fn checked(request: &ExportRequest, view: &View, day: Option<Date>) -> Result<Order, Problem> {
    let (package, format) = package_and_format(request)?;
    let crs = Axes::named("crs", request.crs.as_deref())?;
    let mut terms = Terms {
        crs: request.crs.is_some().then(|| crs.crs()),
        texts: Texts::raw_if(request.raw == Some(true)),
        ..Terms::new(format)
    };
    let crs = terms.crs().map_err(|e| member("crs", sentence(&e.to_string())))?;
    let grid = request
        .precision
        .map(|precision| Grid::new(precision, crs.is_geographic()));
    terms.grid = grid
        .transpose()
        .map_err(|e| member("precision", sentence(&e.to_string())))?;
    if terms.texts == Texts::Raw && format != FileFormat::Csv {
        return Err(member(
            "raw",
            "This member is only for CSV; other formats always have unchanged texts.",
        ));
    }
    let filter_axes = Axes::named("filter-crs", request.filter_crs.as_deref())?;
    if request.collections.is_empty() {
        return Err(member("collections", "Name at least one collection.").allowing(names()));
    }
    let mut layers: Vec<OrderLayer> = vec![];
    for (number, wanted) in request.collections.iter().enumerate() {
        let at = |part: &str| format!("collections[{number}].{part}");
        let layer = layer(wanted, filter_axes, day, &at)?;
        if layers.iter().any(|known| known.collection == layer.collection) {
            let words = format!("“{}” is named twice; name each collection once.", layer.collection);
            return Err(member(&at("collection"), words));
        }
        fits(request, layer.collection, format).map_err(|e| member(&at("collection"), sentence(&e.to_string())))?;
        layers.push(layer);
    }
    Ok(Order {
        published: view.published.clone(),
        day: view.as_of,
        layers,
        regions: regions(request, view)?,
        terms,
        crs,
        package,
        world: json(view.world_block())?,
        asked: json(request)?,
        held: None,
    })
}

fn json(value: impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|e| {
        Problem::new(
            Kind::Internal,
            "The request cannot be stored because of an internal error.",
        )
        .logged(e.to_string())
    })
}

fn names() -> Vec<&'static str> {
    CollectionId::all().map(|c| c.spec().id).collect()
}

fn package_and_format(request: &ExportRequest) -> Result<(Package, FileFormat), Problem> {
    let package = match request.package.as_deref() {
        None => Package::Zip,
        Some(name) => {
            let found = Package::ALL.into_iter().find(|p| p.as_str() == name);
            found.ok_or_else(|| {
                member("package", "There is no such package. Use one of the allowed values.")
                    .allowing(Package::ALL.map(Package::as_str))
            })?
        }
    };
    let known = || FileFormat::ALL.map(FileFormat::as_str);
    let format = request.format.as_deref().map(|name| {
        // The names are those of the parameter `f` of items.
        let found = FileFormat::ALL.into_iter().find(|f| f.as_str() == name);
        found.ok_or_else(|| {
            member("format", "There is no such format. Use one of the allowed values.").allowing(known())
        })
    });
    match (package, format.transpose()?) {
        (Package::Gpkg, None | Some(FileFormat::GeoPackage)) => Ok((package, FileFormat::GeoPackage)),
        (Package::Gpkg, Some(_)) => {
            let words = "A GeoPackage has only its own format. Leave out `format`, or choose the package `zip`.";
            Err(member("format", words).allowing(["gpkg"]))
        }
        (Package::Zip, Some(format)) => Ok((package, format)),
        (Package::Zip, None) => Err(member("format", "Name the format of the files in the zip.").allowing(known())),
    }
}

/// Checks that the format can hold a collection, and that the areas can select its features.
fn fits(request: &ExportRequest, collection: CollectionId, format: FileFormat) -> Result<(), ExportError> {
    export::fits(collection, format)?;
    let areas = [
        (Area::Box, request.bbox.is_some()),
        (Area::Unit, request.unit.is_some()),
    ];
    let mut named = areas.into_iter().filter(|(_, named)| *named);
    named.try_for_each(|(area, _)| area.check(collection))
}

/// The regions: the unit and the box.
fn regions(request: &ExportRequest, view: &View) -> Result<Vec<Recipe<Region>>, Problem> {
    let mut regions = vec![];
    if let Some(code) = &request.unit {
        let ground = export::ground(&view.published.on(view.as_of), code);
        let ground = ground.map_err(|e| member("unit", sentence(&e.to_string())))?;
        let region = Recipe::checked(move || Ok(Region::Unit(ground.clone())));
        regions.push(region.map_err(|e| named(filter_problem(&e, "body"), "unit"))?);
    }
    if let Some(corners) = &request.bbox {
        let axes = Axes::named("bbox-crs", request.bbox_crs.as_deref())?;
        let corners: [f64; 4] = corners
            .as_slice()
            .try_into()
            .map_err(|_| member("bbox", "Give the box as four numbers."))?;
        let region = Recipe::checked(move || {
            let place = |places: &mut [(f64, f64)]| axes.locate(places);
            Region::of_box(corners, &axes.placing(&place))
        });
        regions.push(region.map_err(|e| named(filter_problem(&e, "body"), "bbox"))?);
    }
    Ok(regions)
}

fn layer(
    wanted: &ExportCollection,
    axes: Axes,
    day: Option<Date>,
    at: &dyn Fn(&str) -> String,
) -> Result<OrderLayer, Problem> {
    let id = collection(&wanted.collection).map_err(|_| {
        let shown: String = wanted.collection.chars().take(60).collect();
        member(
            &at("collection"),
            format!("There is no collection “{shown}”. Use one of the allowed values."),
        )
        .allowing(names())
    })?;
    let spec = id.spec();
    let read = match &wanted.filter {
        None => None,
        Some(Value::String(text)) => Some((text.clone(), FilterLanguage::Text)),
        Some(object @ Value::Object(_)) => Some((object.to_string(), FilterLanguage::Json)),
        Some(_) => {
            return Err(member(
                &at("filter"),
                "Give the filter as a string (CQL2 text) or an object (CQL2 JSON).",
            ));
        }
    };
    let compiled = read.map(|(text, language)| {
        Parsed::read(&text, language).and_then(|parsed| {
            Recipe::checked(move || {
                let place = |places: &mut [(f64, f64)]| axes.locate(places);
                Filter::compile(&parsed, id, axes.placing(&place))
            })
        })
    });
    let filter = compiled
        .transpose()
        .map_err(|e| named(filter_problem(&e, "body"), &at("filter")))?;
    let during = day
        .filter(|_| spec.timeless)
        .map(|day| Validity::new(Some(day), day.tomorrow().ok()));
    Ok(OrderLayer {
        collection: id,
        filter,
        during,
        columns: columns(spec, wanted.properties.as_deref(), &at("properties"))?,
    })
}

fn columns(spec: &'static CollectionSpec, properties: Option<&[String]>, at: &str) -> Result<Vec<usize>, Problem> {
    let Some(properties) = properties else {
        return Ok((0..spec.columns().count()).collect());
    };
    let mut places = vec![];
    for name in properties {
        let Some((place, _)) = spec.column(name) else {
            let shown: String = name.chars().take(60).collect();
            return Err(member(
                at,
                format!("There is no property “{shown}”. Use one of the allowed values."),
            )
            .allowing(spec.columns().map(|c| c.name)));
        };
        places.push(place);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}
