//! The name of a record in findings, and the key that must be unique.
use riverchief_core::snapshot::record::{Cell, Record};

/// The code, id or name of a feature, for people.
pub(super) fn name<R: Record>(row: &R) -> String {
    let cells = row.cells();
    let column = |name: &str| {
        let position = R::SCHEMA.fields.iter().position(|field| field.name == name)?;
        match &cells[position] {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        }
    };
    let known = ["code", "id", "key"].iter().find_map(|name| column(name));
    known
        .or_else(|| column("water"))
        .or_else(|| column("name"))
        .unwrap_or_else(|| format!("fid {}", row.fid()))
}

/// The key that must be unique: the id with its dates; `None` without an id.
pub(super) fn key<R: Record>(row: &R) -> Option<String> {
    let keyed = |name: &str| R::SCHEMA.fields.iter().position(|field| field.name == name);
    let main: Vec<usize> = match keyed("code").or_else(|| keyed("id")).or_else(|| keyed("key")) {
        Some(main) => vec![main],
        None => ["water", "branch", "name"]
            .iter()
            .filter_map(|name| keyed(name))
            .collect(),
    };
    let cells = row.cells();
    if main.iter().all(|position| cells[*position] == Cell::Null) {
        return None;
    }
    let dates = ["valid_from", "valid_to"].iter().filter_map(|name| keyed(name));
    Some(
        main.into_iter()
            .chain(dates)
            .map(|position| format!("{:?}", cells[position]))
            .collect::<Vec<_>>()
            .join("|"),
    )
}
