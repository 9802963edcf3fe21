//! Rust sources read as text: code without comments and strings, and the paths that it uses.
use std::collections::BTreeSet;

/// The source without comments and the contents of strings.
pub fn code_only(source: &str) -> String {
    let c: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut i = 0;
    while i < c.len() {
        match c[i] {
            '/' if c.get(i + 1) == Some(&'/') => {
                while i < c.len() && c[i] != '\n' {
                    i += 1;
                }
            }
            '/' if c.get(i + 1) == Some(&'*') => {
                i += 2;
                while i < c.len() && !(c[i] == '*' && c.get(i + 1) == Some(&'/')) {
                    i += 1;
                }
                i += 2;
            }
            'r' if raw_string_marks(&c, i).is_some() => {
                let marks = raw_string_marks(&c, i).expect("just seen");
                i += marks + 2;
                while i < c.len() && !(c[i] == '"' && c[i + 1..].iter().take_while(|m| **m == '#').count() >= marks) {
                    i += 1;
                }
                i += marks + 1;
                out.push_str("\"\"");
            }
            '"' => {
                i += 1;
                while i < c.len() && c[i] != '"' {
                    i += if c[i] == '\\' { 2 } else { 1 };
                }
                i += 1;
                out.push_str("\"\"");
            }
            '\'' if c.get(i + 1) == Some(&'\\') => {
                i += 3;
                while i < c.len() && c[i] != '\'' {
                    i += 1;
                }
                i += 1;
            }
            '\'' if c.get(i + 2) == Some(&'\'') => i += 3,
            other => {
                out.push(other);
                i += 1;
            }
        }
    }
    out
}

/// The number of `#` if a raw string begins at `i`.
fn raw_string_marks(c: &[char], i: usize) -> Option<usize> {
    if i > 0 && (c[i - 1].is_alphanumeric() || c[i - 1] == '_') && c[i - 1] != 'b' {
        return None;
    }
    let marks = c[i + 1..].iter().take_while(|m| **m == '#').count();
    (c.get(i + 1 + marks) == Some(&'"')).then_some(marks)
}

/// Whether `code` uses `path` (`serde`, `std::fs`), as whole words.
pub fn names(code: &str, path: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let rest = &code[at + path.len()..];
        let after = rest.chars().next();
        let ends = !after.is_some_and(word);
        let begins = !before.is_some_and(word) && (path.contains("::") || !code[..at].ends_with("::"));
        // A crate is used as `name::`, `use name;` or `use name as`.
        let as_crate = path.contains("::")
            || path.chars().next().is_some_and(char::is_uppercase)
            || rest.starts_with("::")
            || code[..at].trim_end().ends_with("use");
        begins && ends && as_crate
    })
}

/// Paths below `crate::` (and below `super::super::` if that is a top module), two names deep.
pub fn crate_paths(code: &str, top: &BTreeSet<String>) -> Vec<String> {
    let mut paths = Vec::new();
    for marker in ["crate::", "super::super::"] {
        for (at, _) in code.match_indices(marker) {
            let mut rest = &code[at + marker.len()..];
            while let Some(up) = rest.strip_prefix("super::") {
                rest = up;
            }
            for path in leading_paths(rest) {
                let first = path.split("::").next().unwrap_or_default();
                if top.contains(first) {
                    paths.push(path);
                }
            }
        }
    }
    paths
}

/// `a::{b, c::d}, …` → `a::b`, `a::c`; braces are split two levels deep.
fn leading_paths(text: &str) -> Vec<String> {
    if text.starts_with('{') {
        return group(text).iter().flat_map(|part| leading_paths(part)).collect();
    }
    let first = ident(text);
    match text[first.len()..].strip_prefix("::") {
        Some(rest) if rest.starts_with('{') => group(rest)
            .iter()
            .map(|part| format!("{first}::{}", ident(part)))
            .collect(),
        Some(rest) => vec![format!("{first}::{}", ident(rest))],
        None => vec![first.to_string()],
    }
}

pub fn ident(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    &text[..end]
}

/// The parts of `{a, b::{c, d}}…`, outermost commas only.
fn group(text: &str) -> Vec<String> {
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            ('}', 0) => break,
            ('{', 1) => {}
            (',', 1) => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts
        .iter()
        .map(|p| p.trim().to_string())
        .filter(|p| !p.is_empty())
        .collect()
}
