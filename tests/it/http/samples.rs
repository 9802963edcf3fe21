//! docs/API.md: every sample is the answer to the request above it, values included.
//!
//! A request is a fenced `sh` block; the fenced block after it is what the request prints, on the default world. `…`
//! stands for what a sample leaves out: members of an object, elements of a list, a value, the end of a text or the end
//! of a line. Numbers may be rounded. `RIVERCHIEF_BLESS=1` writes the page with the samples as they should be.
use super::server::Server;
use serde_json::{Map, Value};
use std::path::Path;
use std::process::Command;

const PAGE: &str = "docs/API.md";
const REST: &str = "…";
/// Longest line of a sample in JSON.
const WIDTH: usize = 120;

/// What a request prints, with what differs between runs and builds as the page has it.
fn printed(code: &str, server: &Server, folder: &Path) -> String {
    const ADDRESS: &str = "http://127.0.0.1:8080";
    const VERSION: &str = "9f86d081884c7d65";
    let address = format!("http://{}", server.address);
    let code = code.replace(ADDRESS, &address);
    let run = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &code])
        .current_dir(folder)
        .output()
        .expect("bash");
    let failed = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{code}\n{failed}");
    let (_, concerns) = server.get("/v1/concerns");
    let (_, rest) = concerns.split_once(r#""version":""#).expect("the world of an answer");
    let version = rest.split('"').next().expect("its version");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    text.replace(&address, ADDRESS).replace(version, VERSION)
}

/// A sample in JSON; `…` becomes a member or an element of this name.
fn parsed(sample: &str) -> Value {
    let (mut json, mut open, mut last) = (String::new(), Vec::new(), ' ');
    let (mut quoted, mut escaped) = (false, false);
    for c in sample.chars() {
        if quoted {
            json.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c == '…' {
            let member = open.last() == Some(&'{') && last != ':';
            json.push_str(if member { r#""…": "…""# } else { r#""…""# });
        } else {
            match c {
                '{' | '[' => open.push(c),
                '}' | ']' => drop(open.pop()),
                '"' => quoted = true,
                _ => {}
            }
            json.push(c);
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}:\n{sample}"))
}

fn is_rest(value: &Value) -> bool {
    value == REST
}

/// What is shown of an answer where the sample says nothing about it.
fn rounded(answer: &Value, decimals: usize) -> Value {
    match answer {
        Value::Number(number) if number.is_f64() => {
            let text = format!("{:.decimals$}", number.as_f64().expect("a double"));
            Value::from(text.parse::<f64>().expect("a number"))
        }
        Value::Array(list) => list.iter().map(|part| rounded(part, decimals)).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, part)| (name.clone(), rounded(part, decimals)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// The sample with the values of the answer.
fn filled(sample: &Value, answer: &Value) -> Value {
    const DECIMALS: usize = 6;
    match (sample, answer) {
        (rest, _) if is_rest(rest) => rest.clone(),
        (Value::String(shown), Value::String(all)) if shown.ends_with(REST) => {
            let length = shown.chars().count() - 1;
            let start: String = all.chars().take(length).collect();
            let whole = start == *all;
            Value::String(if whole { start } else { start + REST })
        }
        (Value::Number(shown), Value::Number(all)) if all.is_f64() => {
            let text = shown.to_string();
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            rounded(answer, decimals.max(1))
        }
        (Value::Object(shown), Value::Object(all)) => {
            let known = shown.iter().filter_map(|(name, part)| {
                let value = filled(part, all.get(name)?);
                Some((name.clone(), value))
            });
            let mut members: Map<String, Value> = known.collect();
            let left_out = all.iter().filter(|(name, _)| !shown.contains_key(*name));
            if !shown.contains_key(REST) {
                members.extend(left_out.map(|(name, part)| (name.clone(), rounded(part, DECIMALS))));
            } else if left_out.count() > 0 {
                members.insert(REST.to_owned(), Value::from(REST));
            }
            Value::Object(members)
        }
        (Value::Array(shown), Value::Array(all)) => {
            let gap = shown.iter().position(is_rest);
            if let Some(gap) = gap.filter(|_| shown.len() <= all.len()) {
                let after = &shown[gap + 1..];
                let end = &all[all.len() - after.len()..];
                let pair = |(part, value)| filled(part, value);
                let start = shown[..gap].iter().zip(all).map(pair);
                let rest = std::iter::once(Value::from(REST));
                start.chain(rest).chain(after.iter().zip(end).map(pair)).collect()
            } else {
                let mut parts = shown.iter().filter(|part| !is_rest(part));
                let value = |value| match parts.next() {
                    Some(part) => filled(part, value),
                    None => rounded(value, DECIMALS),
                };
                all.iter().map(value).collect()
            }
        }
        _ => rounded(answer, DECIMALS),
    }
}

/// The members of an object with `"name": `, or the elements of a list with nothing; and the brackets around them.
type Parts<'a> = (Vec<(String, &'a Value)>, [char; 2]);

fn parts(value: &Value) -> Option<Parts<'_>> {
    match value {
        Value::Object(members) => {
            let name = |name: &String| {
                let name = format!("{}: ", Value::from(name.as_str()));
                if name == "\"…\": " { String::new() } else { name }
            };
            Some((members.iter().map(|(n, part)| (name(n), part)).collect(), ['{', '}']))
        }
        Value::Array(list) => Some((list.iter().map(|part| (String::new(), part)).collect(), ['[', ']'])),
        _ => None,
    }
}

fn on_one_line(value: &Value) -> String {
    let Some((parts, [open, close])) = parts(value) else {
        return if is_rest(value) {
            REST.to_owned()
        } else {
            value.to_string()
        };
    };
    let parts: Vec<String> = parts
        .iter()
        .map(|(name, part)| format!("{name}{}", on_one_line(part)))
        .collect();
    format!("{open}{}{close}", parts.join(", "))
}

/// A value laid out from this column on: on one line where it fits, else as many parts on each line as fit.
fn laid_out(value: &Value, column: usize, margin: usize) -> String {
    let line = on_one_line(value);
    let fits = column + line.chars().count() < WIDTH;
    let Some((parts, [open, close])) = parts(value).filter(|_| !fits) else {
        return line;
    };
    let margin = margin + 1;
    let (mut text, mut column, mut full) = (open.to_string(), column + 1, false);
    for (number, (name, part)) in parts.iter().enumerate() {
        let width = name.chars().count();
        let whole = width + on_one_line(part).chars().count();
        if number > 0 {
            text.push(',');
            column += 2;
            if full || column + whole >= WIDTH {
                text.push('\n');
                text.push_str(&" ".repeat(margin));
                column = margin;
            } else {
                text.push(' ');
            }
        }
        let part = laid_out(part, column + width, margin);
        full = part.contains('\n');
        text.push_str(name);
        text.push_str(&part);
        column += whole;
    }
    text.push(close);
    text
}

/// Whether a line is as the sample has it, `…` standing for any characters.
fn is_line(sample: &str, line: &str) -> bool {
    let mut pieces = sample.split(REST);
    let Some(mut rest) = pieces.next().and_then(|start| line.strip_prefix(start)) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty()
}

/// The lines of an answer as the sample should have them: as they are, or cut after as many cells as are shown.
fn lines(sample: &str, answer: &str) -> String {
    let mut shown = sample.lines();
    let mut text = String::new();
    for line in answer.lines().filter(|line| !line.is_empty()) {
        let sample = shown.next().unwrap_or_default();
        if sample == REST {
            text.push_str(REST);
            text.push('\n');
            break;
        }
        let cells = sample.strip_suffix(",…").map(|cells| cells.split(',').count());
        if is_line(sample, line) {
            text.push_str(sample);
        } else if let Some(cells) = cells {
            let cells: Vec<&str> = line.split(',').take(cells).collect();
            text.push_str(&cells.join(","));
            text.push_str(",…");
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[test]
fn every_sample_of_the_page_is_the_answer_to_the_request_above_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).expect(PAGE);
    let server = Server::default_world(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("points.csv"), "id,lon,lat\np1,109.20,21.66\n").expect("written");
    let (mut should_be, mut request, mut wrong, mut count) = (String::new(), None, Vec::new(), 0);
    // Text and fenced blocks alternate.
    for (number, part) in page.split("```").enumerate() {
        if number % 2 == 0 {
            let asked = request.is_none() || part.trim().is_empty();
            assert!(asked, "{PAGE}: no sample follows its request:\n{part}");
            should_be.push_str(part);
            continue;
        }
        let (language, code) = part.split_once('\n').expect("a line with the language");
        let block = if language == "sh" {
            assert!(request.replace(code).is_none(), "{PAGE}: no sample follows a request");
            code.to_owned()
        } else {
            let request = request.take().unwrap_or_else(|| panic!("no request above\n{code}"));
            let answer = printed(request, &server, folder.path());
            let sample = if language == "json" {
                let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|e| panic!("{request}{e}:\n{answer}"));
                let shown = parsed(code);
                let filled = filled(&shown, &answer);
                if filled == shown {
                    code.to_owned()
                } else {
                    laid_out(&filled, 0, 0) + "\n"
                }
            } else {
                lines(code, &answer)
            };
            count += 1;
            if sample != code {
                wrong.push(format!("{request}{sample}"));
            }
            sample
        };
        for piece in ["```", language, "\n", &block, "```"] {
            should_be.push_str(piece);
        }
    }
    server.stopped();
    assert!(request.is_none() && count > 20, "{count} samples");
    if std::env::var_os("RIVERCHIEF_BLESS").is_some() {
        std::fs::write(&path, should_be).expect("written");
    } else {
        let wrong = wrong.join("\n");
        assert!(
            wrong.is_empty(),
            "{PAGE}: samples as they should be (RIVERCHIEF_BLESS=1 writes them):\n{wrong}"
        );
    }
}
