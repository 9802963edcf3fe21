//! A set of layers, as a request names it. It knows names and zooms, not how layers are drawn.
use super::layers::{LAYERS, LayerId};
use super::tile::{MAX_ZOOM, MIN_ZOOM};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Some layers, each once, in the order of [`LAYERS`], whatever the order in which they are named.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LayerSet(u64);

/// Why a list of layers can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayerSetError {
    /// No layer has this name.
    #[error("there is no layer “{0}”")]
    Unknown(String),
    /// A tile can hold a layer only once (MVT 2, 4.1).
    #[error("the layer “{0}” is named twice")]
    Twice(LayerId),
}

impl LayerSet {
    /// Every layer.
    #[must_use]
    pub fn all() -> Self {
        Self(LayerId::all().fold(0, |bits, layer| bits | 1 << layer.index()))
    }

    /// The layers, in order.
    pub fn iter(self) -> impl Iterator<Item = LayerId> {
        LayerId::all().filter(move |layer| self.0 & 1 << layer.index() != 0)
    }

    /// The layers that exist at a zoom.
    #[must_use]
    pub fn at(self, z: u8) -> Vec<LayerId> {
        let there = |layer: &LayerId| (layer.spec().minzoom..=layer.spec().maxzoom).contains(&z);
        self.iter().filter(there).collect()
    }

    /// From the lowest to the highest zoom of any of them.
    #[must_use]
    pub fn zooms(self) -> RangeInclusive<u8> {
        let specs = || self.iter().map(LayerId::spec);
        let least = specs().map(|spec| spec.minzoom).min().unwrap_or(MIN_ZOOM);
        let greatest = specs().map(|spec| spec.maxzoom).max().unwrap_or(MAX_ZOOM);
        least..=greatest
    }
}

impl FromStr for LayerSet {
    type Err = LayerSetError;

    /// Reads names joined by commas.
    fn from_str(text: &str) -> Result<Self, LayerSetError> {
        let mut bits = 0_u64;
        for name in text.split(',') {
            let layer: LayerId = (name.parse()).map_err(|_| LayerSetError::Unknown(name.chars().take(60).collect()))?;
            let bit = 1 << layer.index();
            if bits & bit != 0 {
                return Err(LayerSetError::Twice(layer));
            }
            bits |= bit;
        }
        Ok(Self(bits))
    }
}

impl fmt::Display for LayerSet {
    /// Names joined by commas, in order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, layer) in self.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{layer}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for LayerSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// A set is stored in 64 bits.
const _: () = assert!(LAYERS.len() <= 64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_what_it_writes_and_refuses_the_rest() {
        let set: LayerSet = "villages,cities".parse().expect("two layers");
        assert_eq!(set.to_string(), "cities,villages", "in the order of drawing");
        assert_eq!(LayerSet::all().to_string().parse(), Ok(LayerSet::all()));
        assert_eq!(LayerSet::all().iter().count(), LAYERS.len());
        assert_eq!("".parse::<LayerSet>(), Err(LayerSetError::Unknown(String::new())));
        assert_eq!(
            "cities,".parse::<LayerSet>(),
            Err(LayerSetError::Unknown(String::new()))
        );
        assert_eq!(
            "cities,Villages".parse::<LayerSet>(),
            Err(LayerSetError::Unknown("Villages".to_owned()))
        );
        assert!(matches!(
            "cities,cities".parse::<LayerSet>(),
            Err(LayerSetError::Twice(_))
        ));
    }
}
