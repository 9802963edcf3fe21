//! What a notice board says of the ends of its stretch (S34).
use super::{DAY, on, segment, sound};
use geo::LineString;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_fixtures::V;

fn ends(index: &Index, id: &str) -> [String; 2] {
    let board = views::segment_board(index, &segment(id)).expect("a board");
    board
        .ends
        .expect("a stretch has ends")
        .map(|end| end.text.unwrap_or_default())
}

#[test]
fn s34_an_end_on_a_border_names_both_units() {
    let index = sound();
    assert_eq!(ends(&index, "S-NLJ-V21")[0], "村11—村21交界");
    assert_eq!(ends(&index, "S-NLJ-B")[0], "村11—村21交界", "whatever its level");
    assert_eq!(ends(&index, "S-NLJ-T2")[1], "村11—村21交界");
    let board = views::segment_board(&index, &segment("S-NLJ-V21")).unwrap();
    let [start, end] = board.ends.unwrap();
    let codes: Vec<_> = start.units.iter().map(|u| u.as_str()).collect();
    assert_eq!((codes, start.path), (vec![V[1][1], V[2][1]], vec!["小市".to_owned()]));
    assert_eq!(end.path, ["小市", "乙区", "三镇", "村21"]);
    // A stream along the border begins on it, whichever bank is asked about.
    let left = format!("BH.0.village.{}.L.1", V[2][1]);
    for id in ["S-BH-T3", &left] {
        assert_eq!(ends(&index, id)[0], "村21—村20交界（源头）", "{id}");
    }
    // Where the units change on the bank of the stretch, those on the other aren't named.
    let bank = on(DAY, |w| {
        let line = w.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.unwrap().geometry = Some(LineString::from(vec![
            (109.06, 21.54),
            (109.11, 21.54),
            (109.11, 21.55),
        ]));
        w.segments.retain(|s| s.water.as_deref() != Some("BH"));
    });
    let of = |unit: &str, bank_letter: &str| ends(&bank, &format!("BH.0.village.{unit}.{bank_letter}.1"));
    assert_eq!(of(V[1][1], "L")[1], "村11—村21交界");
    assert_eq!(of(V[2][0], "R"), ["村10—村20交界", "村20—村21交界"]);
    assert_eq!(
        of(V[2][1], "L")[1],
        "村21—村20交界",
        "the left bank is the village's own on both sides of its end"
    );
    // Two villages of one name are told apart by their townships.
    let index = on(DAY, |w| {
        for unit in w
            .units
            .iter_mut()
            .filter(|u| [V[1][1], V[2][1]].map(Some).contains(&u.code.as_deref()))
        {
            unit.name = Some("新村".to_owned());
        }
    });
    assert_eq!(ends(&index, "S-NLJ-V21")[0], "二镇新村—三镇新村交界");
    // A registered end within a metre of the border is on it.
    let index = on(DAY, |w| {
        let stretch = w.segments.iter_mut().find(|s| s.id.as_deref() == Some("S-NLJ-V21"));
        let from = &mut stretch.unwrap().measure_from;
        *from = from.map(|m| m + 0.4);
    });
    assert_eq!(ends(&index, "S-NLJ-V21")[0], "村11—村21交界");
}

#[test]
fn s34_an_end_says_what_else_is_there() {
    let index = sound();
    assert_eq!(ends(&index, "S-NLJ-V01"), ["村01（源头）", "村01（小江水库入库口）"]);
    assert_eq!(ends(&index, "S-NLJ-V11")[0], "村11（小江水库出库口）");
    assert_eq!(ends(&index, "S-NLJ-V21")[1], "村21（入海口）");
    assert_eq!(ends(&index, "S-XHX-V01")[1], "村01（汇入大流江处）");
    assert_eq!(ends(&index, "S-QH-T2")[0], "村10（渠首）");
    let index = on(DAY, |w| {
        w.segments.retain(|s| !matches!(s.water.as_deref(), Some("BH" | "QH")));
        let course = |water: &str| match water {
            "BH" => Some(vec![(109.06, 21.59), (109.06, 21.57), (109.06, 21.49)]),
            "QH" => Some(vec![(109.07, 21.55), (109.075, 21.545)]),
            _ => None,
        };
        for line in &mut w.centrelines {
            if let Some(course) = line.water.as_deref().and_then(course) {
                line.geometry = Some(LineString::from(course));
            }
        }
    });
    let [north, south] = [V[1][1], V[1][0]].map(|unit| ends(&index, &format!("BH.0.village.{unit}.B.1")));
    assert_eq!(
        (north[0].as_str(), south[1].as_str()),
        ("村11（入境处）", "村10（出境处）")
    );
    let canal = ends(&index, &format!("QH.0.village.{}.B.1", V[1][1]));
    assert_eq!(canal, ["村11（渠首）", "村11（渠尾）"], "nothing takes it up");
}
