//! The embedded web page of `web/`: its document, its assets, and its content security policy.
//!
//! It knows files and headers. `web/src` decides what the page shows; the other routes answer its requests.
mod asset;
mod policy;

pub use asset::{asset, document};
pub use policy::{pages, protect};
