//! `riverchief import` as a process: killed, misused, and what it says then.
use riverchief_fixtures::COUNTIES;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}

fn command(arguments: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
    command
        .env_remove("RIVERCHIEF_CONFIG")
        .env_remove("RIVERCHIEF_WORLD")
        .arg("import")
        .args(arguments)
        .stderr(Stdio::piped());
    command
}

/// Exit code and what was said.
fn run(arguments: &[&Path]) -> (Option<i32>, String) {
    let output = command(arguments).output().expect("it runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_killed_import_leaves_the_old_world_or_the_new_one_and_nothing_lasting() {
    let folder = tempfile::tempdir().expect("a folder");
    let (sources, worlds) = (folder.path().join("sources"), folder.path().join("worlds"));
    std::fs::create_dir(&sources).expect("a folder");
    std::fs::create_dir(&worlds).expect("a folder");
    let (before, after) = (COUNTIES, COUNTIES.replace("银海区", "合浦县"));
    let (old, new) = (
        write(&sources, "old.geojson", before),
        write(&sources, "new.geojson", after),
    );
    let world = worlds.join("world.gpkg");
    let finished = |source: &Path| {
        let (code, said) = run(&[source, Path::new("--force"), Path::new("-o"), &world]);
        assert_eq!(code, Some(0), "{said}");
        std::fs::read(&world).expect("a world")
    };
    let newest = finished(&new);
    let whole = finished(&old);
    assert!(newest != whole);
    for moment in 0..20_u64 {
        let mut child = command(&[&new, Path::new("--force"), Path::new("-o"), &world])
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(moment * moment));
        // It may have ended already: then the new world is there.
        let _ = child.kill();
        child.wait().expect("it ends");
        let there = std::fs::read(&world).expect("a world");
        assert!(there == whole || there == newest, "half a world after {moment}");
    }
    finished(&old);
    let left: Vec<_> = std::fs::read_dir(&worlds)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, ["world.gpkg"]);
}

#[test]
fn a_source_and_a_corrected_mapping_are_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = write(folder.path(), "counties.geojson", COUNTIES);
    for flag in ["-o", "--report"] {
        let mut arguments = vec![source.as_path(), Path::new(flag), &source];
        let elsewhere = folder.path().join("world.gpkg");
        if flag != "-o" {
            arguments.extend([Path::new("-o"), &elsewhere]);
        }
        let (code, said) = run(&arguments);
        assert!(code == Some(2) && said.contains("is also a source"), "{said}");
        assert_eq!(std::fs::read_to_string(&source).expect("still there"), COUNTIES);
        assert!(!elsewhere.exists());
    }
    let map = write(folder.path(), "map.toml", "# corrected");
    let (code, said) = run(&[&source, Path::new("--init"), Path::new("-o"), &map]);
    assert!(code == Some(2) && said.contains("already exists"), "{said}");
    assert_eq!(std::fs::read_to_string(&map).expect("still there"), "# corrected");
}

#[test]
fn what_is_wrong_is_said_once_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = write(folder.path(), "counties.geojson", COUNTIES);
    let (absent, world) = (folder.path().join("absent.gpkg"), folder.path().join("no/world.gpkg"));
    let (code, said) = run(&[&absent, Path::new("-o"), &world]);
    assert_eq!(code, Some(2));
    assert_eq!(said.matches("No such file").count(), 1, "{said}");
    let (code, said) = run(&[&source, Path::new("-o"), &world]);
    assert!(code == Some(2) && said.contains("create it first"), "{said}");
    let table = write(folder.path(), "a.csv", "甲,乙\n1,2\n");
    let (code, said) = run(&[&table, Path::new("-o"), &folder.path().join("w.gpkg")]);
    assert!(
        code == Some(2) && said.contains("a.csv / a") && said.contains("--init"),
        "{said}"
    );
}

#[test]
fn what_loading_would_leave_out_is_told_by_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(
        folder.path(),
        "名录.csv",
        "代码,名称,类型,生效日期\nA,甲河,river,\nB,乙河,brook,\nC,,river,\nD,丁河,river,2020-02-30\nA B,戊河,river,\n",
    );
    let (world, report) = (folder.path().join("w.gpkg"), folder.path().join("r.json"));
    let output = Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .arg("import")
        .args([&path, Path::new("-o"), &world, Path::new("--report"), &report])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).expect("a report")).expect("JSON");
    let told: Vec<[&str; 3]> = (report.as_array().expect("findings").iter())
        .map(|f| ["code", "feature", "field"].map(|member| f[member].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ["E_FIELD_VALUE", "B", "kind"],
            ["E_FIELD_MISSING", "C", "name"],
            ["E_DATE", "D", "valid_from"],
            ["E_FIELD_VALUE", "A B", "code"],
        ]
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("4 errors"), "{said}");
}
