//! Departments that are competent for a concern.
use super::{DAY, on};
use riverchief_core::domain::answer::MemberUnit;
use riverchief_core::resolve::views;

#[test]
fn competence_follows_aliases_and_successors() {
    let index = on(DAY, |w| {
        let old = w
            .departments
            .iter_mut()
            .find(|d| d.code.as_deref() == Some("D01"))
            .unwrap();
        old.valid_to = Some("2019-01-01".to_owned());
        old.successor = Some("D03".to_owned());
    });
    let found = views::departments_for(&index, " 采砂 ").unwrap();
    assert_eq!(found.concern, "非法采砂");
    let codes = |units: &[MemberUnit]| units.iter().map(|u| u.code.to_string()).collect::<Vec<_>>();
    assert_eq!(codes(&found.departments), ["D03", "D02"], "F8");
    assert!(views::departments_for(&index, "飞碟").is_none());
    let [first, second] = &found.departments[..] else {
        panic!("{found:?}")
    };
    assert_eq!((first.name.as_str(), first.duty.as_str()), ("市第3局", "职责3"), "F6");
    let named: Vec<_> = first
        .in_place_of
        .iter()
        .map(|u| (u.code.as_str(), u.duty.as_str()))
        .collect();
    assert_eq!(
        named,
        [("D01", "职责1")],
        "the duty that the plan gave to the unit it names"
    );
    assert!(second.in_place_of.is_empty());
    let task = found.task.unwrap();
    assert_eq!((task.id.as_str(), codes(&task.lead)), ("T二.3", vec!["D03".to_owned()]));
    assert_eq!(codes(&task.responsible), ["D02", "D03"]);
    assert!(task.counties && task.functional_area && task.open_ended);
}

#[test]
fn a_concern_that_rests_on_no_task_has_its_own_units_alone() {
    let index = on(DAY, |w| w.concerns[0].source = Some("F6".to_owned()));
    let found = views::departments_for(&index, "采砂").unwrap();
    assert!(found.task.is_none() && found.departments.len() == 2, "{found:?}");
}
