//! Attributes are the snapshot's and the resolver's.
use super::raw::Value;
use super::roll::{Roll, Tags, number, text};
use super::world;
use riverchief_core::domain::ids::{PostId, SegmentId, UnitCode};
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, views};
use riverchief_geom::LonLat;
use riverchief_geom::interior::interior_point;
use std::collections::BTreeMap;

fn by_key<'a>(roll: &'a Roll, layer: &str, key: &str) -> BTreeMap<&'a str, &'a Tags> {
    let all: BTreeMap<&str, &Tags> = roll.tags[layer].values().map(|t| (text(t, key).unwrap(), t)).collect();
    assert_eq!(
        all.len(),
        roll.tags[layer].len(),
        "{layer}: two features with one {key}"
    );
    all
}

pub fn units(index: &Index, roll: &Roll) {
    for (level, layer) in Level::ALL.iter().zip(["cities", "counties", "townships", "villages"]) {
        let drawn = by_key(roll, layer, "code");
        let known: Vec<_> = index
            .law
            .units
            .values()
            .filter(|u| !u.neighbour && u.level == *level)
            .collect();
        assert_eq!(drawn.len(), known.len(), "{layer}");
        for unit in known {
            let tags = drawn[unit.code.as_str()];
            assert_eq!(text(tags, "name"), Some(unit.name.as_str()));
            assert_eq!(text(tags, "level"), Some(level.as_str()));
            assert_eq!(text(tags, "parent"), unit.parent.as_ref().map(UnitCode::as_str));
            let view = views::unit(index, &unit.code).unwrap();
            let seat = view.general_chiefs.first();
            assert_eq!(
                text(tags, "general_chief"),
                seat.and_then(|s| s.post.as_ref()).map(PostId::as_str)
            );
        }
    }
}

/// Every segment in force is there with the chief that its own view gives.
pub fn segments(index: &Index, roll: &Roll) {
    let layers = [
        "segments_city",
        "segments_county",
        "segments_township",
        "segments_village",
        "pieces",
    ];
    let drawn: BTreeMap<&str, &Tags> = layers.iter().flat_map(|l| by_key(roll, l, "id")).collect();
    let rows = views::segments(index, &views::SegmentFilter::default());
    assert!(
        rows.len() > 400 && drawn.len() == rows.len(),
        "{} of {}",
        drawn.len(),
        rows.len()
    );
    for (i, row) in rows.iter().enumerate() {
        let tags = drawn[row.id.as_str()];
        assert_eq!(text(tags, "water"), Some(row.water.as_str()));
        assert_eq!(text(tags, "unit"), Some(row.unit.as_str()));
        assert_eq!(tags["registered"], Value::Flag(row.registered));
        assert_eq!(number(tags, "measure_from"), row.from_m);
        assert_eq!(number(tags, "measure_to"), row.to_m);
        assert_eq!(
            text(tags, "state"),
            Some(&*row.state.as_str().to_lowercase()),
            "{}",
            row.id
        );
        assert_eq!(text(tags, "post"), row.post.as_ref().map(PostId::as_str));
        let holders: Vec<&str> = row.holders.iter().map(|h| h.name.as_str()).collect();
        assert_eq!(text(tags, "holder").unwrap_or_default(), holders.join(";"));
        // The full view of a segment takes its time.
        if i % 16 == 0 {
            chain(index, &row.id, tags);
        }
    }
}

/// Posts whose segments follow each other along a branch, or face each other, never share a colour.
pub fn colours(index: &Index, roll: &Roll) {
    let mut compared = 0;
    for layer in [
        "segments_city",
        "segments_county",
        "segments_township",
        "segments_village",
    ] {
        let drawn: Vec<&Tags> = roll.tags[layer].values().collect();
        for one in &drawn {
            assert_eq!(text(one, "post").is_some(), number(one, "colour").is_some(), "{one:?}");
            for other in &drawn {
                let same = |key: &str| one.get(key) == other.get(key);
                let from = number(other, "measure_from").unwrap();
                let touches =
                    number(one, "measure_from").unwrap() <= from && from <= number(one, "measure_to").unwrap();
                if same("water") && same("branch") && touches && text(one, "post").is_some() && !same("post") {
                    compared += 1;
                    assert!(!same("colour"), "{one:?} and {other:?}");
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
    let branches = roll.tags["centrelines"].values();
    let named = index.law.centrelines.iter().filter(|c| c.name.is_some()).count();
    assert_eq!(branches.filter(|b| text(b, "branch_name").is_some()).count(), named);
}

/// Whom the answer at the middle of a segment names.
fn chain(index: &Index, id: &SegmentId, tags: &Tags) {
    let view = views::segment(index, id).unwrap();
    let own = view.chain.iter().find(|s| s.level == view.level).unwrap();
    assert_eq!(text(tags, "post_name"), own.post_name.as_deref());
    assert_eq!(text(tags, "phone"), own.phone.as_deref());
    assert_eq!(text(tags, "basis"), Some(own.basis.as_str()));
    assert_eq!(
        text(tags, "vacant_since").map(str::to_owned),
        own.vacant_since.map(|d| d.to_string())
    );
}

/// Zones name whom the answer for a place in them names.
pub fn zones(index: &Index, roll: &Roll) {
    let mut compared = 0;
    let mut compare = |tags: &Tags, place: LonLat, status: Status| {
        let answer = resolve::at(index, place, &Ask::default());
        if answer.status != status {
            return;
        }
        compared += 1;
        let direct: Vec<&str> = answer.direct_responsible.iter().map(PostId::as_str).collect();
        assert_eq!(text(tags, "post").into_iter().collect::<Vec<_>>(), direct, "{tags:?}");
        assert_eq!(
            text(tags, "first_contact"),
            answer.first_contact.as_ref().map(PostId::as_str)
        );
        assert_eq!(
            text(tags, "accountable"),
            answer.accountable.as_ref().map(PostId::as_str)
        );
    };
    let (water, land) = (by_key(roll, "water_zones", "id"), by_key(roll, "land_zones", "id"));
    let limit = views::CityLimit::new(index);
    let across = index
        .pools
        .items()
        .iter()
        .filter(|z| limit.zone(z).inside.is_some() && limit.zone(z).outside.is_some());
    assert_eq!(
        (water.len(), land.len()),
        (index.pools.items().len() + across.count(), index.law.zone_pieces.len())
    );
    for pool in index.pools.items() {
        let ground = limit.zone(pool);
        for (id, shape) in [
            (pool.id.to_string(), ground.inside),
            (views::outside_id(pool.id.as_str()), ground.outside),
        ] {
            let Some(shape) = shape else { continue };
            let tags = water[id.as_str()];
            assert_eq!(text(tags, "reference_level"), pool.reference_level.as_deref());
            let place = interior_point(&shape).unwrap();
            match text(tags, "jurisdiction") {
                None => compare(tags, place, Status::WaterZone),
                beyond => {
                    let answer = resolve::at(index, place, &Ask::default());
                    assert_eq!((beyond, answer.status), (Some("outside"), Status::OutOfJurisdiction));
                    assert!(
                        ["post", "state", "colour", "first_contact"]
                            .iter()
                            .all(|key| !tags.contains_key(*key))
                    );
                }
            }
        }
    }
    for piece in &index.law.zone_pieces {
        let tags = land[piece.id.as_str()];
        assert_eq!(text(tags, "village"), Some(piece.village.as_str()));
        compare(tags, interior_point(&piece.geometry).unwrap(), Status::LandZone);
    }
    assert!(compared >= 10, "{compared}");
}

pub fn the_rest(index: &Index, roll: &Roll) {
    let law = &index.law;
    let count = |layer: &str| roll.tags[layer].len();
    assert_eq!(count("notice_boards"), law.boards.len());
    assert_eq!(count("centrelines"), law.network.branches.len());
    let limit = views::CityLimit::new(index);
    let parts =
        |ground: views::Ground<'_>| usize::from(ground.inside.is_some()) + usize::from(ground.outside.is_some());
    assert_eq!(
        count("water_areas"),
        law.water_areas.iter().map(|a| parts(limit.area(a))).sum::<usize>()
    );
    assert_eq!(
        count("management_extents"),
        law.extents.iter().map(|e| parts(limit.extent(e))).sum::<usize>()
    );
    assert_eq!(count("marine_areas"), law.marine_areas.len());
    assert_eq!(count("functional_areas"), law.functional_areas.len());
    assert_eq!(count("coverage"), views::coverage(index).missing.len());
    assert_eq!(count("findings"), 2, "those with a place");
    assert!(world::pyramid().bounds(std::iter::empty())[0] > 108.0);
}
