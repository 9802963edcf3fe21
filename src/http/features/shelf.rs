//! Files of collections that programs read in parts: each is made once for an edition, the epochs and the selection, and kept for
//! its next readers, within a bound of bytes.
//!
//! A file is kept open without a name: nothing of it is left when the process ends, and who reads one that has to go for others
//! reads on. It knows bytes and keys, no collection.
use crate::export::no_room;
use crate::http::problem::{Kind, Problem};
use std::fmt;
use std::fs::File;
use std::io::{self, Seek as _, Write};
use std::sync::Arc;

/// What of a file is counted against the bound, however short it is: it takes an open file too.
const LEAST_BYTES: u64 = 1 << 20;

/// A file that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its bytes.
    pub file: Arc<File>,
    /// How many.
    pub bytes: u64,
}

/// What was made, by what it is made of.
#[derive(Clone)]
pub struct Shelf {
    kept: moka::future::Cache<String, Made>,
    bound: u64,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("bound", &self.bound)
            .finish_non_exhaustive()
    }
}

impl Shelf {
    /// A shelf for so many bytes.
    #[must_use]
    pub fn new(bound: u64) -> Self {
        // The cache counts in 32 bits.
        let weight = |_: &String, made: &Made| u32::try_from(made.bytes.max(LEAST_BYTES) >> 10).unwrap_or(u32::MAX);
        Self {
            kept: moka::future::Cache::builder()
                .weigher(weight)
                .max_capacity(bound >> 10)
                .build(),
            bound,
        }
    }

    /// Whether a file of so many bytes is kept.
    #[must_use]
    pub fn takes(&self, bytes: u64) -> bool {
        bytes.max(LEAST_BYTES) <= self.bound
    }

    /// The file of a key. Who asks for one that is being made waits for it; it is made to its end though all of them leave.
    ///
    /// # Errors
    /// Those of making it, which are not kept.
    pub async fn get(
        &self,
        key: String,
        make: impl Future<Output = Result<Made, Problem>> + Send + 'static,
    ) -> Result<Made, Problem> {
        let kept = self.kept.clone();
        let getting = tokio::spawn(async move { kept.try_get_with(key, make).await });
        let died = |_| Problem::new(Kind::Internal, "Something went wrong here.").logged("the making of a file died");
        getting.await.map_err(died)?.map_err(|problem| (*problem).clone())
    }
}

/// A file without a name, filled by `write`.
///
/// # Errors
/// There is no room for it; what `write` says.
pub fn made(write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<Made, Problem> {
    let fill = || -> io::Result<Made> {
        let mut file = tempfile::tempfile()?;
        write(&mut file)?;
        file.flush()?;
        let bytes = file.stream_position()?;
        Ok(Made {
            file: Arc::new(file),
            bytes,
        })
    };
    fill().map_err(|error| {
        if no_room(&error) {
            Problem::no_room(&error)
        } else {
            Problem::new(Kind::Internal, "The file can't be made.").logged(error.to_string())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn file(bytes: usize) -> Result<Made, Problem> {
        made(|out| out.write_all(&vec![7; bytes]))
    }

    #[tokio::test]
    async fn a_file_is_made_once_and_one_that_is_too_large_is_not_kept() {
        let shelf = Shelf::new(4 << 20);
        let count = Arc::new(AtomicUsize::new(0));
        let make = |bytes: usize| {
            let count = count.clone();
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                file(bytes)
            }
        };
        for _ in 0..3 {
            let made = shelf.get("a".to_owned(), make(100)).await.expect("made");
            assert_eq!(made.bytes, 100);
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
        let (one, other) = tokio::join!(
            shelf.get("b".to_owned(), make(1000)),
            shelf.get("b".to_owned(), make(1000))
        );
        assert_eq!((one.expect("made").bytes, other.expect("made").bytes), (1000, 1000));
        assert_eq!(count.load(Ordering::SeqCst), 2, "who asks meanwhile waits");
        assert!(shelf.takes(4 << 20) && !shelf.takes((4 << 20) + 1));
        let large = shelf.get("c".to_owned(), make(5 << 20)).await.expect("made");
        assert_eq!(large.bytes, 5 << 20);
        // Twenty more than have room: the first have gone.
        for n in 0..20 {
            shelf.get(n.to_string(), make(1)).await.expect("made");
        }
        shelf.kept.run_pending_tasks().await;
        assert!(shelf.kept.weighted_size() <= 4 << 10, "{}", shelf.kept.weighted_size());
    }

    #[tokio::test]
    async fn what_fails_is_told_to_all_and_tried_again() {
        let shelf = Shelf::new(4 << 20);
        let fails = async { Err(Problem::new(Kind::BadParameter, "No.")) };
        let refused = shelf.get("a".to_owned(), fails).await.expect_err("refused");
        assert_eq!(refused.detail, "No.");
        assert_eq!(
            shelf.get("a".to_owned(), async { file(1) }).await.expect("made").bytes,
            1
        );
    }
}
