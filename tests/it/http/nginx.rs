//! docs/OPERATIONS.md: its nginx file is run in front of the real binary: TLS, a prefix that is taken away, events unbuffered.
use super::public_url::addresses;
use super::server::Server;
use serde_json::Value;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The first block of that language on the page.
fn block(language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OPERATIONS.md");
    let page = std::fs::read_to_string(&path).expect("docs/OPERATIONS.md");
    let rest = page.split_once(&format!("```{language}\n")).expect("a block").1;
    rest.split_once("```").expect("its end").0.to_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// nginx with the page's file, in which nothing but addresses, ports and places of files is changed.
struct Nginx {
    child: Child,
    folder: tempfile::TempDir,
    http: u16,
    https: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers when it is asked to; a kill would leave them behind.
        let asked = Command::new("bash")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }
}

impl Nginx {
    /// `None` if nginx or openssl is not installed; then the test is reported as skipped.
    fn before(server: &Server) -> Option<Self> {
        let there = |program: &str, flag: &str| Command::new(program).arg(flag).output().is_ok();
        // Debian has it where root's PATH leads.
        let nginx = ["nginx", "/usr/sbin/nginx"]
            .into_iter()
            .find(|program| there(program, "-v"));
        let (Some(nginx), true) = (nginx, there("openssl", "version")) else {
            riverchief_repository::skipped("nginx or openssl is not installed");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().to_str().expect("text").to_owned();
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
            ])
            .args([
                "-subj",
                "/CN=river.example",
                "-addext",
                "subjectAltName=DNS:river.example",
            ])
            .args([
                "-keyout",
                &format!("{place}/privkey.pem"),
                "-out",
                &format!("{place}/fullchain.pem"),
            ])
            .output()
            .expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (http, https) = (free_port(), free_port());
        let mut site = block("nginx");
        for (what, instead) in [
            ("server 127.0.0.1:8080;", format!("server {};", server.address)),
            ("listen 80;", format!("listen 127.0.0.1:{http};")),
            ("listen 443 ssl", format!("listen 127.0.0.1:{https} ssl")),
            ("/etc/ssl/riverchief", place.clone()),
            ("/var/log/nginx", place.clone()),
        ] {
            assert!(site.contains(what), "{what} is no longer in the file");
            site = site.replace(what, &instead);
        }
        std::fs::write(folder.path().join("site.conf"), site).expect("written");
        let whole = format!(
            "daemon off; pid {place}/pid; error_log {place}/error.log; worker_processes 1; events {{}}\nhttp {{\n\
             client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f;\n\
             uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\ninclude {place}/site.conf;\n}}\n"
        );
        std::fs::write(folder.path().join("nginx.conf"), whole).expect("written");
        let child = Command::new(nginx)
            .args([
                "-p",
                &place,
                "-e",
                &format!("{place}/error.log"),
                "-c",
                &format!("{place}/nginx.conf"),
            ])
            .stderr(Stdio::piped())
            .spawn()
            .expect("nginx");
        let nginx = Self {
            child,
            folder,
            http,
            https,
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", https)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "nginx doesn't listen: {}",
                nginx.errors()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(nginx)
    }

    fn errors(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default()
    }

    /// curl as a visitor of river.example, whose certificate it checks.
    fn curl(&self, target: &str, options: &[&str]) -> Output {
        let names = [("river.example:443", self.https), ("river.example:80", self.http)];
        let mut command = Command::new("curl");
        command
            .args(["-sS", "--noproxy", "*", "--cacert"])
            .arg(self.folder.path().join("fullchain.pem"));
        for (name, port) in names {
            command.args(["--connect-to", &format!("{name}:127.0.0.1:{port}")]);
        }
        command.args(options).arg(target).output().expect("curl")
    }

    #[track_caller]
    fn get(&self, target: &str) -> String {
        let output = self.curl(target, &["--fail"]);
        assert!(
            output.status.success(),
            "{target}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    }
}

const BASE: &str = "https://river.example/beihai";

/// With the options of a test, what has to hold under the prefix.
fn holds(options: &[&str]) {
    let server = Server::small(options);
    let Some(nginx) = Nginx::before(&server) else {
        server.stopped();
        return;
    };
    // Whatever a visitor claims, links are those of the proxy.
    let claims = [
        "-H",
        "X-Forwarded-Host: evil.example",
        "-H",
        "Forwarded: host=evil.example",
        "--fail",
    ];
    let water = nginx.curl(&format!("{BASE}/v1/waters/NLJ"), &claims);
    let water: Value = serde_json::from_slice(&water.stdout).expect("JSON");
    let mut all = Vec::new();
    addresses(&water, &mut all);
    for page in [
        "/v1/page-config",
        "/v1/search?q=nlj",
        "/styles",
        "/styles/print?glyphs=served",
        "/counties",
        "/catalog",
        "/fonts",
        "/v1/roster",
    ] {
        addresses(
            &serde_json::from_str(&nginx.get(&format!("{BASE}{page}"))).expect("JSON"),
            &mut all,
        );
    }
    all.sort();
    all.dedup();
    assert!(all.len() > 20, "{all:?}");
    for address in &all {
        assert!(address.starts_with(BASE), "{address}");
        let filled = (address.replace("{z}", "10").replace("{x}", "822").replace("{y}", "449"))
            .replace("{fontstack}", "Noto%20Sans%20SC%20Regular")
            .replace("{range}", "0-255");
        // A sprite's address goes on with its ending; a stream has no end.
        let filled = if filled.ends_with("/sprite") {
            format!("{filled}.json")
        } else {
            filled
        };
        if !filled.ends_with("/v1/events") && filled != BASE {
            let output = nginx.curl(&filled, &["--fail", "-o", "/dev/null"]);
            assert!(
                output.status.success(),
                "{filled}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }

    // An event comes long before anything would fill a buffer.
    let events = nginx.curl(&format!("{BASE}/v1/events"), &["-N", "--max-time", "2"]);
    let events = String::from_utf8_lossy(&events.stdout).into_owned();
    assert!(
        events.contains("event: world") && events.contains("\"edition\":1"),
        "{events:?}"
    );

    let bulk = nginx.curl(
        &format!("{BASE}/v1/chiefs/at"),
        &[
            "--fail",
            "-H",
            "Content-Type: text/csv",
            "--data-binary",
            "lon,lat\n109.1,21.561\n",
        ],
    );
    assert_eq!(String::from_utf8_lossy(&bulk.stdout).lines().count(), 2);

    let to = |target: &str| {
        let output = nginx.curl(target, &["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}"]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(
        to("http://river.example/beihai/v1/concerns"),
        format!("301 {BASE}/v1/concerns")
    );
    assert_eq!(to(BASE), format!("308 {BASE}/"));
    assert_eq!(
        to(&format!("{BASE}/counties/10/822/449.pbf")),
        format!("301 {BASE}/counties/10/822/449")
    );
    let log = std::fs::read_to_string(nginx.folder.path().join("riverchief.log")).expect("a log");
    assert!(log.contains("GET /beihai/v1/search") && !log.contains("nlj"), "{log}");
    let ended = Instant::now();
    drop(nginx);
    let log = server.stopped();
    assert!(
        ended.elapsed() < Duration::from_secs(10),
        "listeners through nginx hold nothing up"
    );
    assert!(log.contains("client=\"127.0.0.1\""), "{log}");
}

#[test]
fn the_pages_nginx_file_serves_a_prefix_with_tls_and_events_by_the_public_url() {
    holds(&["--public-url", BASE]);
}

#[test]
fn the_pages_nginx_file_serves_a_prefix_by_what_a_trusted_proxy_says() {
    holds(&["--trusted-proxy", "127.0.0.1"]);
}
