//! Posts, tenures, titles, seats.
use super::{after, edit, expect, text};
use riverchief_core::snapshot::raw::{RawHolder, RawTenure, RawWorld};
use riverchief_fixtures::{CITY, COUNTY_A, T1, V, seat};

fn tenure(w: &mut RawWorld, id: &str, post: &str, from: &str, to: Option<&str>) {
    let (class, unit) = ("leader", "450512");
    w.holders.push(RawHolder {
        id: Some(format!("H-{id}")),
        name: text("新任"),
        title: text(class),
        title_class: text(class),
        unit: text(unit),
        ..RawHolder::default()
    });
    w.tenures.push(RawTenure {
        id: text(id),
        post: text(post),
        holder: Some(format!("H-{id}")),
        valid_from: text(from),
        valid_to: to.map(str::to_owned),
        ..RawTenure::default()
    });
}

pub(super) fn drop_post(w: &mut RawWorld, id: &str) {
    w.posts.retain(|p| p.id.as_deref() != Some(id));
    let held: Vec<_> = w
        .tenures
        .iter()
        .filter(|t| t.post.as_deref() == Some(id))
        .map(|t| t.holder.clone())
        .collect();
    w.tenures.retain(|t| t.post.as_deref() != Some(id));
    w.holders.retain(|h| !held.contains(&h.id));
}

#[test]
fn a_general_chief_at_a_village() {
    expect(
        |w| seat(w, "GC-V", "general_chief", V[0][0], None, &["party_main"]),
        &["E_GENERAL_AT_VILLAGE GC-V"],
    );
}

#[test]
fn a_reservoir_chief_below_the_city() {
    expect(
        |w| {
            seat(
                w,
                "KC-A",
                "reservoir_chief",
                COUNTY_A,
                Some("XJK"),
                &["reservoir_unit_head"],
            );
        },
        &["E_RESERVOIR_CHIEF_LEVEL KC-A"],
    );
}

#[test]
fn a_reservoir_chief_of_a_water_that_is_not_split() {
    expect(
        |w| {
            edit!(w.waters[code = "LK"]).kind = text("reservoir");
            seat(
                w,
                "KC-LK",
                "reservoir_chief",
                CITY,
                Some("LK"),
                &["reservoir_unit_head"],
            );
        },
        &["E_RESERVOIR_CHIEF_NOT_SPLIT KC-LK", "W_ORPHAN_POST KC-LK"],
    );
}

#[test]
fn a_post_whose_level_is_not_its_units() {
    // At the wrong level it is no county chief: the general seat goes by the unit alone.
    expect(
        |w| edit!(w.posts[id = "GC-450521"]).level = text("township"),
        &["E_POST_LEVEL GC-450521"],
    );
}

#[test]
fn a_chief_without_water_and_a_member_without_department() {
    expect(
        |w| edit!(w.posts[id = "KC-XJK"]).water = None,
        &[
            "E_FIELD_MISSING KC-XJK",
            "E_DANGLING_REFERENCE TN-KC-XJK-reservoir_unit_head",
            "E_SEAT_MISSING 450500/XJK",
        ],
    );
    expect(
        |w| edit!(w.posts[id = "member-D01"]).department = None,
        &["E_POST_DEPARTMENT member-D01", "W_MEMBER_SEAT 450500/D01"],
    );
    expect(
        |w| edit!(w.posts[id = "GC-450521"]).water = text("NLJ"),
        &["E_POST_WATER GC-450521"],
    );
}

#[test]
fn more_than_two_general_chiefs_and_two_of_one_river() {
    expect(
        |w| edit!(w.posts[id = "GC-450500"]).capacity = Some(3),
        &["E_CAPACITY GC-450500"],
    );
    expect(
        |w| edit!(w.posts[id = "RC-450512-LK"]).capacity = Some(2),
        &["E_CAPACITY RC-450512-LK"],
    );
}

#[test]
fn two_holders_of_one_river_chief_at_once() {
    expect(
        |w| tenure(w, "TN-2", "RC-450512-LK", "2020-01-01", None),
        &["E_OVERLAPPING_TENURE TN-2"],
    );
    // One after the other is no overlap: the intervals are half open.
    expect(
        |w| {
            edit!(w.tenures[id = "TN-RC-450512-LK-leader"]).valid_to = text("2020-01-01");
            tenure(w, "TN-2", "RC-450512-LK", "2020-01-01", None);
        },
        &[],
    );
}

#[test]
fn a_tenure_before_its_post() {
    expect(
        |w| edit!(w.tenures[id = "TN-RC-450512-LK-leader"]).valid_from = text("2017-05-31"),
        &["E_TENURE_OUTSIDE_POST TN-RC-450512-LK-leader"],
    );
}

#[test]
fn a_vacant_seat_and_a_seat_that_was_never_set_up() {
    expect(
        |w| edit!(w.tenures[id = "TN-RC-450512-LK-leader"]).valid_to = text("2025-01-01"),
        &["W_SEAT_VACANT RC-450512-LK"],
    );
    expect(
        |w| {
            drop_post(w, "RC-450512-LK");
            edit!(w.segments[id = "S-LK-B"]).post = None;
        },
        &["E_SEAT_MISSING 450512/LK"],
    );
}

#[test]
fn every_mandatory_kind_of_seat_is_missed() {
    for (post, segment, wanted) in [
        ("GC-450500", None, "E_SEAT_MISSING 450500"),
        ("GC-450521100", None, "E_SEAT_MISSING 450521100"),
        ("RC-450500-NLJ", Some("S-NLJ-city"), "E_SEAT_MISSING 450500/NLJ"),
        ("RC-450512-NLJ", Some("S-NLJ-B"), "E_SEAT_MISSING 450512/NLJ"),
        (
            "RC-450512100001-NLJ",
            Some("S-NLJ-V21"),
            "E_SEAT_MISSING 450512100001/NLJ",
        ),
        ("RC-450521100-XHX", Some("S-XHX-T1"), "E_SEAT_MISSING 450521100/XHX"),
        ("RC-450521100001-XHX", Some("S-XHX-V01"), "W_ORPHAN_SEGMENT S-XHX-V01"),
        ("KC-XJK", None, "E_SEAT_MISSING 450500/XJK"),
        ("RC-450521-XJK", None, "E_SEAT_MISSING 450521/XJK"),
        ("RC-450521101201-XJK", None, "E_SEAT_MISSING 450521101201/XJK"),
    ] {
        expect(
            |w| {
                drop_post(w, post);
                if let Some(segment) = segment {
                    edit!(w.segments[id = segment]).post = None;
                }
            },
            &[wanted],
        );
    }
}

#[test]
fn a_village_seat_of_another_water_is_the_townships_choice() {
    // Rule O2: neither the seat nor the segment is missed.
    expect(
        |w| {
            drop_post(w, "RC-450521100001-XHX");
            w.segments.retain(|s| s.id.as_deref() != Some("S-XHX-V01"));
            w.boards.retain(|b| b.segment.as_deref() != Some("S-XHX-V01"));
        },
        &[],
    );
}

#[test]
fn titles_against_seats() {
    for (holder, class, tenure) in [
        ("H-GC-450521-party_main", "leader", "TN-GC-450521-party_main"),
        ("H-RC-450500-NLJ-city_leader", "leader", "TN-RC-450500-NLJ-city_leader"),
        ("H-RC-450521-NLJ-party_main", "leader", "TN-RC-450521-NLJ-party_main"),
        (
            "H-RC-450521100001-NLJ-village_secretary",
            "village_head",
            "TN-RC-450521100001-NLJ-village_secretary",
        ),
        ("H-RC-450521-XHX-leader", "village_cadre", "TN-RC-450521-XHX-leader"),
        (
            "H-RC-450521100001-XHX-village_head",
            "leader",
            "TN-RC-450521100001-XHX-village_head",
        ),
        (
            "H-KC-XJK-reservoir_unit_head",
            "city_leader",
            "TN-KC-XJK-reservoir_unit_head",
        ),
        (
            "H-member-D01-division_cadre",
            "section_cadre",
            "TN-member-D01-division_cadre",
        ),
    ] {
        let wanted = format!("W_HOLDER_TITLE {tenure}");
        expect(
            |w| edit!(w.holders[id = holder]).title_class = text(class),
            &[wanted.as_str()],
        );
    }
    // C4 is looser for nobody, O1 and O2 are: a village cadre may hold XHX, a party secretary the county's.
    expect(
        |w| edit!(w.holders[id = "H-RC-450521100001-XHX-village_head"]).title_class = text("village_cadre"),
        &[],
    );
    expect(
        |w| edit!(w.holders[id = "H-RC-450521-XHX-leader"]).title_class = text("party_main"),
        &[],
    );
    // The right class in the wrong unit.
    expect(
        |w| edit!(w.holders[id = "H-GC-450521-party_main"]).unit = text(T1),
        &["W_HOLDER_TITLE TN-GC-450521-party_main"],
    );
}

#[test]
fn orphans() {
    expect(
        |w| seat(w, "RC-X", "river_chief", V[0][0], Some("LK"), &["village_head"]),
        &["W_ORPHAN_POST RC-X"],
    );
    expect(
        |w| {
            w.holders.push(RawHolder {
                id: text("H-X"),
                name: text("某"),
                title: text("某"),
                title_class: text("leader"),
                ..RawHolder::default()
            });
        },
        &["W_ORPHAN_HOLDER H-X"],
    );
    // A tenure without a post; its holder has it, so the holder is no orphan.
    expect(
        |w| edit!(w.tenures[id = "TN-RC-450512-LK-leader"]).post = text("RC-nobody"),
        &[
            "E_DANGLING_REFERENCE TN-RC-450512-LK-leader",
            "W_SEAT_VACANT RC-450512-LK",
        ],
    );
}

#[test]
fn a_title_finding_names_the_clause_that_it_breaks() {
    for (holder, class, rule) in [
        ("H-GC-450500-party_main", "city_leader", "L3"),
        ("H-GC-450521100-party_main", "leader", "L4"),
        ("H-RC-450500-NLJ-city_leader", "leader", "C1"),
        ("H-RC-450521-NLJ-party_main", "leader", "C4"),
        ("H-RC-450521100001-NLJ-village_secretary", "village_cadre", "C4"),
        ("H-RC-450521-XHX-leader", "village_head", "O1"),
        ("H-RC-450521100001-XHX-village_head", "party_main", "O2"),
        ("H-KC-XJK-reservoir_unit_head", "leader", "Z2"),
        ("H-liaison-D01-section_cadre", "division_cadre", "F5"),
    ] {
        let found = after(|w| edit!(w.holders[id = holder]).title_class = text(class));
        let rules: Vec<_> = found.iter().map(|f| (f.code, f.rule)).collect();
        assert_eq!(rules, [("W_HOLDER_TITLE", rule)], "{holder}");
    }
    // Government and party leaders both may, at both of C4's levels.
    for holder in ["H-RC-450521-NLJ-party_main", "H-RC-450521100-NLJ-party_main"] {
        expect(
            |w| edit!(w.holders[id = holder]).title_class = text("government_main"),
            &[],
        );
    }
}

#[test]
fn a_bracket_makes_its_waters_seats_mandatory_down_to_the_village() {
    // C3 and C5: the canal now needs village chiefs, stretches, and a city stretch; its leaders are no main leaders.
    let found = after(|w| edit!(w.waters[code = "QH"]).parent = text("NLJ"));
    let of = |code: &str| found.iter().filter(|f| f.code == code).count();
    assert_eq!((of("E_SEAT_MISSING"), of("W_HOLDER_TITLE")), (2, 4), "{found:#?}");
    assert!(
        found
            .iter()
            .any(|f| f.code == "E_SEGMENT_GAP" && f.feature.contains("village"))
    );
}
