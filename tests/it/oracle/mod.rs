//! The independent oracle of tests/oracle against the built binary, column by column.
//!
//! Nothing here decides a rule: points, answers and comparison are the Python side's.
mod views;
mod worlds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The date asked about.
const DATE: &str = "2024-06-01";
/// A date before the change of a boundary and a code.
const EARLY_DATE: &str = "2017-10-01";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Python of the virtual environment; its absence is a failure, never a skip.
fn python() -> PathBuf {
    let found = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root().join(".venv/bin/python"), PathBuf::from);
    assert!(
        found.exists(),
        "the oracle's Python is missing ({}): run `make test`, which installs it, or set RIVERCHIEF_PYTHON",
        found.display()
    );
    found
}

fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    if !output.stderr.is_empty() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    output
}

fn script(name: &str, args: &[&str]) -> Output {
    run(Command::new(python())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(root().join("tests/oracle").join(name))
        .args(args))
}

fn succeed(name: &str, args: &[&str]) -> String {
    let output = script(name, args);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name} {args:?} failed:\n{text}");
    text
}

/// A scratch folder of its own for every test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle").join(name);
    fs::create_dir_all(&folder).expect("scratch folder");
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("path in UTF-8")
}

fn resolve(world: &Path, points: &Path, date: &str, out: &Path) {
    let output = run(Command::new(env!("CARGO_BIN_EXE_riverchief")).args([
        "resolve",
        "--world",
        text(world),
        "--file",
        text(points),
        "-f",
        "csv",
        "--as-of",
        date,
    ]));
    assert!(
        output.status.success(),
        "riverchief resolve ended with {}",
        output.status
    );
    fs::write(out, output.stdout).expect("rows written");
}

/// How many points, and which.
#[derive(Clone, Copy)]
struct Sample {
    random: u32,
    adversarial: u32,
    seed: u32,
}

const SEED: u32 = 20_170_930;

/// Kinds of adversarial points that every world with units has, and those that centrelines and pools add.
const ON_UNITS: &[&str] = &[
    "vertex",
    "vertex-beside",
    "edge",
    "edge-rounded",
    "edge-beside",
    "corner",
    "corner-beside",
    "rim",
    "warn",
];
const ON_WATERS: &[&str] = &[
    "islet",
    "node",
    "node-beside",
    "line",
    "line-rounded",
    "line-beside",
    "bend",
    "bend-beside",
    "bank",
    "cut",
    "half",
    "tolerance",
    "near",
];

/// Points and both answers in a folder: (oracle's rows, riverchief's rows).
fn answers(folder: &Path, world: &Path, date: &str, sample: Sample, kinds: &[&[&str]]) -> (PathBuf, PathBuf) {
    let (points, mine, theirs) = (
        folder.join("points.csv"),
        folder.join("oracle.csv"),
        folder.join("riverchief.csv"),
    );
    let [random, adversarial, seed] = [sample.random, sample.adversarial, sample.seed].map(|n| n.to_string());
    let size = ["--random", &random, "--adversarial", &adversarial, "--seed", &seed];
    let told = succeed("points.py", &[&[text(world), date, text(&points)][..], &size].concat());
    print!("{told}");
    let drawn = fs::read_to_string(&points).expect("points");
    for kind in kinds.iter().copied().flatten() {
        let count = drawn.lines().filter(|l| of_kind(l, kind)).count();
        assert!(count > 0, "no point of kind `{kind}`: {told}");
    }
    succeed(
        "oracle.py",
        &[text(world), text(&points), date, text(&mine), "--processes", "2"],
    );
    resolve(world, &points, date, &theirs);
    (mine, theirs)
}

/// Whether a line of points begins with `kind-NUMBER,`.
fn of_kind(line: &str, kind: &str) -> bool {
    let number = line.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn agree(folder: &str, world: &Path, date: &str, sample: Sample, kinds: &[&[&str]]) {
    let (mine, theirs) = answers(&scratch(folder), world, date, sample, kinds);
    let output = script("compare.py", &[text(&mine), text(&theirs)]);
    let report = String::from_utf8_lossy(&output.stdout);
    println!("{report}");
    assert!(
        output.status.success(),
        "oracle and riverchief differ on {date}, seed {}:\n{report}",
        sample.seed
    );
}

fn default_world() -> PathBuf {
    root().join("gis_data/beihai.gpkg")
}

fn small_world(folder: &str) -> PathBuf {
    let world = scratch(folder).join("small.gpkg");
    print!("{}", succeed("small_world.py", &[text(&world)]));
    world
}

fn small_borders(folder: &str) -> PathBuf {
    let world = scratch(folder).join("borders.gpkg");
    print!("{}", succeed("small_borders.py", &[text(&world)]));
    world
}

#[test]
fn oracle_answers_its_small_worlds_as_derived_by_hand() {
    small_world("by-hand");
    small_borders("by-hand");
}

#[test]
fn riverchief_agrees_with_the_oracle_on_the_small_worlds() {
    let sample = Sample {
        random: 10_000,
        adversarial: 10_000,
        seed: SEED,
    };
    agree("small", &small_world("small"), DATE, sample, &[ON_UNITS, ON_WATERS]);
    let of_borders = [
        ON_UNITS,
        &["node", "line", "bend-beside", "bank", "cut", "half", "tolerance"],
    ];
    agree("borders", &small_borders("borders"), DATE, sample, &of_borders);
}

#[test]
fn riverchief_agrees_with_the_oracle_on_120_000_points_of_the_default_world() {
    let sample = Sample {
        random: 100_000,
        adversarial: 20_000,
        seed: SEED,
    };
    agree("default", &default_world(), DATE, sample, &[ON_UNITS, ON_WATERS]);
}

#[test]
fn riverchief_agrees_with_the_oracle_on_an_early_date() {
    let sample = Sample {
        random: 5_000,
        adversarial: 5_000,
        seed: SEED,
    };
    agree("early", &default_world(), EARLY_DATE, sample, &[ON_UNITS, ON_WATERS]);
}

#[test]
#[ignore = "minutes: make test-deep"]
fn riverchief_agrees_with_the_oracle_on_five_more_seeds_of_120_000_points() {
    for seed in 1..=5 {
        let sample = Sample {
            random: 100_000,
            adversarial: 20_000,
            seed,
        };
        agree("seeds", &default_world(), DATE, sample, &[ON_UNITS, ON_WATERS]);
        agree(
            "seeds-small",
            &small_world("seeds-small"),
            DATE,
            sample,
            &[ON_UNITS, ON_WATERS],
        );
    }
}

#[test]
#[ignore = "minutes: make test-deep"]
fn riverchief_agrees_with_the_oracle_in_every_epoch_of_the_default_world() {
    let world = default_world();
    let dates = succeed("epochs.py", &[text(&world)]);
    assert!(dates.lines().count() >= 6, "{dates}");
    for (date, seed) in dates.lines().zip(100..) {
        let sample = Sample {
            random: 4_000,
            adversarial: 4_000,
            seed,
        };
        agree("epochs", &world, date, sample, &[ON_UNITS]);
    }
}

/// The comparison can fail: one cell changed in each column is found, as is a row too few.
#[test]
fn a_changed_answer_is_a_difference() {
    let folder = scratch("changed");
    let world = small_world("changed");
    let sample = Sample {
        random: 500,
        adversarial: 500,
        seed: SEED,
    };
    let (mine, theirs) = answers(&folder, &world, DATE, sample, &[]);
    let rows = fs::read_to_string(&theirs).expect("rows");
    let changed = folder.join("changed.csv");
    let differs = |rows: &str| {
        fs::write(&changed, rows).expect("changed rows written");
        let output = script("compare.py", &[text(&mine), text(&changed)]);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    let (code, report) = differs(&rows);
    assert_eq!(code, Some(0), "unchanged rows agree:\n{report}");
    // The last random point that the oracle doesn't leave out, so that every column counts.
    let kept = fs::read_to_string(&mine).expect("oracle's rows");
    let at = (1..=500)
        .rfind(|&i| kept.lines().nth(i).is_some_and(|row| row.ends_with(',')))
        .expect("a kept row");
    for column in 0..21 {
        let mut lines: Vec<String> = rows.lines().map(str::to_owned).collect();
        let mut cells: Vec<String> = lines[at].split(',').map(str::to_owned).collect();
        cells[column] = match cells[column].parse::<f64>() {
            // Two micrometres are one more than N10 allows.
            Ok(number) => format!("{:.6}", number + 2e-6),
            Err(_) => format!("{}x", cells[column]),
        };
        lines[at] = cells.join(",");
        let (code, report) = differs(&(lines.join("\n") + "\n"));
        assert_eq!(code, Some(1), "column {column} changed, yet:\n{report}");
        assert!(report.contains(" 1 differ"), "column {column}: {report}");
    }
    let fewer: Vec<&str> = rows.lines().take(900).collect();
    let (code, report) = differs(&(fewer.join("\n") + "\n"));
    assert_eq!(code, Some(1), "rows are missing, yet:\n{report}");
}
