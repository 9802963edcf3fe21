//! A Shapefile as the files that it is, beside each other. They take their names when all of them are whole.
use super::files::room;
use super::{Chosen, DeliveryError, Part, Report, Terms, check, framed};
use riverchief_files::target::folder_of;
use riverchief_gdal::feature_file;
use riverchief_rows::formats::Features;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What belongs to a Shapefile by its name: what is left of an older one would be read with the new one.
const PARTS: [&str; 12] = [
    "shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx", "fbn", "fbx", "idm", "ind",
];

/// Files on their way. Dropped before they are written, they leave nothing behind.
#[derive(Debug)]
pub struct Shapefile {
    named: PathBuf,
    /// Where a link leads.
    place: PathBuf,
    folder: TempDir,
    replace: bool,
}

impl Shapefile {
    /// Makes a place beside the file named `x.shp`; existing files are replaced only where `replace` says so.
    ///
    /// # Errors
    /// [`DeliveryError::Exists`], or the folder can't be written.
    pub fn open(path: &Path, replace: bool) -> Result<Self, DeliveryError> {
        let wrong = |source| DeliveryError::Io(source).at(path.to_owned());
        if path.exists() && !path.is_file() {
            let words = "it is no file; a Shapefile is several files, which need a folder";
            return Err(wrong(io::Error::other(words)));
        }
        let place = if path.is_symlink() {
            path.canonicalize().map_err(wrong)?
        } else {
            path.to_owned()
        };
        let beside = folder_of(&place);
        if !beside.is_dir() {
            let words = format!("there is no folder {}; make it first", beside.display());
            return Err(wrong(io::Error::new(io::ErrorKind::NotFound, words)));
        }
        let folder = tempfile::Builder::new()
            .prefix(".riverchief-")
            .suffix(".tmp")
            .tempdir_in(beside);
        let new = Self {
            named: path.to_owned(),
            place,
            folder: folder.map_err(wrong)?,
            replace,
        };
        // Before anything is made; the names that there will be in the end are looked at again.
        new.spare("")?;
        Ok(new)
    }

    /// Where temporary files of the same disk go.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The path of one of the files: what stands after the name of the collection goes after the name that was given.
    fn path(&self, ending: &str) -> PathBuf {
        let stem = self.place.file_stem().unwrap_or_default().to_string_lossy();
        folder_of(&self.place).join(format!("{stem}{ending}"))
    }

    /// Refuses to write over a Shapefile of this name.
    fn spare(&self, kind: &str) -> Result<(), DeliveryError> {
        let mut there = PARTS.iter().map(|part| self.path(&format!("{kind}.{part}")));
        match there.find(|path| path.exists()) {
            Some(path) if !self.replace => Err(DeliveryError::Exists(path)),
            _ => Ok(()),
        }
    }

    /// Writes what was chosen; returns how many bytes there are too.
    ///
    /// # Errors
    /// As [`super::write`]; then there are no files.
    pub fn write(self, chosen: &Chosen, terms: &Terms) -> Result<(Report, u64), DeliveryError> {
        let wrong = |source: io::Error| DeliveryError::from(source).at(self.named.clone());
        check(std::slice::from_ref(chosen), terms)?;
        let (crs, frame) = framed(terms)?;
        let part = Part::new(chosen, terms, &frame, crs)?;
        let made = self.folder.path().join("made");
        let features: Box<Features<'_>> = Box::new(part.features());
        let layers = std::iter::once((part.layer.clone(), features));
        let told = feature_file::write(&made, terms.format, terms.letters, layers);
        let told = told.map_err(|error| wrong(room(self.folder.path(), error)))?;
        let bytes = self.name(&made, part.layer.spec.id)?;
        let report = Report {
            features: chosen.rows.len(),
            remarks: part.remarks().chain(told).collect(),
        };
        Ok((report, bytes))
    }

    /// Gives the files their names: that by which programs open a Shapefile comes last.
    fn name(&self, made: &Path, collection: &str) -> Result<u64, DeliveryError> {
        let wrong = |source: io::Error| DeliveryError::from(source).at(self.named.clone());
        let mut files: Vec<(PathBuf, String)> = vec![];
        for entry in fs::read_dir(made).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // `waters.shp`, or `responsibilities_lines.shp` where a collection has several kinds of geometry.
            let ending = name.strip_prefix(collection).unwrap_or(&name).to_owned();
            files.push((path, ending));
        }
        let is_main = |ending: &str| Path::new(ending).extension().is_some_and(|e| e == "shp");
        files.sort_by_key(|(_, ending)| (is_main(ending), ending.clone()));
        let kinds: Vec<&str> = (files.iter())
            .filter_map(|(_, ending)| ending.strip_suffix(".shp"))
            .collect();
        kinds.iter().try_for_each(|kind| self.spare(kind))?;
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
        (File::open(folder_of(&self.place)).and_then(|folder| folder.sync_all())).map_err(wrong)?;
        Ok(bytes)
    }
}
