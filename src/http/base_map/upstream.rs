//! Fetches a tile from the base map's host with the system's libcurl, which GDAL has already loaded.
//!
//! Size and time are limited, and redirects are not followed, so only the operator's host can answer. Nothing about the
//! visitor is sent.
use std::time::Duration;

/// Time limit for a tile.
const TIME: Duration = Duration::from_secs(10);
/// Time limit for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Largest accepted tile; a photograph of 512 pixels has some 200 kB.
pub const LARGEST_TILE_BYTES: usize = 1 << 20;

/// A fetched picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/png`, `image/jpeg` or `image/webp`, by its first bytes.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why there is no picture. It never contains an address, because addresses contain the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The host has no such tile.
    #[error("the base map has no tile there")]
    Absent,
    /// There was no connection, no answer in time, or the connection broke.
    #[error("the base map's host cannot be reached (libcurl code {0})")]
    Unreachable(u32),
    /// The status is not 200.
    #[error("the base map's host answered {0}")]
    Status(u32),
    /// The file is larger than any tile.
    #[error("the base map's host sent more than {LARGEST_TILE_BYTES} bytes")]
    TooLarge,
    /// The file is not a picture, e.g. a page that reports a wrong key.
    #[error("the base map's host sent no PNG, JPEG or WebP picture")]
    NoPicture,
}

impl From<curl::Error> for FetchError {
    fn from(error: curl::Error) -> Self {
        Self::Unreachable(error.code())
    }
}

/// Fetches one tile. This call blocks.
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
                // Fewer bytes than were given, so that libcurl aborts.
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

/// The media type by the first bytes, because the `Content-Type` of another host is not trusted.
fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
