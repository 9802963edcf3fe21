//! Which field, layer or value of ours a name in a source means; the names themselves are `vocabulary`'s.
//!
//! Only for the first draft of a mapping: an import follows the mapping and guesses nothing.
use super::letters::narrow;
use super::vocabulary::{FIELDS, LAYERS, VALUES};

/// A name for comparison: half-width, upper case, without spaces, underscores and hyphens.
pub(super) fn folded(name: &str) -> String {
    narrow(name)
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .collect()
}

/// Which of `there` feeds our `field`, by its name.
pub(super) fn field<'a>(layer: &str, field: &str, there: &[&'a String]) -> Option<&'a String> {
    if let Some(same) = there.iter().find(|name| **name == field) {
        return Some(same);
    }
    let own = folded(field);
    let rows = |of: &'static str| FIELDS.iter().filter(move |(l, f, _)| *l == of && *f == field);
    let row = rows(match FIELDS.iter().find(|(l, f, _)| *l == layer && *f == field) {
        Some((of, ..)) => of,
        None => "*",
    });
    let names = row
        .flat_map(|(_, _, names)| names.iter().copied())
        .chain([own.as_str()])
        .map(str::to_owned);
    let names: Vec<String> = names.collect();
    names
        .iter()
        .find_map(|name| there.iter().find(|t| folded(t) == *name).copied())
}

/// Which layer of ours a source layer or file is, by its name.
pub(super) fn layer(name: &str) -> Option<&'static str> {
    let name = folded(name);
    LAYERS
        .iter()
        .find(|(_, parts)| parts.iter().any(|part| name.contains(part)))
        .map(|(layer, _)| *layer)
}

/// Our value for a word of a closed list; `None` when the field has no list or the word is not on it.
pub(super) fn value(layer: &str, field: &str, word: &str) -> Option<&'static str> {
    let word = folded(word);
    let row = VALUES
        .iter()
        .find(|(l, f, _)| (*l == layer || *l == "*") && *f == field)?;
    row.2
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()))
        .map(|(ours, _)| *ours)
}

/// Whether our field is a closed list whose words are known here.
pub(super) fn has_values(layer: &str, field: &str) -> bool {
    VALUES.iter().any(|(l, f, _)| (*l == layer || *l == "*") && *f == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::raw::SCHEMAS;

    #[test]
    fn every_row_names_a_layer_and_a_field_of_ours() {
        let fields = FIELDS
            .iter()
            .map(|(l, f, _)| (l, f))
            .chain(VALUES.iter().map(|(l, f, _)| (l, f)));
        for (layer, field) in fields {
            let fits = SCHEMAS
                .iter()
                .any(|s| (*layer == "*" || s.name == *layer) && s.fields.iter().any(|f| f.name == *field));
            assert!(fits, "{layer}.{field}");
        }
        assert!(LAYERS.iter().all(|(layer, _)| SCHEMAS.iter().any(|s| s.name == *layer)));
        let spelled = FIELDS.iter().flat_map(|(_, _, names)| names.iter());
        for name in spelled {
            assert_eq!(folded(name), *name);
        }
    }

    #[test]
    fn common_names_are_recognised() {
        let there: Vec<String> = ["OBJECTID", "XZQDM", "XZQMC", "河流名称", "起点桩号"]
            .map(str::to_owned)
            .to_vec();
        let there: Vec<&String> = there.iter().collect();
        assert_eq!(field("admin_units", "code", &there).map(String::as_str), Some("XZQDM"));
        assert_eq!(field("admin_units", "name", &there).map(String::as_str), Some("XZQMC"));
        assert_eq!(field("waters", "name", &there).map(String::as_str), Some("河流名称"));
        assert_eq!(
            field("segments", "measure_from", &there).map(String::as_str),
            Some("起点桩号")
        );
        assert_eq!(field("segments", "bank", &there), None);
        assert_eq!(layer("合浦县河道中心线"), Some("centrelines"));
        assert_eq!(layer("XZQ_县级"), Some("admin_units"));
        assert_eq!(value("segments", "bank", "左岸"), Some("left"));
        assert_eq!(value("admin_units", "level", "县（区）级"), Some("county"));
        assert_eq!(value("waters", "kind", "水库"), Some("reservoir"));
    }
}
