//! What `-o` names: a file that is there is asked about, a device or a pipe is written to, a link is followed. One behaviour
//! for every command that writes a file.
use super::{binary, file, run, stderr, world};
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

/// Each command that writes one file, without `-o`; whether that file may be a device or a pipe.
fn commands(points: &str, source: &str) -> Vec<(Vec<String>, &'static str, bool)> {
    let words = |line: &str| {
        line.split(' ')
            .map(|word| word.replace("POINTS", points).replace("SOURCE", source))
            .collect()
    };
    vec![
        (words("resolve --file POINTS"), "out.csv", true),
        (words("resolve --file POINTS -f xlsx"), "out.xlsx", true),
        (words("inventory -f xlsx"), "out.xlsx", true),
        (words("inventory -f pdf"), "out.pdf", true),
        (words("export townships -f csv"), "out.csv", true),
        (words("export townships -f gpkg"), "out.gpkg", true),
        (words("export world"), "out.gpkg", false),
        (words("tiles --max-zoom 6"), "out.pmtiles", false),
        (words("tiles --max-zoom 6"), "out.mbtiles", false),
        (words("import SOURCE"), "out.gpkg", false),
    ]
}

fn written(args: &[String], output: &Path, more: &[&str]) -> std::process::Output {
    let mut command = binary();
    command.arg("--world").arg(world()).args(args).arg("-o").arg(output);
    command.args(more).output().unwrap()
}

fn sources() -> (tempfile::TempDir, String, String) {
    let (folder, points) = file("points.csv", b"lon,lat\n109.1,21.561\n");
    let source = folder.path().join("source.gpkg");
    world_file::write(&source, &small_world::sound()).unwrap();
    (folder, points, source.to_str().unwrap().to_owned())
}

#[test]
fn a_file_that_is_there_is_written_over_only_with_force() {
    let (folder, points, source) = sources();
    for (args, name, _) in commands(&points, &source) {
        let output = folder.path().join(name);
        std::fs::write(&output, b"dear").unwrap();
        let asked = written(&args, &output, &[]);
        assert_eq!(asked.status.code(), Some(2), "{args:?}: {}", stderr(&asked));
        assert!(stderr(&asked).contains("--force"), "{args:?}: {}", stderr(&asked));
        assert_eq!(std::fs::read(&output).unwrap(), b"dear", "{args:?}");
        let forced = written(&args, &output, &["--force"]);
        assert!(
            forced.status.code().is_some_and(|code| code < 2),
            "{args:?}: {}",
            stderr(&forced)
        );
        assert!(std::fs::read(&output).unwrap().len() > 4, "{args:?}");
        std::fs::remove_file(&output).unwrap();
    }
}

#[test]
fn a_link_is_followed_and_stays() {
    let (folder, points, source) = sources();
    for (args, name, _) in commands(&points, &source) {
        let elsewhere = tempfile::tempdir().unwrap();
        let (link, place) = (folder.path().join(name), elsewhere.path().join(name));
        symlink(&place, &link).unwrap();
        let output = written(&args, &link, &[]);
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(link.is_symlink(), "{args:?}");
        assert!(std::fs::metadata(&place).unwrap().len() > 4, "{args:?}");
        std::fs::remove_file(&link).unwrap();
    }
}

#[test]
fn devices_and_pipes_are_written_to_and_worlds_and_archives_onto_one_are_refused() {
    let (folder, points, source) = sources();
    for (args, name, streams) in commands(&points, &source) {
        let pipe = folder.path().join(name);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = streams.then(|| {
            let pipe = pipe.clone();
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                std::fs::File::open(pipe).unwrap().read_to_end(&mut bytes).unwrap();
                bytes
            })
        });
        let output = written(&args, &pipe, &["--force"]);
        let said = stderr(&output);
        if let Some(reader) = reader {
            assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {said}");
            assert!(reader.join().unwrap().len() > 4, "{args:?}");
        } else {
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            assert!(said.contains("is a device or pipe"), "{args:?}: {said}");
        }
        let kind = std::fs::symlink_metadata(&pipe).unwrap().file_type();
        assert!(kind.is_fifo(), "{args:?}: a file has taken the pipe's place");
        std::fs::remove_file(&pipe).unwrap();
    }
}

#[test]
fn standard_output_is_named_by_its_device() {
    let mut child = binary()
        .arg("--world")
        .arg(world())
        .args(["export", "townships", "-f", "csv", "-o", "/dev/stdout"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(text.lines().count() > 1, "{text}");
    assert!(run(&["inventory", "-f", "xlsx", "-o", "/dev/null"]).status.success());
    let null = std::fs::metadata("/dev/null").unwrap().file_type();
    assert!(null.is_char_device());
}
