//! Glyphs for clients that can't draw text with the fonts of the device.
pub mod list;
pub mod range;
