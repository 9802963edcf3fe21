//! A log that can't be written ends nothing and holds nothing up; what is lost is counted.
use super::server::Server;
use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The figure without labels of this name.
fn figure(server: &Server, name: &str) -> u64 {
    let figures = server.get("/metrics").1;
    let line = figures.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("no {name}:\n{figures}"))
        .trim()
        .parse()
        .expect("a number")
}

const LOST: &str = "riverchief_log_lines_lost_total";

#[test]
fn a_full_disk_and_a_reader_that_went_end_nothing_and_are_counted() {
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let (reader, gone) = std::io::pipe().expect("a pipe");
    drop(reader);
    for log in [Stdio::from(full), gone.into()] {
        let server = Server::logging_to(log, &["--log", "debug"]);
        for _ in 0..20 {
            assert_eq!(server.get("/v1/chiefs/at?lon=109.1&lat=21.561").0, 200);
            assert_eq!(server.get("/v1/chiefs/at?lon=x").0, 400);
        }
        assert!(figure(&server, LOST) >= 40);
        assert_eq!(figure(&server, "riverchief_panics_total"), 0);
        server.stopped();
    }
}

#[test]
fn a_reader_that_does_not_read_holds_nothing_up() {
    let (reader, log) = std::io::pipe().expect("a pipe");
    let server = Server::logging_to(log, &["--log", "debug"]);
    let begun = Instant::now();
    // Far more than a pipe holds.
    for _ in 0..1500 {
        assert_eq!(server.get("/v1/waters/none").0, 404);
        assert!(begun.elapsed() < Duration::from_secs(30), "it waits for its log");
    }
    server.stopped();
    drop(reader);
}

#[test]
fn a_log_that_can_be_written_loses_nothing_and_has_its_last_line() {
    let server = Server::small(&[]);
    assert_eq!(figure(&server, LOST), 0);
    let log = server.stopped();
    assert!(log.trim_end().ends_with("stopped"), "{log}");
}
