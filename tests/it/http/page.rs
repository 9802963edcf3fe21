//! docs/API.md: complete, and every `curl` on it and on the README works against the default world.
use super::app::document;
use super::server::Server;
use std::process::Command;

fn page(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_page_names_every_route_parameter_and_kind_of_problem() {
    let text = page("docs/API.md");
    for (path, item) in document()["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let heading = format!("{} {path}", method.to_uppercase());
            let section = text.split("\n### ").find(|section| {
                let line = section.lines().next().unwrap_or_default();
                line == heading || (path != "/" && line.contains(&heading))
            });
            let section = section.unwrap_or_else(|| panic!("no section of docs/API.md is headed by `{heading}`"));
            for parameter in operation["parameters"].as_array().expect("parameters") {
                let name = parameter["name"].as_str().expect("a name");
                let everywhere =
                    ["as_of", "edition", "version", "view", "If-None-Match", "X-Request-Id"].contains(&name);
                let place = if everywhere { text.as_str() } else { section };
                assert!(
                    place.contains(&format!("`{name}`")) || section.contains(&format!("{{{name}}}")),
                    "{heading}: {name}"
                );
            }
            let plain = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/"].contains(&path.as_str());
            assert!(plain || section.contains("curl "), "{heading} has no example");
        }
    }
    let refused = document()["paths"]["/v1/chiefs/at"]["post"]["responses"]
        .as_object()
        .expect("responses");
    for response in refused.values() {
        let kinds = response["description"]
            .as_str()
            .expect("text")
            .split('`')
            .skip(1)
            .step_by(2);
        for kind in kinds {
            assert!(text.contains(&format!("`{kind}`")), "the kind {kind} is missing");
        }
    }
    for column in riverchief_rows::bulk::COLUMNS {
        assert!(text.contains(&format!("`{column}`")), "the column {column} is missing");
    }
}

/// The commands of a page that begin with `curl`, continued lines joined, with the status that a comment announces.
fn examples(text: &str) -> Vec<(String, String)> {
    let joined = text.replace("\\\n", " ");
    let commands = joined
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("curl ") || line.contains("| curl "));
    commands
        .map(|line| {
            let announced = line
                .split_once("# ")
                .and_then(|(_, comment)| comment.split([':', ' ']).next());
            let status = announced.filter(|word| word.len() == 3 && word.parse::<u16>().is_ok());
            (line.to_owned(), status.unwrap_or("2").to_owned())
        })
        .collect()
}

#[test]
fn every_curl_example_of_the_pages_works_on_the_default_world() {
    let server = Server::default_world(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let points = "id,lon,lat\np1,109.20,21.66\np2,109.12,21.48\np3,abc,21\n";
    std::fs::write(folder.path().join("points.csv"), points).expect("written");
    let mut count = 0;
    for name in ["docs/API.md", "README.md", "README.zh-CN.md"] {
        for (line, status) in examples(&page(name)) {
            let at = format!("http://{}", server.address);
            let command = line.replace("http://127.0.0.1:8080", &at);
            assert_ne!(command, line, "{name}: an example asks another host: {line}");
            let command = command.replace("curl ", "curl -sS -o answer -w '%{http_code}' ");
            let run = Command::new("bash")
                .arg("-c")
                .arg(&command)
                .current_dir(folder.path())
                .output()
                .expect("bash");
            let code = String::from_utf8_lossy(&run.stdout).into_owned();
            let answer = std::fs::read(folder.path().join("answer")).unwrap_or_default();
            let answer = String::from_utf8_lossy(&answer[..answer.len().min(400)]).into_owned();
            let failed = String::from_utf8_lossy(&run.stderr).into_owned();
            assert!(
                run.status.success() && code.starts_with(&status),
                "{name}: {line}\n{code} {failed}\n{answer}"
            );
            count += 1;
        }
    }
    assert!(count > 25, "{count} examples");
    server.stopped();
}
