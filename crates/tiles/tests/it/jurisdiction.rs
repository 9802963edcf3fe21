//! The map and the look-up name the same keeper: places in the pools against the polygons of zoom 14 (Z11).
use super::raw::{self, Feature};
use super::roll::{covers, text};
use super::{world, zoom};
use geo::BoundingRect as _;
use riverchief_core::domain::kinds::Status;
use riverchief_core::resolve::{Ask, at};
use riverchief_geom::LonLat;
use riverchief_geom::position::{Position, position_brute};
use riverchief_tiles::{Filter, LayerId, TileCoord};

/// The tile of zoom 14 that owns a place, and the place in it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "columns, rows and cells are small and positive"
)]
fn tile_of(place: LonLat) -> (TileCoord, [i64; 2]) {
    let tiles = f64::from(1_u32 << 14);
    let x = (place.lon + 180.0) / 360.0 * tiles;
    let y = (1.0 - place.lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * tiles;
    let cell = |at: f64| (at.fract() * 4096.0).round() as i64;
    let coord = TileCoord {
        z: 14,
        x: x as u32,
        y: y as u32,
    };
    (coord, [cell(x), cell(y)])
}

/// Whether a place lies within two cells of the outline.
fn near(feature: &Feature, [x, y]: [i64; 2]) -> bool {
    let around = (-2..=2).flat_map(|dx| (-2..=2).map(move |dy| [x + dx, y + dy]));
    let inside = around.filter(|place| covers(feature, *place)).count();
    inside != 0 && inside != 25
}

#[test]
fn z11_a_pool_on_the_map_has_the_keeper_that_the_place_is_told() {
    let index = world::index();
    let layer: LayerId = "water_zones".parse().unwrap();
    let (mut inside, mut outside) = (0, 0);
    for pool in index.pools.items() {
        let bounds = pool.geometry.bounding_rect().unwrap();
        for k in 0..400_u32 {
            let step = |k: u32| (f64::from(k) + 0.37) / 20.0;
            let place = LonLat::new(
                bounds.min().x + bounds.width() * step(k % 20),
                bounds.min().y + bounds.height() * step(k / 20),
            );
            if position_brute(&pool.geometry, place) != Position::Inside {
                continue;
            }
            let (coord, cell) = tile_of(place);
            let bytes = world::pyramid()
                .tile(&[layer], coord, &Filter::default())
                .unwrap()
                .unwrap();
            let layers = raw::read(&bytes).unwrap();
            let tile = zoom::Tile { coord, layers };
            let features = tile.layer("water_zones");
            if features.iter().any(|f| near(f, cell)) {
                continue;
            }
            let here: Vec<&Feature> = features.iter().filter(|f| covers(f, cell)).collect();
            assert_eq!(here.len(), 1, "{} at {place:?}", pool.id);
            let answer = at(index, place, &Ask::default());
            let keeper = answer.chain.first().and_then(|s| s.post.as_ref()).map(|p| p.as_str());
            assert_eq!(text(&here[0].tags, "post"), keeper, "{} at {place:?}", pool.id);
            match answer.status {
                Status::WaterZone => inside += 1,
                Status::OutOfJurisdiction => outside += 1,
                other => panic!("{other:?} at {place:?}"),
            }
        }
    }
    assert!(
        inside > 200 && outside > 40,
        "{inside} places inside, {outside} outside"
    );
}
