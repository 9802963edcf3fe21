//! The second readings of the views in tests/oracle/views against the built binary.
//!
//! Nothing here decides a rule: what is asked, read and compared is the Python side's.
use super::{default_world, scratch, script, text};

/// Runs the comparison; what it says, and whether nothing differs.
fn compared(args: &[&str]) -> (String, bool) {
    let output = script(
        "compare_views.py",
        &[&[env!("CARGO_BIN_EXE_riverchief")][..], args].concat(),
    );
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{report}");
    (report, output.status.success())
}

fn agree(args: &[&str]) {
    let (report, same) = compared(args);
    assert!(same, "views and their second readings differ ({args:?}):\n{report}");
}

#[test]
fn views_of_the_default_world_agree_on_both_sides_of_every_fourth_change() {
    let some = ["--every", "4", "--starts", "6", "--shapes", "2"];
    agree(&[&[text(&default_world())][..], &some].concat());
}

#[test]
fn views_of_a_hundred_random_worlds_agree() {
    agree(&[
        text(&scratch("views")),
        "--random",
        "100",
        "--starts",
        "8",
        "--shapes",
        "3",
    ]);
}

/// The comparison can fail: one value changed in each field of each view is found, as is a row lost or added.
#[test]
fn a_changed_value_of_a_view_is_a_difference() {
    agree(&[text(&default_world()), "--dates", "2021-05-01", "--unseen"]);
    let folder = scratch("views-unseen");
    agree(&[text(&folder), "--random", "3", "--unseen"]);
}

#[test]
#[ignore = "minutes: make test-deep"]
fn views_agree_at_every_change_from_every_start_and_in_two_thousand_random_worlds() {
    let all = ["--starts", "0", "--shapes", "100"];
    agree(&[&[text(&default_world()), "--seed", "1"][..], &all].concat());
    let folder = scratch("views-deep");
    agree(&[
        text(&folder),
        "--random",
        "2000",
        "--seed",
        "30000000",
        "--starts",
        "20",
        "--shapes",
        "8",
    ]);
}
