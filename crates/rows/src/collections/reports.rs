//! Derived collections: cross-border sections, confluences, findings.
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use crate::findings::severity_name;
use geo::{Geometry, Point};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_core::snapshot::Finding;
use riverchief_core::snapshot::standing::DerivedKind;
use riverchief_geom::LonLat;
use std::collections::HashMap;

fn point(at: LonLat) -> Geometry<f64> {
    Geometry::Point(Point(at.coord()))
}

pub(super) fn sections(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |(id, section): (String, riverchief_core::domain::results::CrossSection)| {
        let mut values = Values::default();
        values.text("id", &id);
        values.text("water", section.water.as_str());
        values.maybe("name", water_name(index, &section.water));
        values.whole("branch", section.branch);
        values.real("measure_m", section.measure_m);
        values.text("level", section.level.as_str());
        let mut unit = |[code, name]: [&'static str; 2], unit: Option<&UnitCode>| {
            values.maybe(code, unit.map(UnitCode::as_str));
            values.maybe(name, unit.and_then(|u| unit_name(index, u)));
        };
        let (above, below) = (&section.above, &section.below);
        unit(["above", "above_name"], above.both());
        unit(["below", "below_name"], below.both());
        unit(["above_left", "above_left_name"], above.left.as_ref());
        unit(["above_right", "above_right_name"], above.right.as_ref());
        unit(["below_left", "below_left_name"], below.left.as_ref());
        unit(["below_right", "below_right_name"], below.right.as_ref());
        values.valid(views::standing(index, DerivedKind::Section, &id));
        Row::new(collection, &id, values, Some(point(section.at)))
    };
    views::sections(&index.law).into_iter().map(row).collect()
}

pub(super) fn confluences(collection: CollectionId, index: &Index) -> Vec<Row> {
    let row = |joint: riverchief_core::domain::results::Confluence| {
        let id = joint.id();
        let mut values = Values::default();
        values.text("id", &id);
        values.text("water", joint.water.as_str());
        values.maybe("name", water_name(index, &joint.water));
        if let Some(branch) = joint.branch {
            values.whole("branch", branch);
        }
        if let Some(measure_m) = joint.measure_m {
            values.real("measure_m", measure_m);
        }
        values.text("other", joint.other.as_str());
        values.maybe("other_name", water_name(index, &joint.other));
        values.whole("other_branch", joint.other_branch);
        values.flag("inflow", joint.inflow);
        values.valid(views::standing(index, DerivedKind::Confluence, &id));
        Row::new(collection, &id, values, Some(point(joint.at)))
    };
    views::confluences(&index.law).into_iter().map(row).collect()
}

pub(super) fn findings(collection: CollectionId, findings: &[Finding]) -> Vec<Row> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let row = |finding: &Finding| {
        // A feature may have several findings of one code.
        let own = format!("{}.{}.{}", finding.code, finding.layer, finding.feature);
        let number = numbers.entry(own.clone()).or_default();
        *number += 1;
        let id = if *number > 1 { format!("{own}.{number}") } else { own };
        let mut values = Values::default();
        values.text("id", &id);
        values.text("code", finding.code);
        values.text("rule", finding.rule);
        values.text("severity", severity_name(finding.severity));
        values.maybe("layer", Some(finding.layer));
        values.maybe("feature", Some(&finding.feature));
        values.maybe("field", finding.field);
        values.maybe("message", Some(&finding.message));
        values.maybe("remedy", Some(&finding.remedy));
        Row::new(collection, &id, values, finding.place.map(point))
    };
    findings.iter().map(row).collect()
}
