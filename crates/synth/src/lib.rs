//! Builds a world from hand-written control points.
//!
//! One arrangement of all lines (coast, county arcs, borders of village cells, edges of reservoir zones and
//! of the sea) gives faces; faces melt into villages, townships, counties, the city, zones and the sea, so
//! that what touches shares every vertex. Courses and surfaces of waters are laid over it; posts, segments
//! and boards follow from the law that the finished geometry has. Knows TOML, but no GDAL: writing the
//! world file is for the caller.
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
mod paper;
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

/// Why a source folder gives no world.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file is not there or can't be read.
    #[error("can't read {path}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not of the shape that `input` describes.
    #[error("{path} is not as expected")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Line, column, the key, and what was expected.
        source: Box<toml::de::Error>,
    },
    /// A code names nothing.
    #[error("{file}: {key} = {value:?} names nothing: expected the {expected}")]
    Unknown {
        /// The file, within the source folder.
        file: String,
        /// The key.
        key: String,
        /// What stands there.
        value: String,
        /// What should.
        expected: &'static str,
    },
    /// Something lies where it can't, or doesn't fit together.
    #[error("{what} {name}: {problem}")]
    Broken {
        /// File and kind of thing, e.g. `coast.toml: arc`.
        what: String,
        /// Its name or code.
        name: String,
        /// What is wrong with it.
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
/// [`SynthError`] names the file, or the thing in it, that is wrong.
///
/// ```no_run
/// let world = riverchief_synth::build(std::path::Path::new("gis_data/beihai"))?;
/// assert!(world.units.len() > 460);
/// # Ok::<(), riverchief_synth::SynthError>(())
/// ```
pub fn build(folder: &Path) -> Result<RawWorld, SynthError> {
    let source = input::Source::read(folder)?;
    references::check(&source)?;
    let ground = ground::Ground::lay(&source)?;
    let mut world = rows::geography(&source, &ground)?;
    paper::write(&source, &mut world);
    seats::write(&source, &mut world)?;
    boards::write(&source, &mut world);
    world.layers = LAYERS.map(str::to_owned).to_vec();
    Ok(world)
}

#[cfg(test)]
mod tests;
