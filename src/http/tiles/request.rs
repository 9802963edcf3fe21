//! A checked request for a tile, and its answer with the headers that caches live on.
use super::address::Spot;
use super::coding::Coding;
use super::store::{Stored, Wanted};
use super::{MEDIA_TYPE, address};
use crate::http::ask::{AtEntry, View, if_none_match};
use crate::http::features::Days;
use crate::http::forwarded::PublicBase;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{DateText, Query, RawQuery, Refusal, Value, When, query};
use crate::http::state::AppState;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use riverchief_core::domain::ids::UnitCode;
use riverchief_tiles::{Filter, LayerSet};
use serde::de::DeserializeOwned;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// A unit's code, as text; which there are is known to the law of the day.
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

/// Most bytes of a stamp in an address.
const LONGEST_STAMP: usize = 64;

/// What a tile's address says about world and program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

impl Value for Version {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let plain = (1..=LONGEST_STAMP).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b));
        plain.then(|| Self(text.to_owned())).ok_or_else(|| Refusal {
            detail: "The value is that of the address in TileJSON.".to_owned(),
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
    /// Which features.
    struct UnitQuery {
        /// Only features that share something of their own dimension with the area of this unit or functional area, by code: what
        /// an export of it holds too.
        unit: Option<UnitText>,
    }
}

query! {
    /// Which features, of which world.
    struct FixedQuery {
        /// Only features that share something of their own dimension with this unit or functional area, by code.
        unit: Option<UnitText>,
        /// What tells this world and program from others.
        v: Option<Version>,
    }
}

/// How long an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// For ever: edition and epoch stand in the address.
    Immutable,
    /// Until tomorrow, or the next edition: ask again, with the tag.
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
    wanted: Wanted,
    coding: Coding,
    freshness: Freshness,
    tags: Vec<String>,
}

/// What the path of a tile turned out to be.
#[derive(Debug)]
pub enum TilePath {
    /// The address of a tile.
    Tile(Box<TileRequest>),
    /// An address with an ending; the one without it.
    Moved(String),
}

impl TilePath {
    /// Reads `/{layers}/{z}/{x}/{y}`.
    ///
    /// # Errors
    /// What in the path or in the query can't be used.
    pub async fn short(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let (layers, z, x, y): (String, String, String, String) = path(parts, state).await?;
        let layers = address::layers(&layers)?;
        let (query, when) = crate::http::ask::read_query::<UnitQuery>(parts)?;
        let View { published, as_of, .. } = View::choose(state, parts, &when)?;
        let tile = match Spot::read(layers, &z, &x, &y)? {
            Spot::Tile(tile) => tile,
            Spot::Ending(row) => return Ok(Self::moved(parts, state, &format!("/{layers}/{z}/{x}/{row}"))),
        };
        let epoch = published.epoch(as_of);
        let wanted = Wanted {
            published,
            epoch,
            layers,
            tile,
            filter: filter(query.unit),
        };
        Ok(Self::tile(parts, state, wanted, Freshness::AskAgain))
    }

    /// Reads `/e{edition}/{epoch}/{layers}/{z}/{x}/{y}`.
    ///
    /// # Errors
    /// What in the path or in the query can't be used.
    pub async fn fixed(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let (edition, epoch, layers, z, x, y): (String, String, String, String, String, String) =
            path(parts, state).await?;
        let published = AtEntry::of(&parts.extensions, state);
        let epoch = address::epoch(&published, &edition, &epoch)?;
        let layers = address::layers(&layers)?;
        let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), FixedQuery::NAMES)?;
        let query = FixedQuery::read(&mut raw)?;
        if query.v.is_some_and(|v| v.0 != published.stamp()) {
            let detail = "This address belongs to tiles of another world or program. Read TileJSON again.";
            return Err(Problem::new(Kind::UnknownEdition, detail)
                .about("v")
                .allowing([published.stamp()]));
        }
        let tile = match Spot::read(layers, &z, &x, &y)? {
            Spot::Tile(tile) => tile,
            Spot::Ending(row) => {
                let path = format!("/{edition}/{}/{layers}/{z}/{x}/{row}", epoch.number);
                return Ok(Self::moved(parts, state, &path));
            }
        };
        let wanted = Wanted {
            published,
            epoch,
            layers,
            tile,
            filter: filter(query.unit),
        };
        Ok(Self::tile(parts, state, wanted, Freshness::Immutable))
    }

    /// A tile of OGC API – Tiles: zoom, row and column; `layers`, or those that the parameter `collections` names.
    ///
    /// # Errors
    /// What in the path or in the query can't be used.
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
            return Err(Problem::parameter("f", "There is no such format.").allowing(["mvt"]));
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
            Days::During(_) => return Err(Problem::parameter("datetime", "A tile is of one day.")),
        };
        let when = When::with(as_of, &mut raw)?;
        let View { published, as_of, .. } = View::choose(state, parts, &when)?;
        let Spot::Tile(tile) = Spot::read(layers, z, col, row)? else {
            return Err(Problem::of_status(StatusCode::NOT_FOUND));
        };
        let wanted = Wanted {
            epoch: published.epoch(as_of),
            published,
            layers,
            tile,
            filter: filter(None),
        };
        Ok(Self::tile(parts, state, wanted, Freshness::AskAgain))
    }

    fn tile(parts: &Parts, state: &AppState, wanted: Wanted, freshness: Freshness) -> Self {
        Self::Tile(Box::new(TileRequest {
            state: state.clone(),
            wanted,
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
    /// The tile can't be made.
    pub async fn answer(self) -> Result<Response, Problem> {
        match self {
            Self::Tile(asked) => asked.answer().await,
            Self::Moved(location) => {
                let header = HeaderValue::try_from(location).map_err(|error| {
                    Problem::new(Kind::BadRequest, "The address can't be repeated in a header.")
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
        let stored = self.state.tiles.get(self.wanted, self.coding).await?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status(&stored, &self.tags);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, self.freshness.header());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if stored.body.is_empty() {
            return Ok(response);
        }
        headers.insert(header::ETAG, stored.etag);
        if response.status() == StatusCode::OK {
            describe(response.headers_mut(), stored.coding);
            *response.body_mut() = Body::from(stored.body);
        }
        Ok(response)
    }
}

fn status(stored: &Stored, tags: &[String]) -> StatusCode {
    if stored.body.is_empty() {
        return StatusCode::NO_CONTENT;
    }
    let held = |tag: &String| tag == "*" || tag.as_bytes() == stored.etag.as_bytes();
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
