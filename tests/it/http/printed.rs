//! The printed record: workbooks cell by cell against the JSON of the same look-up, the PDF by its text.
use super::app::App;
use super::server::Server;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn cli(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_riverchief"))
        .env_remove("RIVERCHIEF_CONFIG")
        .env_remove("RIVERCHIEF_WORLD")
        .args(arguments)
        .output()
        .expect("it runs")
}

/// What a script of the virtual environment prints.
fn python(script: &str, files: &[PathBuf]) -> String {
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python"),
        PathBuf::from,
    );
    let checked = Command::new(python)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .args(files)
        .output()
        .expect("the Python of .venv runs (`make test` installs it)");
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success(), "{said}");
    String::from_utf8(checked.stdout).expect("UTF-8")
}

fn body(server: &Server, target: &str) -> Vec<u8> {
    let url = format!("http://{}{target}", server.address);
    let mut answer = ureq::get(&url).call().unwrap_or_else(|e| panic!("{target}: {e}"));
    let limit = 64 << 20;
    answer
        .body_mut()
        .with_config()
        .limit(limit)
        .read_to_vec()
        .expect("read")
}

#[test]
fn the_workbooks_say_what_the_api_says_cell_by_cell() {
    let server = Server::default_world(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let keep = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let mut posts = Vec::new();
    loop {
        let page = body(&server, &format!("/v1/roster?limit=200&offset={}", posts.len()));
        let page: serde_json::Value = serde_json::from_slice(&page).expect("JSON");
        posts.extend(page["rows"].as_array().expect("rows").iter().cloned());
        if posts.len() >= usize::try_from(page["total"].as_u64().expect("a number")).expect("fits") {
            break;
        }
    }
    let by_cli = folder.path().join("by-cli.xlsx");
    let written = cli(&["inventory", "-f", "xlsx", "-o", by_cli.to_str().expect("UTF-8")]);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let workbook = body(&server, "/v1/inventory?f=xlsx");
    assert_eq!(std::fs::read(&by_cli).expect("read"), workbook, "by both ways the same");
    let files = [
        keep("inventory.xlsx", &workbook),
        keep("inventory.json", &body(&server, "/v1/inventory")),
        keep("roster.xlsx", &body(&server, "/v1/roster?f=xlsx")),
        keep("roster.json", &serde_json::to_vec(&posts).expect("JSON")),
    ];
    python("tests/oracle/record_sheets.py", &files);
    server.stopped();
}

#[test]
fn the_record_on_paper_has_the_map_every_water_and_every_page_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, again) = (folder.path().join("名录.pdf"), folder.path().join("again.pdf"));
    for path in [&path, &again] {
        let arguments = [
            "inventory",
            "-f",
            "pdf",
            "--as-of",
            "2026-01-01",
            "-o",
            path.to_str().expect("UTF-8"),
        ];
        let written = cli(&arguments);
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    }
    let bytes = std::fs::read(&path).expect("read");
    assert_eq!(
        bytes,
        std::fs::read(&again).expect("read"),
        "the same record gives the same bytes"
    );
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() < 4 << 20, "{}", bytes.len());
    let text = python("tests/oracle/pdf_text.py", &[path]);
    let pages: Vec<&str> = text.split('\u{c}').collect();
    // Lines break anywhere in Chinese.
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let pages: Vec<String> = pages.iter().map(|page| plain(page)).collect();
    for (number, page) in pages.iter().enumerate() {
        let foot = plain(&format!("第 {} 页，共 {} 页", number + 1, pages.len()));
        assert!(page.contains(&foot), "page {}: {page}", number + 1);
        assert!(!page.contains('〓'), "a character is missing on page {}", number + 1);
    }
    assert!(
        pages[0].contains("北海市江河湖库名录和分布示意图") && pages[0].contains("图例"),
        "{}",
        pages[0]
    );
    let rows = cli(&["inventory", "-f", "json", "--as-of", "2026-01-01"]);
    let rows: serde_json::Value = serde_json::from_slice(&rows.stdout).expect("JSON");
    for row in rows["rows"].as_array().expect("rows") {
        let (name, code) = (&row["water"]["name"], &row["water"]["code"]);
        let name = name.as_str().expect("a name");
        assert!(
            pages[0].contains(name),
            "{name} is neither on the map nor told beside it"
        );
        assert!(
            pages[1..]
                .iter()
                .any(|page| page.contains(code.as_str().expect("a code"))),
            "{code}"
        );
    }
}

#[test]
fn what_a_record_needs_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("record.pdf");
    let out = out.to_str().expect("UTF-8");
    for (arguments, expected) in [
        (&["inventory", "-f", "pdf"][..], "name the file to write"),
        (&["inventory", "-f", "json", "-o", out], "-o can only be used with"),
        (
            &["inventory", "-f", "pdf", "-o", out, "--font", "/etc/hostname"],
            "not a font",
        ),
        (
            &["inventory", "-f", "pdf", "-o", out, "--font", "/nowhere.otf"],
            "/nowhere.otf",
        ),
        (&["inventory", "-f", "xlsx", "-o", "/nowhere/record.xlsx"], "/nowhere"),
    ] {
        let refused = cli(arguments);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            refused.status.code() == Some(2) && said.contains(expected),
            "{arguments:?}: {said}"
        );
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        0,
        "nothing is left"
    );
}

#[test]
fn the_form_is_chosen_by_f_or_accept_and_cached_by_itself() {
    let app = App::small();
    let pdf = app.get("/v1/inventory?f=pdf");
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(
        pdf.header("content-disposition")
            .starts_with("attachment; filename=\"inventory-")
    );
    let same = app.with_headers("/v1/inventory?f=pdf", &[("if-none-match", pdf.header("etag"))]);
    assert_eq!(same.status, 304);
    let preferred = app.with_headers("/v1/inventory", &[("accept", XLSX)]);
    assert_eq!((preferred.status, preferred.header("content-type")), (200, XLSX));
    assert_ne!(preferred.header("etag"), app.get("/v1/inventory").header("etag"));
    assert_eq!(
        app.with_headers("/v1/inventory", &[("accept", "image/png")]).status,
        406
    );
    assert_eq!(
        app.with_headers("/v1/roster", &[("accept", "application/pdf")]).status,
        406
    );
    assert_eq!(app.get("/v1/inventory?f=docx").status, 400);
    assert_eq!(app.get("/v1/roster?f=pdf").status, 400);
    assert_eq!(app.get("/v1/roster?f=xlsx&limit=5").status, 400);
    assert_eq!(app.get("/v1/roster?f=xlsx&unit=999999").status, 400);
    assert_eq!(app.get("/v1/roster?f=xlsx").header("content-type"), XLSX);
    assert_eq!(app.ok("/v1/inventory?f=json")["rows"], app.ok("/v1/inventory")["rows"]);
}
