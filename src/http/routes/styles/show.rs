//! `GET /styles/{file}`: a style, its thumbnail, or a part of the sprite.
use crate::http::lookup::{LookupRequest, NoParameters};
use crate::http::path_id::PathId;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{Refusal, Value, query};
use crate::http::state::AppState;
use crate::http::styles::{self, GlyphsFrom, STYLES, StyleParameters, Template};
use crate::http::tiles::{self, TileUrl, UnitText};
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use riverchief_tiles::{MAX_ZOOM, MIN_ZOOM};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Files of the sprite, by the names that `MapLibre` uses.
const SPRITE: [&str; 4] = ["sprite.json", "sprite.png", "sprite@2x.json", "sprite@2x.png"];

/// The value of `glyphs`.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs(GlyphsFrom);

impl Value for Glyphs {
    fn parse(text: &str) -> Result<Self, Refusal> {
        match text {
            "served" => Ok(Self(GlyphsFrom::Here)),
            "device" => Ok(Self(GlyphsFrom::Device)),
            _ => Err(Refusal {
                detail: "There is no such source of glyphs. Use one of the allowed values.".to_owned(),
                allowed: vec!["served".to_owned(), "device".to_owned()],
            }),
        }
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(["device", "served"]))
            .build()
            .into()
    }
}

query! {
    /// The options of a style.
    struct StyleQuery {
        /// `served` adds `glyphs`, for clients that cannot draw text with the fonts of the device.
        glyphs: Option<Glyphs>,
        /// Only features in the area of this unit or functional area, by code.
        unit: Option<UnitText>,
    }
}

/// A style (`responsibility`, `responsibility.json`), its thumbnail (`responsibility.png`), or a part of the sprite.
#[utoipa::path(get, path = "/styles/{file}", tag = "styles",
    params(("file" = String, Path, description = "Name of a style, alone or with .json; with .png for its thumbnail; sprite.json, sprite.png, sprite@2x.json or sprite@2x.png"),
        StyleQuery),
    responses((status = 200, description = "A MapLibre style, version 8; the index of the sprite; or a picture.",
        content((Object = "application/json"), (Vec<u8> = "image/png")))))]
pub async fn handle(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, Response> {
    let (mut parts, _) = request.into_parts();
    let thumbnail = name.strip_suffix(".png").is_some_and(|id| STYLES.contains(&id));
    if thumbnail || SPRITE.contains(&name.as_str()) {
        NoParameters::from_request_parts(&mut parts, &state)
            .await
            .map_err(IntoResponse::into_response)?;
        let file = styles::file(&name).ok_or_else(|| no_such_style(&name).into_response())?;
        return Ok(file.answer(&parts.headers));
    }
    let id = name.strip_suffix(".json").unwrap_or(&name);
    let template = Template::named(id).ok_or_else(|| no_such_style(id).into_response())?;
    let request = LookupRequest::<StyleQuery>::from_request_parts(&mut parts, &state).await?;
    style(template, request).await.map_err(IntoResponse::into_response)
}

async fn style(template: Template, request: LookupRequest<StyleQuery>) -> Result<Response, Problem> {
    let layers = tiles::layers(&template.source_layers().join(","))?;
    let query = request.query.clone();
    let body = request.view.work(move |view, index| {
        let unit = query.unit.as_ref().map(|unit| unit.0.as_str());
        tiles::known_unit(index, unit)?;
        let epoch = view.published.epoch(view.as_of);
        let url = TileUrl {
            public_url: &view.public_url,
            edition: view.published.edition,
            epoch: epoch.number,
            layers,
            unit,
            version: view.published.stamp(),
        };
        let world = view.world_block();
        Ok::<_, Problem>(template.resolve(&StyleParameters {
            public_url: &view.public_url,
            tiles: url.template(),
            bounds: view.published.pyramid(&epoch).bounds(layers.iter()),
            zooms: (MIN_ZOOM, MAX_ZOOM),
            schematic: world.schematic,
            attribution: &world.notice,
            glyphs: query.glyphs.map_or_else(GlyphsFrom::default, |glyphs| glyphs.0),
        }))
    });
    Ok(request.reply(body.await?))
}

pub(super) fn no_such_style(name: &str) -> Problem {
    let detail = format!("There is no style “{name}”. Styles are {}.", STYLES.join(", "));
    Problem::new(Kind::NotFound, detail).about("style").allowing(STYLES)
}
