//! The web page of `web/`, embedded: its one document, its assets, and the policy under which they run.
//!
//! It knows files and headers. What the page shows is written in `web/src`, and what it asks is answered by the other routes.
mod asset;
mod policy;

pub use asset::{asset, document};
pub use policy::{pages, protect};
