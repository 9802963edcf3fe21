//! The default world as a whole: that it holds what it promises.
use super::{build, input, references};
use riverchief_core::snapshot::RawWorld;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

fn world() -> &'static RawWorld {
    static WORLD: OnceLock<RawWorld> = OnceLock::new();
    WORLD.get_or_init(|| build(&riverchief_repository::root().join("gis_data/beihai")).unwrap())
}

fn codes(level: &str, day: &str) -> BTreeSet<&'static str> {
    let units = world()
        .units
        .iter()
        .filter(|u| u.level.as_deref() == Some(level) && u.neighbour == Some(false));
    units
        .filter(|u| u.valid_from.as_deref().is_none_or(|d| d <= day) && u.valid_to.as_deref().is_none_or(|d| day < d))
        .filter_map(|u| u.code.as_deref())
        .collect()
}

/// Days before, between and after the two changes.
const DAYS: [&str; 3] = ["2018-01-01", "2019-01-01", "2024-01-01"];

#[test]
fn as_many_units_as_beihai_has() {
    for day in DAYS {
        let count = ["city", "county", "township", "village"].map(|level| codes(level, day).len());
        assert_eq!(count, [1, 4, 30, 430], "{day}");
    }
    let communities = codes("village", DAYS[2]).iter().filter(|c| c[9..] < *"200").count();
    assert_eq!(communities, 87);
}

#[test]
fn townships_bear_their_true_codes_and_one_changed_its_own() {
    let (before, after) = (codes("township", DAYS[0]), codes("township", DAYS[2]));
    assert_eq!(before.difference(&after).copied().collect::<Vec<_>>(), ["450521201"]);
    assert_eq!(after.difference(&before).copied().collect::<Vec<_>>(), ["450521113"]);
    let villages = codes("village", DAYS[0]);
    assert_eq!(villages.iter().filter(|v| v.starts_with("450521201")).count(), 10);
    assert!(!villages.iter().any(|v| v.starts_with("450521113")));
}

#[test]
fn xichang_has_its_own_villages() {
    let names: Vec<&str> = world()
        .units
        .iter()
        .filter(|u| {
            u.code
                .as_deref()
                .is_some_and(|c| c.len() == 12 && c.starts_with("450521102"))
        })
        .filter_map(|u| u.name.as_deref())
        .collect();
    assert_eq!(names.len(), 27);
    assert!(names.contains(&"五浪江村委会") && !names.iter().any(|n| n.contains("示意")));
}

/// Every edge of a level is there once in each direction, but where the land ends: so the level tessellates,
/// and has the same outer edge as the city.
#[test]
fn every_level_tessellates_at_every_date() {
    type Node = (u64, u64);
    let edges = |level: &str, day: &str| -> BTreeMap<(Node, Node), i32> {
        let mut open: BTreeMap<(Node, Node), i32> = BTreeMap::new();
        let here = codes(level, day);
        for u in &world().units {
            let valid =
                u.valid_from.as_deref().is_none_or(|d| d <= day) && u.valid_to.as_deref().is_none_or(|d| day < d);
            if !valid || !u.code.as_deref().is_some_and(|c| here.contains(c)) || u.level.as_deref() != Some(level) {
                continue;
            }
            for p in &u.geometry.as_ref().unwrap().0 {
                for ring in std::iter::once(p.exterior()).chain(p.interiors()) {
                    for w in ring.0.windows(2) {
                        let node = |c: geo::Coord<f64>| (c.x.to_bits(), c.y.to_bits());
                        let (a, b) = (node(w[0]), node(w[1]));
                        if open.remove(&(b, a)).is_none() {
                            assert!(
                                open.insert((a, b), 1).is_none(),
                                "{level} {day}: an edge twice the same way"
                            );
                        }
                    }
                }
            }
        }
        open
    };
    for day in DAYS {
        let city = edges("city", day);
        assert!(city.len() > 1000);
        for level in ["county", "township", "village"] {
            assert_eq!(edges(level, day), city, "{level} {day}");
        }
    }
}

#[test]
fn waters_enough_of_every_kind() {
    let w = world();
    let city_level: BTreeSet<&str> = ["NLJ", "HCJ", "HCJK", "WSJ", "WSJK", "HHYH", "MJ", "XJK"].into();
    let others: Vec<_> = w
        .waters
        .iter()
        .filter(|x| !city_level.contains(x.code.as_deref().unwrap()))
        .collect();
    assert!(others.len() >= 25, "{}", others.len());
    assert_eq!(w.waters.len(), others.len() + 8);
    for kind in ["river", "lake", "reservoir", "canal"] {
        assert!(others.iter().any(|x| x.kind.as_deref() == Some(kind)), "{kind}");
    }
    assert!(
        w.waters
            .iter()
            .any(|x| x.layer == Some(1) && x.kind.as_deref() == Some("canal"))
    );
    let has_line = |code: &str| w.centrelines.iter().any(|c| c.water.as_deref() == Some(code));
    let has_area = |code: &str| w.water_areas.iter().any(|a| a.water.as_deref() == Some(code));
    assert!(has_area("LH") && !has_line("LH"), "area only");
    assert!(!has_area("HCDQ") && has_line("HCDQ"), "line only");
    assert!(has_area("HKK") && has_line("HKK"), "both");
}

#[test]
fn river_islands_and_islets_are_holes() {
    let holes = |id: &str| {
        let area = world()
            .water_areas
            .iter()
            .find(|a| a.id.as_deref() == Some(id))
            .unwrap();
        area.geometry
            .as_ref()
            .unwrap()
            .0
            .iter()
            .map(|p| p.interiors().len())
            .sum::<usize>()
    };
    assert!(holes("NLJ-AREA-1") >= 1, "the braid's island");
    assert!(holes("HCJK-AREA-1") >= 25, "islets");
}

#[test]
fn zones_meet_without_gap_or_overlap_and_pieces_tile() {
    use riverchief_geom::ellipsoid::multipolygon_area_m2;
    let w = world();
    for water in ["HCJK", "WSJK", "XJK"] {
        let zone = |kind: &str| {
            let z = w
                .zones
                .iter()
                .find(|z| z.id.as_deref() == Some(&format!("{water}-{kind}")))
                .unwrap();
            z.geometry.as_ref().unwrap()
        };
        let land = multipolygon_area_m2(zone("LAND"));
        let id = format!("{water}-LAND");
        let today = w
            .zone_pieces
            .iter()
            .filter(|p| p.zone.as_deref() == Some(&id) && p.valid_to.is_none());
        let pieces: f64 = today.map(|p| multipolygon_area_m2(p.geometry.as_ref().unwrap())).sum();
        assert!((land - pieces).abs() < 1e-9 * land, "{water}: {land} {pieces}");
        // Each edge between pool and land is there in both, each in its own direction.
        let edges = |kind: &str| -> BTreeSet<[u64; 4]> {
            let rings = zone(kind)
                .0
                .iter()
                .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            let edge = |w: &[geo::Coord<f64>]| [w[0].x.to_bits(), w[0].y.to_bits(), w[1].x.to_bits(), w[1].y.to_bits()];
            rings
                .flat_map(|r| r.0.windows(2).map(edge).collect::<Vec<_>>())
                .collect()
        };
        let land_edges = edges("LAND");
        let shared = edges("WATER")
            .iter()
            .filter(|e| land_edges.contains(&[e[2], e[3], e[0], e[1]]))
            .count();
        assert!(shared >= 20, "{water}: {shared}");
    }
}

#[test]
fn the_same_source_gives_the_same_world() {
    let again = build(&riverchief_repository::root().join("gis_data/beihai")).unwrap();
    assert!(again == *world());
}

#[test]
fn nobody_is_named_and_every_tenure_has_post_and_holder() {
    let w = world();
    let posts: BTreeSet<&str> = w.posts.iter().filter_map(|p| p.id.as_deref()).collect();
    let holders: BTreeSet<&str> = w.holders.iter().filter_map(|p| p.id.as_deref()).collect();
    assert_eq!(
        (posts.len(), holders.len()),
        (w.posts.len(), w.holders.len()),
        "ids are unique"
    );
    for t in &w.tenures {
        assert!(posts.contains(t.post.as_deref().unwrap()) && holders.contains(t.holder.as_deref().unwrap()));
    }
    let name = |id: &str| {
        w.holders
            .iter()
            .find(|h| h.id.as_deref() == Some(id))
            .unwrap()
            .name
            .clone()
            .unwrap()
    };
    assert_eq!(name("H-450521111-party_main-1"), "合浦县石康镇党委书记");
    assert_eq!(name("H-450521-party_main-1"), "合浦县委书记");
    assert_eq!(name("H-450502001-government_main-1"), "海城区中街街道办事处主任");
}

/// File, what stands there, what is written in its place, and what the message has to say.
const MISTAKES: [(&str, &str, &str, &[&str]); 14] = [
    (
        "coast.toml",
        "name = \"coast-hepu-west\"",
        "nam = \"x\"",
        &["coast.toml", "`nam`", "`name`", "line 12"],
    ),
    (
        "coast.toml",
        "line = \"rough\"",
        "line = \"roug\"",
        &["`roug`", "`rough`"],
    ),
    (
        "coast.toml",
        "[108.880, 21.604]",
        "[21.604, 108.880]",
        &["points", "[longitude, latitude]"],
    ),
    (
        "coast.toml",
        "county = \"450521\"",
        "county = \"450522\"",
        &["coast.toml: county = \"450522\"", "code of a county"],
    ),
    (
        "units.toml",
        "on = \"2018-09-01\"",
        "on = \"2018-9-1\"",
        &["on = ", "YYYY-MM-DD"],
    ),
    (
        "units.toml",
        "over = [\"450502100\"]",
        "over = [\"450502190\"]",
        &["units.toml: over", "township"],
    ),
    (
        "waters/canals.toml",
        "\"canal\"",
        "\"cannal\"",
        &["waters/canals.toml", "cannal", "`canal`"],
    ),
    (
        "waters/canals.toml",
        "\"NLJ\"",
        "\"NLX\"",
        &["waters/canals.toml: downstream = \"NLX\"", "code of a water"],
    ),
    ("waters/nanliu.toml", "\"sea\"", "\"see\"", &["`see`", "`sea`"]),
    (
        "reservoirs.toml",
        "\"XJK\"",
        "\"XJX\"",
        &["reservoirs.toml: water", "code of a water"],
    ),
    (
        "posts.toml",
        "\"village_head\"",
        "\"village_haed\"",
        &["posts.toml", "role", "`village_head`"],
    ),
    (
        "posts.toml",
        "\"2021-09-15\"",
        "\"2021-19-15\"",
        &["city = ", "YYYY-MM-DD"],
    ),
    ("posts.toml", "\"XMJ\"", "\"XMY\"", &["posts.toml: water = \"XMY\""]),
    (
        "plan.toml",
        "lead = [\"SLJ\"]",
        "lead = [\"SLX\"]",
        &["plan.toml: lead = \"SLX\"", "department"],
    ),
];

#[test]
fn a_mistake_in_a_control_file_is_named_with_its_file_its_key_and_what_was_expected() {
    let files = riverchief_repository::root().join("gis_data/beihai");
    let copy = tempfile::tempdir().unwrap();
    let folders = ["", "waters"];
    std::fs::create_dir(copy.path().join("waters")).unwrap();
    for entry in folders.iter().flat_map(|f| std::fs::read_dir(files.join(f)).unwrap()) {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, copy.path().join(path.strip_prefix(&files).unwrap())).unwrap();
        }
    }
    let check = || input::Source::read(copy.path()).and_then(|source| references::check(&source));
    check().unwrap();
    for (file, from, to, said) in MISTAKES {
        let path = copy.path().join(file);
        let right = std::fs::read_to_string(&path).unwrap();
        assert!(right.contains(from), "{file}: {from}");
        std::fs::write(&path, right.replacen(from, to, 1)).unwrap();
        let message = format!("{:#}", anyhow::Error::from(check().unwrap_err()));
        for word in said {
            assert!(message.contains(word), "{word} is missing in: {message}");
        }
        assert_eq!(
            message.matches("TOML parse error").count().max(1),
            1,
            "said once: {message}"
        );
        std::fs::write(&path, right).unwrap();
    }
}
