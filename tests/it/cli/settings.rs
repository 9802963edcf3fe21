//! Options from the settings file and from the environment.
use super::{binary, file, refused, run, stderr, stdout, world};

#[test]
fn settings_come_from_a_file_and_the_environment_too() {
    let (_folder, settings) = file(
        "settings.toml",
        b"tolerance_m = 10\n[resolve]\nformat = \"csv\"\nas_of = \"2020-01-01\"\n",
    );
    let world = world();
    let from_file = binary()
        .args(["--config", &settings, "resolve", "--at", "109.06,21.51"])
        .env("RIVERCHIEF_WORLD", &world)
        .output()
        .unwrap();
    assert_eq!(from_file.status.code(), Some(0), "{}", stderr(&from_file));
    assert!(stdout(&from_file).starts_with("id,lon,lat"), "{}", stdout(&from_file));
    let overruled = binary()
        .args(["--config", &settings, "resolve", "--at", "109.06,21.51"])
        .env("RIVERCHIEF_WORLD", &world)
        .env("RIVERCHIEF_RESOLVE_FORMAT", "ndjson")
        .output()
        .unwrap();
    assert!(stdout(&overruled).starts_with('{'), "{}", stdout(&overruled));
    let (_b, slip) = file("slip.toml", b"[resolve]\nfromat = \"csv\"\n");
    refused(&["--config", &slip, "coverage"], "fromat");
    refused(&["--config", "nowhere.toml", "coverage"], "nowhere.toml");
}

#[test]
fn switches_and_lists_come_from_there_too() {
    let missing = |output: &std::process::Output| stdout(output).contains("用 --all 全部列出");
    let short = run(&["coverage", "--as-of", "2017-05-01"]);
    let (_folder, on) = file("on.toml", b"[coverage]\nall = true\n");
    let long = run(&["--config", &on, "coverage", "--as-of", "2017-05-01"]);
    assert!(stdout(&long).lines().count() >= stdout(&short).lines().count());
    assert!(!missing(&long), "{}", stderr(&long));
    let from_environment = binary()
        .env("RIVERCHIEF_WORLD", world())
        .env("RIVERCHIEF_COVERAGE_ALL", "true")
        .args(["coverage", "--as-of", "2017-05-01"])
        .output()
        .unwrap();
    assert_eq!(stdout(&from_environment), stdout(&long));
    let (_b, place) = file("place.toml", b"[resolve]\nat = \"109.10,21.561\"\nas_of = 2020-01-01\n");
    let asked = run(&["--config", &place, "resolve", "-f", "csv"]);
    assert!(stdout(&asked).contains(",CHANNEL,"), "{}", stderr(&asked));
    let other = run(&["--config", &place, "resolve", "--segment", "S-NLJ-V11"]);
    assert!(stdout(&other).starts_with("河段 S-NLJ-V11"), "{}", stderr(&other));
    // What is required may stand there as well: this gets as far as the source.
    let (_c, output) = file("import.toml", b"[import]\noutput = \"world.gpkg\"\n");
    refused(&["--config", &output, "import", "nowhere.geojson"], "nowhere.geojson");
}

#[test]
fn a_variable_that_is_set_to_nothing_says_nothing() {
    let plain = binary().args(["coverage", "--as-of", "2017-05-01"]).output().unwrap();
    for name in [
        "RIVERCHIEF_CONFIG",
        "RIVERCHIEF_WORLD",
        "RIVERCHIEF_TOLERANCE_M",
        "RIVERCHIEF_COVERAGE_LEVEL",
    ] {
        let output = binary()
            .env(name, "")
            .args(["coverage", "--as-of", "2017-05-01"])
            .output()
            .unwrap();
        assert_eq!(stderr(&output), "", "{name}");
        assert_eq!(output.status.code(), plain.status.code(), "{name}");
        assert_eq!(stdout(&output), stdout(&plain), "{name}");
    }
}

#[test]
fn variables_that_no_option_reads_are_named_in_one_warning() {
    let warned = |variables: &[(&str, &str)]| {
        let mut command = binary();
        command.env("RIVERCHIEF_WORLD", world()).envs(variables.iter().copied());
        let output = command.arg("coverage").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    let known = [
        ("RIVERCHIEF_SERVE_LISTEN", "x"),
        ("RIVERCHIEF_RESOLVE_CRS", "x"),
        ("RIVERCHIEF_DEEP", "1"),
    ];
    assert_eq!(warned(&known), "");
    for (slip, meant) in [
        ("RIVERCHIEF_SERVE_LISTN", "RIVERCHIEF_SERVE_LISTEN"),
        ("RIVERCHIEF_SERVER_LISTEN", "RIVERCHIEF_SERVE_LISTEN"),
        ("RIVERCHIEF_LISTEN", "RIVERCHIEF_SERVE_LISTEN"),
        ("RIVERCHIEF_SERVE_WORLD", "RIVERCHIEF_WORLD"),
        ("RIVERCHIEF_SERVE_PUBLIC-URL", "RIVERCHIEF_SERVE_PUBLIC_URL"),
        ("riverchief_world", "RIVERCHIEF_WORLD"),
        ("RIVERCHIEF_SERVE_MAX_CONCURENCY", "RIVERCHIEF_SERVE_MAX_CONCURRENCY"),
        ("RIVERCHIEF_TOLERANCE", "RIVERCHIEF_TOLERANCE_M"),
    ] {
        let said = warned(&[(slip, "x")]);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(&format!("{slip} (did you mean {meant}?)")), "{said}");
    }
    let said = warned(&[("RIVERCHIEF_FROBNICATE", "1"), ("RIVERCHIEF_SERVE_LOGG", "1")]);
    assert!(
        said.contains("RIVERCHIEF_FROBNICATE, RIVERCHIEF_SERVE_LOGG (did you mean"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}
