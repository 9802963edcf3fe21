//! The world file: what is written is read again, the same bytes for the same world, and never half a file.
use geo::{line_string, point, polygon};
use riverchief_core::snapshot::raw::{self, RawWorld};
use riverchief_core::snapshot::record::{Record, Visit, VisitMut};
use riverchief_gdal::world_file::{self, ReadError, WriteError};
use std::path::Path;
use std::process::Command;

/// A world with a row in every layer, all columns and geometries filled.
fn full_world() -> RawWorld {
    struct Fill;
    impl VisitMut for Fill {
        type Error = String;
        fn layer<R: Record>(&mut self, rows: &mut Vec<R>) -> Result<(), String> {
            use riverchief_core::snapshot::record::{Cell, CellKind, ShapeKind};
            for number in 1..=3_i64 {
                let mut row = R::default();
                row.set_fid(number);
                for (position, field) in R::SCHEMA.fields.iter().enumerate() {
                    let cell = match field.kind {
                        CellKind::Text if number == 3 => Cell::Null,
                        CellKind::Text => Cell::Text(format!("{}-{number} 南流江；“”", field.name)),
                        CellKind::Integer => Cell::Integer(number - 2),
                        CellKind::Real => Cell::Real(0.1 + f64::from(u8::try_from(number).map_err(|e| e.to_string())?)),
                        CellKind::Boolean => Cell::Boolean(number == 1),
                    };
                    row.set_cell(position, cell).map_err(|e| e.to_string())?;
                }
                let area = polygon![(x: 109.1, y: 21.4), (x: 109.2, y: 21.4), (x: 109.2, y: 21.5), (x: 109.1, y: 21.4)];
                let shape = match R::SCHEMA.shape {
                    ShapeKind::None => None,
                    ShapeKind::Point => Some(point!(x: 109.123_456_789_012_3, y: 21.4).into()),
                    ShapeKind::Line => Some(line_string![(x: 109.1, y: 21.4), (x: 109.3, y: 21.4)].into()),
                    ShapeKind::Area => Some(geo::MultiPolygon(vec![area]).into()),
                };
                // The third feature of every layer has no geometry.
                if R::SCHEMA.shape != ShapeKind::None {
                    row.set_shape(shape.filter(|_| number != 3))
                        .map_err(|kind| format!("{kind:?}"))?;
                }
                rows.push(row);
            }
            Ok(())
        }
    }
    let mut world = RawWorld::default();
    world.visit_mut(&mut Fill).expect("every cell fits");
    world.layers = raw::SCHEMAS.iter().map(|schema| schema.name.to_owned()).collect();
    world
}

#[test]
fn every_layer_field_and_shape_survives_the_round_trip() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    let world = full_world();
    world_file::write(&path, &world).expect("written");
    assert_eq!(world_file::read(&path).expect("read"), world);
    let bytes = std::fs::read(&path).expect("bytes");
    assert_eq!(world_file::read_bytes(&bytes).expect("read from memory"), world);
}

#[test]
fn layer_names_are_sorted_and_complete() {
    let names: Vec<_> = raw::SCHEMAS.iter().map(|schema| schema.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
    assert_eq!(names.len(), 20);
    assert!(raw::SCHEMAS.iter().all(|schema| !schema.about.is_empty()));
}

#[test]
fn the_same_world_gives_the_same_bytes() {
    let world = full_world();
    let first = world_file::to_bytes(&world).expect("bytes");
    let second = std::thread::spawn(move || world_file::to_bytes(&world))
        .join()
        .expect("no panic")
        .expect("bytes");
    assert!(first == second, "two runs differ");
}

#[test]
fn missing_layers_are_fine_and_empty_ones_are_remembered() {
    let world = RawWorld {
        layers: vec!["admin_units".to_owned(), "zones".to_owned()],
        ..RawWorld::default()
    };
    let bytes = world_file::to_bytes(&world).expect("bytes");
    assert_eq!(world_file::read_bytes(&bytes).expect("read"), world);
}

#[test]
fn other_programs_see_the_crs_and_the_longitude_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    world_file::write(&path, &full_world()).expect("written");
    let info = Command::new("ogrinfo")
        .args(["-al", "-geom=YES"])
        .arg(&path)
        .arg("notice_boards")
        .output();
    let info = String::from_utf8(info.expect("ogrinfo runs").stdout).expect("UTF-8");
    assert!(
        info.contains("CGCS2000") && info.contains("ID[\"EPSG\",4490]"),
        "{info}"
    );
    assert!(info.contains("POINT (109.123456789012 21.4)"), "{info}");
    let info = Command::new("ogrinfo").args(["-al"]).arg(&path).arg("zones").output();
    let info = String::from_utf8(info.expect("ogrinfo runs").stdout).expect("UTF-8");
    assert!(info.contains("managed_whole: Integer(Boolean)"), "{info}");
}

#[test]
fn a_failed_write_leaves_the_old_world_and_no_other_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    let world = full_world();
    world_file::write(&path, &world).expect("written");
    let old = std::fs::read(&path).expect("bytes");
    // A zero byte inside a text can't pass the C interface.
    let mut broken = world;
    broken.units[0].name = Some("a\0b".to_owned());
    let error = world_file::write(&path, &broken).expect_err("can't be stored");
    assert!(
        matches!(&error, WriteError::Make { layer, .. } if layer == "admin_units row 1"),
        "{error}"
    );
    assert!(std::fs::read(&path).expect("bytes") == old);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    // A folder where the file should go: the rename fails, the temporary file goes.
    let taken = folder.path().join("taken.gpkg");
    std::fs::create_dir(&taken).expect("a folder");
    assert!(matches!(
        world_file::write(&taken, &full_world()),
        Err(WriteError::Place { .. })
    ));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
    let nowhere = folder.path().join("no/such/folder/world.gpkg");
    assert!(matches!(
        world_file::write(&nowhere, &full_world()),
        Err(WriteError::Place { .. })
    ));
}

#[test]
fn a_full_disk_is_an_error_and_the_old_world_stays() {
    // /dev/full accepts no byte; a link to it stands for a full disk.
    let full = Path::new("/dev/full");
    if !full.exists() {
        riverchief_repository::skipped("/dev/full is absent");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    world_file::write(&path, &full_world()).expect("written");
    let old = std::fs::read(&path).expect("bytes");
    // A file size limit of one block stops the write half-way, as a full disk does.
    let script = format!(
        "ulimit -f 1; trap '' XFSZ; exec {:?} --exact world_file::write_again --ignored --nocapture",
        std::env::current_exe().expect("this test")
    );
    let status = Command::new("bash")
        .arg("-c")
        .arg(script)
        .env("RIVERCHIEF_WRITE_AGAIN", &path)
        .output();
    let output = status.expect("bash runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("File too large"), "{said}");
    assert!(std::fs::read(&path).expect("bytes") == old);
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "a partial file is left"
    );
}

/// Runs in a process of its own, started by the test above.
#[test]
#[ignore = "started by a_full_disk_is_an_error_and_the_old_world_stays"]
fn write_again() {
    let Some(path) = std::env::var_os("RIVERCHIEF_WRITE_AGAIN") else {
        return;
    };
    match world_file::write(Path::new(&path), &full_world()) {
        Ok(()) => println!("written"),
        Err(error) => println!("{error}"),
    }
}

#[test]
fn what_a_killed_writer_left_is_swept_and_what_a_living_one_writes_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (left, living, other) = (at(".riverchief-a.tmp"), at(".riverchief-b.tmp"), at("notes.tmp"));
    for path in [&left, &living, &other] {
        std::fs::write(path, "half a world").expect("written");
    }
    let writer = std::fs::File::open(&living).expect("open");
    writer.lock().expect("locked as a writer does");
    world_file::write(&at("world.gpkg"), &full_world()).expect("written");
    assert!(!left.exists() && living.exists() && other.exists());
}

#[test]
fn what_is_no_world_file_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let absent = folder.path().join("absent.gpkg");
    assert!(matches!(world_file::read(&absent), Err(ReadError::File { .. })));
    for (name, content) in [
        ("empty.gpkg", ""),
        ("text.gpkg", "not a database"),
        ("lying.gpkg", "SQLite format 3\0 and no more"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        let error = world_file::read(&path).expect_err(name);
        assert!(matches!(error, ReadError::Open { .. }), "{name}: {error}");
        assert!(error.to_string().contains(name), "{error}");
    }
    let none = world_file::to_bytes(&RawWorld::default()).expect("bytes");
    assert!(matches!(
        world_file::read_bytes(&none),
        Err(ReadError::NoLayers { .. } | ReadError::Open { .. })
    ));
}

#[test]
fn every_truncation_is_an_error_and_none_a_panic() {
    let bytes = world_file::to_bytes(&full_world()).expect("bytes");
    for tenth in 0..10 {
        let cut = &bytes[..bytes.len() * tenth / 10];
        assert!(
            world_file::read_bytes(cut).is_err(),
            "{tenth} tenths of the file are read as a world"
        );
    }
}

#[test]
fn a_wrong_value_is_named_by_layer_fid_and_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world.gpkg");
    world_file::write(&path, &full_world()).expect("written");
    // A register as another program might write it: the order as a word.
    let other = folder.path().join("other.gpkg");
    let sql = "select code, 'first' as \"order\" from waters";
    let made = Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-nln", "waters", "-sql", sql])
        .arg(&other)
        .arg(&path)
        .status();
    assert!(made.expect("ogr2ogr runs").success());
    let error = world_file::read(&other).expect_err("a word is no number").to_string();
    assert!(
        error.ends_with("other.gpkg: layer waters, fid 1, field order: expected integer, found `first`"),
        "{error}"
    );
}

#[test]
fn a_layer_in_another_crs_is_sent_to_import() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, other) = (folder.path().join("world.gpkg"), folder.path().join("metres.gpkg"));
    world_file::write(&path, &full_world()).expect("written");
    let made = Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-t_srs", "EPSG:4545"])
        .arg(&other)
        .arg(&path)
        .arg("admin_units")
        .status();
    assert!(made.expect("ogr2ogr runs").success());
    let error = world_file::read(&other).expect_err("metres").to_string();
    assert!(
        error.contains("layer admin_units") && error.contains("riverchief import"),
        "{error}"
    );
}

#[test]
fn visiting_shows_every_row_once() {
    struct Count(usize);
    impl Visit for Count {
        type Error = std::convert::Infallible;
        fn layer<R: Record>(&mut self, rows: &[R]) -> Result<(), Self::Error> {
            self.0 += rows.len();
            Ok(())
        }
    }
    let mut count = Count(0);
    assert!(full_world().visit(&mut count).is_ok());
    assert_eq!(count.0, 3 * raw::SCHEMAS.len());
}

#[test]
fn the_page_on_data_lists_every_layer_with_its_columns() {
    let page = std::fs::read_to_string(riverchief_repository::root().join("docs/DATA.md")).expect("the page");
    for schema in raw::SCHEMAS {
        let start = format!("| `{}` |", schema.name);
        let row = page
            .lines()
            .find(|line| line.starts_with(&start))
            .unwrap_or_else(|| panic!("no row {start}"));
        for field in schema.fields {
            assert!(
                row.contains(&format!("`{}`", field.name)),
                "{start} lacks {}",
                field.name
            );
        }
    }
}
