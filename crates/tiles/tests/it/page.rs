//! docs/DATA.md, section “Tiles”: every layer, every attribute, and from which zoom parts are polygons.
use super::roll::{Roll, number, text};
use riverchief_tiles::{GeometryKind, LayerId};

fn section() -> String {
    let page = std::fs::read_to_string(riverchief_repository::root().join("docs/DATA.md")).unwrap();
    let section = page
        .split("\n## Tiles\n")
        .nth(1)
        .expect("docs/DATA.md has a section on tiles");
    section.split("\n## ").next().unwrap().to_owned()
}

#[test]
fn the_page_on_data_names_every_layer_and_attribute() {
    let page = section();
    for layer in LayerId::all() {
        let row = page
            .lines()
            .find(|l| l.starts_with('|') && l.contains(&format!("`{layer}`")));
        let row = row.unwrap_or_else(|| panic!("{layer} is not on the page"));
        let chief = page.lines().find(|l| l.starts_with("- **CHIEF**")).unwrap();
        for field in layer.spec().fields() {
            let name = format!("`{}`", field.name);
            let said = row.contains(&name) || (row.contains("**CHIEF**") && chief.contains(&name));
            assert!(said, "{layer}: {name} is not on the page");
        }
    }
}

/// The rows of `polygon_from`, as they should stand on the page.
pub fn says_when_parts_are_polygons(roll: &Roll) {
    let page = section();
    let mut rows = vec![];
    for layer in LayerId::all().filter(|l| l.spec().geometry == GeometryKind::Polygon) {
        let labels = roll.tags["labels"].values();
        let of: Vec<_> = labels.filter(|l| text(l, "of") == Some(layer.as_str())).collect();
        let mut from: Vec<f64> = of.iter().filter_map(|l| number(l, "polygon_from")).collect();
        assert_eq!(from.len(), of.len(), "{layer}: every part is a polygon at zoom 14");
        from.sort_by(f64::total_cmp);
        let half = from[from.len().div_ceil(2) - 1];
        let (first, all) = (from[0], from[from.len() - 1]);
        rows.push(format!("| `{layer}` | {} | {first} | {half} | {all} |", from.len()));
    }
    let missing: Vec<&String> = rows.iter().filter(|r| !page.contains(r.as_str())).collect();
    assert!(missing.is_empty(), "docs/DATA.md should say\n{}", rows.join("\n"));
}
