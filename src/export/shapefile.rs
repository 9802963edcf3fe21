//! A Shapefile as separate files in one folder. They get their names once all of them are complete.
use super::error::ExportError;
use super::files::room;
use super::layer::{LayerSource, check};
use super::selected::Chosen;
use super::terms::{Terms, framed};
use super::write::Report;
use riverchief_files::target::{TargetError, folder_of};
use riverchief_gdal::feature_file;
use riverchief_rows::formats::Features;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Extensions of the files of a Shapefile. Files of an older one with the same name are removed: programs would read them with
/// the new one.
const PARTS: [&str; 12] = [
    "shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx", "fbn", "fbx", "idm", "ind",
];

/// A Shapefile that is being written. If it is dropped before [`Shapefile::write`] has succeeded, nothing is left behind.
#[derive(Debug)]
pub struct Shapefile {
    named: PathBuf,
    /// The path after symbolic links are resolved.
    target: PathBuf,
    folder: TempDir,
    replace: bool,
}

impl Shapefile {
    /// Prepares to write the file named `x.shp`, in a temporary folder next to it; existing files are replaced only if `replace` is set.
    ///
    /// # Errors
    /// A Shapefile of this name exists, or the folder cannot be written.
    pub fn open(path: &Path, replace: bool) -> Result<Self, ExportError> {
        let wrong = |source| ExportError::Io(source).at(path.to_owned());
        if path.exists() && !path.is_file() {
            let words = "it is not a regular file; a Shapefile is several files in a folder";
            return Err(wrong(io::Error::other(words)));
        }
        let target = if path.is_symlink() {
            path.canonicalize().map_err(wrong)?
        } else {
            path.to_owned()
        };
        let parent = folder_of(&target);
        if !parent.is_dir() {
            let words = format!("the folder {} does not exist", parent.display());
            return Err(wrong(io::Error::new(io::ErrorKind::NotFound, words)));
        }
        let folder = tempfile::Builder::new()
            .prefix(".riverchief-")
            .suffix(".tmp")
            .tempdir_in(parent);
        let new = Self {
            named: path.to_owned(),
            target,
            folder: folder.map_err(wrong)?,
            replace,
        };
        // Checked before anything is written, and again in `name`, when all names are known.
        new.refuse_existing("")?;
        Ok(new)
    }

    /// A folder for temporary files on the same disk.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The path of one of the files: the given name, and what follows the name of the collection in the written file.
    fn path(&self, ending: &str) -> PathBuf {
        let stem = self.target.file_stem().unwrap_or_default().to_string_lossy();
        folder_of(&self.target).join(format!("{stem}{ending}"))
    }

    /// Refuses to replace an existing Shapefile of this name.
    fn refuse_existing(&self, kind: &str) -> Result<(), ExportError> {
        let mut there = PARTS.iter().map(|part| self.path(&format!("{kind}.{part}")));
        match there.find(|path| path.exists()) {
            Some(path) if !self.replace => Err(TargetError::Exists(path).into()),
            _ => Ok(()),
        }
    }

    /// Writes the rows; returns the size in bytes too.
    ///
    /// # Errors
    /// As [`super::write()`]; then there are no files.
    pub fn write(self, chosen: &Chosen, terms: &Terms) -> Result<(Report, u64), ExportError> {
        let wrong = |source: io::Error| ExportError::from(source).at(self.named.clone());
        check(std::slice::from_ref(chosen), terms)?;
        let (crs, frame) = framed(terms)?;
        let source = LayerSource::new(chosen, terms, &frame, crs)?;
        let made = self.folder.path().join("made");
        let features: Box<Features<'_>> = Box::new(source.features());
        let layers = std::iter::once((source.layer.clone(), features));
        let file_remarks = feature_file::write(&made, terms.format, terms.letters, layers);
        let file_remarks = file_remarks.map_err(|error| wrong(room(self.folder.path(), error)))?;
        let bytes = self.name(&made, source.layer.spec.id)?;
        let report = Report {
            features: chosen.rows.len(),
            remarks: source.remarks().chain(file_remarks).collect(),
        };
        Ok((report, bytes))
    }

    /// Renames the files to their final names. The `.shp` comes last, because programs open a Shapefile by it.
    fn name(&self, made: &Path, collection: &str) -> Result<u64, ExportError> {
        let wrong = |source: io::Error| ExportError::from(source).at(self.named.clone());
        let mut files: Vec<(PathBuf, String)> = vec![];
        for entry in fs::read_dir(made).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // `waters.shp`, or `responsibilities_lines.shp` if a collection has several geometry types.
            let ending = name.strip_prefix(collection).unwrap_or(&name).to_owned();
            files.push((path, ending));
        }
        let is_main = |ending: &str| Path::new(ending).extension().is_some_and(|e| e == "shp");
        files.sort_by_key(|(_, ending)| (is_main(ending), ending.clone()));
        let kinds: Vec<&str> = (files.iter())
            .filter_map(|(_, ending)| ending.strip_suffix(".shp"))
            .collect();
        kinds.iter().try_for_each(|kind| self.refuse_existing(kind))?;
        let mut bytes = 0;
        for (path, _) in &files {
            let file = File::open(path).map_err(wrong)?;
            file.sync_all().map_err(wrong)?;
            bytes += file.metadata().map_err(wrong)?.len();
        }
        for kind in kinds {
            for part in PARTS.iter().map(|part| format!("{kind}.{part}")) {
                let old = self.path(&part);
                if !files.iter().any(|(_, ending)| *ending == part) && old.is_file() {
                    fs::remove_file(old).map_err(wrong)?;
                }
            }
        }
        for (path, ending) in &files {
            fs::rename(path, self.path(ending)).map_err(wrong)?;
        }
        (File::open(folder_of(&self.target)).and_then(|folder| folder.sync_all())).map_err(wrong)?;
        Ok(bytes)
    }
}
