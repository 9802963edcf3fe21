//! The settings and the events of the web page.
use super::lists;
use super::world::WorldBlock;
use crate::http::base_map::BaseMap;
use crate::http::public_url::PublicUrl;
use crate::http::state::AppState;
use crate::world::Published;
use serde::Serialize;
use utoipa::ToSchema;

/// Settings of the page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageConfig {
    /// Which world is served.
    pub world: WorldBlock,
    /// The public address of the service, without a slash at its end.
    pub public_url: String,
    /// The address of the server-sent events.
    pub events: String,
    /// The base map; null if none is configured.
    #[schema(required)]
    pub base_map: Option<BaseMapBody>,
}

/// A raster map that is drawn below the layers of the service.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BaseMap)]
pub struct BaseMapBody {
    /// Address templates with `{z}`, `{x}`, `{y}` (Web Mercator, rows from the north), one for each layer, the lowest
    /// first.
    pub tiles: Vec<String>,
    /// Width and height of a tile in pixels.
    pub tile_size: u16,
    /// `cgcs2000` or `wgs84`; both match the layers of the service without conversion.
    #[schema(value_type = lists::Datum)]
    pub datum: &'static str,
    /// The attribution to show on the map.
    pub attribution: String,
    /// 审图号, to be shown on the map; null if none is configured.
    #[schema(required)]
    pub approval_number: Option<String>,
    /// The greatest zoom. Beyond it, tiles are enlarged.
    pub max_zoom: u8,
    /// The origin of `tiles`, which the content security policy of the page allows; null if the service itself serves
    /// them.
    #[schema(required)]
    pub origin: Option<String>,
}

impl PageConfig {
    /// The settings, with links below `url`.
    #[must_use]
    pub fn new(state: &AppState, published: &Published, url: &PublicUrl) -> Self {
        let today = state.world.today();
        Self {
            world: WorldBlock::new(published, today, today),
            public_url: url.link(""),
            events: url.link("/v1/events"),
            base_map: state.base_map.as_ref().map(|map| BaseMapBody::new(map, url)),
        }
    }
}

impl BaseMapBody {
    fn new(map: &BaseMap, url: &PublicUrl) -> Self {
        let tiles = match map.direct() {
            [] => (0..map.layers())
                .map(|layer| url.link(&format!("/v1/base-map/{layer}/{{z}}/{{x}}/{{y}}")))
                .collect(),
            direct => direct.to_vec(),
        };
        Self {
            tiles,
            tile_size: 256,
            datum: map.datum.as_str(),
            attribution: map.attribution.clone(),
            approval_number: map.approval.clone(),
            max_zoom: map.max_zoom,
            origin: map.foreign_origin().map(str::to_owned),
        }
    }
}

/// The law in force now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct News {
    /// Edition number.
    pub edition: u32,
    /// Number of today's epoch.
    pub epoch: u32,
    /// Today in Asia/Shanghai.
    pub today: String,
    /// The version of world and program: it tells apart services that both begin with edition 1 after a restart with
    /// another
    /// world. It is the `v` of tile addresses.
    pub version: String,
}
