//! A cache of collection files that programs read in parts. Each file is written once for an edition, its epochs and the
//! selection, and kept for later readers within a limit of bytes.
//!
//! Files are kept open without a name: nothing is left when the process ends, and an evicted file stays readable for its
//! current readers. This module knows keys and bytes, no collection.
use crate::export::no_room;
use crate::http::problem::{Kind, Problem};
use std::fmt;
use std::fs::File;
use std::io::{self, Seek as _, Write};
use std::sync::Arc;

/// The least size that a file counts for, because even a short file takes a file descriptor.
const LEAST_BYTES: u64 = 1 << 20;

/// A file in the cache.
#[derive(Clone, Debug)]
pub struct CachedFile {
    /// The open file.
    pub file: Arc<File>,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The cache.
#[derive(Clone)]
pub struct FileCache {
    kept: moka::future::Cache<String, CachedFile>,
    limit_bytes: u64,
}

impl fmt::Debug for FileCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileCache")
            .field("limit_bytes", &self.limit_bytes)
            .finish_non_exhaustive()
    }
}

impl FileCache {
    /// A cache of at most this many bytes.
    #[must_use]
    pub fn new(limit_bytes: u64) -> Self {
        // The cache counts in 32 bits.
        let weight =
            |_: &String, made: &CachedFile| u32::try_from(made.bytes.max(LEAST_BYTES) >> 10).unwrap_or(u32::MAX);
        Self {
            kept: moka::future::Cache::builder()
                .weigher(weight)
                .max_capacity(limit_bytes >> 10)
                .build(),
            limit_bytes,
        }
    }

    /// Whether a file of this many bytes can be kept.
    #[must_use]
    pub fn fits(&self, bytes: u64) -> bool {
        bytes.max(LEAST_BYTES) <= self.limit_bytes
    }

    /// The file with this key, written by `make` if it is not in the cache. Requests for a file that is being written wait
    /// for it. It is completed even if all of them are cancelled.
    ///
    /// # Errors
    /// A problem that `make` reports; it is not cached.
    pub async fn get(
        &self,
        key: String,
        make: impl Future<Output = Result<CachedFile, Problem>> + Send + 'static,
    ) -> Result<CachedFile, Problem> {
        let kept = self.kept.clone();
        let getting = tokio::spawn(async move { kept.try_get_with(key, make).await });
        let died = |_| {
            Problem::new(Kind::Internal, "An internal error occurred.")
                .logged("the task that writes a file ended early")
        };
        getting.await.map_err(died)?.map_err(|problem| (*problem).clone())
    }
}

/// Creates a file without a name and lets `write` fill it.
///
/// # Errors
/// The disk is full, or `write` fails.
pub fn create(write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<CachedFile, Problem> {
    let fill = || -> io::Result<CachedFile> {
        let mut file = tempfile::tempfile()?;
        write(&mut file)?;
        file.flush()?;
        let bytes = file.stream_position()?;
        Ok(CachedFile {
            file: Arc::new(file),
            bytes,
        })
    };
    fill().map_err(|error| {
        if no_room(&error) {
            Problem::no_room(&error)
        } else {
            Problem::new(
                Kind::Internal,
                "The file cannot be written because of an internal error.",
            )
            .logged(error.to_string())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn file(bytes: usize) -> Result<CachedFile, Problem> {
        create(|out| out.write_all(&vec![7; bytes]))
    }

    #[tokio::test]
    async fn a_file_is_written_once_and_one_over_the_limit_is_not_kept() {
        let cache = FileCache::new(4 << 20);
        let count = Arc::new(AtomicUsize::new(0));
        let make = |bytes: usize| {
            let count = count.clone();
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                file(bytes)
            }
        };
        for _ in 0..3 {
            let made = cache.get("a".to_owned(), make(100)).await.expect("made");
            assert_eq!(made.bytes, 100);
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
        let (one, other) = tokio::join!(
            cache.get("b".to_owned(), make(1000)),
            cache.get("b".to_owned(), make(1000))
        );
        assert_eq!((one.expect("made").bytes, other.expect("made").bytes), (1000, 1000));
        assert_eq!(count.load(Ordering::SeqCst), 2, "the second request waits");
        assert!(cache.fits(4 << 20) && !cache.fits((4 << 20) + 1));
        let large = cache.get("c".to_owned(), make(5 << 20)).await.expect("made");
        assert_eq!(large.bytes, 5 << 20);
        // Twenty more files than fit: the first ones are evicted.
        for n in 0..20 {
            cache.get(n.to_string(), make(1)).await.expect("made");
        }
        cache.kept.run_pending_tasks().await;
        assert!(cache.kept.weighted_size() <= 4 << 10, "{}", cache.kept.weighted_size());
    }

    #[tokio::test]
    async fn a_failure_is_reported_and_tried_again() {
        let cache = FileCache::new(4 << 20);
        let fails = async { Err(Problem::new(Kind::BadParameter, "No.")) };
        let refused = cache.get("a".to_owned(), fails).await.expect_err("refused");
        assert_eq!(refused.detail, "No.");
        assert_eq!(
            cache.get("a".to_owned(), async { file(1) }).await.expect("made").bytes,
            1
        );
    }
}
