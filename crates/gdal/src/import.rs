//! Sources become a raw world by a mapping, with a finding for everything that is not as it should be.
//!
//! What a feature can't be trusted with isn't loaded; nothing is guessed. Whether the result makes a sound world is the
//! snapshot's question.
use super::complaint::{Complaint, failures, listen};
use super::layer_import::LayerImport;
use super::mapping::{LayerMapping, Mapping, MappingError};
use super::source::{Source, SourceError};
use super::{draft, world_file};
use riverchief_core::snapshot::finding::{Finding, Severity};
use riverchief_core::snapshot::raw::{RawMeta, RawWorld};
use riverchief_core::snapshot::record::{Record, VisitMut};
use riverchief_files::target::TargetError;
use std::path::{Path, PathBuf};
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
    /// The mapping and the sources don't fit.
    #[error("{0}")]
    Unmatched(String),
    /// A source breaks off or is damaged.
    #[error("{file}: layer {layer}: {message}")]
    Damaged {
        /// The source.
        file: PathBuf,
        /// Its layer.
        layer: String,
        /// What GDAL says.
        message: String,
    },
    /// Nobody has confirmed what the draft took from names.
    #[error(
        "not imported, since something has to be confirmed first: {}. Write a mapping with `--init`, correct it, and name it with `--map`",
        .0.join("; ")
    )]
    Unconfirmed(Vec<String>),
    /// The world file can't be written.
    #[error(transparent)]
    Write(#[from] world_file::WriteError),
    /// A file can't take its place.
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

    /// `value` unless it or GDAL says that the layer could not be read to its end.
    pub(super) fn unless_failed<T>(
        source: &Source,
        layer: &str,
        value: gdal::errors::Result<T>,
        said: &[Complaint],
    ) -> Result<T, Self> {
        match (value, failures(said)) {
            (Ok(value), None) => Ok(value),
            (_, Some(message)) => Err(Self::damaged(source, layer, message)),
            (Err(error), None) => Err(Self::damaged(source, layer, error.to_string())),
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A layer begins; the number of its features, if known.
    Layer(&'a str, Option<u64>),
    /// So many of its features are done.
    Features(u64),
}

/// What came of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Everything that could be loaded.
    pub world: RawWorld,
    /// Everything that could not, or was changed.
    pub findings: Vec<Finding>,
}

/// Opens sources, of a folder or zip all its Shapefiles; a mapping's declared encodings count.
///
/// # Errors
/// At the first that can't be opened.
pub fn open(paths: &[PathBuf], mapping: Option<&Mapping>) -> Result<Vec<Source>, ImportError> {
    let declared = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let layers = mapping?.layers.iter();
        layers
            .filter(|l| l.source.as_deref().is_none_or(|s| s == name))
            .find_map(|l| l.encoding)
    };
    let mut sources = Vec::new();
    for path in paths {
        for file in super::source::at(path)? {
            sources.push(Source::open(&file, declared(&file.named))?);
        }
    }
    Ok(sources)
}

/// Imports `sources` by `mapping`, or by the draft that [`draft::draft`] makes of them.
///
/// # Errors
/// [`ImportError`] when a source is damaged or the mapping doesn't fit; bad features are findings.
pub fn import(
    sources: &[Source],
    mapping: Option<Mapping>,
    progress: &mut dyn FnMut(Step<'_>),
) -> Result<Imported, ImportError> {
    let mapping = if let Some(mapping) = mapping {
        mapping
    } else {
        let draft = draft::draft(sources)?;
        if !draft.unconfirmed.is_empty() {
            return Err(ImportError::Unconfirmed(draft.unconfirmed));
        }
        Mapping::parse(&draft.text, "(draft)")?
    };
    if mapping.layers.is_empty() {
        return Err(ImportError::Unmatched(format!(
            "nothing to import: no layer is recognised; write a mapping, `--init` makes a draft. There are {}",
            there(sources)
        )));
    }
    let pairs = pairs(sources, &mapping)?;
    let unread = unread(sources, &pairs);
    let mut filler = Filler {
        pairs,
        imported: Imported::default(),
        progress,
    };
    let mut world = RawWorld::default();
    world.visit_mut(&mut filler)?;
    let mut imported = filler.imported;
    let layers = std::mem::take(&mut imported.world.layers);
    imported.world = RawWorld { layers, ..world };
    describe(&mut imported.world, sources);
    super::stations::fill(&mut imported);
    imported.findings.extend(unread);
    Ok(imported)
}

/// A finding for every layer of the sources that no block of the mapping reads.
fn unread(sources: &[Source], pairs: &[(&LayerMapping, &Source, &str)]) -> Vec<Finding> {
    let read = |source: &Source, layer: &str| pairs.iter().any(|(_, s, l)| std::ptr::eq(*s, source) && *l == layer);
    let layers = sources
        .iter()
        .flat_map(|source| source.layers.iter().map(move |layer| (source, layer)));
    let unread = layers.filter(|(source, layer)| !read(source, layer) && !is_known_extra(layer));
    unread
        .map(|(source, layer)| Finding {
            code: "W_IMPORT_NOT_READ",
            rule: "13",
            severity: Severity::Warning,
            layer: "world",
            feature: "*".to_owned(),
            field: None,
            place: None,
            measure: None,
            message: format!("{} / {layer} 没有映射，未载入", source.name),
            remedy: "在映射中为它写一个 [[layer]]；不需要时不必给出该文件".to_owned(),
        })
        .collect()
}

/// What other programs, or riverchief itself, put beside the layers of a world.
fn is_known_extra(layer: &str) -> bool {
    layer == "layer_styles" || super::field_names::is_derived(layer)
}

/// Every layer of the mapping with the source and the source's layer that feed it.
fn pairs<'a>(
    sources: &'a [Source],
    mapping: &'a Mapping,
) -> Result<Vec<(&'a LayerMapping, &'a Source, &'a str)>, ImportError> {
    let mut pairs = Vec::new();
    for (number, layer) in mapping.layers.iter().enumerate() {
        let before = pairs.len();
        for source in sources
            .iter()
            .filter(|s| layer.source.as_deref().is_none_or(|name| name == s.name))
        {
            let from = match &layer.from {
                Some(from) => source.layers.iter().find(|name| *name == from),
                None if source.layers.len() == 1 => source.layers.first(),
                None => None,
            };
            pairs.extend(from.map(|from| (layer, source, from.as_str())));
        }
        if pairs.len() == before {
            return Err(ImportError::Unmatched(format!(
                "mapping, layer {} (to = \"{}\"): no source layer matches; there are {}",
                number + 1,
                layer.to.name,
                there(sources)
            )));
        }
    }
    Ok(pairs)
}

/// Sources and their layers, for a message.
fn there(sources: &[Source]) -> String {
    let layers = sources
        .iter()
        .flat_map(|s| s.layers.iter().map(move |l| format!("{} / {l}", s.name)));
    layers.collect::<Vec<_>>().join(", ")
}

struct Filler<'a, 'p> {
    pairs: Vec<(&'a LayerMapping, &'a Source, &'a str)>,
    imported: Imported,
    progress: &'p mut dyn FnMut(Step<'_>),
}

impl VisitMut for Filler<'_, '_> {
    type Error = ImportError;
    fn layer<R: Record>(&mut self, rows: &mut Vec<R>) -> Result<(), ImportError> {
        for &(mapping, source, from) in self.pairs.iter().filter(|(m, ..)| m.to.name == R::SCHEMA.name) {
            let (result, said) = listen(|| LayerImport::new(mapping, source, from)?.rows(rows, self.progress));
            let mut findings = result?;
            if let Some(message) = failures(&said) {
                return Err(ImportError::damaged(source, from, message));
            }
            if !self.imported.world.layers.iter().any(|name| name == R::SCHEMA.name) {
                self.imported.world.layers.push(R::SCHEMA.name.to_owned());
            }
            self.imported.findings.append(&mut findings);
        }
        Ok(())
    }
}

/// A world without facts about itself gets those that are certain: it is not schematic, and where it comes from.
fn describe(world: &mut RawWorld, sources: &[Source]) {
    if !world.meta.is_empty() {
        return;
    }
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    for (key, value) in [("schematic", "false".to_owned()), ("source", names.join("; "))] {
        world.meta.push(RawMeta {
            fid: 0,
            key: Some(key.to_owned()),
            value: Some(value),
        });
    }
    if !world.layers.iter().any(|name| name == RawMeta::LAYER) {
        world.layers.push(RawMeta::LAYER.to_owned());
        world.layers.sort();
    }
}
