//! The service: state, router, errors, extractors, wire types, routes by noun, OpenAPI.
//!
//! It must not know geometry and never matches on ownership: the resolver
//! and its views decide, this module asks them and words the answer.
pub mod accept;
mod ask;
mod base_map;
mod bulk;
mod connection;
mod exports;
mod features;
mod forwarded;
mod guard;
mod limits;
mod media;
mod metrics;
mod openapi;
mod openapi30;
mod pace;
mod page;
mod path_id;
pub(crate) mod place;
mod printed;
mod problem;
mod public_url;
mod query;
mod ranges;
mod router;
mod routes;
mod server;
mod shapes;
mod shares;
mod state;
mod styles;
pub mod tiles;
pub mod wire;

pub use base_map::{BaseMap, BaseMapError, Datum, GREATEST_ZOOM, Key, Options as BaseMapOptions};
pub use forwarded::{Network, NetworkError, Peer, Proxies};
pub use limits::Limits;
pub use openapi::document as openapi_document;
pub use openapi30::in_3_0;
pub use public_url::{PublicUrl, PublicUrlError};
pub use router::app;
pub use server::{Stop, serve};
pub use shares::Holder;
pub use state::{AppState, Front, Shared};
