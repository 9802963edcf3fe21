//! Typing of the layers with geometry: units, waters, segments, zones, boards.
#![expect(
    clippy::needless_pass_by_value,
    reason = "every reader has one shape: it consumes its raw record"
)]
use super::{Typed, level};
use crate::domain::ids::{BoardId, FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, WaterKind, ZoneKind};
use crate::domain::records as r;
use crate::snapshot::finding::Findings;
use crate::snapshot::raw::{
    RawBoard, RawCentreline, RawExtent, RawFunctionalArea, RawMarineArea, RawSegment, RawUnit, RawWater, RawWaterArea,
    RawZone, RawZonePiece,
};
use crate::snapshot::typing::{RecordReader, list, optional};

/// Order of a water without one: below every actual order (S19).
const NO_ORDER: u32 = 99;

pub(super) fn unit(raw: RawUnit, f: &mut Findings) -> Typed<r::AdminUnit> {
    let mut rec = RecordReader::new(RawUnit::LAYER, raw.fid, raw.code.as_deref(), f);
    let value = r::AdminUnit {
        code: UnitCode::new(rec.code("code", raw.code.as_deref())),
        name: rec.text("name", raw.name.as_deref()),
        level: level(&mut rec, raw.level.as_deref()),
        parent: rec.code_opt("parent", raw.parent.as_deref()).map(UnitCode::new),
        neighbour: raw.neighbour == Some(true),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawUnit::LAYER, rec.usable.then_some(value))
}

pub(super) fn functional_area(raw: RawFunctionalArea, f: &mut Findings) -> Typed<r::FunctionalArea> {
    let mut rec = RecordReader::new(RawFunctionalArea::LAYER, raw.fid, raw.code.as_deref(), f);
    if optional(raw.acts_as.as_deref()).is_some_and(|a| a != "county") {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("acts_as"),
            "功能区只能代行县级 (county)".into(),
            "改为 county",
        );
    }
    let value = r::FunctionalArea {
        code: UnitCode::new(rec.code("code", raw.code.as_deref())),
        name: rec.text("name", raw.name.as_deref()),
        over: list(raw.over.as_deref()).into_iter().map(UnitCode::new).collect(),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: raw.geometry.map(|g| rec.area(Some(g))),
    };
    (RawFunctionalArea::LAYER, rec.usable.then_some(value))
}

pub(super) fn water(raw: RawWater, f: &mut Findings) -> Typed<r::Water> {
    let mut rec = RecordReader::new(RawWater::LAYER, raw.fid, raw.code.as_deref(), f);
    let code = rec.code("code", raw.code.as_deref());
    if code.contains('.') {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("code"),
            format!("水体代码 {code} 含有“.”"),
            "水体代码不能含“.”",
        );
    }
    let order = raw.order.map_or(Ok(NO_ORDER), u32::try_from).unwrap_or_else(|_| {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("order"),
            "字段 order 为负".into(),
            "改为从 1 起的河流等级",
        );
        NO_ORDER
    });
    let layer = i32::try_from(raw.layer.unwrap_or(0)).unwrap_or_else(|_| {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("layer"),
            "字段 layer 过大".into(),
            "改为 -5 至 5 的整数",
        );
        0
    });
    let kinds: Vec<&str> = WaterKind::ALL.iter().map(|k| k.as_str()).collect();
    let value = r::Water {
        code: WaterCode::new(code),
        scheme: optional(raw.scheme.as_deref()).unwrap_or_else(|| "local".to_owned()),
        name: rec.text("name", raw.name.as_deref()),
        kind: rec.kind("kind", raw.kind.as_deref(), WaterKind::parse, WaterKind::River, &kinds),
        parent: rec.code_opt("parent", raw.parent.as_deref()).map(WaterCode::new),
        city_level: raw.city_level == Some(true),
        order,
        layer,
        half_width_m: rec.length_m("half_width_m", raw.half_width_m),
        downstream: rec
            .code_opt("downstream", raw.downstream.as_deref())
            .map(WaterCode::new),
        grade: optional(raw.grade.as_deref()),
        commander_county: rec
            .code_opt("commander_county", raw.commander_county.as_deref())
            .map(UnitCode::new),
        convener_override: rec
            .code_opt("convener_override", raw.convener_override.as_deref())
            .map(UnitCode::new),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawWater::LAYER, rec.usable.then_some(value))
}

pub(super) fn water_area(raw: RawWaterArea, f: &mut Findings) -> Typed<r::WaterArea> {
    let mut rec = RecordReader::new(RawWaterArea::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::WaterArea {
        id: FeatureId::new(rec.code("id", raw.id.as_deref())),
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawWaterArea::LAYER, rec.usable.then_some(value))
}

pub(super) fn centreline(raw: RawCentreline, f: &mut Findings) -> Typed<r::Centreline> {
    let mut rec = RecordReader::new(RawCentreline::LAYER, raw.fid, raw.water.as_deref(), f);
    let branch = u32::try_from(raw.branch.unwrap_or(0)).unwrap_or_else(|_| {
        rec.refuse(
            "E_FIELD_VALUE",
            Some("branch"),
            "字段 branch 为负或过大".into(),
            "干流为 0，支汊依次编号",
        );
        0
    });
    let value = r::Centreline {
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        branch,
        name: optional(raw.name.as_deref()),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.line(raw.geometry),
    };
    (RawCentreline::LAYER, rec.usable.then_some(value))
}

pub(super) fn segment(raw: RawSegment, f: &mut Findings) -> Typed<r::RegisteredSegment> {
    let mut rec = RecordReader::new(RawSegment::LAYER, raw.fid, raw.id.as_deref(), f);
    let from = rec.length_m("measure_from", raw.measure_from);
    let to = rec.length_m("measure_to", raw.measure_to);
    let reach = match (from, to) {
        (Some(from_m), Some(to_m)) => {
            if from_m >= to_m {
                let message = format!("起点桩号 {from_m} 不小于止点桩号 {to_m}");
                rec.refuse(
                    "E_STATIONING",
                    Some("measure_to"),
                    message,
                    "桩号从上游起算，起点小于止点",
                );
            }
            let banks: Vec<&str> = Bank::ALL.iter().map(|b| b.as_str()).collect();
            let bank = match optional(raw.bank.as_deref()) {
                None => Bank::Both,
                Some(text) => rec.kind("bank", Some(&text), Bank::parse, Bank::Both, &banks),
            };
            let branch = u32::try_from(raw.branch.unwrap_or(0)).unwrap_or_else(|_| {
                rec.refuse(
                    "E_FIELD_VALUE",
                    Some("branch"),
                    "字段 branch 为负或过大".into(),
                    "干流为 0",
                );
                0
            });
            Some(r::RegisteredReach {
                branch,
                from_m,
                to_m,
                bank,
            })
        }
        (None, None) => None,
        _ => {
            let message = "起止桩号只有一个".to_owned();
            rec.refuse(
                "E_STATIONING",
                Some("measure_from"),
                message,
                "两个桩号都填，或（分片）都不填",
            );
            None
        }
    };
    let value = r::RegisteredSegment {
        id: SegmentId::new(rec.code("id", raw.id.as_deref())),
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        level: level(&mut rec, raw.level.as_deref()),
        unit: UnitCode::new(rec.code("unit", raw.unit.as_deref())),
        reach,
        post: rec.code_opt("post", raw.post.as_deref()).map(PostId::new),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
    };
    (RawSegment::LAYER, rec.usable.then_some(value))
}

pub(super) fn zone(raw: RawZone, f: &mut Findings) -> Typed<r::Zone> {
    let mut rec = RecordReader::new(RawZone::LAYER, raw.fid, raw.id.as_deref(), f);
    let kinds: Vec<&str> = ZoneKind::ALL.iter().map(|k| k.as_str()).collect();
    let value = r::Zone {
        id: FeatureId::new(rec.code("id", raw.id.as_deref())),
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        kind: rec.kind("kind", raw.kind.as_deref(), ZoneKind::parse, ZoneKind::Water, &kinds),
        reference_level: optional(raw.reference_level.as_deref()),
        reference_date: rec.date("reference_date", raw.reference_date.as_deref()),
        // Z11: the whole pool unless the data say otherwise.
        managed_whole: raw.managed_whole != Some(false),
        provisional: raw.provisional == Some(true),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawZone::LAYER, rec.usable.then_some(value))
}

pub(super) fn zone_piece(raw: RawZonePiece, f: &mut Findings) -> Typed<r::ZonePiece> {
    let mut rec = RecordReader::new(RawZonePiece::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::ZonePiece {
        id: FeatureId::new(rec.code("id", raw.id.as_deref())),
        zone: FeatureId::new(rec.code("zone", raw.zone.as_deref())),
        village: UnitCode::new(rec.code("village", raw.village.as_deref())),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawZonePiece::LAYER, rec.usable.then_some(value))
}

pub(super) fn extent(raw: RawExtent, f: &mut Findings) -> Typed<r::ManagementExtent> {
    let mut rec = RecordReader::new(RawExtent::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::ManagementExtent {
        id: FeatureId::new(rec.code("id", raw.id.as_deref())),
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawExtent::LAYER, rec.usable.then_some(value))
}

pub(super) fn marine_area(raw: RawMarineArea, f: &mut Findings) -> Typed<r::MarineArea> {
    let mut rec = RecordReader::new(RawMarineArea::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::MarineArea {
        id: FeatureId::new(rec.code("id", raw.id.as_deref())),
        name: rec.text("name", raw.name.as_deref()),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        geometry: rec.area(raw.geometry),
    };
    (RawMarineArea::LAYER, rec.usable.then_some(value))
}

pub(super) fn board(raw: RawBoard, f: &mut Findings) -> Typed<r::NoticeBoard> {
    let mut rec = RecordReader::new(RawBoard::LAYER, raw.fid, raw.id.as_deref(), f);
    let value = r::NoticeBoard {
        id: BoardId::new(rec.code("id", raw.id.as_deref())),
        water: WaterCode::new(rec.code("water", raw.water.as_deref())),
        segment: rec.code_opt("segment", raw.segment.as_deref()).map(SegmentId::new),
        content_version: optional(raw.content_version.as_deref()),
        supervision_phone: optional(raw.supervision_phone.as_deref()),
        validity: rec.validity(raw.valid_from.as_deref(), raw.valid_to.as_deref()),
        location: rec.point(raw.geometry),
    };
    (RawBoard::LAYER, rec.usable.then_some(value))
}
