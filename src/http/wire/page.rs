//! What the page is told of the installation it runs on, and what it is told as news.
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
    /// How the world knows this service; without a slash at its end.
    pub public_url: String,
    /// Where news are told as server-sent events.
    pub events: String,
    /// A map under our own layers; null where the operator has configured none.
    #[schema(required)]
    pub base_map: Option<BaseMapBody>,
}

/// A raster map to be drawn under our own layers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BaseMap)]
pub struct BaseMapBody {
    /// Address templates with `{z}`, `{x}`, `{y}` (Web Mercator, rows from the north), each a layer, the lowest first.
    pub tiles: Vec<String>,
    /// Pixels along the edge of a tile.
    pub tile_size: u16,
    /// `cgcs2000` or `wgs84`: either way it fits our layers as it is.
    #[schema(value_type = lists::Datum)]
    pub datum: &'static str,
    /// To be shown on the map.
    pub attribution: String,
    /// 审图号, to be shown on the map; null where the operator names none.
    #[schema(required)]
    pub approval_number: Option<String>,
    /// Beyond it tiles are to be enlarged, not asked for.
    pub max_zoom: u8,
    /// The origin beside our own that `tiles` lie at, which the page's policy lets in; null where tiles come through us.
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

/// Which law holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct News {
    /// Edition number.
    pub edition: u32,
    /// Number of the epoch that holds today.
    pub epoch: u32,
    /// Today in Asia/Shanghai.
    pub today: String,
    /// What tells this world and program from others: a service that was started anew with another world file begins with
    /// edition 1 as well. The `v` of tile addresses.
    pub version: String,
}
