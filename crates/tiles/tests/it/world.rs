//! The default world on a fixed day, its pyramid, and its tiles.
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::{Finding, Law, Severity, Snapshot};
use riverchief_gdal::world_file;
use riverchief_geom::LonLat;
use riverchief_tiles::{Pyramid, TileCoord};
use std::sync::{Arc, OnceLock};

pub const TODAY: Date = Date::constant(2026, 11, 24);

pub fn index() -> &'static Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let file = riverchief_repository::default_world();
        let (snapshot, _) = Snapshot::build(world_file::read(&file).unwrap());
        Arc::new(Index::new(Law::new(&Arc::new(snapshot), TODAY, Thresholds::default())))
    })
}

/// What stands in for the findings of the world, which take long to find.
fn findings() -> Arc<[Finding]> {
    let at = LonLat::new(109.3, 21.7);
    vec![finding(Some(at)), finding(Some(at)), finding(None)].into()
}

pub fn finding(place: Option<LonLat>) -> Finding {
    Finding {
        code: "W_BORDER_WOBBLE",
        rule: "N6",
        severity: Severity::Warning,
        layer: "centrelines",
        feature: "CZX/0".into(),
        field: None,
        place,
        measure: None,
        message: "河道与界线交错".into(),
        remedy: "核对".into(),
    }
}

pub fn pyramid() -> &'static Pyramid {
    static PYRAMID: OnceLock<Pyramid> = OnceLock::new();
    PYRAMID.get_or_init(|| Pyramid::new(index().clone(), findings, 1 << 30))
}

/// Every tile of a zoom over a box of west, south, east, north.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "columns and rows are small and positive"
)]
pub fn tiles_over(bounds: [f64; 4], z: u8) -> Vec<TileCoord> {
    let tiles = f64::from(1_u32 << z);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * tiles).floor() as u32;
    let row = |lat: f64| ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * tiles).floor() as u32;
    let [west, south, east, north] = bounds;
    (row(north)..=row(south))
        .flat_map(|y| (column(west)..=column(east)).map(move |x| TileCoord { z, x, y }))
        .collect()
}
