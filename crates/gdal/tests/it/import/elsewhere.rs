//! No file makes a request leave the machine, whatever it leads to; and `GeoPackage`s are read whole or not at all.
use super::{COUNTIES, COUNTY_MAP, convert, import_file, write};
use rusqlite::Connection;
use std::net::TcpListener;
use std::path::Path;

/// Files that lead to `address`, one for each kind of reference.
fn references(folder: &Path, address: &str) -> Vec<std::path::PathBuf> {
    let link = |kind: &str| {
        let crs = format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"link\",\"properties\":{{\"href\":\"{address}/crs\",\"type\":\"{kind}\"}}}},"
        );
        COUNTIES.replacen("{\"type\":\"FeatureCollection\",", &crs, 1)
    };
    let kml = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY e SYSTEM \"{address}/entity\">]>\
         <kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.opengis.net/kml/2.2 {address}/schema\"><Document>\
         <NetworkLink><Link><href>{address}/more.kml</href></Link></NetworkLink>\
         <Style id=\"s\"><IconStyle><Icon><href>{address}/icon.png</href></Icon></IconStyle></Style>\
         <Folder><name>行政区</name><Placemark><name>甲</name><styleUrl>{address}/style.kml#s</styleUrl>\
         <ExtendedData><SchemaData schemaUrl=\"{address}/schema#x\"><SimpleData name=\"代码\">450502</SimpleData></SchemaData></ExtendedData>\
         <Polygon><outerBoundaryIs><LinearRing><coordinates>109.0,21.0 109.1,21.0 109.1,21.1 109.0,21.0</coordinates></LinearRing>\
         </outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"
    );
    let source = write(folder, "counties.geojson", COUNTIES);
    let shapes = folder.join("shapes.shp");
    convert(&[], &source, &shapes);
    std::fs::write(shapes.with_extension("prj"), format!("{address}/prj")).expect("written");
    let package = folder.join("package.gpkg");
    convert(&["-f", "GPKG"], &source, &package);
    Connection::open(&package)
        .expect("opens")
        .execute(
            "UPDATE gpkg_spatial_ref_sys SET definition = ?1",
            [format!("{address}/srs")],
        )
        .expect("changed");
    let vrt = format!(
        "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/vsicurl/{address}/a.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    );
    let mut all = vec![
        write(folder, "link.geojson", link("proj4")),
        write(folder, "esri.json", link("esriwkt")),
        write(folder, "seq.geojsonl", link("ogcwkt").replace('\n', " ")),
        write(folder, "a.kml", kml),
        write(
            folder,
            "a.csv",
            format!("编号,名称\n{address}/a,/vsicurl/{address}/b\n"),
        ),
        write(folder, "vrt.csv", &vrt),
        write(folder, "vrt.vrt", &vrt),
        write(folder, "vrt.json", &vrt),
        shapes,
        package,
    ];
    for name in ["/vsicurl/", "/vsicurl_streaming/", "/vsis3/", "/vsizip//vsicurl/"] {
        all.push(format!("{name}{address}/a.geojson").into());
    }
    all.push(format!("{address}/a.geojson").into());
    all
}

#[test]
fn nothing_that_a_file_leads_to_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it only looks");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let folder = tempfile::tempdir().expect("a folder");
    for path in references(folder.path(), &address) {
        let outcomes = [import_file(&path, Some(COUNTY_MAP)), import_file(&path, None)];
        assert!(listener.accept().is_err(), "{} made a request", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("link") || name.starts_with("esri.") {
            for outcome in outcomes {
                let error = outcome.expect_err("it has no CRS without the request").to_string();
                assert!(error.contains("nothing is downloaded"), "{name}: {error}");
            }
        }
    }
}

/// A `GeoPackage` of the counties, opened by SQLite.
fn package(folder: &Path) -> (std::path::PathBuf, Connection) {
    let path = folder.join("a.gpkg");
    convert(&["-f", "GPKG"], &write(folder, "counties.geojson", COUNTIES), &path);
    let connection = Connection::open(&path).expect("opens");
    (path, connection)
}

#[test]
fn a_package_with_half_a_log_is_refused_and_with_a_whole_one_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, open) = package(folder.path());
    // GDAL's triggers ask functions that SQLite alone lacks.
    let mut triggers = open
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .expect("a list");
    let names = triggers.query_map([], |row| row.get::<_, String>(0)).expect("a list");
    for name in names.map(|name| name.expect("a name")).collect::<Vec<_>>() {
        open.execute_batch(&format!("DROP TRIGGER \"{name}\""))
            .expect("dropped");
    }
    open.execute_batch("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; UPDATE counties SET XZQMC = '新名' WHERE XZQDM = '450502';")
        .expect("changed");
    let imported = import_file(&path, Some(COUNTY_MAP)).expect("a whole log");
    assert_eq!(imported.world.units[0].name.as_deref(), Some("新名"));
    let apart = folder.path().join("apart");
    std::fs::create_dir(&apart).expect("a folder");
    let copy = apart.join("a.gpkg");
    let log = std::fs::read(path.with_extension("gpkg-wal")).expect("a log");
    std::fs::copy(&path, &copy).expect("copied");
    std::fs::write(copy.with_extension("gpkg-wal"), &log).expect("written");
    let imported = import_file(&copy, Some(COUNTY_MAP)).expect("a whole log");
    assert_eq!(imported.world.units[0].name.as_deref(), Some("新名"));
    let unchanged =
        |ending: &str, bytes: &[u8]| std::fs::read(copy.with_extension(ending)).is_ok_and(|now| now == bytes);
    assert!(unchanged("gpkg-wal", &log) && unchanged("gpkg", &std::fs::read(&path).expect("bytes")));
    for (cut, what) in [(1, "cut short"), (2000, "cut short"), (log.len() - 10, "cut short")] {
        std::fs::write(copy.with_extension("gpkg-wal"), &log[..log.len() - cut]).expect("written");
        let error = import_file(&copy, Some(COUNTY_MAP))
            .expect_err("half a log")
            .to_string();
        assert!(error.contains(what) && error.contains("-wal"), "{cut}: {error}");
    }
}

#[test]
fn a_view_is_no_layer() {
    let folder = tempfile::tempdir().expect("a folder");
    for view in [
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, 'A' AS code FROM n",
        "SELECT 1 AS fid, zeroblob(1000000000) AS code",
    ] {
        let (path, open) = package(folder.path());
        open.execute_batch(&format!(
            "CREATE VIEW waters AS {view}; INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('waters', 'attributes', 'waters');"
        ))
        .expect("made");
        drop(open);
        let error = import_file(&path, None).expect_err("a view").to_string();
        assert!(error.contains("waters is a view"), "{error}");
        let error = riverchief_gdal::world_file::read(&path)
            .expect_err("a view")
            .to_string();
        assert!(error.contains("waters is a view"), "{error}");
        std::fs::remove_file(&path).expect("removed");
    }
}
