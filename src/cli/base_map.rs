//! Options of `riverchief serve` for a base map under our own layers.
use crate::http::{BaseMap, BaseMapOptions, Datum, GREATEST_ZOOM, Key};
use anyhow::Context as _;

/// A base map; without an address there is none, and no other host is asked.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Base map")]
pub struct BaseMapArgs {
    /// Address of its tiles with {z}, {x}, {y} (Web Mercator) and, where it needs one, {key}. Several, or one text with spaces
    /// between them, lie over each other, the first lowest.
    #[arg(long, value_name = "URL", value_delimiter = ' ')]
    pub base_map_url: Vec<String>,
    /// Datum of its tiles; gcj02 is refused, for it can't be drawn in the right place.
    #[arg(long, value_enum, value_name = "DATUM", requires = "base_map_url")]
    pub base_map_datum: Option<Datum>,
    /// Whom it is by, as its licence asks for it; shown on the map.
    #[arg(long, value_name = "TEXT", requires = "base_map_url")]
    pub base_map_attribution: Option<String>,
    /// Its approval number (审图号); shown on the map.
    #[arg(long, value_name = "TEXT", requires = "base_map_url")]
    pub base_map_approval: Option<String>,
    /// The greatest zoom that it has.
    #[arg(long, default_value_t = 18, value_parser = clap::value_parser!(u8).range(..=i64::from(GREATEST_ZOOM)))]
    pub base_map_max_zoom: u8,
    /// The key in the place of {key}. Tiles then go through this service, and the key stays here. Better in the environment or
    /// the settings file than in the list of processes.
    #[arg(long, value_name = "KEY", requires = "base_map_url", hide_default_value = true)]
    pub base_map_key: Option<Key>,
    /// Send its tiles through this service although it has no key, so that browsers ask no other host.
    #[arg(long, requires = "base_map_url")]
    pub base_map_proxy: bool,
}

impl BaseMapArgs {
    /// The base map that the options describe, if they do.
    ///
    /// # Errors
    /// It can't be used, or is only half described.
    pub fn read(&self) -> anyhow::Result<Option<BaseMap>> {
        if self.base_map_url.is_empty() {
            return Ok(None);
        }
        let options = BaseMapOptions {
            urls: self.base_map_url.clone(),
            datum: self
                .base_map_datum
                .context("--base-map-datum is missing: say cgcs2000 or wgs84")?,
            attribution: self.base_map_attribution.clone().unwrap_or_default(),
            approval: self.base_map_approval.clone(),
            max_zoom: self.base_map_max_zoom,
            key: self.base_map_key.clone(),
            proxied: self.base_map_proxy,
        };
        if options.approval.is_none() {
            tracing::warn!("the base map has no --base-map-approval; a public map in China shows its 审图号");
        }
        BaseMap::new(options).map(Some).context("base map")
    }
}
