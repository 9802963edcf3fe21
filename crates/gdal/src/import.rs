//! Imports sources into a raw world by a mapping, with a finding for every problem.
//!
//! Doubtful features are not loaded, and nothing is guessed. Whether the result is a valid world is checked by the snapshot.
use super::draft;
pub use super::import_error::{ImportError, Step};
use super::layer_import::LayerImport;
use super::mapping::{LayerMapping, Mapping};
use super::messages::{capture, failures};
use super::source::Source;
use riverchief_core::snapshot::finding::{Finding, Severity};
use riverchief_core::snapshot::raw::{RawMeta, RawWorld};
use riverchief_core::snapshot::record::{Record, VisitMut};
use std::path::{Path, PathBuf};

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// Everything that was loaded.
    pub world: RawWorld,
    /// Everything that was left out or changed.
    pub findings: Vec<Finding>,
}

/// Opens sources; of a folder or zip all its Shapefiles. The encodings that the mapping declares are used.
///
/// # Errors
/// The first source that can't be opened.
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
        for file in super::source_file::find(path)? {
            sources.push(Source::open(&file, declared(&file.name))?);
        }
    }
    Ok(sources)
}

/// Imports `sources` by `mapping`, or by the draft that [`draft::draft`] makes of them.
///
/// # Errors
/// [`ImportError`] when a source is damaged or the mapping doesn't fit; invalid features are findings.
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
            "nothing to import: no layer is recognised; write a mapping (`--init` makes a draft). The layers are {}",
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

/// A finding for every source layer that the mapping doesn't use.
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

/// Layers that other programs, or riverchief itself, add to the layers of a world.
fn is_known_extra(layer: &str) -> bool {
    layer == "layer_styles" || super::field_names::is_derived(layer)
}

/// Every layer of the mapping with the source and the source layer that it is imported from.
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
                "mapping, layer {} (to = \"{}\"): no source layer matches; the source layers are {}",
                number + 1,
                layer.to.name,
                there(sources)
            )));
        }
    }
    Ok(pairs)
}

/// The layers of all sources, for a message.
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
            let (result, said) = capture(|| LayerImport::new(mapping, source, from)?.rows(rows, self.progress));
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

/// Adds the metadata that is certain to a world without any: it is not schematic, and its sources.
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
