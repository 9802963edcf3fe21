//! seats
use super::SynthError;
use super::input::Source;
use crate::snapshot::RawWorld;
use serde::Deserialize;
#[derive(Clone, Debug, Deserialize)]
pub struct Rules {}
pub fn write(_s: &Source, _w: &mut RawWorld) -> Result<(), SynthError> { Ok(()) }
