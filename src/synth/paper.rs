//! paper
use super::input::Source;
use crate::snapshot::RawWorld;
use serde::Deserialize;
#[derive(Clone, Debug, Deserialize)]
pub struct Plan {}
pub fn write(_s: &Source, _w: &mut RawWorld) {}
