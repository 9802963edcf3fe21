//! Hours in one file (`make test-deep`): mutated sources, killed writers, disks that fill. Nothing is lost, and nothing in silence.
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Numbers that look random and are the same on every run (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("small")).expect("small")
    }
}

/// Bytes with one to four changes: bits turned, a piece left out, doubled, zeroed or moved, the end cut off.
fn mutated(bytes: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(out.len());
        let length = (1 + numbers.below(64)).min(out.len() - at);
        match numbers.below(6) {
            0 => out[at] ^= 1 << numbers.below(8),
            1 => drop(out.drain(at..at + length)),
            2 => {
                let piece = out[at..at + length].to_vec();
                out.splice(at..at, piece);
            }
            3 => out[at..at + length].fill(0),
            4 => {
                let piece: Vec<u8> = out.drain(at..at + length).collect();
                let to = numbers.below(out.len() + 1);
                out.splice(to..to, piece);
            }
            _ => out.truncate(at.max(1)),
        }
        if out.is_empty() {
            out.push(0);
        }
    }
    out
}

/// Runs the binary with these arguments, at most so long.
fn run(args: &[&Path], longest: Duration) -> (ExitStatus, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let begun = Instant::now();
    let mut said = child.stderr.take().expect("its words");
    let words = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut said, &mut text);
        text
    });
    loop {
        if let Some(status) = child.try_wait().expect("it is asked") {
            return (status, words.join().expect("its words"));
        }
        if begun.elapsed() > longest {
            let _ = child.kill();
            panic!("{args:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The counties of the small world in ten formats: the file that is mutated, and the source that is named.
fn sources(folder: &Path) -> Vec<(PathBuf, PathBuf)> {
    let world = folder.join("small.gpkg");
    world_file::write(&world, &small_world::sound()).expect("written");
    let made = |name: &str| {
        let path = folder.join(name);
        let args = ["export", "counties", "--world"].map(PathBuf::from);
        let args: Vec<&Path> = args
            .iter()
            .map(PathBuf::as_path)
            .chain([&*world, Path::new("-o"), &*path])
            .collect();
        let (status, said) = run(&args, Duration::from_mins(1));
        assert!(status.success(), "{name}: {said}");
        path
    };
    let whole = |name: &str| {
        let path = made(name);
        (path.clone(), path)
    };
    let mut all: Vec<_> = [
        "a.gpkg",
        "a.fgb",
        "a.parquet",
        "a.geojson",
        "a.geojsonl",
        "a.kml",
        "a.csv",
        "a.shp.zip",
    ]
    .map(whole)
    .into();
    let text = std::fs::read(folder.join("a.geojson")).expect("made");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &text).expect("in memory");
    let gz = folder.join("b.geojson.gz");
    std::fs::write(&gz, packed.finish().expect("in memory")).expect("written");
    all.push((gz.clone(), gz));
    let zip = folder.join("shape.zip");
    std::fs::rename(folder.join("a.shp.zip"), &zip).expect("renamed");
    all.retain(|(path, _)| !path.ends_with("a.shp.zip"));
    all.push((zip.clone(), zip.clone()));
    // The table of a Shapefile, which has its own way of being wrong.
    let shapes = folder.join("shapes");
    std::fs::create_dir(&shapes).expect("a folder");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&zip).expect("there")).expect("a zip");
    archive.extract(&shapes).expect("unpacked");
    let parts = std::fs::read_dir(&shapes)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let table = parts
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "dbf"))
        .expect("a table");
    all.push((table, shapes));
    all
}

/// The codes of the units of a world, sorted.
fn units(path: &Path) -> Vec<String> {
    let world = world_file::read(path).expect("a whole world");
    let mut codes: Vec<String> = world.units.into_iter().filter_map(|unit| unit.code).collect();
    codes.sort();
    codes
}

/// Each of `times` mutations of each source is a clear error, or a finding, or the same records; the old world stays
/// where there is no new one.
fn mutations_are_told(times: usize, seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let world = folder.path().join("out.gpkg");
    let mut numbers = Numbers(seed);
    for (file, source) in sources(folder.path()) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let args: Vec<PathBuf> = ["import".into(), source, "--force".into(), "-o".into(), world.clone()].into();
        let args: Vec<&Path> = args.iter().map(PathBuf::as_path).collect();
        let bytes = std::fs::read(&file).expect("a source");
        let (status, said) = run(&args, Duration::from_mins(1));
        assert!(matches!(status.code(), Some(0 | 1)), "{name}: {said}");
        let all = units(&world);
        for number in 0..times {
            let before = std::fs::read(&world).expect("a world");
            let changed = mutated(&bytes, &mut numbers);
            std::fs::write(&file, &changed).expect("written");
            let (status, said) = run(&args, Duration::from_mins(1));
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("failed-{name}"));
            let fail = |what: &str| {
                std::fs::write(&kept, &changed).expect("kept");
                panic!(
                    "{name}, mutation {number} of seed {seed} (kept as {}): {what}: {said}",
                    kept.display()
                )
            };
            match status.code() {
                Some(0) if units(&world).len() != all.len() => fail("records are gone without a word"),
                Some(0 | 1) => drop(units(&world)),
                Some(2) if std::fs::read(&world).expect("a world") != before => fail("the old world is gone"),
                Some(2) if !said.contains("error: ") => fail("no word of what is wrong"),
                Some(2) => {}
                _ => fail("it was ended by a signal"),
            }
            assert!(
                !said.contains("panicked"),
                "{name}, mutation {number} of seed {seed}: {said}"
            );
        }
        std::fs::write(&file, &bytes).expect("as it was");
    }
}

#[test]
fn some_mutated_sources_are_told() {
    mutations_are_told(2, 1);
}

#[test]
#[ignore = "minutes: make test-deep"]
fn five_hundred_mutated_sources_are_told() {
    mutations_are_told(50, 2);
}

/// Commands that write a file, and what to call it.
const WRITERS: [(&[&str], &str); 5] = [
    (&["import", "SMALL", "--force", "-o"], "world.gpkg"),
    (
        &[
            "tiles",
            "SMALL",
            "--as-of",
            "2026-06-01",
            "--max-zoom",
            "10",
            "--force",
            "-o",
        ],
        "tiles.pmtiles",
    ),
    (
        &[
            "tiles",
            "SMALL",
            "--as-of",
            "2026-06-01",
            "--max-zoom",
            "10",
            "--force",
            "-o",
        ],
        "tiles.mbtiles",
    ),
    (
        &[
            "export",
            "villages",
            "--world",
            "SMALL",
            "--as-of",
            "2026-06-01",
            "--force",
            "-o",
        ],
        "villages.gpkg",
    ),
    (
        &[
            "inventory",
            "--world",
            "SMALL",
            "-f",
            "xlsx",
            "--as-of",
            "2026-06-01",
            "--force",
            "-o",
        ],
        "inventory.xlsx",
    ),
];

fn arguments(args: &[&str], small: &Path, target: &Path) -> Vec<PathBuf> {
    let named = args.iter().map(|arg| {
        if *arg == "SMALL" {
            small.to_owned()
        } else {
            PathBuf::from(arg)
        }
    });
    named.chain([target.to_owned()]).collect()
}

/// Every writer is killed so often, at moments all over its time: the old file or the new one is there, and nothing
/// lasting beside it.
fn kills_lose_nothing(times: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let small = folder.path().join("small.gpkg");
    world_file::write(&small, &small_world::sound()).expect("written");
    for (args, name) in WRITERS {
        let home = folder.path().join(name.replace('.', "-"));
        std::fs::create_dir(&home).expect("a folder");
        let target = home.join(name);
        let args = arguments(args, &small, &target);
        let args: Vec<&Path> = args.iter().map(PathBuf::as_path).collect();
        let begun = Instant::now();
        let (status, said) = run(&args, Duration::from_mins(2));
        assert!(matches!(status.code(), Some(0 | 1)), "{name}: {said}");
        let took = begun.elapsed();
        let new = std::fs::read(&target).expect("a file");
        let old = b"what stood there before".to_vec();
        for moment in 0..times {
            std::fs::write(&target, &old).expect("written");
            let mut child = Command::new(env!("CARGO_BIN_EXE_riverchief"))
                .args(&args)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(took.mul_f64(f64::from(moment) / f64::from(times)));
            let _ = child.kill();
            child.wait().expect("it ends");
            let there = std::fs::read(&target).expect("a file");
            assert!(
                there == old || there == new || there.len() == new.len(),
                "{name}: half a file after {moment}"
            );
        }
        let (status, said) = run(&args, Duration::from_mins(2));
        assert!(matches!(status.code(), Some(0 | 1)), "{name}: {said}");
        let left: Vec<_> = std::fs::read_dir(&home)
            .expect("a folder")
            .map(|e| e.expect("an entry").file_name())
            .collect();
        assert_eq!(left, [name], "what killed writers left is swept");
    }
}

#[test]
#[ignore = "minutes: make test-deep"]
fn a_hundred_killed_writers_lose_nothing() {
    kills_lose_nothing(20);
}

/// Every writer meets a limit on the size of files, as a full disk is, at many sizes: a clear error, and the old file.
#[test]
#[ignore = "minutes: make test-deep"]
fn a_disk_that_fills_leaves_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = folder.path().join("small.gpkg");
    world_file::write(&small, &small_world::sound()).expect("written");
    for (args, name) in WRITERS {
        let home = folder.path().join(name.replace('.', "-"));
        std::fs::create_dir(&home).expect("a folder");
        let target = home.join(name);
        let args = arguments(args, &small, &target);
        let paths: Vec<&Path> = args.iter().map(PathBuf::as_path).collect();
        let (status, said) = run(&paths, Duration::from_mins(2));
        assert!(matches!(status.code(), Some(0 | 1)), "{name}: {said}");
        // Bash counts in KiB.
        let blocks = std::fs::metadata(&target).expect("a file").len() / 1024;
        let old = b"what stood there before".to_vec();
        for tenth in 0..10 {
            std::fs::write(&target, &old).expect("written");
            let limit = blocks * tenth / 10;
            let output = Command::new("bash")
                .args(["-c", &format!("ulimit -f {limit}; trap '' XFSZ; exec \"$@\""), "bash"])
                .arg(env!("CARGO_BIN_EXE_riverchief"))
                .args(&args)
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name} at {tenth} tenths: {said}");
            assert!(said.contains("error: ") && !said.contains("panicked"), "{name}: {said}");
            assert_eq!(std::fs::read(&target).expect("a file"), old, "{name} at {tenth} tenths");
            let left = std::fs::read_dir(&home).expect("a folder").count();
            assert_eq!(left, 1, "{name} at {tenth} tenths leaves something behind");
        }
    }
}
