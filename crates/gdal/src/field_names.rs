//! Finds the field, layer or value that a name in a source means; the names are in `vocabulary`.
//!
//! Only for drafts of a mapping: an import follows its mapping and guesses nothing.
use super::text::narrow;
use super::vocabulary::{DERIVED, FIELDS, LAYERS, VALUES};
use riverchief_rows::formats::dbf::short_names;

/// A name for comparison: half-width, upper case, without spaces, underscores and hyphens.
pub(super) fn folded(name: &str) -> String {
    narrow(name)
        .to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .collect()
}

/// Which of the fields `there` means our `field`, by its name.
pub(super) fn field<'a>(layer: &str, field: &str, there: &[&'a String]) -> Option<&'a String> {
    let row = FIELDS
        .iter()
        .find(|(l, f, _)| *l == layer && *f == field)
        .or_else(|| FIELDS.iter().find(|(l, f, _)| *l == "*" && *f == field));
    let own = folded(field);
    let mut names: Vec<&str> = row.map_or_else(Vec::new, |(_, _, names)| names.to_vec());
    // Our own name comes first, unless the table lists it.
    if !names.contains(&own.as_str()) {
        names.insert(0, &own);
    }
    let exact = |name: &str| there.iter().find(|there| own == name && **there == field);
    let spelled = |name: &str| there.iter().find(|there| folded(there) == name);
    // As it is shortened in a .dbf that this program wrote.
    let cut = || {
        let short = short_names(&[field]);
        there.iter().find(|there| short.contains(there))
    };
    names
        .into_iter()
        .find_map(|name| exact(name).or_else(|| spelled(name)))
        .or_else(cut)
        .copied()
}

/// The layer that the name of a source layer or file means.
pub(super) fn layer(name: &str) -> Option<&'static str> {
    let name = folded(name);
    LAYERS
        .iter()
        .find(|(_, parts)| parts.iter().any(|part| name.contains(part)))
        .map(|(layer, _)| *layer)
}

/// Whether the name of a source layer or file is that of a derived collection.
pub(super) fn is_derived(name: &str) -> bool {
    DERIVED.contains(&name)
}

/// Our value for a word of a closed list; `None` when the field has no list, or the word is not in it.
pub(super) fn value(layer: &str, field: &str, word: &str) -> Option<&'static str> {
    let word = folded(word);
    let row = VALUES
        .iter()
        .find(|(l, f, _)| (*l == layer || *l == "*") && *f == field)?;
    row.2
        .iter()
        .find(|(ours, words)| folded(ours) == word || words.contains(&word.as_str()))
        .map(|(ours, _)| *ours)
}

/// Whether our field is a closed list with known words.
pub(super) fn has_values(layer: &str, field: &str) -> bool {
    VALUES.iter().any(|(l, f, _)| (*l == layer || *l == "*") && *f == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use riverchief_core::snapshot::raw::SCHEMAS;

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
        let ours = ["name", "branch_name", "NAME"].map(str::to_owned);
        let ours: Vec<&String> = ours.iter().collect();
        assert_eq!(
            field("centrelines", "name", &ours).map(String::as_str),
            Some("branch_name")
        );
        assert_eq!(field("waters", "name", &ours[1..]).map(String::as_str), Some("NAME"));
        assert_eq!(field("waters", "name", &ours).map(String::as_str), Some("name"));
        assert_eq!(layer("合浦县河道中心线"), Some("centrelines"));
        assert_eq!(layer("XZQ_县级"), Some("admin_units"));
        assert_eq!(value("segments", "bank", "左岸"), Some("left"));
        assert_eq!(value("admin_units", "level", "县（区）级"), Some("county"));
        assert_eq!(value("waters", "kind", "水库"), Some("reservoir"));
    }
}
