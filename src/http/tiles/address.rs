//! The addresses of tiles: reads them strictly from a path, and writes them for clients.
use super::reserved::is_reserved;
use crate::http::problem::{Kind, Problem};
use crate::http::public_url::PublicUrl;
use riverchief_core::snapshot::Epoch;
use riverchief_tiles::{LAYERS, LayerSet, LayerSetError, TileCoord};
use std::fmt::Write as _;

/// Endings that clients add to the row of a tile.
const ENDINGS: [&str; 3] = [".pbf", ".mvt", ".mlt"];

/// The layers that a path names.
///
/// # Errors
/// 404 for an unknown layer, 400 for a layer given twice.
pub fn layers(text: &str) -> Result<LayerSet, Problem> {
    if is_reserved(text) {
        return Err(Problem::of_status(axum::http::StatusCode::NOT_FOUND));
    }
    let known = || LAYERS.iter().map(|layer| layer.id);
    text.parse().map_err(|error| match error {
        LayerSetError::Unknown(name) => {
            let detail = format!(
                "There is no layer “{name}”. The layers are {}.",
                known().collect::<Vec<_>>().join(", ")
            );
            Problem::new(Kind::NotFound, detail).about("layers").allowing(known())
        }
        LayerSetError::Twice(layer) => {
            let detail = format!("The layer “{layer}” is named twice; name it once.");
            Problem::new(Kind::BadRequest, detail).about("layers")
        }
    })
}

/// The tile that a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileAddress {
    /// A tile.
    Tile(TileCoord),
    /// A tile whose row has an ending; the row without it.
    Ending(String),
}

impl TileAddress {
    /// Reads zoom, column and row.
    ///
    /// # Errors
    /// 400 for a text that is not a number, 404 for a tile that does not exist.
    pub fn read(layers: LayerSet, z: &str, x: &str, y: &str) -> Result<Self, Problem> {
        if let Some(row) = ENDINGS.iter().find_map(|ending| y.strip_suffix(ending)) {
            number("y", row)?;
            return Ok(Self::Ending(row.to_owned()));
        }
        let zooms = layers.zooms();
        let z = number("z", z)?
            .and_then(|z| u8::try_from(z).ok())
            .filter(|z| zooms.contains(z) && !layers.at(*z).is_empty())
            .ok_or_else(|| no_such_zoom(layers))?;
        let last = (1_u32 << z) - 1;
        let within = |name: &str, text: &str| {
            let found = number(name, text)?.filter(|n| *n <= last);
            found.ok_or_else(|| {
                let detail = format!("At zoom {z}, x and y must be between 0 and {last}.");
                Problem::new(Kind::NotFound, detail).about(name)
            })
        };
        let (x, y) = (within("x", x)?, within("y", y)?);
        Ok(Self::Tile(TileCoord { z, x, y }))
    }
}

fn no_such_zoom(layers: LayerSet) -> Problem {
    let zooms = layers.zooms();
    let mut detail = format!("These layers have tiles from zoom {} to {}", zooms.start(), zooms.end());
    let all_alike = layers
        .iter()
        .all(|l| l.spec().minzoom == *zooms.start() && l.spec().maxzoom == *zooms.end());
    if !all_alike {
        for layer in layers.iter() {
            // Writing to a String can't fail.
            let _ = write!(
                detail,
                "; {layer} from {} to {}",
                layer.spec().minzoom,
                layer.spec().maxzoom
            );
        }
    }
    detail.push_str(". Clients enlarge them beyond that.");
    let allowed = zooms.map(|z| z.to_string());
    Problem::new(Kind::NotFound, detail).about("z").allowing(allowed)
}

/// A whole number; `None` if it is negative or too great for any tile.
fn number(name: &str, text: &str) -> Result<Option<u32>, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|b| b.is_ascii_digit());
    // 007 would be a second address of the same tile.
    let canonical = digits == "0" || !digits.starts_with('0');
    if !plain || !canonical {
        let detail = format!("In the path of a tile, {name} must be a whole number: /layers/z/x/y.");
        return Err(Problem::new(Kind::BadRequest, detail).about(name));
    }
    Ok(text.parse().ok())
}

/// The address of the tiles of an epoch, for `TileJSON` and styles.
#[derive(Clone, Debug)]
pub struct TileUrl<'a> {
    /// The public address of the service.
    pub public_url: &'a PublicUrl,
    /// Edition number.
    pub edition: u32,
    /// Number of the epoch.
    pub epoch: u32,
    /// The layers.
    pub layers: LayerSet,
    /// Only features of this unit.
    pub unit: Option<&'a str>,
    /// The version of world and program, which distinguishes worlds with the same edition number.
    pub version: &'a str,
}

impl TileUrl<'_> {
    /// The template with `{z}`, `{x}` and `{y}` for the client to fill in.
    #[must_use]
    pub fn template(&self) -> String {
        let unit = self.unit.map_or_else(String::new, |unit| format!("&unit={unit}"));
        self.public_url.link(&format!(
            "/e{}/{}/{}/{{z}}/{{x}}/{{y}}?v={}{unit}",
            self.edition, self.epoch, self.layers, self.version
        ))
    }
}

/// The epoch that a path names by edition and number, e.g. `e1` and `7`.
///
/// # Errors
/// 404 if there is no such edition or epoch.
pub fn epoch(published: &crate::world::Published, edition: &str, epoch: &str) -> Result<Epoch, Problem> {
    let plain = |text: &str| {
        let canonical = text == "0" || !text.starts_with('0');
        let digits = canonical && text.len() <= 9 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let Some(edition) = edition.strip_prefix('e').and_then(plain) else {
        return Err(Problem::of_status(axum::http::StatusCode::NOT_FOUND));
    };
    if edition != published.edition {
        let detail = format!(
            "There is no edition {edition}. Only the current edition, {}, is available.",
            published.edition
        );
        return Err(Problem::new(Kind::UnknownEdition, detail)
            .about("edition")
            .allowing([published.edition.to_string()]));
    }
    plain(epoch)
        .and_then(|number| published.epoch_numbered(number))
        .ok_or_else(|| {
            let detail =
                format!("There is no such epoch in edition {edition}; TileJSON at /layers names today's epoch.");
            Problem::new(Kind::NotFound, detail).about("epoch")
        })
}
