//! A checked request for a tile, and its answer with caching headers.
use super::address::{self, TileAddress};
use super::coding::Coding;
use super::store::{CodedTile, TileSpec};
use crate::http::conditional::if_none_match;
use crate::http::features::datetime::Days;
use crate::http::forwarded::PublicBase;
use crate::http::lookup::read_query;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{DateText, Query, RawQuery, Refusal, Value, When, query};
use crate::http::state::AppState;
use crate::http::view::{PinnedEdition, View};
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use riverchief_core::domain::ids::UnitCode;
use riverchief_tiles::{Filter, LayerSet};
use serde::de::DeserializeOwned;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Media type of a Mapbox vector tile.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// The code of a unit, as text. The law of the day has the existing codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitText(pub String);

impl Value for UnitText {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let plain = (1..=32).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        plain.then(|| Self(text.to_owned())).ok_or_else(|| Refusal {
            detail: "The value must be the code of a unit, such as 450521.".to_owned(),
            allowed: Vec::new(),
        })
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(32))
            .build()
            .into()
    }
}

/// Longest version in an address, in bytes.
const LONGEST_STAMP: usize = 64;

/// The version of world and program in the address of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

impl Value for Version {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let plain = (1..=LONGEST_STAMP).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b));
        plain.then(|| Self(text.to_owned())).ok_or_else(|| Refusal {
            detail: "The value must be that of the tile address in TileJSON.".to_owned(),
            allowed: Vec::new(),
        })
    }
    fn schema() -> Schema {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(LONGEST_STAMP))
            .build()
            .into()
    }
}

query! {
    /// The filter of a tile.
    struct UnitQuery {
        /// Only features in the area of this unit or functional area, by code; features that only touch its border are
        /// left out. An
        /// export of the unit selects the same features.
        unit: Option<UnitText>,
    }
}

query! {
    /// The filter of a tile, and the version of the world.
    struct FixedQuery {
        /// Only features in the area of this unit or functional area, by code; features that only touch its border are
        /// left out.
        unit: Option<UnitText>,
        /// The version of world and program.
        v: Option<Version>,
    }
}

/// How long an answer can be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Forever, because the address contains edition and epoch.
    Immutable,
    /// Caches have to revalidate it, because it may change at midnight or with the next edition.
    AskAgain,
}

impl Freshness {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::AskAgain => "no-cache",
        })
    }
}

/// A checked request for a tile.
#[derive(Debug)]
pub struct TileRequest {
    state: AppState,
    spec: TileSpec,
    coding: Coding,
    freshness: Freshness,
    tags: Vec<String>,
}

/// The request that the path of a tile makes.
#[derive(Debug)]
pub enum TilePath {
    /// The address of a tile.
    Tile(Box<TileRequest>),
    /// A redirect to the address without an ending.
    Moved(String),
}

impl TilePath {
    /// Reads `/{layers}/{z}/{x}/{y}`.
    ///
    /// # Errors
    /// A problem with the path or the query.
    pub async fn short(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let (layers, z, x, y): (String, String, String, String) = path(parts, state).await?;
        let layers = address::layers(&layers)?;
        let (query, when) = read_query::<UnitQuery>(parts)?;
        let View { published, as_of, .. } = View::choose(state, parts, &when)?;
        let tile = match TileAddress::read(layers, &z, &x, &y)? {
            TileAddress::Tile(tile) => tile,
            TileAddress::Ending(row) => return Ok(Self::moved(parts, state, &format!("/{layers}/{z}/{x}/{row}"))),
        };
        let epoch = published.epoch(as_of);
        let spec = TileSpec {
            published,
            epoch,
            layers,
            tile,
            filter: filter(query.unit),
        };
        Ok(Self::tile(parts, state, spec, Freshness::AskAgain))
    }

    /// Reads `/e{edition}/{epoch}/{layers}/{z}/{x}/{y}`.
    ///
    /// # Errors
    /// A problem with the path or the query.
    pub async fn fixed(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let (edition, epoch, layers, z, x, y): (String, String, String, String, String, String) =
            path(parts, state).await?;
        let published = PinnedEdition::of(&parts.extensions, state);
        let epoch = address::epoch(&published, &edition, &epoch)?;
        let layers = address::layers(&layers)?;
        let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), FixedQuery::NAMES)?;
        let query = FixedQuery::read(&mut raw)?;
        if query.v.is_some_and(|v| v.0 != published.stamp()) {
            let detail = "This address is of another world or another version of the program. Read TileJSON again.";
            return Err(Problem::new(Kind::UnknownEdition, detail)
                .about("v")
                .allowing([published.stamp()]));
        }
        let tile = match TileAddress::read(layers, &z, &x, &y)? {
            TileAddress::Tile(tile) => tile,
            TileAddress::Ending(row) => {
                let path = format!("/{edition}/{}/{layers}/{z}/{x}/{row}", epoch.number);
                return Ok(Self::moved(parts, state, &path));
            }
        };
        let spec = TileSpec {
            published,
            epoch,
            layers,
            tile,
            filter: filter(query.unit),
        };
        Ok(Self::tile(parts, state, spec, Freshness::Immutable))
    }

    /// Reads the path of OGC API – Tiles: zoom, row and column, with `layers` or the layers that the parameter
    /// `collections` names.
    ///
    /// # Errors
    /// A problem with the path or the query.
    pub fn of_matrix(
        parts: &Parts,
        state: &AppState,
        layers: Option<LayerSet>,
        [z, row, col]: [&str; 3],
    ) -> Result<Self, Problem> {
        let known: &[&str] = if layers.is_some() {
            &["datetime", "edition", "version", "f"]
        } else {
            &["datetime", "edition", "version", "f", "collections"]
        };
        let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), known)?;
        if raw.take("f").is_some_and(|f| f != "mvt") {
            return Err(
                Problem::parameter("f", "There is no such format. Use one of the allowed values.").allowing(["mvt"]),
            );
        }
        let layers = match (layers, raw.take("collections")) {
            (Some(layers), _) => layers,
            (None, None) => LayerSet::all(),
            (None, Some(names)) => address::layers(&names)
                .map_err(|p| Problem::parameter("collections", p.detail.clone()).allowing(&p.allowed))?,
        };
        let as_of = match Days::read(raw.take("datetime").as_deref())? {
            Days::Today => None,
            Days::On(day) => Some(DateText(day)),
            Days::During(_) => {
                return Err(Problem::parameter(
                    "datetime",
                    "A tile has one day; give a day instead of an interval.",
                ));
            }
        };
        let when = When::with(as_of, &mut raw)?;
        let View { published, as_of, .. } = View::choose(state, parts, &when)?;
        let TileAddress::Tile(tile) = TileAddress::read(layers, z, col, row)? else {
            return Err(Problem::of_status(StatusCode::NOT_FOUND));
        };
        let spec = TileSpec {
            epoch: published.epoch(as_of),
            published,
            layers,
            tile,
            filter: filter(None),
        };
        Ok(Self::tile(parts, state, spec, Freshness::AskAgain))
    }

    fn tile(parts: &Parts, state: &AppState, spec: TileSpec, freshness: Freshness) -> Self {
        Self::Tile(Box::new(TileRequest {
            state: state.clone(),
            spec,
            coding: Coding::wanted(&parts.headers),
            freshness,
            tags: if_none_match(&parts.headers).into_iter().map(str::to_owned).collect(),
        }))
    }

    fn moved(parts: &Parts, state: &AppState, path: &str) -> Self {
        let query = parts.uri.query().map_or_else(String::new, |q| format!("?{q}"));
        Self::Moved(PublicBase::of(&parts.extensions, state).link(&format!("{path}{query}")))
    }

    /// The answer.
    ///
    /// # Errors
    /// The tile cannot be made.
    pub async fn answer(self) -> Result<Response, Problem> {
        match self {
            Self::Tile(request) => request.answer().await,
            Self::Moved(location) => {
                let header = HeaderValue::try_from(location).map_err(|error| {
                    Problem::new(Kind::BadRequest, "The address cannot be used in a Location header.")
                        .logged(error.to_string())
                })?;
                Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, header)]).into_response())
            }
        }
    }
}

async fn path<T: DeserializeOwned + Send>(parts: &mut Parts, state: &AppState) -> Result<T, Problem> {
    let Path(path) = Path::<T>::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::new(Kind::BadRequest, "The path is not valid UTF-8."))?;
    Ok(path)
}

fn filter(unit: Option<UnitText>) -> Filter {
    Filter {
        unit: unit.map(|unit| UnitCode::new(unit.0)),
    }
}

impl TileRequest {
    async fn answer(self) -> Result<Response, Problem> {
        let coded_tile = self.state.tiles.get(self.spec, self.coding).await?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(&coded_tile, &self.tags);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.freshness.header());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if coded_tile.body.is_empty() {
            return Ok(response);
        }
        headers.insert(header::ETAG, coded_tile.etag);
        if response.status() == StatusCode::OK {
            describe(response.headers_mut(), coded_tile.coding);
            *response.body_mut() = Body::from(coded_tile.body);
        }
        Ok(response)
    }
}

fn status(coded_tile: &CodedTile, tags: &[String]) -> StatusCode {
    if coded_tile.body.is_empty() {
        return StatusCode::NO_CONTENT;
    }
    let held = |tag: &String| tag == "*" || tag.as_bytes() == coded_tile.etag.as_bytes();
    if tags.iter().any(held) {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    }
}

fn describe(headers: &mut HeaderMap, coding: Coding) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if coding != Coding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
}
