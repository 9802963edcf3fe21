//! Turns raw records into typed ones; a record that can't be typed becomes a finding and is left out.
mod places;
mod registers;

use super::finding::Finding;
use super::finding::Findings;
use super::raw::RawWorld;
use super::typing::RecordReader;
use super::world::Snapshot;
use crate::domain::kinds::Level;
use crate::domain::time::Validity;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

impl Snapshot {
    /// Types every record of `raw`, sorts every list, and reports what was left out.
    #[must_use]
    pub fn build(raw: RawWorld) -> (Self, Vec<Finding>) {
        let mut findings = Findings::default();
        let f = &mut findings;
        let meta: BTreeMap<String, String> = raw.meta.into_iter().filter_map(|m| Some((m.key?, m.value?))).collect();
        let plan_from = meta.get("plan_from").map(String::as_str);
        let snapshot = Self {
            plan_from: RecordReader::new("world", 0, Some("plan_from"), f).date("value", plan_from),
            meta,
            layers: raw.layers.into_iter().collect(),
            units: typed(raw.units, f, places::unit, |u| (u.code.to_string(), u.validity)),
            functional_areas: typed(raw.functional_areas, f, places::functional_area, |a| {
                (a.code.to_string(), a.validity)
            }),
            waters: typed(raw.waters, f, places::water, |w| (w.code.to_string(), w.validity)),
            water_areas: typed(raw.water_areas, f, places::water_area, |a| {
                (a.id.to_string(), a.validity)
            }),
            centrelines: typed(raw.centrelines, f, places::centreline, |c| {
                (format!("{}.{:06}", c.water, c.branch), c.validity)
            }),
            segments: typed(raw.segments, f, places::segment, |s| (s.id.to_string(), s.validity)),
            zones: typed(raw.zones, f, places::zone, |z| (z.id.to_string(), z.validity)),
            zone_pieces: typed(raw.zone_pieces, f, places::zone_piece, |z| {
                (z.id.to_string(), z.validity)
            }),
            extents: typed(raw.extents, f, places::extent, |e| (e.id.to_string(), e.validity)),
            marine_areas: typed(raw.marine_areas, f, places::marine_area, |m| {
                (m.id.to_string(), m.validity)
            }),
            boards: typed(raw.boards, f, places::board, |b| (b.id.to_string(), b.validity)),
            posts: typed(raw.posts, f, registers::post, |p| (p.id.to_string(), p.validity)),
            holders: typed(raw.holders, f, registers::holder, |h| {
                (h.id.to_string(), Validity::default())
            }),
            tenures: typed(raw.tenures, f, registers::tenure, |t| (t.id.to_string(), t.validity)),
            departments: typed(raw.departments, f, registers::department, |d| {
                (d.code.to_string(), d.validity)
            }),
            tasks: typed(raw.tasks, f, registers::task, |t| (t.id.clone(), Validity::default())),
            concerns: typed(raw.concerns, f, registers::concern, |c| {
                (c.name.clone(), Validity::default())
            }),
            offices: typed(raw.offices, f, registers::office, |o| (o.id.clone(), o.validity)),
            documents: typed(raw.documents, f, registers::document, |d| {
                (d.id.clone(), Validity::default())
            }),
            left_out: f.left_out(),
        };
        (snapshot, findings.into_list())
    }
}

/// Types a layer, sorts it by id and validity, and rejects a second record of an id on the same day.
fn typed<R, T>(
    raw: Vec<R>,
    findings: &mut Findings,
    read: impl Fn(R, &mut Findings) -> Typed<T>,
    key: impl Fn(&T) -> (String, Validity),
) -> Vec<Arc<T>> {
    let records = raw.len();
    let mut rows: Vec<(String, Validity, &'static str, T)> = Vec::with_capacity(records);
    for record in raw {
        let (layer, value) = read(record, findings);
        if let Some(value) = value {
            let (id, validity) = key(&value);
            rows.push((id, validity, layer, value));
        }
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.from.cmp(&b.1.from)).then(a.1.to.cmp(&b.1.to)));
    let mut seen: HashMap<String, Vec<Validity>> = HashMap::new();
    let mut out = Vec::with_capacity(rows.len());
    for (id, validity, layer, value) in rows {
        let earlier = seen.entry(id.clone()).or_default();
        if earlier.iter().any(|v| v.overlaps(&validity)) {
            let mut record = RecordReader::new(layer, 0, Some(&id), findings);
            let message = format!("编号 {id} 在同一天出现两次；只采用最早生效的一条");
            record.refuse("E_DUPLICATE_ID", None, message, "每个编号在同一天只保留一条记录");
            continue;
        }
        earlier.push(validity);
        out.push(Arc::new(value));
    }
    findings.leave_out(records - out.len());
    out
}

/// The name of a layer and the typed record, if it is usable.
type Typed<T> = (&'static str, Option<T>);

fn level(rec: &mut RecordReader<'_>, value: Option<&str>) -> Level {
    let names: Vec<&str> = Level::ALL.iter().map(|l| l.as_str()).collect();
    rec.kind("level", value, Level::parse, Level::Village, &names)
}
