//! Collections that hold records of a world: taken away in each format and imported again by the draft of a mapping, they are
//! the records that they were. Derived ones are left where they are.
use super::{named, whole};
use geo::{CoordsIter as _, Geometry, LineString, Winding as _};
use riverchief::export::{self, Terms};
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::finding::Severity;
use riverchief_core::snapshot::record::{Cell, Record, Visit};
use riverchief_gdal::mapping::Mapping;
use riverchief_gdal::{draft, import};
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use riverchief_rows::formats::csv::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::{Path, PathBuf};

/// A record: its values by field, without those that are empty, and its geometry.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    values: BTreeMap<&'static str, Cell>,
    shape: Option<Geometry<f64>>,
}

/// Records by layer, and there by what names them.
#[derive(Default)]
struct Records(BTreeMap<&'static str, BTreeMap<String, Kept>>);

impl Visit for Records {
    type Error = Infallible;
    fn layer<R: Record>(&mut self, rows: &[R]) -> Result<(), Infallible> {
        for row in rows {
            let names = R::SCHEMA.fields.iter().map(|field| field.name);
            let values: BTreeMap<_, _> = names
                .zip(row.cells())
                .filter(|(_, cell)| *cell != Cell::Null && *cell != Cell::Text(String::new()))
                .collect();
            let kept = Kept {
                shape: row.shape(),
                values,
            };
            let key: Vec<String> = ["code", "id", "water", "branch", "valid_from"]
                .iter()
                .filter_map(|name| kept.values.get(name).map(|cell| format!("{cell:?}")))
                .collect();
            self.0.entry(R::SCHEMA.name).or_default().insert(key.join(" "), kept);
        }
        Ok(())
    }
}

fn records(world: &RawWorld) -> Records {
    let mut records = Records::default();
    let Ok(()) = world.visit(&mut records);
    records
}

/// What a layer of the world has and its collections don't show, or show as the rules make it (`city_level`).
const NOT_SHOWN: &[(&str, &[&str])] = &[
    ("admin_units", &["neighbour"]),
    (
        "waters",
        &["half_width_m", "commander_county", "convener_override", "city_level"],
    ),
    ("zones", &["provisional"]),
];

/// By the draft, in which a person has written the CRS of a CSV, which says none.
fn imported(path: &PathBuf) -> import::Imported {
    let sources = import::open(std::slice::from_ref(path), None).expect("a source");
    let text = draft::draft(&sources).expect("a draft").text;
    let text = text.replace("# crs = \"EPSG:…\"", "crs = \"EPSG:4490\"");
    let mapping = Mapping::parse(&text, "draft").unwrap_or_else(|e| panic!("{text}\n{e}"));
    import::import(&sources, Some(mapping), &mut |_| {}).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn file(folder: &Path, collection: CollectionId, format: FileFormat) -> PathBuf {
    let mut out = vec![];
    let terms = Terms {
        place: (format == FileFormat::Csv).then_some(Place::Text),
        ..Terms::new(format)
    };
    export::write(&[whole(collection)], &terms, &mut out).unwrap_or_else(|e| panic!("{collection} as {format}: {e}"));
    let path = folder.join(format!("{collection}.{}", format.ending()));
    std::fs::write(&path, out).expect("written");
    path
}

/// The vertices, bit by bit: those of an area ring by ring, from the least one on and counter-clockwise, for Shapefiles turn
/// rings round and order them by their kind.
fn vertices(geometry: &Geometry<f64>) -> Vec<Vec<(u64, u64)>> {
    let bits = |line: &LineString<f64>| -> Vec<_> { line.coords().map(|c| (c.x.to_bits(), c.y.to_bits())).collect() };
    let Geometry::MultiPolygon(area) = geometry else {
        return vec![geometry.coords_iter().map(|c| (c.x.to_bits(), c.y.to_bits())).collect()];
    };
    let ring = |ring: &LineString<f64>| {
        let mut ring = ring.clone();
        ring.make_ccw_winding();
        let mut bits = bits(&ring);
        bits.pop();
        let least = (0..bits.len()).min_by_key(|at| bits[*at]).unwrap_or(0);
        bits.rotate_left(least);
        bits
    };
    let mut rings: Vec<_> = (area.iter())
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(ring)
        .collect();
    rings.sort_unstable();
    rings
}

#[test]
fn what_was_taken_away_in_any_format_is_the_same_records_again() {
    let stored = records(&riverchief::config::raw(None).expect("the default world"));
    let collections = [
        ("admin_units", "cities"),
        ("admin_units", "counties"),
        ("admin_units", "townships"),
        ("functional_areas", "functional_areas"),
        ("marine_areas", "marine_areas"),
        ("waters", "waters"),
        ("water_areas", "water_areas"),
        ("centrelines", "centrelines"),
        ("segments", "segments_city"),
        ("segments", "segments_county"),
        ("segments", "segments_township"),
        ("segments", "segments_village"),
        ("zones", "water_zones"),
        ("zone_pieces", "land_zones"),
        ("management_extents", "management_extents"),
        ("notice_boards", "notice_boards"),
        ("posts", "posts"),
        ("tenures", "tenures"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (layer, id) in collections {
        let collection = named(id);
        let hidden = NOT_SHOWN
            .iter()
            .find(|(of, _)| *of == layer)
            .map_or(&[][..], |(_, f)| f);
        let expected = whole(collection);
        for format in FileFormat::ALL {
            let tables = matches!(format, FileFormat::FlatGeobuf | FileFormat::Kml);
            let bare = expected.rows().all(|row| row.geometry.is_none());
            if format == FileFormat::Xlsx || tables && bare {
                continue;
            }
            let path = file(folder.path(), collection, format);
            let back = imported(&path);
            let what = format!("{id} as {format}");
            let bad: Vec<_> = back.findings.iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(bad.is_empty(), "{what}: {bad:?}");
            let found = records(&back.world);
            let filled: Vec<_> = (found.0.iter())
                .filter(|(name, rows)| **name != "world" && !rows.is_empty())
                .collect();
            assert!(filled.iter().all(|(name, _)| **name == layer), "{what}: {filled:?}");
            let found = &found.0[layer];
            println!("{what}: {} of {}", found.len(), expected.rows.len());
            // What crosses the city limit comes back as two records (S40).
            let own = |key: &str| key.replace(".outside\")", "\")");
            let divided: BTreeSet<String> = found.keys().filter(|k| own(k) != **k).map(|k| own(k)).collect();
            for (key, row) in found {
                let (key, beyond) = (own(key), own(key) != *key);
                let mut row = row.clone();
                let mut was = stored.0[layer]
                    .get(&key)
                    .unwrap_or_else(|| panic!("{what}: {key}"))
                    .clone();
                if beyond {
                    row.values.remove("id");
                    was.values.remove("id");
                }
                for field in hidden {
                    was.values.remove(field);
                    row.values.remove(field);
                }
                // Lists of GeoParquet aren't read; the draft says so.
                if format == FileFormat::GeoParquet {
                    was.values.remove("over");
                }
                assert_eq!(row.values, was.values, "{what}");
                let (here, there) = (row.shape.as_ref().map(vertices), was.shape.as_ref().map(vertices));
                // A segment's line is cut by its measures, which count, from the centreline; a record's may be older.
                assert!(
                    here == there || layer == "segments" || divided.contains(&key),
                    "{what}: the geometry of {key} isn't what it was"
                );
            }
        }
    }
}

#[test]
fn of_a_geopackage_of_every_collection_the_derived_ones_stay_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.gpkg");
    let all: Vec<_> = CollectionId::all().map(whole).collect();
    let mut out = vec![];
    export::write(&all, &Terms::new(FileFormat::GeoPackage), &mut out).expect("written");
    std::fs::write(&path, out).expect("written");
    let found = records(&imported(&path).world);
    let count = |id: &str| whole(named(id)).rows.len();
    let registered = (found.0["segments"].values()).all(|row| row.values.contains_key("post"));
    assert!(registered && found.0["segments"].len() < count("segments_village"));
    let units = ["cities", "counties", "townships", "villages"].map(count);
    assert_eq!(found.0["admin_units"].len(), units.iter().sum::<usize>());
    for id in [
        "centrelines",
        "notice_boards",
        "posts",
        "tenures",
        "water_areas",
        "waters",
    ] {
        assert_eq!(found.0[id].len(), count(id), "{id}");
    }
    let told = draft::draft(&import::open(std::slice::from_ref(&path), None).expect("open"))
        .expect("a draft")
        .text;
    for id in [
        "reaches",
        "pieces",
        "sections",
        "confluences",
        "findings",
        "responsibilities",
    ] {
        assert!(!told.contains(&format!("from = \"{id}\"")), "{id}: {told}");
        assert!(told.contains(&format!("layer {id}: ")), "{id}: {told}");
    }
    // Alone it is refused, and not taken for boards, as points are otherwise.
    let sections = file(folder.path(), named("sections"), FileFormat::GeoPackage);
    let sources = import::open(&[sections], None).expect("a source");
    let refused = import::import(&sources, None, &mut |_| {})
        .map(|_| ())
        .expect_err("nothing to import");
    assert!(refused.to_string().contains("no layer is recognised"), "{refused}");
}
