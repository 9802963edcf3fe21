//! Options of `riverchief serve` for a base map below its own layers.
use crate::http::{BaseMap, BaseMapOptions, Datum, GREATEST_ZOOM, Key};
use anyhow::Context as _;

/// The base map; without an address there is none, and browsers contact no other host.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Base map")]
pub struct BaseMapArgs {
    /// URL of the tiles (Web Mercator), with {z}, {x}, {y} and, if a key is needed, {key}. Give several, or one text with spaces
    /// between them, to draw them over each other, the first at the bottom.
    #[arg(long, value_name = "URL", value_delimiter = ' ')]
    pub base_map_url: Vec<String>,
    /// Datum of the tiles; gcj02 is refused, because it cannot be drawn at the correct location.
    #[arg(long, value_enum, value_name = "DATUM", requires = "base_map_url")]
    pub base_map_datum: Option<Datum>,
    /// Attribution that the licence of the base map requires; shown on the map.
    #[arg(long, value_name = "TEXT", requires = "base_map_url")]
    pub base_map_attribution: Option<String>,
    /// Map approval number (审图号); shown on the map.
    #[arg(long, value_name = "TEXT", requires = "base_map_url")]
    pub base_map_approval: Option<String>,
    /// Greatest zoom level of the tiles.
    #[arg(long, default_value_t = 18, value_parser = clap::value_parser!(u8).range(..=i64::from(GREATEST_ZOOM)))]
    pub base_map_max_zoom: u8,
    /// Key that replaces {key}. The tiles are then fetched through this service, and browsers do not see the key. Set it in the
    /// environment or the settings file, because arguments are visible in the list of processes.
    #[arg(long, value_name = "KEY", requires = "base_map_url", hide_default_value = true)]
    pub base_map_key: Option<Key>,
    /// Fetch the tiles through this service even without a key, so that browsers contact no other host.
    #[arg(long, requires = "base_map_url")]
    pub base_map_proxy: bool,
}

impl BaseMapArgs {
    /// The base map that the options describe, if any.
    ///
    /// # Errors
    /// An option is missing or cannot be used.
    pub fn read(&self) -> anyhow::Result<Option<BaseMap>> {
        if self.base_map_url.is_empty() {
            return Ok(None);
        }
        let options = BaseMapOptions {
            urls: self.base_map_url.clone(),
            datum: self
                .base_map_datum
                .context("--base-map-datum is missing: give cgcs2000 or wgs84")?,
            attribution: self.base_map_attribution.clone().unwrap_or_default(),
            approval: self.base_map_approval.clone(),
            max_zoom: self.base_map_max_zoom,
            key: self.base_map_key.clone(),
            proxied: self.base_map_proxy,
        };
        if options.approval.is_none() {
            tracing::warn!(
                "the base map has no --base-map-approval; a public map in China must show its approval number (审图号)"
            );
        }
        BaseMap::new(options).map(Some).context("base map")
    }
}
