//! Geometry in longitude and latitude: exact predicates, geodesic measures, linear referencing.
//!
//! Knows geo's types; knows nothing of rivers, chiefs, files or HTTP.
//!
//! Rectangles and edges that cross the antimeridian are out of scope: an edge is the straight line
//! between two stored vertices, and it never wraps.
#![forbid(unsafe_code)]

pub mod arrangement;
pub mod bank;
pub mod box_tree;
pub mod closed_area;
pub mod cutting;
pub mod degrees;
mod edge_boxes;
pub mod edge_tree;
pub mod ellipsoid;
pub mod gcj02;
pub mod interior;
pub mod lonlat;
pub mod meeting;
pub mod nearest;
pub mod orientation;
pub mod plane;
pub mod position;
pub mod stationing;
pub mod union;
pub mod validity;

pub use bank::bank_at;
pub use box_tree::BoxTree;
pub use edge_tree::EdgeTree;
pub use lonlat::LonLat;
pub use nearest::Foot;
pub use orientation::{Side, Turn};
pub use plane::LocalPlane;
pub use position::{Position, PreparedPolygon};
pub use stationing::{PartOfEdge, Stationed};
