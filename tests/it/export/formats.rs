//! Every collection in every format, read by GDAL, pyogrio, pyarrow, GeoPandas and openpyxl; and the same bytes each time.
use super::{DAY, named, published, python, whole};
use geo::{BoundingRect as _, Geometry};
use riverchief::export::{self, ExportError, Terms};
use riverchief_rows::collections::{Cell, CollectionId, ColumnKind, GeometryType, Row};
use riverchief_rows::formats::{FileFormat, dbf};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => json!(**text),
        Cell::Integer(value) => json!(value),
        Cell::Real(value) => json!(value),
        Cell::Flag(value) => json!(value),
        Cell::Date(day) => json!(day.to_string()),
        Cell::Texts(list) => json!(list.iter().map(|t| t.to_string()).collect::<Vec<_>>()),
    }
}

fn wkb(geometry: &Geometry<f64>) -> String {
    let mut bytes = vec![];
    ::wkb::writer::write_geometry(&mut bytes, geometry, &::wkb::writer::WriteOptions::default()).expect("into memory");
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a collection is, for the readers to compare with.
fn described(collection: CollectionId) -> Value {
    let spec = collection.spec();
    let table = published().table(&published().epoch(DAY), collection);
    let kind = |kind| match kind {
        ColumnKind::Text => "text",
        ColumnKind::Integer => "integer",
        ColumnKind::Real => "real",
        ColumnKind::Flag => "flag",
        ColumnKind::Date => "date",
        ColumnKind::Texts => "texts",
    };
    let columns: Vec<Value> = spec.columns().map(|c| json!([c.name, kind(c.kind)])).collect();
    let row = |row: &Row| {
        json!({
            "cells": row.cells.iter().map(cell).collect::<Vec<_>>(),
            "wkb": row.geometry.as_ref().map(wkb),
        })
    };
    let bounds = table.rows().iter().filter_map(|r| r.geometry.as_ref()?.bounding_rect());
    let half = bounds.reduce(|a, b| {
        geo::Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    json!({
        "geometry": if spec.geometry == GeometryType::None { "None".to_owned() } else { format!("{:?}", spec.geometry) },
        "columns": columns,
        "dbf": dbf::short_names(&spec.columns().map(|c| c.name).collect::<Vec<_>>()),
        "half": half.map(|r| [r.min().x, r.min().y, r.center().x, r.center().y]),
        "rows": table.rows().iter().map(row).collect::<Vec<_>>(),
    })
}

fn bytes(id: &str, terms: &Terms) -> Vec<u8> {
    let mut out = vec![];
    export::write(&[whole(named(id))], terms, &mut out).expect("written");
    out
}

fn write_all(folder: &Path) {
    for collection in CollectionId::all() {
        let described = serde_json::to_vec(&described(collection)).expect("JSON");
        std::fs::write(folder.join(format!("{collection}.json")), described).expect("written");
        for format in FileFormat::ALL {
            let mut out = vec![];
            let written = export::write(&[whole(collection)], &Terms::new(format), &mut out);
            let bare = collection.spec().geometry == GeometryType::None;
            if format == FileFormat::FlatGeobuf && bare {
                assert!(matches!(written, Err(ExportError::NoGeometry { .. })), "{collection}");
                continue;
            }
            let report = written.unwrap_or_else(|e| panic!("{collection} as {format}: {e}"));
            let held = |row: &&Row| format != FileFormat::FlatGeobuf || row.geometry.is_some();
            let held = whole(collection).rows().filter(held).count();
            assert_eq!(report.features, held, "{collection} as {format}");
            std::fs::write(folder.join(format!("{collection}.{}", format.ending())), out).expect("written");
        }
    }
}

#[test]
fn other_programs_read_every_collection_in_every_format_as_it_is() {
    let Some(mut python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    write_all(folder.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/readers.py");
    let output = python.arg(script).arg(folder.path()).output().expect("Python runs");
    let (said, complained) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{said}\n{complained}");
}

#[test]
fn the_same_selection_gives_the_same_bytes_on_any_thread() {
    for format in FileFormat::ALL {
        let terms = Terms::new(format);
        let first = bytes("segments_county", &terms);
        let others: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| bytes("segments_county", &terms)))
                .collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert!(others.iter().all(|other| *other == first), "{format}");
    }
}

#[test]
fn several_collections_share_a_file_where_the_format_can_hold_them() {
    let chosen = [whole(named("counties")), whole(named("posts"))];
    for format in FileFormat::ALL {
        let mut out = vec![];
        let written = export::write(&chosen, &Terms::new(format), &mut out);
        match written {
            Ok(report) => {
                assert!(format.holds_many(), "{format}");
                assert_eq!(report.features, chosen.iter().map(|c| c.rows.len()).sum::<usize>());
            }
            Err(error) => assert!(
                matches!(error, ExportError::Many(f) if f == format),
                "{format}: {error}"
            ),
        }
    }
}

#[test]
fn a_reader_that_goes_away_stops_the_writing() {
    /// Takes so many bytes and no more.
    struct Leaves(usize);
    impl std::io::Write for Leaves {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.0 < bytes.len() {
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in FileFormat::ALL {
        for room in [0, 3_000] {
            let written = export::write(&[whole(named("villages"))], &Terms::new(format), &mut Leaves(room));
            let Err(ExportError::Io(error)) = written else {
                panic!("{format}: {written:?}")
            };
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{format}: {error}");
        }
    }
}
