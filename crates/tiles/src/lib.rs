//! Vector tiles of one edition and epoch: Web Mercator, MVT 2, extent 4096.
//!
//! Draws what the index holds and what the resolver's views answer. It decides no responsibility and knows no HTTP and no
//! clock.
#![forbid(unsafe_code)]

pub mod archive;
mod borders;
mod clip;
mod colour;
mod encode;
mod error;
mod features;
mod filter;
mod generalise;
mod ids;
mod layer_set;
pub mod layers;
mod mercator;
mod mesh;
mod net;
mod pyramid;
mod sheet;
mod snap;
mod strands;
mod tile;
mod topology;

pub use error::TileError;
pub use filter::{Filter, ground};
pub use layer_set::{LayerSet, LayerSetError};
pub use layers::{FieldKind, FieldSpec, GeometryKind, LAYERS, LayerId, LayerSpec, UnknownLayer};
pub use pyramid::Pyramid;
pub use tile::{BUFFER, EXTENT, MAX_ZOOM, MIN_ZOOM, TileCoord};
