//! Reservoir zones: water and land separate, pieces that tile, reference levels given (Z1, Z3, Z9, Z10, Z12, O3).
use super::compose::Check;
use super::cover::{Flaw, Part, flaws, regions};
use super::names;
use super::place;
use super::tessellation::SLIVER;
use crate::domain::kinds::{Level, WaterKind, ZoneKind};
use crate::domain::records::{Zone, ZonePiece};
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::seating::Charge;
use geo::{BooleanOps, BoundingRect, Intersects, Relate};
use std::sync::Arc;

/// The closed list of Z1.
const SPLIT: [&str; 3] = ["小江水库", "旺盛江水库", "洪潮江水库"];

const OVERLAP: Check = Check::error("E_ZONES_OVERLAP", "Z1", "改正边界，使水域与陆域只有公共边界");
const TILE: Check = Check::error("E_PIECES_TILE_ZONE", "Z12", "使各村库片不重叠、无空隙地拼成陆域");
const VILLAGE: Check = Check::error("E_PIECE_OUTSIDE_VILLAGE", "Z3", "使库片落在其行政村之内");
const PAIR: Check = Check::error("E_ZONE_PAIR", "Z1", "水域、陆域成对登记");
const KIND: Check = Check::error("E_ZONE_WATER", "Z1", "库区只能属于水库");
const UNNAMED: Check = Check::warning(
    "W_ZONE_NOT_NAMED",
    "O3",
    "只有小江、旺盛江、洪潮江三座水库实行水域、陆域分离；其他水库改登水面",
);
const ABSENT: Check = Check::warning("W_ZONE_ABSENT", "Z1", "为该水库登记水域和陆域");
const LEVEL: Check = Check::warning(
    "W_REFERENCE_LEVEL",
    "Z9",
    "填写水域边界所对应的水位（如正常蓄水位）及其日期",
);
const PROVISIONAL: Check = Check::note("N_PROVISIONAL_ZONE", "Z10", "以划定的管理范围替换示意范围");
const CHIEF: Check = Check::error(
    "E_RESERVOIR_CHIEF_NOT_SPLIT",
    "O3",
    "不分水域、陆域的水库不设库长：改为河长",
);
const NOT_LAND: Check = Check::error("E_PIECE_OF_WATER_ZONE", "Z12", "库片只属于陆域：改正 zone");

/// Cutting at a village border rounds vertices; anything thinner than this is such rounding.
const ROUNDING_M2: f64 = 10.0;

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    let zones: Vec<&Arc<Zone>> = law.zones.values().collect();
    for (i, a) in zones.iter().enumerate() {
        of_zone(law, a, out);
        for b in &zones[i + 1..] {
            apart(a, b, out);
        }
    }
    for water in law.waters.values().filter(|w| w.kind == WaterKind::Reservoir) {
        let of = |kind| zones.iter().any(|z| z.water == water.code && z.kind == kind);
        let (wet, dry) = (of(ZoneKind::Water), of(ZoneKind::Land));
        let named = SPLIT.iter().any(|n| water.name.contains(n));
        let at = place::of_water(law, &water.code);
        if wet != dry {
            let message = format!(
                "{} 只有{}",
                water.name,
                if wet { ZoneKind::Water } else { ZoneKind::Land }.term().zh
            );
            out.push(PAIR.finds("waters", &water.code, message).at(at));
        }
        if named && !wet && !dry {
            let message = format!("{} 没有登记水域、陆域", water.name);
            out.push(ABSENT.finds("waters", &water.code, message).at(at));
        }
        if !named && (wet || dry) {
            let message = format!("{} 不是方案列出的三座水库之一，但登记了库区", water.name);
            out.push(UNNAMED.finds("waters", &water.code, message).at(at));
        }
        let chief = law.sitting(Charge::Pool(&water.code), Level::City, None, None).post;
        if let Some(chief) = chief.filter(|_| !wet && !dry) {
            let message = format!("{} 未划分水域、陆域，但设有库长", water.name);
            out.push(CHIEF.finds("posts", &chief.post.id, message).field("kind").at(at));
        }
    }
    pieces(law, out);
}

fn of_zone(law: &Law, zone: &Zone, out: &mut Vec<Finding>) {
    let at = place::of(&zone.geometry);
    if law
        .waters
        .get(&zone.water)
        .is_some_and(|w| w.kind != WaterKind::Reservoir)
    {
        let message = format!("库区的水体{}不是水库", names::water(law, &zone.water));
        out.push(KIND.finds("zones", &zone.id, message).field("water").at(at));
    }
    if zone.kind == ZoneKind::Water && (zone.reference_level.is_none() || zone.reference_date.is_none()) {
        let field = if zone.reference_level.is_none() {
            "reference_level"
        } else {
            "reference_date"
        };
        out.push(
            LEVEL
                .finds("zones", &zone.id, format!("水域未填写 {field}"))
                .field(field)
                .at(at),
        );
    }
    if zone.provisional {
        out.push(
            PROVISIONAL
                .finds("zones", &zone.id, "库区范围为示意，未经划定")
                .field("provisional")
                .at(at),
        );
    }
}

/// The interiors of two zones must not meet, whatever their kinds.
fn apart(a: &Zone, b: &Zone, out: &mut Vec<Finding>) {
    let near = a
        .geometry
        .bounding_rect()
        .zip(b.geometry.bounding_rect())
        .is_some_and(|(x, y)| x.intersects(&y));
    if !near || !a.geometry.relate(&b.geometry).matches("T********").unwrap_or(true) {
        return;
    }
    let message = || format!("库区 {} 与 {} 重叠", a.id, b.id);
    let mut seen = false;
    for (region, _) in regions(&a.geometry.intersection(&b.geometry)) {
        let check = if region.sliver() { SLIVER } else { OVERLAP };
        let finding = check.finds("zones", &b.id, message()).field("geometry");
        out.push(finding.at(Some(region.place)).of(region.area_m2, "m2"));
        seen = true;
    }
    if !seen {
        let message = format!("{}，小于 1 m²", message());
        let finding = SLIVER.finds("zones", &b.id, message).field("geometry");
        out.push(finding.at(place::of(&b.geometry)).of(0.0, "m2"));
    }
}

fn pieces(law: &Law, out: &mut Vec<Finding>) {
    for piece in &law.zone_pieces {
        if law.zones.get(&piece.zone).is_some_and(|z| z.kind == ZoneKind::Water) {
            let message = format!("库片属于水域 {}", piece.zone);
            out.push(
                NOT_LAND
                    .finds("zone_pieces", &piece.id, message)
                    .field("zone")
                    .at(place::of(&piece.geometry)),
            );
        }
        let Some(village) = law.units.get(&piece.village) else {
            continue;
        };
        if village.level != Level::Village && !village.neighbour {
            let message = format!("库片的单位{}不是村（社区）", names::unit(law, &piece.village));
            out.push(
                VILLAGE
                    .finds("zone_pieces", &piece.id, message)
                    .field("village")
                    .at(place::of(&piece.geometry)),
            );
        }
        for (region, _) in
            regions(&piece.geometry.difference(&village.geometry)).filter(|(r, _)| r.area_m2 > ROUNDING_M2)
        {
            let message = format!("库片有一部分在{}之外", names::unit(law, &piece.village));
            let check = if region.sliver() { SLIVER } else { VILLAGE };
            let finding = check.finds("zone_pieces", &piece.id, message).field("geometry");
            out.push(finding.at(Some(region.place)).of(region.area_m2, "m2"));
        }
    }
    if !law.snapshot.layers.contains("zone_pieces") {
        return;
    }
    for zone in law.zones.values().filter(|z| z.kind == ZoneKind::Land) {
        let of_zone: Vec<&Arc<ZonePiece>> = law.zone_pieces.iter().filter(|p| p.zone == zone.id).collect();
        let parts: Vec<Part> = of_zone.iter().map(|p| Part::new(&p.geometry)).collect();
        for flaw in flaws(&parts, Some(&Part::new(&zone.geometry))) {
            let (message, region) = match flaw {
                Flaw::Gap(r) => (format!("陆域 {} 有一部分不属于任何库片", zone.id), r),
                Flaw::Overlap(a, b, r) => (format!("库片 {} 与 {} 重叠", of_zone[a].id, of_zone[b].id), r),
                Flaw::Outside(i, r) => (format!("库片 {} 有一部分在陆域之外", of_zone[i].id), r),
                Flaw::Unpaired(..) => continue,
            };
            if region.area_m2 > ROUNDING_M2 {
                let check = if region.sliver() { SLIVER } else { TILE };
                let finding = check.finds("zones", &zone.id, message).field("geometry");
                out.push(finding.at(Some(region.place)).of(region.area_m2, "m2"));
            }
        }
    }
}
