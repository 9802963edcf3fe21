//! Chosen columns of rows have the values that the whole row has, although less is decided for them.
use crate::default_world;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures as small_world;
use riverchief_geom::LonLat;
use riverchief_rows::bulk::{
    Answerer, COLUMNS, Column, Columns, Need, PointFormat, PointReader, PointRecord, Records, RowWriter,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const DAY: Date = Date::constant(2020, 1, 1);

/// Numbers from 0 to below a bound; the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = (self.0)
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        let part = u32::try_from(self.below(1 << 30)).unwrap();
        low + (high - low) * f64::from(part) / f64::from(1 << 30)
    }

    /// A few columns in any order.
    fn columns(&mut self) -> Columns {
        let mut names = COLUMNS.to_vec();
        let wanted = 1 + self.below(6);
        let chosen = (0..wanted).map(|_| names.swap_remove(self.below(names.len())));
        Columns::named(&chosen.collect::<Vec<_>>().join(",")).unwrap()
    }
}

fn small(change: impl FnOnce(&mut RawWorld)) -> Index {
    let mut raw = small_world::sound();
    change(&mut raw);
    let (snapshot, _) = Snapshot::build(raw);
    Index::new(Law::new(&Arc::new(snapshot), DAY, Thresholds::default()))
}

/// Places anywhere in and around the world, on edges of every layer, and on their vertices.
fn places(index: &Index, dice: &mut Dice, count: usize) -> Vec<LonLat> {
    let mut edges: Vec<_> = index.units.edges().collect();
    let (west, east) = edges
        .iter()
        .fold((180.0_f64, -180.0_f64), |(w, e), (a, _)| (w.min(a.x), e.max(a.x)));
    let (south, north) = edges
        .iter()
        .fold((90.0_f64, -90.0_f64), |(s, n), (a, _)| (s.min(a.y), n.max(a.y)));
    let others = [
        index.neighbours.edges().collect(),
        index.pools.edges().collect(),
        index.lands.edges().collect(),
        index.areas.edges().collect(),
        index.extents.edges().collect(),
        index.marine.edges().collect::<Vec<_>>(),
    ];
    let mut layers = others.into_iter().filter(|layer| !layer.is_empty()).collect::<Vec<_>>();
    let lines = index.law.centrelines.iter();
    layers.push(
        lines
            .flat_map(|line| line.geometry.lines().map(|l| (l.start, l.end)))
            .collect(),
    );
    layers.push(std::mem::take(&mut edges));
    (0..count)
        .map(|n| {
            let layer = &layers[dice.below(layers.len())];
            let (a, b) = layer[dice.below(layer.len())];
            match n % 4 {
                0 => LonLat::new(
                    dice.between(west - 0.02, east + 0.02),
                    dice.between(south - 0.02, north + 0.02),
                ),
                1 => a.into(),
                2 => LonLat::new(f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y)),
                _ => LonLat::new(a.x + dice.between(-1e-4, 1e-4), a.y + dice.between(-1e-4, 1e-4)),
            }
        })
        .collect()
}

/// The places as records with ids, every fiftieth of them without a latitude.
fn records(places: &[LonLat]) -> Records {
    let line = |(n, p): (usize, &LonLat)| match n % 50 {
        49 => format!("{n},{},\n", p.lon),
        _ => format!("{n},{},{}\n", p.lon, p.lat),
    };
    let lines: String = places.iter().enumerate().map(line).collect();
    let text = format!("id,lon,lat\n{lines}");
    let mut reader = PointReader::new(PointFormat::Csv, text.as_bytes()).unwrap();
    let mut records = reader.records();
    while reader.read_into(&mut records) {}
    records
}

/// The row of a record in a format without its beginning.
fn row(index: &Index, columns: &Columns, record: &PointRecord<'_>, format: PointFormat) -> String {
    let place = match record {
        Ok(point) => Ok(LonLat::new(point.x, point.y)),
        Err(error) => Err(error.message.clone()),
    };
    let mut writer = RowWriter::resume(format, columns, Vec::new(), 0);
    let answerer = Answerer { index, columns };
    answerer.answer(record, &place, |row| writer.write(row)).unwrap();
    String::from_utf8(writer.pause().unwrap()).unwrap()
}

fn object(row: &str) -> Map<String, Value> {
    serde_json::from_str(row).unwrap_or_else(|error| panic!("{row}: {error}"))
}

fn cells(row: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    record.iter().map(str::to_owned).collect()
}

/// Every column alone for some places and some columns for every place; returns the statuses that were met.
fn agree(index: &Index, count: usize) -> BTreeMap<String, usize> {
    let dice = &mut Dice(count as u64);
    let records = records(&places(index, dice, count));
    let all = Columns::default();
    let mut statuses = BTreeMap::new();
    for (n, record) in records.iter().enumerate() {
        let record = &record;
        let whole = object(&row(index, &all, record, PointFormat::Ndjson));
        *statuses
            .entry(whole["status"].as_str().unwrap().to_owned())
            .or_default() += 1;
        let mut choices = vec![dice.columns(), Columns::named("id,village").unwrap()];
        if n % 20 == 0 {
            choices.extend(COLUMNS.map(|name| Columns::named(name).unwrap()));
        }
        for columns in choices {
            let names: Vec<&str> = columns.iter().map(Column::name).collect();
            let part = object(&row(index, &columns, record, PointFormat::Ndjson));
            assert_eq!(part.keys().collect::<Vec<_>>(), names);
            for (name, value) in &part {
                assert_eq!(value, &whole[name], "{name} of {names:?} for {record:?}");
            }
        }
        let columns = dice.columns();
        let whole = cells(&row(index, &all, record, PointFormat::Csv));
        let part = cells(&row(index, &columns, record, PointFormat::Csv));
        let wanted: Vec<&String> = columns.iter().map(|column| &whole[column as usize]).collect();
        assert_eq!(part.iter().collect::<Vec<_>>(), wanted, "{columns:?} for {record:?}");
        if let Ok(point) = record {
            let columns = Columns::named("village,id").unwrap();
            let feature = object(&row(index, &columns, record, PointFormat::GeoJson));
            assert_eq!(
                feature["geometry"]["coordinates"],
                serde_json::json!([point.x, point.y])
            );
            assert_eq!(
                feature["properties"].as_object().unwrap().keys().collect::<Vec<_>>(),
                ["village", "id"]
            );
        }
    }
    statuses
}

#[test]
fn chosen_columns_are_those_of_the_whole_row_in_the_small_world() {
    let statuses = agree(&small(|_| {}), 3000);
    assert_eq!(statuses.len(), 8, "every status and ERROR: {statuses:?}");
    // A village without a parent, a township that is missing, a county that is missing, and no villages at all.
    agree(
        &small(|raw| raw.units.iter_mut().for_each(|unit| unit.parent = None)),
        500,
    );
    for code in [small_world::V[0][0], small_world::COUNTY_A] {
        agree(
            &small(|raw| raw.units.retain(|unit| unit.code.as_deref() != Some(code))),
            500,
        );
    }
    let of_villages = |code: &Option<String>| code.as_ref().is_some_and(|code| code.len() == 12);
    agree(&small(|raw| raw.units.retain(|unit| !of_villages(&unit.code))), 500);
    agree(
        &small(|raw| raw.zones.iter_mut().for_each(|zone| zone.managed_whole = Some(true))),
        500,
    );
}

#[test]
fn chosen_columns_are_those_of_the_whole_row_in_the_default_world() {
    let statuses = agree(&default_world::index(default_world::TODAY), 3000);
    assert!(statuses.len() >= 7, "{statuses:?}");
}

/// What blocks of records write is what their rows are, one after another.
#[test]
fn a_block_is_the_rows_of_its_records() {
    let index = &small(|_| {});
    let records = &records(&places(index, &mut Dice(5), 700));
    for (names, format) in [
        ("id,village", PointFormat::Csv),
        ("error,status,id", PointFormat::Ndjson),
        (&COLUMNS.join(","), PointFormat::Ndjson),
        (&COLUMNS.join(","), PointFormat::Csv),
    ] {
        let columns = &Columns::named(names).unwrap();
        let answerer = Answerer { index, columns };
        let made = answerer
            .bytes(records, format, |point| Ok(LonLat::new(point.x, point.y)))
            .unwrap();
        let rows = records.iter().map(|record| row(index, columns, &record, format));
        assert_eq!(String::from_utf8(made.rows).unwrap(), rows.collect::<String>());
        assert_eq!((made.count, made.errors), (700, 14));
    }
}

#[test]
fn each_column_is_in_its_place_and_needs_what_it_says() {
    for (n, column) in Column::ALL.into_iter().enumerate() {
        assert_eq!((column as usize, column.name()), (n, COLUMNS[n]));
    }
    let need = |names: &str| Columns::named(names).unwrap().need();
    assert_eq!(need("error,lat,lon,id"), Need::Place);
    assert_eq!(need("id,village"), Need::Units);
    assert_eq!(need("village_name,status"), Need::Verdict);
    assert_eq!(need("confidence"), Need::Everything);
    assert_eq!(Columns::default().need(), Need::Everything);
}
