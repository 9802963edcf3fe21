//! Builds a world from hand-written control points.
//!
//! All lines (coast, county arcs, borders of village cells, edges of reservoir zones and of the sea) are overlaid to a planar
//! partition. Its faces are merged to villages, townships, counties, the city, zones and the sea, so that neighbours share
//! every vertex. Courses and surfaces of waters are drawn over it; posts, segments and boards are derived from the finished
//! geometry by the rules. Reads TOML; the caller writes the world file.
#![forbid(unsafe_code)]

mod boards;
mod brackets;
mod cells;
mod counties;
mod courses;
mod curve;
mod dates;
mod ground;
mod holders;
mod input;
mod plan;
mod planar;
mod references;
mod reservoirs;
mod rows;
mod rules;
mod seats;
mod segments;
mod surfaces;
mod tenures;
mod units;
mod values;

use riverchief_core::snapshot::{RawWorld, raw};
use std::path::{Path, PathBuf};

/// Why a source folder can't be built.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file is missing or can't be read.
    #[error("can't read {path}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has another structure than `input` describes.
    #[error("{path} is invalid")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column, the key, and what was expected.
        source: Box<toml::de::Error>,
    },
    /// A code is not defined.
    #[error("{file}: {key} = {value:?} is not defined: expected the {expected}")]
    Unknown {
        /// The file, within the source folder.
        file: String,
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Something is in a wrong place, or parts don't fit together.
    #[error("{what} {name}: {problem}")]
    Broken {
        /// File and kind of thing, e.g. `coast.toml: arc`.
        what: String,
        /// Its name or code.
        name: String,
        /// The problem.
        problem: String,
    },
}

impl SynthError {
    pub(crate) fn broken(what: &str, name: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Broken {
            what: what.to_owned(),
            name: name.into(),
            problem: problem.into(),
        }
    }
}

/// Every layer of a world file: the default world has them all.
const LAYERS: [&str; 20] = [
    raw::RawMeta::LAYER,
    raw::RawUnit::LAYER,
    raw::RawFunctionalArea::LAYER,
    raw::RawWater::LAYER,
    raw::RawWaterArea::LAYER,
    raw::RawCentreline::LAYER,
    raw::RawSegment::LAYER,
    raw::RawZone::LAYER,
    raw::RawZonePiece::LAYER,
    raw::RawExtent::LAYER,
    raw::RawMarineArea::LAYER,
    raw::RawBoard::LAYER,
    raw::RawPost::LAYER,
    raw::RawHolder::LAYER,
    raw::RawTenure::LAYER,
    raw::RawDepartment::LAYER,
    raw::RawTask::LAYER,
    raw::RawConcern::LAYER,
    raw::RawOffice::LAYER,
    raw::RawDocument::LAYER,
];

/// Builds the world of a source folder, e.g. `gis_data/beihai`. The same folder always gives the same world.
///
/// # Errors
/// [`SynthError`] names the file, or the item in it, that is wrong.
///
/// ```no_run
/// let world = riverchief_synth::build(std::path::Path::new("gis_data/beihai"))?;
/// assert!(world.units.len() > 460);
/// # Ok::<(), riverchief_synth::SynthError>(())
/// ```
pub fn build(folder: &Path) -> Result<RawWorld, SynthError> {
    let source = input::Source::read(folder)?;
    references::check(&source)?;
    let ground = ground::Ground::build(&source)?;
    let mut world = rows::geography(&source, &ground)?;
    plan::write(&source, &mut world);
    seats::write(&source, &mut world)?;
    boards::write(&source, &mut world);
    world.layers = LAYERS.map(str::to_owned).to_vec();
    Ok(world)
}

#[cfg(test)]
mod tests;
