//! Coverage, inventory, search, and the pages of units, waters, posts and boards.
use super::{DAY, on, segment, sound};
use riverchief_core::domain::clause::RuleId;
use riverchief_core::domain::ids::{BoardId, PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::results::MilestoneState;
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::views;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, NLJ, T1, T2, V, X, length_m, measure_at};

#[test]
fn units_waters_posts_and_boards() {
    let index = sound();
    let county = views::unit(&index, &UnitCode::new(COUNTY_A)).unwrap();
    assert_eq!(county.path, ["小市", "甲县"]);
    assert_eq!(
        county.children.iter().map(UnitCode::as_str).collect::<Vec<_>>(),
        [T1, T2]
    );
    assert_eq!(
        county.waters.iter().map(|w| w.water.as_str()).collect::<Vec<_>>(),
        ["NLJ", "QH", "XHX"]
    );
    assert_eq!(county.offices, ["O-450521"]);
    let water = views::water(&index, &WaterCode::new("NLJ")).unwrap();
    assert_eq!(water.members, [WaterCode::new("XJK")]);
    assert_eq!(water.tributaries, [WaterCode::new("XHX")]);
    assert!((water.branches[0].length_m - length_m(NLJ)).abs() < 1e-6);
    assert!(
        water.segments.iter().all(|s| s.registered),
        "nothing is left unregistered"
    );
    let reservoir = views::water(&index, &WaterCode::new("XJK")).unwrap();
    assert!(reservoir.split && reservoir.city_level);
    assert!(
        reservoir
            .chiefs
            .iter()
            .any(|s| s.post == Some(PostId::new("RC-450500-NLJ"))),
        "C1"
    );
    let keeper = views::post(&index, &PostId::new("KC-XJK")).unwrap();
    assert_eq!(keeper.zones.len(), 1);
    assert_eq!(
        (keeper.duty.map(RuleId::as_str), keeper.state),
        (Some("D3"), SeatState::Filled)
    );
    let chief = views::post(&index, &PostId::new("RC-450512-NLJ")).unwrap();
    assert_eq!(chief.segments, [segment("S-NLJ-B")]);
    let board = views::board(&index, &BoardId::new("B-S-NLJ-V21")).unwrap();
    assert_eq!(board.water_name, "大流江");
    assert_eq!(board.chain.len(), 4);
    let office = views::office(&index, "O-450521").unwrap();
    assert_eq!(office.supervised_by.as_deref(), Some("O-450500"), "U5");
}

#[test]
fn coverage_knows_what_is_missing_and_when_it_was_due() {
    let full = views::coverage(&sound());
    assert_eq!(full.missing, []);
    let state = |coverage: &riverchief_core::domain::results::Coverage, rule: &str| {
        coverage
            .milestones
            .iter()
            .find(|m| m.rule.as_str() == rule)
            .unwrap()
            .state
    };
    for rule in ["M1", "M2", "M4", "M5", "M8", "M9"] {
        assert_eq!(state(&full, rule), MilestoneState::Met, "{rule}");
    }
    assert_eq!(state(&full, "M3"), MilestoneState::NotRecorded);
    let early = views::coverage(&on(Date::constant(2017, 5, 1), |_| {}));
    assert_eq!(state(&early, "M1"), MilestoneState::Pending);
    let holes = |w: &mut RawWorld| {
        w.tenures.retain(|t| t.post.as_deref() != Some("RC-450521101-NLJ"));
        w.posts.retain(|p| p.id.as_deref() != Some("RC-450512-QH"));
        w.offices.retain(|o| o.unit.as_deref() != Some(COUNTY_B));
        w.documents.retain(|d| d.id.as_deref() != Some("DOC-a-work_plan"));
    };
    let late = views::coverage(&on(DAY, holes));
    assert_eq!(state(&late, "M1"), MilestoneState::Overdue);
    let unit = |m: &riverchief_core::domain::results::Missing| m.unit.clone().map(|u| u.to_string());
    let missing: Vec<_> = late
        .missing
        .iter()
        .map(|m| (m.rule.as_str(), m.what.as_str(), unit(m)))
        .collect();
    for wanted in [
        ("C3", "vacant", T2),
        ("O1", "gap", COUNTY_B),
        ("F1", "office", COUNTY_B),
        ("M8", "document", COUNTY_A),
    ] {
        let wanted = (wanted.0, wanted.1, Some(wanted.2.to_owned()));
        assert!(missing.contains(&wanted), "{wanted:?} in {missing:?}");
    }
    let row = late
        .rows
        .iter()
        .find(|r| r.county.as_ref().is_some_and(|c| c.as_str() == COUNTY_A) && r.level == Level::Village);
    let row = row.unwrap();
    assert_eq!(
        (row.optional_established, row.gap),
        (1, 0),
        "a village chief of an other water is optional"
    );
}

#[test]
fn the_inventory_has_one_row_per_water_and_county() {
    let index = sound();
    let rows = views::inventory(&index);
    let find = |county: &str, water: &str| {
        rows.iter()
            .find(|r| r.county.as_str() == county && r.water.as_str() == water)
    };
    let (total, border) = (length_m(NLJ), measure_at(NLJ, 0, X[2]));
    assert!((find(COUNTY_A, "NLJ").unwrap().length_m - border).abs() < 0.01);
    assert!((find(COUNTY_B, "NLJ").unwrap().length_m - (total - border)).abs() < 0.01);
    let lake = find(COUNTY_B, "LK").unwrap();
    assert!(lake.area_m2 > 500_000.0 && lake.length_m == 0.0);
    assert!(find(COUNTY_A, "LK").is_none() && find(COUNTY_B, "XJK").is_none());
    assert!(find(COUNTY_A, "XJK").unwrap().area_m2 > 1e6, "the pool");
    assert_eq!(rows[0].grade, "市级", "city-level waters first");
}

#[test]
fn search_by_name_code_and_part() {
    let index = sound();
    let hits = views::search(&index, "大流江", 10);
    assert_eq!((hits[0].kind.as_str(), hits[0].id.as_str()), ("water", "NLJ"));
    let village = views::search(&index, "村20", 10);
    assert_eq!(village[0].path, ["小市", "乙区", "三镇", "村20"]);
    assert!(village[0].at.is_some());
    assert_eq!(
        views::search(&index, "s-nlj-v21", 1)[0].kind.as_str(),
        "segment",
        "case does not matter"
    );
    assert_eq!(views::search(&index, "450500", 3)[0].kind.as_str(), "unit");
    assert!(views::search(&index, "  ", 10).is_empty());
}

#[test]
fn search_by_pinyin_initials_and_several_words() {
    let catalog = views::SearchCatalog::new(&sound());
    let first = |query: &str| {
        let hits = catalog.search(query, 1);
        hits.first().map(|h| (h.kind.as_str(), h.id.clone()))
    };
    let water = Some(("water", "NLJ".to_owned()));
    for query in [
        "大流江",
        "daliujiang",
        "da liu jiang",
        "DLJ",
        "dài liú jiāng",
        "daliu",
        "nlj",
        "ＮＬＪ",
    ] {
        assert_eq!(first(query), water, "{query}");
    }
    assert_eq!(first("yiquan"), None);
    assert_eq!(
        first("jiaxian"),
        Some(("unit", COUNTY_A.to_owned())),
        "a unit before the posts that begin with its name"
    );
    let both = catalog.search("甲县 NLJ", 50);
    assert!(both.len() > 3, "{both:?}");
    assert!(
        both.iter()
            .all(|h| h.path.contains(&"甲县".to_owned()) && (h.id.contains("NLJ") || h.name.contains("大流江"))),
        "{both:?}"
    );
    assert!(catalog.search("飞碟", 10).is_empty());
    let some = catalog.search("l", 7);
    assert_eq!(
        (some.len(), &some),
        (7, &catalog.search("l", 7)),
        "bounded, and the same each time"
    );
}

fn states(date: Date, change: impl FnOnce(&mut RawWorld)) -> Vec<(&'static str, MilestoneState)> {
    let coverage = views::coverage(&on(date, change));
    coverage.milestones.iter().map(|m| (m.rule.as_str(), m.state)).collect()
}

/// The milestones that are overdue after `change`, years later.
fn overdue(change: impl FnOnce(&mut RawWorld)) -> Vec<&'static str> {
    let late = states(DAY, change)
        .into_iter()
        .filter(|(_, s)| *s == MilestoneState::Overdue);
    late.map(|(rule, _)| rule).collect()
}

fn without_document(id: &'static str) -> impl FnOnce(&mut RawWorld) {
    move |w| w.documents.retain(|d| d.id.as_deref() != Some(id))
}

fn vacate(post: &'static str) -> impl FnOnce(&mut RawWorld) {
    move |w| w.tenures.retain(|t| t.post.as_deref() != Some(post))
}

#[test]
fn each_milestone_misses_what_is_its_own() {
    assert_eq!(overdue(|_| {}), Vec::<&str>::new());
    assert_eq!(overdue(vacate("RC-450521100-NLJ")), ["M1", "M2"]);
    assert_eq!(overdue(vacate("KC-XJK")), ["M1", "M2"]);
    assert_eq!(
        overdue(vacate("RC-450521100001-NLJ")),
        ["M2"],
        "M1 ends at the township"
    );
    assert_eq!(overdue(vacate("RC-450521-QH")), ["M2"], "M1 is about city-level waters");
    assert_eq!(
        overdue(vacate("RC-450521100001-XHX")),
        Vec::<&str>::new(),
        "O2: the township's choice"
    );
    assert_eq!(overdue(|w| w.waters[3].grade = None), ["M4"]);
    assert_eq!(overdue(without_document("DOC-city-sharing_system")), ["M2", "M5"]);
    assert_eq!(overdue(without_document("DOC-450521100")), ["M8"]);
    assert_eq!(overdue(without_document("DOC-a-assessment")), ["M9"]);
    let unsent = |w: &mut RawWorld| {
        let plan = w
            .documents
            .iter_mut()
            .find(|d| d.id.as_deref() == Some("DOC-b-work_plan"));
        plan.unwrap().sent_to = None;
    };
    assert_eq!(overdue(unsent), ["M8"]);
    let coverage = views::coverage(&on(DAY, unsent));
    assert_eq!(
        coverage.missing.iter().map(|m| m.what.as_str()).collect::<Vec<_>>(),
        ["not_sent"]
    );
}

#[test]
fn a_milestone_is_pending_through_its_last_day() {
    let hole = |w: &mut RawWorld| {
        for rule in ["DOC-city-sharing_system", "DOC-a-assessment", "DOC-450521100"] {
            without_document(rule)(w);
        }
        vacate("RC-450521100-NLJ")(w);
        w.waters[3].grade = None;
    };
    for (rule, last, first_late) in [
        ("M1", Date::constant(2017, 12, 31), Date::constant(2018, 1, 1)),
        ("M2", Date::constant(2018, 6, 30), Date::constant(2018, 7, 1)),
        ("M4", Date::constant(2017, 9, 30), Date::constant(2017, 10, 1)),
        ("M5", Date::constant(2018, 3, 31), Date::constant(2018, 4, 1)),
        ("M8", Date::constant(2017, 12, 31), Date::constant(2018, 1, 1)),
        ("M9", Date::constant(2018, 3, 31), Date::constant(2018, 4, 1)),
    ] {
        let of = |date| states(date, hole).into_iter().find(|(r, _)| *r == rule).unwrap().1;
        assert_eq!(
            (of(last), of(first_late)),
            (MilestoneState::Pending, MilestoneState::Overdue),
            "{rule}"
        );
    }
    let march = views::coverage(&on(Date::constant(2018, 3, 15), |_| {}));
    let running: Vec<_> = march
        .milestones
        .iter()
        .filter(|m| m.running)
        .map(|m| m.rule.as_str())
        .collect();
    assert_eq!(running, ["M2", "M3", "M5", "M6", "M9"], "phases overlap by a month");
}

#[test]
fn p_equal_names_are_told_apart_by_their_path() {
    let index = on(DAY, |w| {
        for unit in w.units.iter_mut().filter(|u| u.level.as_deref() == Some("village")) {
            if [V[0][0], V[2][0]].contains(&unit.code.as_deref().unwrap()) {
                unit.name = Some("新村".to_owned());
            }
        }
    });
    let hits = views::search(&index, "新村", 10);
    let units: Vec<_> = hits.iter().filter(|h| h.kind.as_str() == "unit").collect();
    assert_eq!(
        units.iter().map(|h| h.id.as_str()).collect::<Vec<_>>(),
        [V[2][0], V[0][0]]
    );
    assert_eq!(units[0].path, ["小市", "乙区", "三镇", "新村"]);
    assert_eq!(units[1].path, ["小市", "甲县", "一镇", "新村"]);
}

#[test]
fn f2_an_office_has_its_place_its_heads_and_those_below_it() {
    let index = sound();
    let city = views::office(&index, "O-450500").unwrap();
    assert_eq!((city.level, city.seat.as_deref()), (Level::City, Some("水利局")));
    assert_eq!(city.director.as_deref(), Some("分管领导"));
    assert_eq!(city.deputies, ["水利局主要负责人", "环境保护局主要负责人"]);
    assert_eq!((city.supervised_by.as_deref(), city.supervises.len()), (None, 2));
    assert!(views::office(&index, "O-nowhere").is_none());
}

#[test]
fn u5_an_office_without_one_right_above_it_belongs_to_the_next() {
    let index = on(DAY, |w| {
        let mut town = w.offices[1].clone();
        (town.id, town.level, town.unit) = (Some("O-T1".into()), Some("township".into()), Some(T1.into()));
        w.offices.push(town);
        w.offices.retain(|o| o.unit.as_deref() != Some(COUNTY_A));
    });
    assert_eq!(
        views::office(&index, "O-T1").unwrap().supervised_by.as_deref(),
        Some("O-450500")
    );
}

#[test]
fn v_a_person_with_several_posts_is_shown_with_all_of_them() {
    let index = on(DAY, |w| {
        let holder = w
            .tenures
            .iter()
            .find(|t| t.post.as_deref() == Some("RC-450521-NLJ"))
            .unwrap()
            .holder
            .clone();
        for post in ["RC-450521-QH", "RC-450521-XHX"] {
            let tenure = w.tenures.iter_mut().find(|t| t.post.as_deref() == Some(post));
            tenure.unwrap().holder.clone_from(&holder);
        }
    });
    let post = views::post(&index, &PostId::new("RC-450521-NLJ")).unwrap();
    let others: Vec<_> = post.other_posts.iter().map(PostId::as_str).collect();
    assert_eq!(others, ["RC-450521-QH", "RC-450521-XHX"]);
    assert_eq!(post.segments, [segment("S-NLJ-A1"), segment("S-NLJ-A2")]);
}

#[test]
fn p1_a_board_shows_the_whole_chain_of_its_stretch_on_its_day() {
    let index = sound();
    let board = views::board(&index, &BoardId::new("B-S-QH-T2")).unwrap();
    let posts: Vec<_> = board
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(PostId::as_str)
        .collect();
    assert_eq!(posts, ["RC-450521101-QH", "RC-450521-QH"]);
    assert_eq!(
        (board.content_version.as_deref(), board.segment),
        (Some("1"), Some(segment("S-QH-T2")))
    );
    let before = on(Date::constant(2017, 5, 31), |_| {});
    assert!(views::board(&before, &BoardId::new("B-S-QH-T2")).is_none());
}
