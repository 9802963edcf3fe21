//! Map styles over HTTP: what is embedded, and how a template becomes a style with our addresses in it.
//!
//! It knows the shape of a style; what a layer shows is written in `styles/source`.
mod glyphs;
mod served;
mod style;

pub use glyphs::{GlyphRange, STACK, first_known, ranges};
pub use served::file;
pub use style::{GlyphsFrom, Places, STYLES, Template};
