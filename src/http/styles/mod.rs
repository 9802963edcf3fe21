//! Map styles over HTTP: the embedded files, and how a template becomes a style with the addresses of this service.
//!
//! It knows the structure of a style; `styles/source` decides what a layer shows.
mod glyphs;
mod served;
mod style;

pub use glyphs::{GlyphRange, STACK, first_known, ranges};
pub use served::file;
pub use style::{GlyphsFrom, STYLES, StyleParameters, Template};
