//! The version of a world file, and the stamp of everything that answers depend on.
use crate::release;
use riverchief_core::domain::answer::Thresholds;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

/// The version of a world file: the first eight bytes of its SHA-256, as sixteen hexadecimal digits.
///
/// ```
/// use riverchief::world::Version;
/// assert_eq!(Version::of(&mut &b"abc"[..])?.to_string(), "ba7816bf8f01cfea");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Version(u64);

impl Version {
    /// Parses sixteen lower-case hexadecimal digits; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        plain.then(|| u64::from_str_radix(text, 16).ok().map(Self)).flatten()
    }

    /// The version of the bytes of a reader.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn of(bytes: &mut impl Read) -> std::io::Result<Self> {
        let mut sum = Sha256::new();
        let mut part = vec![0; 1 << 16];
        loop {
            match bytes.read(&mut part)? {
                0 => break,
                read => sum.update(&part[..read]),
            }
        }
        let first = sum.finalize().into_iter().take(8);
        Ok(Self(first.fold(0, |number, byte| number << 8 | u64::from(byte))))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A text that is different for every version of the world, every set of thresholds and every build.
pub(super) fn stamp(version: Version, thresholds: Thresholds) -> String {
    let build = if release::COMMIT.is_empty() {
        release::VERSION
    } else {
        release::COMMIT.get(..12).unwrap_or(release::COMMIT)
    };
    let mut hasher = DefaultHasher::new();
    format!("{thresholds:?}").hash(&mut hasher);
    format!("{version}.{build}.{:08x}", hasher.finish() >> 32)
}
