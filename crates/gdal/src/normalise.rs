//! Converts the value of a source field: applies the rule of the mapping, then normalises the text for its column.
//!
//! Changes only how a value is written, not its meaning. Each kind of change is counted for the findings.
use super::mapping::Origin;
use super::source::Source;
use super::source_text::Garbled;
use super::text::{is_garbled, iso_date, list, mixes_widths, narrow, station_m, trim};
use riverchief_core::snapshot::record::{Cell, Field};
use riverchief_rows::formats::csv::unescape_formula;

/// Columns of free text, which is only trimmed. All other text is a code, a list, a date or an enumerated value.
const WORDS: &[&str] = &[
    "name",
    "title",
    "short_name",
    "duty",
    "source",
    "value",
    "seat",
    "director",
    "reference_level",
    "grade",
    "content_version",
    "sent_to",
];
/// Columns of lists; lists of free text keep full-width characters.
const LISTS: &[&str] = &["over", "lead", "responsible", "departments", "aliases", "deputies"];
/// Columns of dates.
const DATES: &[&str] = &["valid_from", "valid_to", "reference_date", "issued"];
/// Columns of measures, which registers write as stations.
const MEASURES: &[&str] = &["measure_from", "measure_to"];

/// The changes made to the values of a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Full-width characters replaced by half-width ones, list separators replaced by `;`.
    pub(super) narrowed: u64,
    /// Dates and stations rewritten.
    pub(super) rewritten: u64,
    /// Names with brackets of both widths, left as they are.
    pub(super) mixed: u64,
}

/// Normalises a value of the source for `column`.
pub(super) fn normalise(cell: Cell, column: &Field, changes: &mut Changes) -> Result<Cell, Garbled> {
    let text = match cell {
        Cell::Text(text) => text,
        Cell::Integer(number) if DATES.contains(&column.name) => number.to_string(),
        other => return Ok(other),
    };
    if is_garbled(&text) {
        return Err(Garbled(text));
    }
    if trim(&text).is_empty() {
        return Ok(Cell::Null);
    }
    if WORDS.contains(&column.name) || column.name == "key" {
        changes.mixed += u64::from(mixes_widths(&text));
        return Ok(Cell::Text(trim(&text).to_owned()));
    }
    if LISTS.contains(&column.name) {
        let words = matches!(column.name, "aliases" | "deputies");
        let items = if words { list(&text) } else { list(&narrow(&text)) };
        changes.narrowed += u64::from(items != text);
        return Ok(Cell::Text(items));
    }
    let narrowed = narrow(&text);
    changes.narrowed += u64::from(narrowed != trim(&text));
    if DATES.contains(&column.name) {
        let date = iso_date(&narrowed).unwrap_or_else(|| narrowed.to_string());
        changes.rewritten += u64::from(date != narrowed);
        return Ok(Cell::Text(date));
    }
    if MEASURES.contains(&column.name)
        && let Some(measure_m) = station_m(&narrowed)
    {
        changes.rewritten += 1;
        return Ok(Cell::Real(measure_m));
    }
    Ok(Cell::Text(narrowed.into_owned()))
}

/// A cell of a CSV without the apostrophe that keeps spreadsheets from evaluating it.
pub(super) fn without_csv_guard(cell: Cell, source: &Source) -> Cell {
    match cell {
        Cell::Text(text) if unescape_formula(&text) != text && source.dataset.driver().short_name() == "CSV" => {
            Cell::Text(unescape_formula(&text).to_owned())
        }
        other => other,
    }
}

/// Applies the rule of the mapping to a value of the source.
pub(super) fn apply_rule(origin: &Origin, cell: Cell) -> Cell {
    let Origin::Field {
        values,
        first,
        append,
        superior,
        ..
    } = origin
    else {
        return cell;
    };
    if values.is_empty() && first.is_none() && append.is_empty() && !superior {
        return cell;
    }
    let text = match cell {
        Cell::Null => return Cell::Null,
        Cell::Text(text) => text,
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Boolean(answer) => answer.to_string(),
    };
    let key = trim(&text);
    if let Some(value) = values.get(key) {
        return Cell::Text(value.clone());
    }
    if *superior {
        return superior_code(&narrow(key)).map_or(Cell::Null, Cell::Text);
    }
    let head = first.map_or_else(|| key.to_owned(), |count| key.chars().take(count).collect());
    Cell::Text(head + append)
}

/// The code of the superior unit (GB/T 2260, GB/T 10114): the twelve digits of a village begin with the nine of its township,
/// which begin with the six of its county, which begin with the four of its city. `None` for a city, and for other codes.
pub(super) fn superior_code(code: &str) -> Option<String> {
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match code.len() {
        12 => Some(code[..9].to_owned()),
        9 => Some(code[..6].to_owned()),
        6 if !code.ends_with("00") => Some(format!("{}00", &code[..4])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use riverchief_core::snapshot::record::CellKind;
    use std::collections::BTreeMap;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
    fn normalised(value: &str, name: &'static str) -> Cell {
        let column = Field {
            name,
            kind: CellKind::Text,
        };
        normalise(text(value), &column, &mut Changes::default()).expect("not garbled")
    }

    #[test]
    fn codes_are_narrowed_and_names_are_not() {
        assert_eq!(normalised("４５０５２１ ", "code"), text("450521"));
        assert_eq!(normalised(" 旺盛江（水库）", "name"), text("旺盛江（水库）"));
        assert_eq!(normalised("４５０５０２；450503、", "over"), text("450502;450503"));
        assert_eq!(normalised("２０１８年６月３０日", "valid_from"), text("2018-06-30"));
        assert_eq!(normalised("K1+250", "measure_to"), Cell::Real(1250.0));
        assert_eq!(normalised("\u{3000}", "parent"), Cell::Null);
    }

    #[test]
    fn the_code_of_the_unit_above_stands_in_a_units_own() {
        for (code, above) in [
            ("450521101201", Some("450521101")),
            ("450521101", Some("450521")),
            ("450521", Some("450500")),
            ("450500", None),
            ("45052", None),
            ("45052A", None),
        ] {
            assert_eq!(superior_code(code).as_deref(), above, "{code}");
        }
    }

    #[test]
    fn a_rule_maps_cuts_and_appends() {
        let rule = |values: &[(&str, &str)], first, append: &str| Origin::Field {
            name: "f".to_owned(),
            values: values
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            first,
            append: append.to_owned(),
            superior: false,
        };
        assert_eq!(
            apply_rule(&rule(&[("左岸", "left")], None, ""), text("左岸 ")),
            text("left")
        );
        assert_eq!(
            apply_rule(&rule(&[], Some(4), "00"), Cell::Integer(450_521)),
            text("450500")
        );
        assert_eq!(apply_rule(&rule(&[], None, ""), Cell::Integer(7)), Cell::Integer(7));
    }
}
