//! Errors and progress of an import.
use super::mapping::MappingError;
use super::messages::{Message, failures};
use super::source::Source;
use super::source_file::SourceError;
use super::world_file;
use riverchief_files::target::TargetError;
use std::path::PathBuf;
use thiserror::Error;

/// Why an import stopped. Nothing was written.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A source can't be opened.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping can't be used.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The mapping and the sources don't fit together.
    #[error("{0}")]
    Unmatched(String),
    /// A source is incomplete or damaged.
    #[error("{file}: layer {layer}: {message}")]
    Damaged {
        /// The source.
        file: PathBuf,
        /// Its layer.
        layer: String,
        /// The message of GDAL.
        message: String,
    },
    /// The draft derived something from names that a person has to confirm.
    #[error(
        "not imported; please confirm first: {}. Write a mapping with `--init`, correct it, and pass it with `--map`",
        .0.join("; ")
    )]
    Unconfirmed(Vec<String>),
    /// The world file can't be written.
    #[error(transparent)]
    Write(#[from] world_file::WriteError),
    /// A file can't be put in place.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Another file can't be written or read.
    #[error("{file}: {source}")]
    File {
        /// Which.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ImportError {
    pub(super) fn damaged(source: &Source, layer: &str, message: impl Into<String>) -> Self {
        Self::Damaged {
            file: source.path.clone(),
            layer: layer.to_owned(),
            message: message.into(),
        }
    }

    /// `value`, unless it is an error or GDAL reported a failure.
    pub(super) fn unless_failed<T>(
        source: &Source,
        layer: &str,
        value: gdal::errors::Result<T>,
        said: &[Message],
    ) -> Result<T, Self> {
        match (value, failures(said)) {
            (Ok(value), None) => Ok(value),
            (_, Some(message)) => Err(Self::damaged(source, layer, message)),
            (Err(error), None) => Err(Self::damaged(source, layer, error.to_string())),
        }
    }
}

/// Progress of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A layer begins; the number of its features, if known.
    Layer(&'a str, Option<u64>),
    /// Number of its features that are done.
    Features(u64),
}
