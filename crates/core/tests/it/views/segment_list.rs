//! Segments by unit, level and state: what passes is what one by one would pass, in pages that join up.
use super::{DAY, on, sound};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::results::SegmentRow;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, Held, SegmentFilter, SegmentListFilter};
use riverchief_fixtures::{COUNTY_A, T2, V};

fn ids<'a>(rows: impl IntoIterator<Item = &'a SegmentRow>) -> Vec<String> {
    rows.into_iter().map(|row| row.id.to_string()).collect()
}

fn listed(index: &Index, filter: &SegmentListFilter) -> Vec<SegmentRow> {
    let (total, rows) = views::segment_list(index, filter, 0, usize::MAX);
    assert_eq!(total, rows.len());
    rows.into_iter().map(|(row, _)| row).collect()
}

#[test]
fn without_a_filter_it_is_every_segment_and_pages_join_up() {
    let index = sound();
    let all = views::segments(&index, &SegmentFilter::default());
    let filter = SegmentListFilter::default();
    assert_eq!(listed(&index, &filter), all);
    let mut joined = Vec::new();
    for offset in (0..all.len() + 3).step_by(3) {
        let (total, rows) = views::segment_list(&index, &filter, offset, 3);
        assert_eq!(total, all.len());
        joined.extend(rows.into_iter().map(|(row, _)| row));
    }
    assert_eq!(joined, all);
}

#[test]
fn a_unit_has_its_own_segments_and_those_of_the_units_within_it() {
    let index = sound();
    let all = views::segments(&index, &SegmentFilter::default());
    for unit in [COUNTY_A, T2, V[1][1]] {
        let filter = SegmentListFilter {
            unit: Some(UnitCode::new(unit)),
            ..SegmentListFilter::default()
        };
        // In this world the code of a unit begins with that of the unit above.
        let within: Vec<&SegmentRow> = all.iter().filter(|row| row.unit.as_str().starts_with(unit)).collect();
        assert!(!within.is_empty() && within.len() < all.len(), "{unit}");
        assert_eq!(ids(&listed(&index, &filter)), ids(within), "{unit}");
        let (_, rows) = views::segment_list(&index, &filter, 0, 1);
        assert_eq!(rows[0].1[..2], ["小市".to_owned(), "甲县".to_owned()]);
    }
}

#[test]
fn o2_a_vacant_seat_a_missing_one_and_one_that_the_township_left_out_are_three_states_without_a_chief() {
    let index = on(DAY, |w| {
        w.tenures
            .retain(|t| t.post.as_deref() != Some(&format!("RC-{}-NLJ", V[1][1])));
        w.posts
            .retain(|p| p.id.as_deref() != Some(&format!("RC-{}-NLJ", V[0][1])));
    });
    let of = |held: Option<Held>| {
        listed(
            &index,
            &SegmentListFilter {
                level: Some(Level::Village),
                held,
                ..SegmentListFilter::default()
            },
        )
    };
    let states = [
        SeatState::Filled,
        SeatState::Vacant,
        SeatState::Gap,
        SeatState::NotEstablished,
    ];
    for state in states {
        let rows = of(Some(Held::Is(state)));
        assert!(
            !rows.is_empty() && rows.iter().all(|row| row.state == state),
            "{state:?}"
        );
    }
    let vacant = of(Some(Held::Is(SeatState::Vacant)));
    assert_eq!(vacant[0].unit.as_str(), V[1][1]);
    let unfilled = of(Some(Held::No));
    assert_eq!(
        unfilled.len(),
        of(None).len() - of(Some(Held::Is(SeatState::Filled))).len()
    );
    assert!(unfilled.iter().all(|row| row.holders.is_empty()));
}
