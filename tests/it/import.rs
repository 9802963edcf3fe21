//! Import: coordinates through PROJ agree with the reference, real files come in, and bad ones are told.
use riverchief::gdal_io::crs::Crs;
use riverchief::geom::LonLat;
use std::path::PathBuf;

/// The shared data beside the repository; `None` (and a line saying so) where there is none.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

#[test]
fn projected_coordinates_agree_with_the_reference_within_a_millimetre() {
    let Some(path) = shared("fixtures/projection/cgcs2000_gk_reference_pyproj.csv") else {
        return;
    };
    let mut table = csv::Reader::from_path(path).expect("a table");
    let columns: Vec<String> = table.headers().expect("a header").iter().map(str::to_owned).collect();
    let mut compared = 0;
    for row in table.records() {
        let row: Vec<f64> = row
            .expect("a row")
            .iter()
            .map(|cell| cell.parse().expect("a number"))
            .collect();
        let place = LonLat::new(row[0], row[1]);
        for (index, name) in columns.iter().enumerate().filter(|(_, name)| name.starts_with("E_")) {
            let crs = Crs::parse(&name.replace("E_", "EPSG:")).expect("a known CRS");
            let (east, north) = (row[index], row[index + 1]);
            let (x, y) = crs.from_lonlat(place).expect("expressible");
            assert!(
                (x - east).abs() < 1e-3 && (y - north).abs() < 1e-3,
                "{crs} {place:?}: {x} {y}, not {east} {north}"
            );
            let back = crs.to_lonlat(east, north).expect("a place");
            // 1 mm is 1e-8 degrees here; the reference is rounded to 0.1 mm.
            assert!(
                (back.lon - place.lon).abs() < 1e-8 && (back.lat - place.lat).abs() < 1e-8,
                "{crs} {back:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "only {compared} coordinates compared");
    println!("{compared} coordinates within 1 mm");
}
