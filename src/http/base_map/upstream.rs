//! One tile from the base map's host, over the libcurl of the system, which GDAL has loaded already.
//!
//! Bounded in bytes and time, without redirects: what comes back is the operator's host or nothing. It sends
//! nothing of the visitor's.
use std::time::Duration;

/// The longest wait for a tile.
const TIME: Duration = Duration::from_secs(10);
/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// The largest tile that is taken; a 512-pixel photograph has some 200 kB.
pub const LARGEST_TILE_BYTES: usize = 1 << 20;

/// A picture as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/png`, `image/jpeg` or `image/webp`, by its own first bytes.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why there is no picture. Addresses are never in it: they hold the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The host has no such tile.
    #[error("the base map has no tile there")]
    Absent,
    /// No connection, no answer in time, or broken off.
    #[error("the base map's host can't be reached (libcurl code {0})")]
    Unreachable(u32),
    /// Another status than 200.
    #[error("the base map's host answered {0}")]
    Status(u32),
    /// More bytes than a tile has.
    #[error("the base map's host sent more than {LARGEST_TILE_BYTES} bytes")]
    TooLarge,
    /// Something else than a picture, e.g. a page that says that the key is wrong.
    #[error("the base map's host sent no PNG, JPEG or WebP picture")]
    NoPicture,
}

impl From<curl::Error> for FetchError {
    fn from(error: curl::Error) -> Self {
        Self::Unreachable(error.code())
    }
}

/// Fetches one tile; blocks.
pub fn fetch(address: &str) -> Result<Picture, FetchError> {
    let mut easy = curl::easy::Easy::new();
    easy.url(address)?;
    easy.follow_location(false)?;
    easy.connect_timeout(CONNECT)?;
    easy.timeout(TIME)?;
    easy.signal(false)?;
    easy.useragent(concat!("riverchief/", env!("CARGO_PKG_VERSION")))?;
    let mut bytes = Vec::new();
    let mut too_large = false;
    let outcome = {
        let mut transfer = easy.transfer();
        transfer.write_function(|part| {
            too_large |= bytes.len() + part.len() > LARGEST_TILE_BYTES;
            if too_large {
                // Fewer than were given: libcurl breaks off.
                return Ok(0);
            }
            bytes.extend_from_slice(part);
            Ok(part.len())
        })?;
        transfer.perform()
    };
    if too_large {
        return Err(FetchError::TooLarge);
    }
    outcome?;
    match easy.response_code()? {
        200 => {}
        204 | 404 | 410 => return Err(FetchError::Absent),
        other => return Err(FetchError::Status(other)),
    }
    let media_type = picture_type(&bytes).ok_or(FetchError::NoPicture)?;
    Ok(Picture { media_type, bytes })
}

/// By its first bytes: a `Content-Type` of others is not repeated under our own name.
fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
