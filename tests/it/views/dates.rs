//! How long derived rows stand (S38).
use geo::MultiPolygon;
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::domain::time::{Date, Validity};
use riverchief_core::resolve::views;
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{V, X, Y, rectangle};
use riverchief_rows::collections::{Cell, CollectionId, Table};

#[expect(clippy::unnecessary_wraps, reason = "records hold it so")]
fn text(s: &str) -> Option<String> {
    Some(s.to_owned())
}

/// Things change on several days: a border, a post, who holds it, a centreline, what is registered.
fn changing(w: &mut RawWorld) {
    w.segments
        .retain(|s| !["S-NLJ-T2", "S-QH-T3", "S-LK-T3"].contains(&s.id.as_deref().unwrap()));
    let registered = w
        .segments
        .iter_mut()
        .find(|s| s.id.as_deref() == Some("S-NLJ-V11"))
        .unwrap();
    registered.valid_from = text("2021-01-01");
    let post = w
        .posts
        .iter_mut()
        .find(|p| p.id.as_deref() == Some("RC-450521101-NLJ"))
        .unwrap();
    post.valid_to = text("2022-01-01");
    w.tenures.iter_mut().for_each(|t| t.valid_to = text("2019-05-05"));
    // V20 gives its eastern part to nobody new: its border moves on a day.
    let mut next = w
        .units
        .iter()
        .find(|u| u.code.as_deref() == Some(V[2][0]))
        .unwrap()
        .clone();
    next.valid_from = text("2020-01-01");
    next.geometry = Some(MultiPolygon::new(vec![rectangle([X[2], 109.10, Y[0], Y[1]])]));
    let old = w.units.iter_mut().find(|u| u.code.as_deref() == Some(V[2][0])).unwrap();
    old.valid_to = text("2020-01-01");
    w.units.push(next);
    let mut line = w
        .centrelines
        .iter()
        .find(|c| c.water.as_deref() == Some("XHX"))
        .unwrap()
        .clone();
    line.valid_from = text("2023-01-01");
    line.geometry.as_mut().unwrap().0[1].x += 1e-4;
    let old = w
        .centrelines
        .iter_mut()
        .find(|c| c.water.as_deref() == Some("XHX"))
        .unwrap();
    old.valid_to = text("2023-01-01");
    w.centrelines.push(line);
}

fn published(change: impl FnOnce(&mut RawWorld)) -> Published {
    let mut raw = riverchief_fixtures::sound();
    change(&mut raw);
    let (snapshot, findings) = Snapshot::build(raw);
    Published::new(1, snapshot, findings, Thresholds::default())
}

/// What must not change of a row: its geometry, and the cells that say unit, bank and post.
fn same(table: &Table, row: usize) -> String {
    let spec = table.collection.spec();
    let wanted = [
        "unit",
        "right_unit",
        "bank",
        "post",
        "above",
        "below",
        "level",
        "water",
        "branch",
        "other",
        "inflow",
    ];
    let cells = spec.columns().zip(&table.rows()[row].cells);
    let cells: Vec<_> = cells
        .filter(|(c, _)| wanted.contains(&c.name))
        .map(|(_, cell)| cell)
        .collect();
    format!("{:?} {cells:?}", table.rows()[row].geometry)
}

fn registered(table: &Table, row: usize) -> bool {
    let flag = table
        .collection
        .spec()
        .column("registered")
        .map(|(at, _)| &table.rows()[row].cells[at]);
    flag == Some(&Cell::Flag(true))
}

#[test]
fn s38_a_derived_row_stands_over_all_neighbouring_epochs_in_which_it_is_the_same() {
    let published = published(changing);
    let epochs: Vec<_> = (0..).map_while(|n| published.epoch_numbered(n)).collect();
    assert!(epochs.len() > 12, "{}", epochs.len());
    let mut cut = 0;
    for name in [
        "segments_county",
        "segments_township",
        "segments_village",
        "pieces",
        "reaches",
        "sections",
        "confluences",
    ] {
        let collection: CollectionId = name.parse().unwrap();
        let tables: Vec<_> = epochs.iter().map(|e| published.table(e, collection)).collect();
        for (n, table) in tables.iter().enumerate() {
            for row in (0..table.rows().len()).filter(|row| !registered(table, *row)) {
                let id = &table.rows()[row].id;
                let is_same = |other: &usize| {
                    let there = &tables[*other];
                    let found = there.find(id).filter(|r| !registered(there, *r));
                    found.is_some_and(|r| same(there, r) == same(table, row))
                };
                let first = (0..=n).rev().take_while(is_same).last().unwrap();
                let last = (n..tables.len()).take_while(is_same).last().unwrap();
                let expected = Validity::new(epochs[first].validity.from, epochs[last].validity.to);
                assert_eq!(table.validity(row), expected, "{name} {id} in {:?}", epochs[n].validity);
                cut += usize::from(expected != Validity::default());
            }
        }
    }
    assert!(cut > 20, "{cut}");
}

#[test]
fn s38_one_segment_has_the_same_dates_wherever_it_is_shown() {
    let published = published(changing);
    let on = |y, m, d| {
        let day = Date::constant(y, m, d);
        let index = published.on(day);
        let id = "NLJ.0.township.450521101.B.1";
        let view = views::segment(&index, &SegmentId::new(id)).unwrap();
        let row = views::responsibilities(&index)
            .into_iter()
            .find(|r| r.id == id)
            .unwrap();
        assert_eq!(view.validity, row.validity);
        let table = published.table(&published.epoch(day), "segments_township".parse().unwrap());
        assert_eq!(table.validity(table.find(id).unwrap()), view.validity);
        (
            view.validity.from.map(|d| d.to_string()),
            view.validity.to.map(|d| d.to_string()),
        )
    };
    // Its post begins on 1 June 2017 and ends with 2021; that its holder left in 2019 is no end of the stretch.
    assert_eq!(on(2017, 1, 5), (None, text("2017-06-01")));
    assert_eq!(on(2018, 2, 1), (text("2017-06-01"), text("2022-01-01")));
    assert_eq!(on(2020, 7, 1), (text("2017-06-01"), text("2022-01-01")));
    assert_eq!(on(2026, 7, 1), (text("2022-01-01"), None));
}
