//! boards
use super::input::Source;
use crate::snapshot::RawWorld;
pub fn write(_s: &Source, _w: &mut RawWorld) {}
