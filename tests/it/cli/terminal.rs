//! What a person sees: the card's first lines, and tables in a terminal of 80 and of 120 columns.
use super::{file, ok, world};
use std::process::{Command, Stdio};

/// Runs the binary in a terminal of its own, by script(1); what it showed, without carriage returns.
fn terminal(columns: usize, args: &str) -> String {
    let line = format!(
        "stty cols {columns} rows 50; {} --world {} {args}",
        env!("CARGO_BIN_EXE_riverchief"),
        world().display()
    );
    // Its input stays open to the end: at the end of it, script may leave before the command has said anything.
    let script = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        // Without one it would be a terminal that can't move its cursor, and have no progress bar.
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut script = script.expect("script(1), of util-linux, gives a terminal");
    let input = script.stdin.take();
    let output = script.wait_with_output().expect("its output");
    drop(input);
    String::from_utf8_lossy(&output.stdout).replace('\r', "")
}

/// Columns that a line takes: Chinese characters and full-width marks take two.
fn width(line: &str) -> usize {
    line.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum()
}

#[test]
fn whom_to_call_and_why_are_the_first_lines() {
    let card = ok(&["resolve", "--at", "109.10,21.561", "--as-of", "2020-01-01"]);
    let lines: Vec<&str> = card.lines().collect();
    assert!(lines[0].starts_with("首先联系：") && lines[0].contains('☎'), "{card}");
    assert!(lines[1].starts_with("现任："), "{card}");
    assert!(
        lines[2].starts_with("认定依据：位于大流江河道（水面）内，河段 "),
        "{card}"
    );
    let near = ok(&["resolve", "--at", "109.0795,21.51", "--as-of", "2020-01-01"]);
    assert!(near.lines().take(4).any(|l| l.starts_with("注意：靠近边界")), "{near}");
}

#[test]
fn tables_fit_the_terminal_and_break_no_code() {
    for columns in [80, 120] {
        for (args, whole) in [
            ("resolve --at 109.10,21.561 --as-of 2020-01-01", "S-NLJ-V"),
            ("resolve --segment S-NLJ-V11 --as-of 2020-01-01", "S-NLJ-V11"),
            ("segments --as-of 2020-01-01", "S-NLJ-V01"),
            ("inventory --as-of 2020-01-01", "(NLJ)"),
            ("coverage --as-of 2020-01-01", "2017-12-31"),
            ("validate --as-of 2020-01-01", "："),
        ] {
            let shown = terminal(columns, args);
            assert!(shown.contains(whole), "{args} at {columns}:\n{shown}");
            let rules: Vec<usize> = shown.lines().filter(|l| l.starts_with('─')).map(width).collect();
            assert!(rules.iter().all(|w| *w <= columns), "{args} at {columns}:\n{shown}");
            // A row of a table ends where its rules end, whatever characters it holds.
            let rows = shown.lines().filter(|l| l.starts_with(' ') && l.ends_with(' '));
            for row in rows {
                assert!(rules.contains(&width(row)), "{args} at {columns}: {row:?}\n{shown}");
            }
        }
    }
}

#[test]
fn a_file_shows_its_progress_on_a_terminal() {
    let points = "lon,lat\n".to_owned() + &"109.06,21.51\n".repeat(5000);
    let (folder, path) = file("points.csv", points.as_bytes());
    let out = folder.path().join("out.csv");
    let shown = terminal(100, &format!("resolve --file {path} -o {}", out.display()));
    assert!(shown.contains("iB/s"), "{shown:?}");
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), 5001);
}
