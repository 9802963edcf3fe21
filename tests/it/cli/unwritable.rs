//! Standard output or standard error that takes nothing: no command ends as a bug.
use super::{binary, file, stderr, world};
use std::fs::File;
use std::process::Stdio;

/// A full disk, and a pipe whose reader went.
fn deaf() -> [Stdio; 2] {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let (reader, gone) = std::io::pipe().unwrap();
    drop(reader);
    [full.into(), gone.into()]
}

#[test]
fn no_command_needs_anybody_to_listen() {
    let (_folder, points) = file("points.csv", b"lon,lat\n109.1,21.561\nx,1\n");
    let (folder, source) = file("a.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[]}");
    let out = folder.path().join("out.gpkg");
    let out = out.to_str().unwrap();
    let commands: [&[&str]; 9] = [
        &["resolve", "--at", "109.10,21.561"],
        &["resolve", "--segment", "none"],
        &["resolve", "--file", &points],
        &["segments", "--water", "none"],
        &["coverage"],
        &["inventory", "--county", "none"],
        &["validate"],
        &["import", &source, "-o", out],
        &["sail"],
    ];
    for args in commands {
        for (deaf_out, deaf_err) in [(false, true), (true, false), (true, true)] {
            for way in 0..2 {
                let mut command = binary();
                command.env("RIVERCHIEF_WORLD", world()).args(args);
                let [mut out, mut err] = [deaf(), deaf()].map(|ways| ways.into_iter().nth(way));
                if let Some(out) = out.take().filter(|_| deaf_out) {
                    command.stdout(out);
                }
                if let Some(err) = err.take().filter(|_| deaf_err) {
                    command.stderr(err);
                }
                let output = command.output().unwrap();
                let code = output.status.code();
                assert!(
                    code.is_some_and(|code| code <= 2),
                    "{args:?}: {code:?}: {}",
                    stderr(&output)
                );
                assert!(!stderr(&output).contains("panicked"), "{args:?}: {}", stderr(&output));
            }
        }
    }
}
