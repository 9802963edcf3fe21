//! Addresses of tiles: read strictly from a path, and written for clients.
use super::names::is_reserved;
use crate::http::problem::{Kind, Problem};
use crate::http::public_url::PublicUrl;
use riverchief_core::snapshot::Epoch;
use riverchief_tiles::{LAYERS, LayerSet, LayerSetError, TileCoord};
use std::fmt::Write as _;

/// Endings that clients like to add to a tile's row.
const ENDINGS: [&str; 3] = [".pbf", ".mvt", ".mlt"];

/// The layers that a path names.
///
/// # Errors
/// 404 for a name that no layer has, 400 for one given twice.
pub fn layers(text: &str) -> Result<LayerSet, Problem> {
    if is_reserved(text) {
        return Err(Problem::of_status(axum::http::StatusCode::NOT_FOUND));
    }
    let known = || LAYERS.iter().map(|layer| layer.id);
    text.parse().map_err(|error| match error {
        LayerSetError::Unknown(name) => {
            let detail = format!(
                "There is no layer “{name}”. Layers are {}.",
                known().collect::<Vec<_>>().join(", ")
            );
            Problem::new(Kind::NotFound, detail).about("layers").allowing(known())
        }
        LayerSetError::Twice(layer) => {
            let detail = format!("The layer “{layer}” is named twice; a tile holds a layer once.");
            Problem::new(Kind::BadRequest, detail).about("layers")
        }
    })
}

/// Where the path of a tile leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// To a tile.
    Tile(TileCoord),
    /// To a tile under a name with an ending; the row without it.
    Ending(String),
}

impl Spot {
    /// Reads zoom, column and row.
    ///
    /// # Errors
    /// 400 for what is no number, 404 for a tile that doesn't exist.
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
                let detail = format!("At zoom {z}, x and y go from 0 to {last}.");
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
    detail.push_str(". Beyond that, clients enlarge the last ones.");
    let allowed = zooms.map(|z| z.to_string());
    Problem::new(Kind::NotFound, detail).about("z").allowing(allowed)
}

/// A whole number; `None` where it is negative or too great for any tile.
fn number(name: &str, text: &str) -> Result<Option<u32>, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|b| b.is_ascii_digit());
    // 007 would be a second address of 7.
    let canonical = digits == "0" || !digits.starts_with('0');
    if !plain || !canonical {
        let detail = format!("In the path of a tile, {name} is a whole number: /layers/z/x/y.");
        return Err(Problem::new(Kind::BadRequest, detail).about(name));
    }
    Ok(text.parse().ok())
}

/// The address of the tiles of an epoch, for `TileJSON` and styles.
#[derive(Clone, Debug)]
pub struct TileUrl<'a> {
    /// Where the service is.
    pub public_url: &'a PublicUrl,
    /// Edition number.
    pub edition: u32,
    /// Number of the epoch.
    pub epoch: u32,
    /// Which layers.
    pub layers: LayerSet,
    /// Only features of this unit.
    pub unit: Option<&'a str>,
    /// What tells this world and program from others with the same edition number.
    pub version: &'a str,
}

impl TileUrl<'_> {
    /// With `{z}`, `{x}` and `{y}` to be filled in by the client.
    #[must_use]
    pub fn template(&self) -> String {
        let unit = self.unit.map_or_else(String::new, |unit| format!("&unit={unit}"));
        self.public_url.link(&format!(
            "/e{}/{}/{}/{{z}}/{{x}}/{{y}}?v={}{unit}",
            self.edition, self.epoch, self.layers, self.version
        ))
    }
}

/// The edition and the epoch that a path names as `e1` and `7`.
///
/// # Errors
/// 404 for what is none, or none that is kept.
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
            "There is no edition {edition}. Only the current edition, {}, is kept.",
            published.edition
        );
        return Err(Problem::new(Kind::UnknownEdition, detail)
            .about("edition")
            .allowing([published.edition.to_string()]));
    }
    plain(epoch)
        .and_then(|number| published.epoch_numbered(number))
        .ok_or_else(|| {
            let detail = format!(
                "There is no such epoch in edition {edition}; TileJSON at /layers names the one that holds today."
            );
            Problem::new(Kind::NotFound, detail).about("epoch")
        })
}
