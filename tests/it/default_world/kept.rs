//! What an index keeps from one answer for the next changes no answer.
use geo::{Coord, InteriorPoint as _};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_geom::LonLat;
use std::sync::Arc;

#[test]
fn an_answer_does_not_depend_on_what_was_asked_before() {
    let raw = riverchief::config::raw(None).expect("the default world");
    let villages = raw.units.iter().filter(|u| u.level.as_deref() == Some("village"));
    let places: Vec<Coord<f64>> = villages
        .filter_map(|u| u.geometry.as_ref()?.interior_point().map(|p| p.0))
        .collect();
    assert!(places.len() > 400, "a place in each village");
    let (snapshot, _) = Snapshot::build(raw);
    let snapshot = Arc::new(snapshot);
    let index = || Index::new(Law::new(&snapshot, Date::constant(2026, 11, 24), Thresholds::default()));
    let (one, other) = (index(), index());
    let ask = |index: &Index, c: &Coord<f64>| at(index, LonLat::new(c.x, c.y), &Ask::default());
    // What is kept is made by the first village in one index, and by the last in the other.
    let answers: Vec<_> = places.iter().map(|c| ask(&one, c)).collect();
    for (place, answer) in places.iter().zip(&answers).rev() {
        assert_eq!(*answer, ask(&other, place), "{place:?}");
    }
    assert!(
        answers
            .iter()
            .any(|a| a.chain.is_empty() && a.general_chiefs.len() == 3)
    );
}
