//! The roster as sheets: every name in the column of its level, whatever levels the world has.
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::RosterFilter;
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawWorld};
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures as small_world;
use riverchief_rows::print::{self, Entry, Sheet};
use std::sync::Arc;

fn roster(change: impl FnOnce(&mut RawWorld)) -> Vec<Sheet> {
    let mut raw = small_world::sound();
    change(&mut raw);
    let (snapshot, _) = Snapshot::build(raw);
    let law = Law::new(&Arc::new(snapshot), Date::constant(2026, 6, 1), Thresholds::default());
    print::roster(&Index::new(law), &RosterFilter::default())
}

/// What stands under a heading on the line of a post.
fn under<'a>(sheets: &'a [Sheet], post: &str, head: &str) -> Option<&'a str> {
    let of_post = |e: &Entry| matches!(e, Entry::Text(text) if text == post);
    let (sheet, line) = (sheets.iter())
        .find_map(|sheet| Some((sheet, sheet.lines.iter().find(|l| l.entries.iter().any(of_post))?)))
        .expect("a line of the post");
    let column = sheet.columns.iter().position(|c| c.head == head).expect("a column");
    match &line.entries[column] {
        Entry::Text(text) => Some(text),
        _ => None,
    }
}

fn name(code: &str) -> String {
    let raw = small_world::sound();
    let unit = raw.units.iter().find(|u| u.code.as_deref() == Some(code));
    unit.and_then(|u| u.name.clone()).expect("a name")
}

#[test]
fn a_name_stands_in_the_column_of_its_level_whatever_levels_the_world_has() {
    let (county, township) = (name(small_world::COUNTY_A), name(small_world::T1));
    let post = format!("GC-{}", small_world::T1);
    let stands = |sheets: &[Sheet], over: Option<&str>| {
        assert_eq!(under(sheets, &post, "县（区）"), over);
        assert_eq!(under(sheets, &post, "乡镇（街道）"), Some(township.as_str()));
    };
    stands(&roster(|_| {}), Some(&county));
    stands(
        &roster(|raw| raw.units.retain(|u| u.level.as_deref() != Some("city"))),
        Some(&county),
    );
    stands(
        &roster(|raw| raw.units.retain(|u| u.level.as_deref() != Some("county"))),
        None,
    );
}

#[test]
fn a_functional_area_stands_in_the_countys_column() {
    for city in [true, false] {
        let sheets = roster(|raw| {
            raw.functional_areas.push(RawFunctionalArea {
                code: Some("450521FA".into()),
                name: Some("旅游区".into()),
                acts_as: Some("county".into()),
                over: Some(small_world::T1.into()),
                ..RawFunctionalArea::default()
            });
            small_world::seat(raw, "GC-FA", "general_chief", "450521FA", None, &["party_main"]);
            let post = raw.posts.iter_mut().find(|p| p.id.as_deref() == Some("GC-FA"));
            post.expect("the post").level = Some("county".into());
            raw.units.retain(|u| city || u.level.as_deref() != Some("city"));
        });
        assert_eq!(under(&sheets, "GC-FA", "县（区）"), Some("旅游区"));
    }
}
