//! Checks the layout of the repository: which module may use which, how files begin and how long they are,
//! and that every decision rule has a test. It reads sources as text.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use riverchief_core::domain::clause::CLAUSES;

#[path = "tidy/source.rs"]
mod source;
use source::{code_only, crate_paths, ident, names};

/// Which of our modules each module may use; a longer path allows only a part of a module. Between crates Cargo enforces the
/// layers; this table does so within `riverchief-core`, `riverchief-rows` and the service.
/// Modules that are not listed (`cli`, `config`, `export`, `telemetry`, `world`, `main`, `lib`) may use all.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("release", &[]),
    ("domain", &["geom"]),
    ("snapshot", &["domain", "geom"]),
    ("index", &["snapshot", "domain", "geom"]),
    ("resolve", &["index", "snapshot", "domain", "geom"]),
    ("bulk", &["index", "snapshot", "resolve", "domain", "geom"]),
    (
        "collections",
        &["findings", "index", "snapshot", "resolve", "domain", "geom"],
    ),
    ("findings", &["snapshot", "domain", "geom"]),
    ("formats", &["collections", "domain", "geom"]),
    ("print", &["index", "snapshot", "resolve", "domain", "geom"]),
    ("query", &["collections", "domain", "geom"]),
    (
        "gdal",
        &[
            "snapshot::raw",
            "snapshot::record",
            "snapshot::finding",
            "bulk::RowBook",
            "collections",
            "formats",
            "domain",
            "geom",
            "files",
            "office",
        ],
    ),
    ("office", &[]),
    (
        "jobs",
        &[
            "world",
            "export",
            "query",
            "collections",
            "formats",
            "domain",
            "files",
            "gdal::crs",
        ],
    ),
    (
        "input_crs",
        &["gdal::crs", "geom::LonLat", "geom::degrees", "bulk::Point"],
    ),
    (
        "http",
        &[
            "world",
            "export",
            "input_crs",
            "jobs",
            "tiles",
            "bulk",
            "collections",
            "findings",
            "formats",
            "print",
            "query",
            "resolve",
            "snapshot",
            "domain",
            "geom::LonLat",
            // Only passed on, from the world to the resolver.
            "index::Index",
            // Coordinates and shapes of requests are converted and checked when they are read.
            "gdal::crs",
            "geom::degrees",
            "geom::validity",
            "config",
            "release",
            "telemetry",
        ],
    ),
];

/// Our crates, with the path that replaces their name, so that all crates are checked as modules of one.
const CRATE_PATHS: &[(&str, &str)] = &[
    ("riverchief_core::", "crate::"),
    ("riverchief_rows::", "crate::"),
    ("riverchief_geom::", "crate::geom::"),
    ("riverchief_files::", "crate::files::"),
    ("riverchief_tiles::", "crate::tiles::"),
    ("riverchief_gdal::", "crate::gdal::"),
    ("riverchief_office::", "crate::office::"),
    ("riverchief_synth::", "crate::synth::"),
];
/// Crates with several layers; the others are one layer each.
const LAYERED: &[&str] = &["core", "rows"];

/// Crates that only some modules may use.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("calamine", &["office"]),
    ("gdal", &["gdal"]),
    ("gdal_sys", &["gdal"]),
    ("proj", &["gdal"]),
    ("proj_sys", &["gdal"]),
    ("rusqlite", &["tiles", "gdal"]),
];

/// The pure core: no wire types, no runtime, no files, no clock.
const PURE: &[&str] = &["geom", "domain", "snapshot", "index", "resolve", "tiles", "office"];
/// The only part of a pure module that writes files: the tile archives.
const WRITES: &str = "crates/tiles/src/archive/";
const NOT_IN_PURE: &[&str] = &[
    "serde",
    "serde_json",
    "tokio",
    "axum",
    "tower",
    "std::fs",
    "std::net",
    "std::env",
];
const CLOCKS: &[&str] = &["SystemTime", "Instant", "Timestamp::now", "Zoned::now", "std::time"];

/// Files of more than 400 lines, each with its reason. No file may have more than 600.
const LONG: &[(&str, &str)] = &[
    ("tests/tidy.rs", "the table of the layout, and the checks of it"),
    ("web/src/words/zh.ts", "every word of the page in one language"),
    (
        "crates/rows/src/query/compile.rs",
        "one recursion over the tree of a filter, with the types of every operator",
    ),
    (
        "tests/ogc/checks.py",
        "one script for any server: one check per requirement",
    ),
    (
        "tests/ogc/filters.py",
        "every operator, written in three ways next to each other",
    ),
    ("crates/tiles/src/layers.rs", "one table: every layer with its fields"),
    (
        "crates/tiles/src/topology.rs",
        "one algorithm, from edges to shared arcs to rings",
    ),
];

/// Rules that the program does not decide, so that they have no test.
const NOT_DECIDED: &[(&str, &str)] = &[
    ("F3", "no answer says who attends a meeting"),
    ("M3", "outcome goals, nothing spatial"),
    ("M6", "how the city inspects"),
    ("M7", "how the city accepts"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files under version control, relative to the root.
fn tracked() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git ls-files failed");
    let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
    names
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(String::from)
        .collect()
}

fn rust_files(folder: &str) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative = path.strip_prefix(root()).expect("under the root");
                files.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// The Rust sources of all crates.
fn sources() -> Vec<String> {
    let crates = fs::read_dir(root().join("crates")).expect("crates");
    let mut folders: Vec<String> = crates
        .map(|entry| format!("crates/{}/src", entry.expect("a folder").file_name().to_string_lossy()))
        .collect();
    folders.push("src".to_owned());
    folders.iter().flat_map(|folder| rust_files(folder)).collect()
}

/// The Rust sources of all integration tests.
fn tests() -> Vec<String> {
    let crates = fs::read_dir(root().join("crates")).expect("crates");
    let mut folders: Vec<String> = crates
        .map(|entry| {
            format!(
                "crates/{}/tests",
                entry.expect("a folder").file_name().to_string_lossy()
            )
        })
        .collect();
    folders.push("tests".to_owned());
    folders.iter().flat_map(|folder| rust_files(folder)).collect()
}

/// `src/http/lookup.rs` → `http`, `crates/core/src/resolve/at.rs` → `resolve`, `crates/geom/src/bank.rs` → `geom`.
fn module_of(file: &str) -> &str {
    let mut inside = file.strip_prefix("src/").unwrap_or(file);
    if let Some((name, rest)) = file.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/")) {
        if !LAYERED.contains(&name) {
            return name;
        }
        inside = rest;
    }
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// The code of a file, with paths as if all our crates were one; without paths inside a crate that is one layer.
fn code_of_one_crate(file: &str) -> String {
    let mut code = code_only(&read(file));
    let one_layer = file
        .strip_prefix("crates/")
        .and_then(|rest| rest.split('/').next())
        .is_some_and(|name| !LAYERED.contains(&name));
    if one_layer {
        code = code.replace("crate::", "own::").replace("super::super::", "own::");
    }
    for (crate_name, path) in CRATE_PATHS {
        code = code.replace(crate_name, path);
    }
    code
}

fn no_complaints(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn modules_name_only_what_the_table_allows() {
    let files = sources();
    let top: BTreeSet<String> = files.iter().map(|f| module_of(f).to_string()).collect();
    let mut complaints = Vec::new();
    for file in &files {
        let module = module_of(file);
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
            continue;
        };
        for path in crate_paths(&code_of_one_crate(file), &top) {
            let first = path.split("::").next().unwrap_or_default();
            let fine = first == module || allowed.iter().any(|a| *a == first || path == *a);
            if !fine {
                complaints.push(format!("{file}: uses crate::{path}; {module} may use {allowed:?}"));
            }
        }
    }
    no_complaints(&complaints);
}

#[test]
fn the_core_is_pure() {
    let mut complaints = Vec::new();
    for file in sources() {
        let (module, code) = (module_of(&file), code_only(&read(&file)));
        for (name, homes) in ONLY_IN {
            if !homes.contains(&module) && names(&code, name) {
                complaints.push(format!("{file}: uses {name}; only {homes:?} may"));
            }
        }
        if PURE.contains(&module) && !file.starts_with(WRITES) {
            // Unit tests may read data next to the repository.
            let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let seen = NOT_IN_PURE.iter().chain(CLOCKS).filter(|name| names(code, name));
            complaints.extend(seen.map(|name| format!("{file}: uses {name}; {module} must not use I/O or a clock")));
        }
        let is_root =
            ["/lib.rs", "/main.rs"].iter().any(|end| file.ends_with(end)) && file.matches("/src/").count() < 2;
        let is_root = is_root && (file.starts_with("crates/") || file.matches('/').count() == 1);
        if is_root && module != "gdal" && !code.contains("#![forbid(unsafe_code)]") {
            complaints.push(format!(
                "{file}: add #![forbid(unsafe_code)]; it is the root of a crate"
            ));
        }
    }
    no_complaints(&complaints);
}

#[test]
fn files_begin_with_a_description_and_are_short() {
    let mut complaints = Vec::new();
    for file in sources().into_iter().chain(tests()).chain(rust_files("benches")) {
        if !read(&file).starts_with("//!") {
            complaints.push(format!("{file}: does not begin with //!"));
        }
    }
    let written = ["rs", "py", "sh", "ts"];
    for file in tracked() {
        let path = Path::new(&file);
        let by_hand = match path.extension() {
            Some(ending) => written.iter().any(|w| ending == *w),
            None => file.starts_with("scripts/"),
        };
        if !by_hand {
            continue;
        }
        let lines = read(&file).lines().count();
        let listed = LONG.iter().any(|(name, _)| *name == file);
        if lines > 600 || (lines > 400 && !listed) {
            complaints.push(format!(
                "{file}: {lines} lines; split it (more than 400 need a reason in LONG, more than 600 are not allowed)"
            ));
        }
        if listed && lines <= 400 {
            complaints.push(format!("{file}: {lines} lines; remove it from LONG"));
        }
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        if [
            "util", "utils", "manager", "helper", "helpers", "data", "info", "misc", "common",
        ]
        .contains(&stem)
        {
            complaints.push(format!("{file}: name it by its contents"));
        }
    }
    no_complaints(&complaints);
}

/// Root files of tests and benchmarks, besides `src/lib.rs`, `src/main.rs` and `tests/it/main.rs` of each crate.
const ROOTS: &[&str] = &["tests/tidy.rs", "benches/lookups.rs", "benches/tiles.rs"];

/// The files that can declare the module of a file: those of its folder.
fn declared_in(file: &Path) -> Vec<PathBuf> {
    let of = |folder: &Path| {
        vec![
            folder.join("mod.rs"),
            folder.join("lib.rs"),
            folder.join("main.rs"),
            folder.with_extension("rs"),
        ]
    };
    let folder = file.parent().expect("a folder");
    if file.ends_with("mod.rs") {
        let above = folder.parent().expect("a folder");
        return of(above);
    }
    of(folder)
}

#[test]
fn every_source_belongs_to_a_program() {
    let files: Vec<String> = sources()
        .into_iter()
        .chain(tests())
        .chain(rust_files("benches"))
        .collect();
    let mut named_by_path = BTreeSet::new();
    for file in &files {
        let text = read(file);
        for path in text
            .split("#[path = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let folder = Path::new(file).parent().expect("a folder");
            named_by_path.insert(folder.join(path));
        }
    }
    let mut complaints = Vec::new();
    for file in &files {
        let path = Path::new(file);
        let by_path = named_by_path.iter().any(|named| named.file_name() == path.file_name());
        let is_root = ["src/lib.rs", "src/main.rs", "tests/it/main.rs"]
            .iter()
            .any(|end| file.ends_with(end));
        if is_root || ROOTS.contains(&file.as_str()) || by_path {
            continue;
        }
        let module = if path.ends_with("mod.rs") {
            path.parent()
        } else {
            Some(path)
        };
        let module = module
            .and_then(Path::file_stem)
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        let declared = declared_in(path).into_iter().any(|parent| {
            let Ok(text) = fs::read_to_string(root().join(parent)) else {
                return false;
            };
            code_only(&text).contains(&format!("mod {module};"))
        });
        if !declared {
            complaints.push(format!(
                "{file}: no file declares it as a module, so it is not compiled"
            ));
        }
    }
    no_complaints(&complaints);
}

/// The table at the end of docs/RULES.md: rule → names of tests in the third column.
fn rule_table() -> BTreeMap<String, Vec<String>> {
    let page = read("docs/RULES.md");
    let mut rows = BTreeMap::new();
    let table = page
        .split("| rule | clause | test |")
        .nth(1)
        .expect("docs/RULES.md has the table rule | clause | test");
    for line in table.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells.len() != 3 || cells[0].starts_with("--") {
            continue;
        }
        let tests = cells[2].split('`').skip(1).step_by(2).map(String::from).collect();
        let before = rows.insert(cells[0].to_string(), tests);
        assert!(before.is_none(), "docs/RULES.md has two rows for {}", cells[0]);
    }
    rows
}

#[test]
fn every_rule_has_a_test() {
    let sources: Vec<String> = sources()
        .into_iter()
        .chain(tests())
        .map(|f| code_only(&read(f)))
        .collect();
    let rows = rule_table();
    let mut complaints = Vec::new();
    for (rule, tests) in &rows {
        for test in tests {
            let wanted = format!("fn {}(", test.rsplit("::").next().unwrap_or(test));
            if !sources.iter().any(|source| source.contains(&wanted)) {
                complaints.push(format!(
                    "docs/RULES.md: {rule} has the test {test}, which does not exist"
                ));
            }
        }
    }
    let settled = read("docs/RULES.md");
    let settled = settled
        .lines()
        .filter_map(|l| l.strip_prefix("**S"))
        .map(|l| format!("S{}", ident(l)));
    for id in CLAUSES.iter().map(|c| c.id.to_string()).chain(settled) {
        let tested = rows.get(&id).is_some_and(|tests| !tests.is_empty());
        let exempt = NOT_DECIDED.iter().any(|(name, _)| *name == id);
        if tested == exempt {
            complaints.push(format!(
                "{id}: {}",
                if exempt {
                    "has a test; remove it from NOT_DECIDED"
                } else {
                    "has no test"
                }
            ));
        }
    }
    no_complaints(&complaints);
}

#[test]
fn no_file_names_a_machine() {
    // Joined here, so that this file does not contain them.
    let words: Vec<String> = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("artif", "actory"),
        ("index.crat", "es.io"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let mut complaints = Vec::new();
    for file in tracked() {
        let Ok(bytes) = fs::read(root().join(&file)) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        complaints.extend(
            words
                .iter()
                .filter(|w| text.contains(*w))
                .map(|w| format!("{file}: contains {w}")),
        );
    }
    no_complaints(&complaints);
}

#[test]
fn documents_have_the_required_parts() {
    for page in ["README.md", "README.zh-CN.md"] {
        let text = read(page);
        assert!(
            text.contains("make run") && text.contains("make test"),
            "{page} does not name both commands"
        );
    }
    let changes = read("CHANGELOG.md");
    assert!(
        changes.lines().any(|l| l.starts_with("## ")),
        "CHANGELOG.md has no section"
    );
    let architecture = read("docs/ARCHITECTURE.md");
    assert!(architecture.len() <= 16 << 10, "docs/ARCHITECTURE.md has over 16 kB");
    for line in architecture.lines().filter(|line| !line.starts_with('|')) {
        assert!(line.chars().count() <= 120, "docs/ARCHITECTURE.md: {line}");
    }
    let manifest = read("Cargo.toml");
    let dependencies = manifest.split_once("[workspace.dependencies]\n").expect("the table").1;
    let dependencies = dependencies.split("\n\n").next().unwrap_or_default();
    let mut reason = false;
    for line in dependencies.lines() {
        let ours = line.starts_with("riverchief-");
        assert!(
            ours || reason || line.starts_with('#'),
            "Cargo.toml gives no reason for {line}"
        );
        reason = line.starts_with('#');
    }
    let sources = sources();
    for folder in sources.iter().map(|f| module_of(f)).collect::<BTreeSet<_>>() {
        let known = [
            format!("`{folder}/`"),
            format!("`{folder}.rs`"),
            format!("`src/{folder}.rs`"),
            format!("`src/{folder}/`"),
            format!("`crates/{folder}`"),
        ];
        assert!(
            known.iter().any(|k| architecture.contains(k)),
            "docs/ARCHITECTURE.md does not mention {folder}"
        );
    }
}
