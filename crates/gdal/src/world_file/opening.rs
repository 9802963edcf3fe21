//! Opens a world file. Its bytes are read once, so that the bytes that are hashed are those that are loaded.
use super::super::gpkg;
use super::super::gpkg_copy::{DatabaseCopy, companion, copy, has_companions, read_unchanged};
use super::super::native::MemoryFile;
use super::reading::{ReadError, read_dataset};
use riverchief_core::snapshot::raw::{RawWorld, SCHEMAS};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest world file that is read, since it is held in memory while it is loaded.
const MOST_BYTES: u64 = 4 << 30;

/// An open world file. It stays as it was when it was opened, whatever happens to the file on disk.
#[derive(Debug)]
pub struct WorldFile {
    /// As it is named in errors.
    name: PathBuf,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// A file without a log or a journal.
    Bytes(Vec<u8>),
    /// A file with a log or a journal: SQLite writes to such a file while reading it, so it gets a copy.
    Copy(DatabaseCopy),
}

impl WorldFile {
    /// Opens a world file, together with its write-ahead log if it has one.
    ///
    /// # Errors
    /// [`ReadError::File`] when it can't be read or keeps changing, [`ReadError::Open`] when it is empty or too large.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let unreadable = |source| ReadError::File {
            file: path.to_owned(),
            source,
        };
        let refused = |message: String| ReadError::Open {
            file: path.to_owned(),
            message,
        };
        let found = File::open(path).and_then(|file| file.metadata()).map_err(unreadable)?;
        if found.len() == 0 {
            return Err(refused("the file is empty".to_owned()));
        }
        if found.len() > MOST_BYTES {
            let size = found.len();
            return Err(refused(format!("it has {size} bytes; the limit is {MOST_BYTES}")));
        }
        let content = read_unchanged(path, || {
            if has_companions(path) {
                copy(path).map(Content::Copy)
            } else {
                fs::read(path).map(Content::Bytes)
            }
        });
        Ok(Self {
            name: path.to_owned(),
            content: content.map_err(unreadable)?,
        })
    }

    /// A world file in memory, for example the embedded default world; errors call it `(in memory)`.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self {
            name: PathBuf::from("(in memory)"),
            content: Content::Bytes(bytes),
        }
    }

    /// The bytes of the file, followed by those of its write-ahead log.
    ///
    /// # Errors
    /// [`ReadError::File`] when the copy of a file with a log can't be read.
    pub fn bytes(&self) -> Result<Box<dyn Read + '_>, ReadError> {
        let unreadable = |source| ReadError::File {
            file: self.name.clone(),
            source,
        };
        Ok(match &self.content {
            Content::Bytes(bytes) => Box::new(&**bytes),
            Content::Copy(copy) => {
                let file = File::open(&copy.path).map_err(unreadable)?;
                match File::open(companion(&copy.path, "-wal")) {
                    Ok(log) => Box::new(file.chain(log)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Box::new(file),
                    Err(error) => return Err(unreadable(error)),
                }
            }
        })
    }

    /// Loads the world. Layers that it lacks stay empty; [`RawWorld::layers`] lists those it has.
    ///
    /// # Errors
    /// [`ReadError`] names file, layer, feature and field.
    pub fn load(self) -> Result<RawWorld, ReadError> {
        let name = &*self.name;
        let refused = |message: String| ReadError::Open {
            file: name.to_owned(),
            message,
        };
        let is_read = |layer: &str| SCHEMAS.iter().any(|schema| schema.name == layer);
        match self.content {
            Content::Bytes(mut bytes) => {
                gpkg::without_log(&mut bytes);
                gpkg::check_bytes(&bytes, is_read).map_err(refused)?;
                let file = MemoryFile::new("world.gpkg", bytes).map_err(|error| refused(error.to_string()))?;
                read_dataset(file.path(), name)
            }
            Content::Copy(copy) => {
                gpkg::check(&copy.path, is_read).map_err(refused)?;
                read_dataset(&copy.path, name)
            }
        }
    }
}

/// Reads a world file: opens and loads it.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field.
pub fn read(path: &Path) -> Result<RawWorld, ReadError> {
    WorldFile::open(path)?.load()
}

/// Reads a world file from memory.
///
/// # Errors
/// As [`read`]; the file is called `(in memory)`.
pub fn read_bytes(bytes: &[u8]) -> Result<RawWorld, ReadError> {
    WorldFile::from_bytes(bytes.to_vec()).load()
}

#[cfg(test)]
mod tests {
    use super::super::to_bytes;
    use super::*;
    use riverchief_core::snapshot::raw::RawMeta;
    use rusqlite::Connection;
    use std::collections::BTreeMap;

    fn world(value: &str) -> RawWorld {
        let meta = RawMeta {
            fid: 1,
            key: Some("name".to_owned()),
            value: Some(value.to_owned()),
        };
        RawWorld {
            layers: vec![RawMeta::LAYER.to_owned()],
            meta: vec![meta],
            ..RawWorld::default()
        }
    }

    /// Names and content of the files in a folder.
    fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path());
        entries
            .map(|path| (path.clone(), fs::read(&path).expect("a file")))
            .collect()
    }

    fn name_of(world: &RawWorld) -> Option<&str> {
        world.meta.first()?.value.as_deref()
    }

    #[test]
    fn an_open_file_stays_as_it_was_when_it_was_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.gpkg");
        let bytes = to_bytes(&world("old")).expect("bytes");
        fs::write(&path, &bytes).expect("written");
        let open = WorldFile::open(&path).expect("opened");
        fs::write(&path, to_bytes(&world("new")).expect("bytes")).expect("written");
        let mut read = vec![];
        open.bytes().expect("bytes").read_to_end(&mut read).expect("read");
        assert!(read == bytes, "other bytes");
        assert_eq!(name_of(&open.load().expect("loaded")), Some("old"));
    }

    #[test]
    fn reading_a_file_with_a_log_changes_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, apart) = (folder.path().join("made.gpkg"), folder.path().join("apart"));
        fs::create_dir(&apart).expect("a folder");
        fs::write(&made, to_bytes(&world("old")).expect("bytes")).expect("written");
        let database = Connection::open(&made).expect("a database");
        database
            .execute_batch("PRAGMA journal_mode = wal; UPDATE world SET value = 'of the log';")
            .expect("changed");
        let path = apart.join("a.gpkg");
        for ending in ["", "-wal"] {
            fs::copy(companion(&made, ending), companion(&path, ending)).expect("copied");
        }
        let before = files(&apart);
        assert_eq!(name_of(&read(&path).expect("read")), Some("of the log"));
        assert!(files(&apart) == before, "a file was changed");
        // Closing moves the log into the file, whose header still says that it keeps one.
        drop(database);
        fs::remove_file(companion(&path, "-wal")).expect("removed");
        fs::copy(&made, &path).expect("copied");
        let before = files(&apart);
        assert_eq!(before[&path][18..20], [2, 2]);
        assert_eq!(name_of(&read(&path).expect("read")), Some("of the log"));
        assert!(files(&apart) == before, "a file was changed");
    }
}
