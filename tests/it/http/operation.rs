//! What those who run the service rely on: probes, figures, a clean log, an orderly end.
use super::app::App;
use super::server::{Server, status, unchunked};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

#[test]
fn probes_and_figures() {
    let app = App::small();
    assert_eq!(app.get("/healthz").text(), "ok\n");
    assert_eq!(app.get("/readyz").text(), "ready\n");
    assert_eq!(app.get("/v1/waters/NLJ").status, 200);
    assert_eq!(app.get("/v1/waters/none").status, 404);
    assert_eq!(app.get("/no/such/path").status, 404);
    let rows = app.post("/v1/chiefs/at", "text/csv", "lon,lat\n109.1,21.561\nx,1\n");
    assert_eq!(rows.status, 200);
    let figures = app.get("/metrics").text();
    for line in [
        r#"riverchief_http_requests_total{route="/v1/waters/{code}",method="GET",status="200"} 1"#,
        r#"riverchief_http_requests_total{route="/v1/waters/{code}",method="GET",status="404"} 1"#,
        r#"riverchief_http_requests_total{route="unmatched",method="GET",status="404"} 1"#,
        r#"riverchief_http_request_duration_seconds_count{route="/v1/chiefs/at",method="POST"} 1"#,
        "riverchief_bulk_rows_total 2",
        "# TYPE riverchief_http_request_duration_seconds histogram",
    ] {
        assert!(figures.contains(line), "{line} is missing:\n{figures}");
    }
    assert!(!figures.contains("none"), "what a visitor sent is no label:\n{figures}");
    app.state.drain();
    let draining = app.get("/readyz");
    assert_eq!(draining.status, 503);
    assert!(
        draining.json()["detail"]
            .as_str()
            .is_some_and(|d| d.contains("shutting down"))
    );
    assert_eq!(app.get("/healthz").status, 200);
}

#[test]
fn every_figure_is_there_before_its_first_step() {
    let app = App::small();
    let figures = app.get("/metrics").text();
    for line in [
        "riverchief_bulk_rows_total 0",
        "riverchief_tiles_made_total 0",
        "riverchief_panics_total 0",
        "riverchief_log_lines_lost_total 0",
        "riverchief_event_listeners 0",
        "riverchief_export_bytes 0",
        r#"riverchief_exports_total{state="succeeded"} 0"#,
        r#"riverchief_exports_total{state="failed"} 0"#,
        r#"riverchief_exports_total{state="interrupted"} 0"#,
        r#"riverchief_exports_total{state="removed"} 0"#,
        r#"riverchief_exports_open{state="queued"} 0"#,
        r#"riverchief_turned_away_total{limit="requests"} 0"#,
        r#"riverchief_turned_away_total{limit="base_map"} 0"#,
        r#"riverchief_http_requests_total{route="/v1/waters/{code}",method="GET",status="200"} 0"#,
        r#"riverchief_http_requests_total{route="/v1/exports",method="POST",status="202"} 0"#,
        r#"riverchief_http_requests_total{route="/v1/exports/{id}",method="DELETE",status="204"} 0"#,
    ] {
        assert!(figures.contains(line), "{line} is missing:\n{figures}");
    }
    let described = |line: &str| {
        line.strip_prefix("# TYPE ")
            .and_then(|l| l.split(' ').next())
            .map(str::to_owned)
    };
    for name in figures.lines().filter_map(described) {
        assert!(
            figures.contains(&format!("# HELP {name} ")),
            "{name} says not what it is"
        );
    }
}

#[test]
fn the_build_says_which_commit_it_is() {
    let commit = riverchief::release::COMMIT;
    let git = |args: &[&str]| {
        let told = std::process::Command::new("git")
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output();
        told.ok()
            .filter(|t| t.status.success())
            .map(|t| String::from_utf8_lossy(&t.stdout).trim().to_owned())
    };
    if let Some(head) = git(&["rev-parse", "HEAD"]) {
        assert_eq!(commit, head);
    }
    let version = std::process::Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .arg("--version")
        .output();
    let version = String::from_utf8(version.expect("it runs").stdout).expect("text");
    let said = if commit.is_empty() { "unknown" } else { commit };
    assert_eq!(
        version.trim(),
        format!("riverchief {} (commit {said})", env!("CARGO_PKG_VERSION"))
    );
    let info = format!(
        r#"riverchief_build_info{{version="{}",commit="{commit}"}} 1"#,
        env!("CARGO_PKG_VERSION")
    );
    let figures = App::small().get("/metrics").text();
    assert!(figures.contains(&info), "{info}:\n{figures}");
}

#[test]
fn sighup_ends_nothing_and_sigterm_ends_with_0_while_the_world_is_loading() {
    let server = Server::small(&[]);
    server.signal("HUP");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/readyz").0, 200);
    let log = server.stopped();
    assert!(log.contains("SIGHUP changes nothing"), "{log}");

    for signals in [&["TERM"][..], &["INT"], &["HUP", "TERM"]] {
        let mut loading = std::process::Command::new(env!("CARGO_BIN_EXE_riverchief"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("started");
        hears_sigterm(loading.id());
        for name in signals {
            super::server::signal(loading.id(), name);
        }
        let mut greeting = String::new();
        loading
            .stdout
            .take()
            .expect("piped")
            .read_to_string(&mut greeting)
            .expect("read");
        let ended = loading.wait().expect("a child");
        assert_eq!((ended.code(), greeting.as_str()), (Some(0), ""), "{signals:?}");
    }
}

/// Waits until a process has a handler for SIGTERM.
fn hears_sigterm(process: u32) {
    let begun = Instant::now();
    loop {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .expect("the kernel's line");
        let caught = u64::from_str_radix(caught.trim(), 16).expect("a mask");
        // SIGTERM is 15, and SIGHUP, 1, comes after it.
        if caught & (1 << 14) != 0 && caught & 1 != 0 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it never hears SIGTERM");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Digits that stand in every request of the test below and nowhere else.
const MARKS: [&str; 4] = ["109.1234567", "21.5654321", "613918.77", "Geheim"];

#[test]
fn the_log_names_routes_and_never_what_a_visitor_sent() {
    for options in [
        &["--log", "info,riverchief=debug"][..],
        &["--log", "debug", "--log-format", "json"],
    ] {
        let server = Server::small(options);
        let post = |target: &str, kind: &str, body: &str| {
            let head = format!("POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n");
            let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            status(&server.exchange(request.as_bytes()))
        };
        for (target, expected) in [
            ("/v1/chiefs/at?lon=109.1234567&lat=21.5654321", 200),
            ("/v1/chiefs/at?lon=613918.77&lat=21.5654321&crs=EPSG:4545", 200),
            ("/v1/chiefs/at?lon=613918.77&lat=21.5654321", 400),
            ("/v1/chiefs/at?lon=1e30&lat=21.5654321&crs=EPSG:3857", 400),
            ("/v1/chiefs/at?lon=109.1234567,21.5654321", 400),
            ("/v1/chiefs/at?109.1234567=21.5654321", 400),
            ("/v1/chiefs/at?lon=109.1234567&lat=21.5654321&crs=Geheim", 400),
            ("/v1/chiefs/at?lon=109.1234567&lat=21.5654321&concern=Geheim", 400),
            ("/v1/chiefs/at/109.1234567/21.5654321", 404),
            ("/v1/segments/109.1234567,21.5654321", 404),
            ("/v1/search?q=Geheim", 200),
        ] {
            assert_eq!(server.get(target).0, expected, "{target}");
        }
        for (kind, body, expected) in [
            (
                "text/csv",
                "id,lon,lat\nGeheim,109.1234567,21.5654321\nx,613918.77,abc\n",
                200,
            ),
            ("text/csv", "109.1234567,21.5654321\n", 400),
            (
                "application/x-ndjson",
                "{\"lon\":109.1234567,\"lat\":\"Geheim\"}\n{\"lon\":109.1234567",
                200,
            ),
            ("application/geo+json", "{\"Geheim\":109.1234567", 400),
            (
                "application/geo+json",
                "{\"features\":[{\"type\":\"Point\",\"coordinates\":[109.1234567,21.5654321]},",
                200,
            ),
        ] {
            assert_eq!(post("/v1/chiefs/at", kind, body), expected, "{body}");
        }
        let line = "{\"type\":\"LineString\",\"coordinates\":[[109.1234567,21.5654321],[109.13,613918.77]]}";
        assert_eq!(post("/v1/chiefs/along", "application/json", line), 400);
        // Broken off in the middle of a row.
        let mut stream = server.connect();
        let head = "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 999\r\n\r\n";
        write!(stream, "{head}lon,lat\n109.1234567,21.5654321\n109.12345").expect("sent");
        drop(stream);
        std::thread::sleep(Duration::from_millis(200));
        let log = server.stopped();
        for route in ["/v1/chiefs/at", "/v1/segments/{id}", "/v1/search", "unmatched"] {
            assert!(log.contains(route), "{route}:\n{log}");
        }
        assert!(log.contains("status") && log.contains("request_id"), "{log}");
        for mark in MARKS {
            assert!(!log.contains(mark), "{mark} is in the log:\n{log}");
        }
    }
}

#[test]
fn a_request_in_work_is_finished_after_sigterm_and_one_that_will_not_end_is_cut_off() {
    let server = Server::small(&["--shutdown-grace", "20"]);
    let mut stream = server.connect();
    let head = "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 49\r\n\r\n";
    write!(stream, "{head}lon,lat\n109.10,21.561\n").expect("sent");
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    let begun = Instant::now();
    while server.get("/readyz").0 != 503 {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "it doesn't say that it stops"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let (code, text) = server.get("/v1/inventory");
    assert!(code == 503 && text.contains("shutting down"), "{text}");
    assert_eq!(server.get("/healthz").0, 200);
    stream.write_all(b"109.10,21.515\n109.14,21.55\n").expect("still taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    let (body, whole) = unchunked(&answer);
    assert!(whole, "{}", String::from_utf8_lossy(&answer));
    let statuses: Vec<String> = (String::from_utf8_lossy(&body).lines().skip(1))
        .map(|row| row.split(',').nth(3).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(statuses, ["CHANNEL", "NEAR_WATER", "MARINE"]);
    let log = server.ended(Duration::from_secs(10));
    assert!(log.contains("stopped") && !log.contains("still open"), "{log}");

    let server = Server::small(&["--shutdown-grace", "0.5"]);
    let mut stream = server.connect();
    writeln!(stream, "{head}lon,lat").expect("sent");
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    let log = server.ended(Duration::from_secs(10));
    assert!(log.contains("still open"), "{log}");
}
