//! Every reference points to a record that exists at some time of the referring one (rules.md §13).
use super::compose::Check;
use crate::domain::time::Validity;
use crate::snapshot::finding::Finding;
use crate::snapshot::world::Snapshot;
use std::collections::HashMap;

const DANGLING: Check = Check::error("E_DANGLING_REFERENCE", "13", "改正所引用的编号，或补上被引用的记录");

/// Validities of the records of a layer, by id.
type Known<'a> = HashMap<&'a str, Vec<Validity>>;

/// One reference: the record, its field, and the target.
struct Referrer<'a> {
    layer: &'static str,
    feature: &'a str,
    validity: Validity,
}

impl Referrer<'_> {
    fn expect(&self, field: &'static str, id: &str, known: &[&Known], out: &mut Vec<Finding>) {
        let versions: Vec<&Validity> = known.iter().filter_map(|k| k.get(id)).flatten().collect();
        let message = if versions.is_empty() {
            format!("字段 {field} 引用的 {id} 不存在")
        } else if !versions.iter().any(|v| v.overlaps(&self.validity)) {
            format!("字段 {field} 引用的 {id} 在本记录有效期内从未有效")
        } else {
            return;
        };
        out.push(DANGLING.finds(self.layer, self.feature, message).field(field));
    }
}

fn known<'a>(records: impl Iterator<Item = (&'a str, Validity)>) -> Known<'a> {
    let mut map = Known::new();
    for (id, validity) in records {
        map.entry(id).or_default().push(validity);
    }
    map
}

/// Everything that can be referred to.
struct Index<'a> {
    units: Known<'a>,
    functional: Known<'a>,
    waters: Known<'a>,
    segments: Known<'a>,
    zones: Known<'a>,
    posts: Known<'a>,
    holders: Known<'a>,
    departments: Known<'a>,
}

fn from<'a>(layer: &'static str, feature: &'a str, validity: Validity) -> Referrer<'a> {
    Referrer {
        layer,
        feature,
        validity,
    }
}

pub(super) fn check(s: &Snapshot, out: &mut Vec<Finding>) {
    let index = Index {
        units: known(s.units.iter().map(|r| (r.code.as_str(), r.validity))),
        functional: known(s.functional_areas.iter().map(|r| (r.code.as_str(), r.validity))),
        waters: known(s.waters.iter().map(|r| (r.code.as_str(), r.validity))),
        segments: known(s.segments.iter().map(|r| (r.id.as_str(), r.validity))),
        zones: known(s.zones.iter().map(|r| (r.id.as_str(), r.validity))),
        posts: known(s.posts.iter().map(|r| (r.id.as_str(), r.validity))),
        holders: known(s.holders.iter().map(|r| (r.id.as_str(), Validity::default()))),
        departments: known(s.departments.iter().map(|r| (r.code.as_str(), r.validity))),
    };
    places(s, &index, out);
    chiefs(s, &index, out);
    government(s, &index, out);
}

/// Layers with geometry.
fn places(s: &Snapshot, k: &Index, out: &mut Vec<Finding>) {
    for r in &s.functional_areas {
        for code in &r.over {
            from("functional_areas", r.code.as_str(), r.validity).expect("over", code.as_str(), &[&k.units], out);
        }
    }
    for r in &s.waters {
        let me = from("waters", r.code.as_str(), r.validity);
        for (field, code) in [("parent", &r.parent), ("downstream", &r.downstream)] {
            if let Some(code) = code {
                me.expect(field, code.as_str(), &[&k.waters], out);
            }
        }
        if let Some(code) = &r.convener_override {
            me.expect("convener_override", code.as_str(), &[&k.units], out);
        }
    }
    let of_water = (s
        .water_areas
        .iter()
        .map(|r| ("water_areas", r.id.as_str(), r.validity, &r.water)))
    .chain(
        s.centrelines
            .iter()
            .map(|r| ("centrelines", r.water.as_str(), r.validity, &r.water)),
    )
    .chain(
        s.segments
            .iter()
            .map(|r| ("segments", r.id.as_str(), r.validity, &r.water)),
    )
    .chain(s.zones.iter().map(|r| ("zones", r.id.as_str(), r.validity, &r.water)))
    .chain(
        s.extents
            .iter()
            .map(|r| ("management_extents", r.id.as_str(), r.validity, &r.water)),
    )
    .chain(
        s.boards
            .iter()
            .map(|r| ("notice_boards", r.id.as_str(), r.validity, &r.water)),
    );
    for (layer, feature, validity, water) in of_water {
        from(layer, feature, validity).expect("water", water.as_str(), &[&k.waters], out);
    }
    for r in &s.segments {
        let me = from("segments", r.id.as_str(), r.validity);
        me.expect("unit", r.unit.as_str(), &[&k.units, &k.functional], out);
        if let Some(post) = &r.post {
            me.expect("post", post.as_str(), &[&k.posts], out);
        }
    }
    for r in &s.zone_pieces {
        let me = from("zone_pieces", r.id.as_str(), r.validity);
        me.expect("zone", r.zone.as_str(), &[&k.zones], out);
        me.expect("village", r.village.as_str(), &[&k.units], out);
    }
    for r in &s.boards {
        if let Some(segment) = &r.segment {
            from("notice_boards", r.id.as_str(), r.validity).expect("segment", segment.as_str(), &[&k.segments], out);
        }
    }
}

/// Posts, holders and tenures.
fn chiefs(s: &Snapshot, k: &Index, out: &mut Vec<Finding>) {
    let always = Validity::default();
    for r in &s.posts {
        let me = from("posts", r.id.as_str(), r.validity);
        me.expect("unit", r.unit.as_str(), &[&k.units, &k.functional], out);
        if let Some(water) = &r.water {
            me.expect("water", water.as_str(), &[&k.waters], out);
        }
        if let Some(department) = &r.department {
            me.expect("department", department.as_str(), &[&k.departments], out);
        }
    }
    for r in &s.holders {
        if let Some(unit) = &r.unit {
            from("holders", r.id.as_str(), always).expect("unit", unit.as_str(), &[&k.units, &k.functional], out);
        }
    }
    for r in &s.tenures {
        // `tenures` checks that the post is valid throughout.
        let me = from("tenures", r.id.as_str(), always);
        me.expect("post", r.post.as_str(), &[&k.posts], out);
        me.expect("holder", r.holder.as_str(), &[&k.holders], out);
    }
}

/// Member units, tasks, concerns, offices and documents.
fn government(s: &Snapshot, k: &Index, out: &mut Vec<Finding>) {
    let always = Validity::default();
    for r in &s.departments {
        if let Some(successor) = &r.successor {
            from("departments", r.code.as_str(), always).expect(
                "successor",
                successor.as_str(),
                &[&k.departments],
                out,
            );
        }
    }
    for r in &s.tasks {
        for (field, list) in [("lead", &r.lead), ("responsible", &r.responsible)] {
            for code in list {
                from("tasks", &r.id, always).expect(field, code.as_str(), &[&k.departments], out);
            }
        }
    }
    for r in &s.concerns {
        for code in &r.departments {
            from("concerns", &r.name, always).expect("departments", code.as_str(), &[&k.departments], out);
        }
    }
    for r in &s.offices {
        from("offices", &r.id, r.validity).expect("unit", r.unit.as_str(), &[&k.units, &k.functional], out);
    }
    for r in &s.documents {
        let me = from("documents", &r.id, always);
        if let Some(unit) = &r.unit {
            me.expect("unit", unit.as_str(), &[&k.units, &k.functional], out);
        }
        if let Some(water) = &r.water {
            me.expect("water", water.as_str(), &[&k.waters], out);
        }
    }
}
