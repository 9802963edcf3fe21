//! `--format json` says what HTTP says, to the byte; only the line breaks are the terminal's.
use super::{binary, file, run, stderr, stdout, world};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

/// A server of the small world on a port of its own; it ends with the value.
struct Served {
    child: Child,
    address: String,
    /// Kept open: the server goes on greeting after the line with its address.
    _greeting: BufReader<ChildStdout>,
}

impl Served {
    fn start() -> Self {
        let mut child = binary()
            .arg("serve")
            .arg(world())
            .args(["--listen", "127.0.0.1:0", "--public-url", "http://127.0.0.1:8080"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut greeting).unwrap();
        let address = greeting
            .split("listening on ")
            .nth(1)
            .unwrap()
            .trim_end()
            .trim_end_matches(')');
        Self {
            address: address.to_owned(),
            child,
            _greeting: lines,
        }
    }

    fn get(&self, path: &str) -> String {
        let mut answer = ureq::get(format!("{}{path}", self.address)).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// JSON without the white space between its tokens; numbers and the order of members stay as they are.
fn compact(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let kept = |c: &char| {
        let c = *c;
        let kept = in_string || !c.is_whitespace();
        if c == '"' && !escaped {
            in_string = !in_string;
        }
        escaped = c == '\\' && !escaped;
        kept
    };
    json.chars().filter(kept).collect()
}

#[test]
fn json_is_the_answer_that_http_gives() {
    let served = Served::start();
    let day = ["--as-of", "2020-01-01", "-f", "json"];
    let same = |args: &[&str], path: &str| {
        let output = run(&[args, &day].concat());
        assert!(output.status.code() < Some(2), "{}", stderr(&output));
        let (mine, theirs) = (compact(&stdout(&output)), served.get(path));
        assert_eq!(mine, theirs, "{args:?} and {path}");
    };
    let asked: [(&[&str], &str); 8] = [
        (&["--at", "109.10,21.561"], "lon=109.10&lat=21.561"),
        (
            &["--at", "109.0795,21.51", "--concern", "采砂"],
            "lon=109.0795&lat=21.51&concern=%E9%87%87%E7%A0%82",
        ),
        (&["--at", "109.06,21.51"], "lon=109.06&lat=21.51"),
        (&["--at", "109.06,21.59"], "lon=109.06&lat=21.59"),
        (&["--at", "109.14,21.55"], "lon=109.14&lat=21.55"),
        (
            &["--at", "109.1045,21.5585", "--crs", "gcj02"],
            "lon=109.1045&lat=21.5585&crs=gcj02",
        ),
        (
            &["--at", "12145000,2457000", "--crs", "EPSG:3857"],
            "lon=12145000&lat=2457000&crs=EPSG:3857",
        ),
        (
            &["--at", "303000,2386000", "--crs", "EPSG:4545"],
            "lon=303000&lat=2386000&crs=EPSG:4545",
        ),
    ];
    for (args, query) in asked {
        let path = format!("/v1/chiefs/at?{query}&as_of=2020-01-01");
        same(&[&["resolve"], args].concat(), &path);
    }
    same(&["coverage"], "/v1/coverage?as_of=2020-01-01");
    same(&["inventory"], "/v1/inventory?as_of=2020-01-01");
    // The command line has a segment and its chiefs in one object.
    let output = run(&[&["resolve", "--segment", "S-NLJ-V11"][..], &day].concat());
    let segment = served.get("/v1/segments/S-NLJ-V11?as_of=2020-01-01");
    let chiefs = served.get("/v1/segments/S-NLJ-V11/chiefs?as_of=2020-01-01");
    let both = format!("{},\"chiefs\":{chiefs}}}", segment.strip_suffix('}').unwrap());
    assert_eq!(compact(&stdout(&output)), both);
}

#[test]
fn rows_of_a_file_are_the_rows_that_http_gives() {
    let served = Served::start();
    let points = "id,lon,lat\na,109.10,21.561\n\"b, \"\"c\"\"\",109.06,21.51\nd,21.56,109.06\ne,1e308,1\n\
                  f,12145000,2457000\ng,x,1\nh,109.1\n\ni,0,0\n";
    let (_folder, path) = file("points.csv", points.as_bytes());
    for (format, media) in [
        ("csv", "text/csv"),
        ("ndjson", "application/x-ndjson"),
        ("geojson", "application/geo+json"),
    ] {
        let mine = run(&["resolve", "--file", &path, "--as-of", "2020-01-01", "-f", format]);
        assert_eq!(mine.status.code(), Some(1), "{}", stderr(&mine));
        let mut theirs = ureq::post(format!("{}/v1/chiefs/at?as_of=2020-01-01", served.address))
            .header("content-type", "text/csv")
            .header("accept", media)
            .send(points)
            .unwrap();
        let theirs = theirs.body_mut().read_to_string().unwrap();
        if format == "geojson" {
            // A collection over HTTP also says on what it stands; its features are the same.
            let mine = stdout(&mine);
            let features = mine.strip_suffix("\n]}\n").expect("a collection of features alone");
            let said = theirs.strip_prefix(features).expect("the same features");
            assert!(said.starts_with("\n],\"world\":"), "{said}");
        } else {
            assert_eq!(stdout(&mine), theirs, "{format}");
        }
    }
}
