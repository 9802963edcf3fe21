//! Typing of the registers: posts, holders, tenures, member units, tasks, concerns, offices, documents.
#![expect(
    clippy::needless_pass_by_value,
    reason = "every reader has one shape: it consumes its raw record"
)]
use super::{Typed, level};
use crate::domain::ids::{DepartmentCode, HolderId, PostId, TenureId, UnitCode, WaterCode};
use crate::domain::kinds::{PostKind, TitleClass};
use crate::domain::records as r;
use crate::snapshot::finding::Findings;
use crate::snapshot::raw::{RawConcern, RawDepartment, RawDocument, RawHolder, RawOffice, RawPost, RawTask, RawTenure};
use crate::snapshot::typing::{RecordReader, list, optional};

pub(super) fn post(raw: RawPost, f: &mut Findings) -> Typed<r::Post> {
    let mut rec = RecordReader::new(RawPost::LAYER, raw.fid, raw.id.as_deref(), f);
    let kinds: Vec<&str> = PostKind::ALL.iter().map(|k| k.as_str()).collect();
    let kind = rec.kind(
        "kind",
        raw.kind.as_deref(),
        PostKind::parse,
        PostKind::RiverChief,
        &kinds,
    );
    let water = rec.code_opt("water", raw.water.as_deref()).map(WaterCode::new);
    if water.is_none() && matches!(kind, PostKind::RiverChief | PostKind::ReservoirChief) {
        rec.refuse(
            "E_FIELD_MISSING",
            Some("water"),
            "河长、库长岗位没有水体".into(),
            "填写 water",
        );
    }
    let capacity = raw
        .capacity
        .map_or(Ok(if kind == PostKind::GeneralChief { 2 } else { 1 }), u32::try_from);
    let capacity = capacity.unwrap_or_else(|_| {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("capacity"),
            "字段 capacity 为负或过大".into(),
            "改为 1 或 2",
        );
        1
    });
    let value = r::Post {
        id: PostId::new(rec.code("id", raw.id.as_deref())),
        kind,
        level: level(&mut rec, raw.level.as_deref()),
        unit: UnitCode::new(rec.code("unit", raw.unit.as_deref())),
        water,
        department: rec
            .code_opt("department", raw.department.as_deref())
            .map(DepartmentCode::new),
        name: rec.text("name", raw.name.as_deref()),
        capacity,
        phone: optional(raw.phone.as_deref()),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawPost::LAYER, rec.usable.then_some(value))
}

pub(super) fn holder(raw: RawHolder, f: &mut Findings) -> Typed<r::Holder> {
    let mut rec = RecordReader::new(RawHolder::LAYER, raw.fid, raw.id.as_deref(), f);
    let classes: Vec<&str> = TitleClass::ALL.iter().map(|k| k.as_str()).collect();
    let value = r::Holder {
        id: HolderId::new(rec.code("id", raw.id.as_deref())),
        name: rec.text("name", raw.name.as_deref()),
        title: rec.text("title", raw.title.as_deref()),
        title_class: rec.kind(
            "title_class",
            raw.title_class.as_deref(),
            TitleClass::parse,
            TitleClass::Leader,
            &classes,
        ),
        unit: rec.code_opt("unit", raw.unit.as_deref()).map(UnitCode::new),
    };
    (RawHolder::LAYER, rec.usable.then_some(value))
}

pub(super) fn tenure(raw: RawTenure, f: &mut Findings) -> Typed<r::Tenure> {
    let mut rec = RecordReader::new(RawTenure::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::Tenure {
        id: TenureId::new(rec.code("id", raw.id.as_deref())),
        post: PostId::new(rec.code("post", raw.post.as_deref())),
        holder: HolderId::new(rec.code("holder", raw.holder.as_deref())),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawTenure::LAYER, rec.usable.then_some(value))
}

pub(super) fn department(raw: RawDepartment, f: &mut Findings) -> Typed<r::Department> {
    let mut rec = RecordReader::new(RawDepartment::LAYER, raw.fid, raw.code.as_deref(), f);
    let name = rec.text("name", raw.name.as_deref());
    let value = r::Department {
        code: DepartmentCode::new(rec.code("code", raw.code.as_deref())),
        short_name: optional(raw.short_name.as_deref()).unwrap_or_else(|| name.clone()),
        name,
        duty: rec.text("duty", raw.duty.as_deref()),
        successor: rec
            .code_opt("successor", raw.successor.as_deref())
            .map(DepartmentCode::new),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawDepartment::LAYER, rec.usable.then_some(value))
}

pub(super) fn task(raw: RawTask, f: &mut Findings) -> Typed<r::Task> {
    let mut rec = RecordReader::new(RawTask::LAYER, raw.fid, raw.id.as_deref(), f);
    let codes = |text: Option<&str>| list(text).into_iter().map(DepartmentCode::new).collect();
    let value = r::Task {
        id: rec.code("id", raw.id.as_deref()),
        title: rec.text("title", raw.title.as_deref()),
        lead: codes(raw.lead.as_deref()),
        responsible: codes(raw.responsible.as_deref()),
        open_ended: raw.open_ended == Some(true),
        counties: raw.counties == Some(true),
        functional_area: raw.functional_area == Some(true),
    };
    (RawTask::LAYER, rec.usable.then_some(value))
}

pub(super) fn concern(raw: RawConcern, f: &mut Findings) -> Typed<r::Concern> {
    let mut rec = RecordReader::new(RawConcern::LAYER, raw.fid, raw.name.as_deref(), f);
    let value = r::Concern {
        name: rec.text("name", raw.name.as_deref()),
        aliases: list(raw.aliases.as_deref()),
        departments: list(raw.departments.as_deref())
            .into_iter()
            .map(DepartmentCode::new)
            .collect(),
        source: rec.text("source", raw.source.as_deref()),
    };
    (RawConcern::LAYER, rec.usable.then_some(value))
}

pub(super) fn office(raw: RawOffice, f: &mut Findings) -> Typed<r::Office> {
    let mut rec = RecordReader::new(RawOffice::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::Office {
        id: rec.code("id", raw.id.as_deref()),
        level: level(&mut rec, raw.level.as_deref()),
        unit: UnitCode::new(rec.code("unit", raw.unit.as_deref())),
        name: rec.text("name", raw.name.as_deref()),
        seat: optional(raw.seat.as_deref()),
        director: optional(raw.director.as_deref()),
        deputies: list(raw.deputies.as_deref()),
        phone: optional(raw.phone.as_deref()),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawOffice::LAYER, rec.usable.then_some(value))
}

pub(super) fn document(raw: RawDocument, f: &mut Findings) -> Typed<r::Document> {
    let mut rec = RecordReader::new(RawDocument::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::Document {
        id: rec.code("id", raw.id.as_deref()),
        kind: rec.text("kind", raw.kind.as_deref()),
        unit: rec.code_opt("unit", raw.unit.as_deref()).map(UnitCode::new),
        water: rec.code_opt("water", raw.water.as_deref()).map(WaterCode::new),
        title: rec.text("title", raw.title.as_deref()),
        issued: rec.date("issued", raw.issued.as_deref()),
        sent_to: optional(raw.sent_to.as_deref()),
    };
    (RawDocument::LAYER, rec.usable.then_some(value))
}
