//! The web page: how its files are served, and what it does in a browser (`web/tests`, run by Playwright).
use crate::http::app::{App, Reply};
use crate::http::server::Server;
use riverchief::http::Limits;
use riverchief_gdal::world_file;
use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

fn app(public_url: &str) -> App {
    App::with(public_url, Limits::default())
}

/// Addresses of the assets that the document names.
fn assets(document: &str) -> Vec<String> {
    document
        .split('"')
        .filter_map(|part| part.strip_prefix("./assets/"))
        .map(|name| format!("/assets/{name}"))
        .collect()
}

fn cached_for_ever(reply: &Reply) -> bool {
    reply.header("cache-control") == "public, max-age=31536000, immutable"
}

fn decoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "br" => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain),
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain),
        _ => zstd::stream::read::Decoder::new(bytes)
            .expect("zstd")
            .read_to_end(&mut plain),
    }
    .expect(coding);
    plain
}

#[test]
fn a_browser_gets_the_page_and_a_program_the_links() {
    let app = app("http://127.0.0.1:8080");
    let page = app.with_headers("/?utm_source=x", &[HTML]);
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let text = page.text();
    assert!(
        text.contains("<base href=\"/\">") && text.contains("id=\"page\""),
        "{text}"
    );
    assert!(app.get("/").header("content-type").starts_with("application/json"));
    let again = app.with_headers("/", &[HTML, ("if-none-match", page.header("etag"))]);
    assert_eq!(again.status, 304);
}

#[test]
fn the_document_names_its_prefix_and_assets_lie_under_it() {
    let app = app("https://river.example/beihai");
    for address in ["/beihai", "/beihai/", "/"] {
        let page = app.with_headers(address, &[HTML]);
        assert!(page.text().contains("<base href=\"/beihai/\">"), "{address}");
        for asset in assets(&page.text()) {
            assert_eq!(app.get(&format!("/beihai{asset}")).status, 200, "{asset}");
        }
    }
}

#[test]
fn assets_are_packed_ahead_tagged_by_coding_and_kept_for_ever() {
    let app = app("http://127.0.0.1:8080");
    let names = assets(&app.with_headers("/", &[HTML]).text());
    let scripts = names
        .iter()
        .filter(|name| matches!(name.rsplit_once('.'), Some((_, "js"))));
    assert_eq!(scripts.count(), 1, "{names:?}");
    for name in names {
        let plain = app.get(&name);
        let mut tags = vec![plain.header("etag").to_owned()];
        assert!(
            cached_for_ever(&plain) && !plain.header("etag").starts_with("W/"),
            "{name}"
        );
        for coding in ["br", "gzip", "zstd"] {
            let coded = app.with_headers(&name, &[("accept-encoding", coding)]);
            assert_eq!(coded.header("content-encoding"), coding, "{name}");
            assert!(decoded(coding, &coded.body) == plain.body, "{name} {coding}");
            assert!(cached_for_ever(&coded), "{name}");
            let tag = coded.header("etag").to_owned();
            assert!(!tags.contains(&tag), "{name} {coding}: {tag}");
            let held = app.with_headers(&name, &[("accept-encoding", coding), ("if-none-match", &tag)]);
            assert_eq!(held.status, 304, "{name} {coding}");
            tags.push(tag);
        }
    }
    assert_eq!(app.get("/assets/index-00000000.js").status, 404);
    assert!(app.get("/licences.txt").text().contains("MapLibre"));
}

#[test]
fn the_policy_lets_nothing_in_from_elsewhere() {
    let app = app("http://127.0.0.1:8080");
    let page = app.with_headers("/", &[HTML]);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    for loose in ["unsafe-inline", "unsafe-eval", "http:", "https:", "*"] {
        assert!(!policy.contains(loose), "{loose} in {policy}");
    }
    let text = page.text();
    assert!(
        !text.contains("<style") && !text.contains("style=") && text.matches("<script").count() == 1,
        "{text}"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

/// Runs tests of `web/tests` against the service at `url`; what fails is shown whole.
fn in_chromium(url: &str, which: &[&str], told: &[(&str, &str)]) {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let output = Command::new(web.join("node_modules/.bin/playwright"))
        .arg("test")
        .args(which)
        .current_dir(web)
        .env("PAGE_URL", url)
        .envs(told.iter().copied())
        .env_remove("FORCE_COLOR")
        .output()
        .expect("playwright runs; scripts/setup --test installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    println!("{said}");
}

/// Every test of `web/tests`, against one service over the default world.
#[test]
fn in_chromium_the_page_does_what_its_users_need() {
    let server = Server::default_world(&[]);
    in_chromium(&format!("http://{}/", server.address), &[], &[]);
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A host of tiles plays along in `web/tests/tileHost.ts`: once asked by the browser, once by the service, which has a key for it.
#[test]
fn in_chromium_a_base_map_lies_in_its_place() {
    const KEY: &str = "fixture-key-0123456789";
    let port = free_port();
    let told = "--base-map-datum cgcs2000 --base-map-attribution 测试底图（某测绘局） --base-map-max-zoom 15 \
                --base-map-approval 审图号：桂S（2026）1号";
    let serve = |ending: &str, more: &[&str]| {
        let maps =
            ["ground", "names"].map(|map| format!("http://127.0.0.1:{port}/{map}/{{z}}/{{x}}/{{y}}.png{ending}"));
        let mut options: Vec<&str> = told.split_whitespace().collect();
        for map in &maps {
            options.extend(["--base-map-url", map]);
        }
        Server::small(&[&options, more].concat())
    };
    let direct = serve("", &[]);
    let keyed = serve("?tk={key}", &["--base-map-key", KEY]);
    let told = [
        ("KEYED_PAGE_URL", format!("http://{}/", keyed.address)),
        ("TILE_HOST_PORT", port.to_string()),
        ("TILE_HOST_KEY", KEY.to_owned()),
    ];
    let told = told.each_ref().map(|(name, value)| (*name, value.as_str()));
    in_chromium(&format!("http://{}/", direct.address), &["baseMap.spec"], &told);
    assert!(!keyed.log().contains(KEY), "{}", keyed.log());
}

/// The system's libfaketime, by which a test sets the program's clock.
fn fake_time() -> String {
    let debian = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    [&debian, "/usr/lib64", "/usr/lib"]
        .map(|folder| format!("{folder}/faketime/libfaketimeMT.so.1"))
        .into_iter()
        .find(|file| Path::new(file).exists())
        .expect("libfaketime; scripts/setup --test installs it")
}

/// The program starts and stops under the page, over the default world and one where a telephone number is another.
#[test]
fn in_chromium_the_page_notices_midnight_and_another_world() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let default = riverchief_repository::default_world();
    let mut world = world_file::read(&default).expect("the default world");
    let post = world
        .posts
        .iter_mut()
        .find(|post| post.id.as_deref() == Some("RC-NLJ-450521112206"));
    post.expect("the post").phone = Some("0779-1234567".to_owned());
    let next = place("next.gpkg");
    world_file::write(Path::new(&next), &world).expect("written");
    let default = default.to_str().expect("text").to_owned();
    let told = [
        ("RIVERCHIEF_PROGRAM", env!("CARGO_BIN_EXE_riverchief").to_owned()),
        ("FAKE_TIME_LIBRARY", fake_time()),
        ("NEWS_WORLD", default),
        ("NEWS_NEXT_WORLD", next),
        ("NEWS_CLOCK", place("clock")),
    ];
    let told = told.each_ref().map(|(name, value)| (*name, value.as_str()));
    in_chromium(&format!("http://127.0.0.1:{}/", free_port()), &["news.spec"], &told);
}

/// nginx in front, which takes a prefix away.
struct Nginx {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Nginx {
    fn before(upstream: SocketAddr, port: u16) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().display();
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("{what}_temp_path {place}/{what};"))
            .join(" ");
        let file = format!(
            "daemon off; pid {place}/pid; error_log {place}/error.log; worker_processes 1; events {{}}\n\
             http {{ access_log off; {temporary}\n\
             server {{ listen 127.0.0.1:{port};\n\
             location = /beihai/v1/events {{ proxy_buffering off; proxy_pass http://{upstream}/v1/events; }}\n\
             location /beihai/ {{ proxy_pass http://{upstream}/; }} }} }}\n"
        );
        let path = folder.path().join("nginx.conf");
        std::fs::write(&path, file).expect("written");
        // Debian has it where root's PATH leads.
        let program = ["/usr/sbin/nginx", "nginx"]
            .into_iter()
            .find(|program| Command::new(program).arg("-v").output().is_ok())
            .expect("nginx; scripts/setup --test installs it");
        let child = Command::new(program)
            .args(["-p", &place.to_string(), "-e", &format!("{place}/error.log")])
            .arg("-c")
            .arg(path)
            .spawn()
            .expect("started");
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "nginx doesn't listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { child, _folder: folder }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers when it is asked to; a kill would leave them behind.
        let ask = format!("kill -TERM {}", self.child.id());
        if Command::new("bash")
            .args(["-c", &ask])
            .status()
            .is_ok_and(|s| s.success())
        {
            let _ = self.child.wait();
        }
    }
}

#[test]
fn in_chromium_it_works_behind_nginx_under_a_prefix() {
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}/beihai");
    let server = Server::default_world(&["--public-url", &url]);
    let _nginx = Nginx::before(server.address, port);
    let which = [
        "card.spec",
        "board.spec",
        "tap.spec",
        "-g",
        "goes from|foreign|English|A4|desktop",
    ];
    in_chromium(&format!("{url}/"), &which, &[]);
}
