//! Glyphs, for clients that cannot draw text with the fonts of the device.
pub mod list;
pub mod range;
