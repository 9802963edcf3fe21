//! Point features, and features that take their position from another: notice boards, findings, coverage, labels.
use super::courses::Courses;
use super::feature::{Feature, Tags, Where};
use super::labelled::{Labelled, Part};
use super::segments::place;
use geo::MultiPolygon;
use riverchief_core::domain::ids::{PostId, SegmentId, UnitCode, WaterCode};
use riverchief_core::domain::results::{Missing, SegmentRow};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};
use riverchief_core::snapshot::{Finding, Severity};
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::polygon_area_m2;
use riverchief_geom::interior::interior_point;
use std::collections::BTreeMap;

pub(super) fn boards(index: &Index) -> Vec<(Feature, Where)> {
    let law = &index.law;
    let mut list = vec![];
    for board in &law.boards {
        let mut tags = Tags::default();
        tags.text("id", board.id.as_str());
        tags.text("water", board.water.as_str());
        tags.maybe("name", law.waters.get(&board.water).map(|w| w.name.as_str()));
        tags.maybe("segment", board.segment.as_ref().map(SegmentId::as_str));
        tags.maybe("supervision_phone", board.supervision_phone.as_deref());
        let at = LonLat::new(board.location.x(), board.location.y());
        list.push((Feature::new("notice_boards", board.id.as_str(), tags), Where::Place(at)));
    }
    list
}

pub(crate) fn findings(findings: &[Finding]) -> Vec<(Feature, Where)> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut list = vec![];
    for finding in findings {
        let Some(place) = finding.place else { continue };
        let mut tags = Tags::default();
        tags.text("code", finding.code);
        tags.text("rule", finding.rule);
        tags.text(
            "severity",
            match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
        );
        tags.text("layer", finding.layer);
        tags.maybe("feature", Some(&finding.feature));
        tags.maybe("message", Some(&finding.message));
        // A feature may have several findings of one code; their positions tell them apart.
        let own = format!(
            "{}/{}/{}/{}/{}",
            finding.code, finding.layer, finding.feature, place.lon, place.lat
        );
        let again = seen.entry(own.clone()).or_default();
        *again += 1;
        let own = if *again > 1 { format!("{own}/{again}") } else { own };
        list.push((Feature::new("findings", &own, tags), Where::Place(place)));
    }
    list
}

/// Gaps against the milestones, each at the segments of its water, level and unit, else at the piece, else at the unit.
pub(super) fn coverage(index: &Index, courses: &Courses, labelled: &[Labelled]) -> Vec<(Feature, Where)> {
    let law = &index.law;
    let report = views::coverage(index);
    let rows = views::segments(index, &SegmentFilter::default());
    let mut list = vec![];
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for (i, missing) in report.missing.iter().enumerate() {
        let milestones = report.milestones.iter().filter(|m| m.missing.contains(&i));
        let milestones: Vec<&str> = milestones.map(|m| m.rule.as_str()).collect();
        let mut tags = Tags::default();
        tags.maybe("milestone", Some(milestones.join(";")));
        tags.text("level", missing.level.as_str());
        tags.maybe("unit", missing.unit.as_ref().map(UnitCode::as_str));
        let unit = missing.unit.as_ref().and_then(|u| law.units.get(u));
        tags.maybe("unit_name", unit.map(|u| u.name.as_str()));
        tags.maybe("water", missing.water.as_ref().map(WaterCode::as_str));
        let water = missing.water.as_ref().and_then(|w| law.waters.get(w));
        tags.maybe("name", water.map(|w| w.name.as_str()));
        tags.text("what", missing.what.as_str());
        tags.text("rule", missing.rule.as_str());
        tags.maybe("post", missing.post.as_ref().map(PostId::as_str));
        tags.text("text", &missing.text);
        let own = format!(
            "{}/{}/{}/{}/{}/{}",
            missing.rule,
            missing.what.as_str(),
            missing.level,
            missing.unit.as_ref().map_or("", UnitCode::as_str),
            missing.water.as_ref().map_or("", WaterCode::as_str),
            missing.text
        );
        let again = seen.entry(own.clone()).or_default();
        *again += 1;
        let own = if *again > 1 { format!("{own}/{again}") } else { own };
        // In a world without a city layer a city seat is shown along the whole water.
        let of_unit = |r: &SegmentRow| (missing.unit.as_ref()).is_none_or(|u| r.level == missing.level && r.unit == *u);
        let of_seat = (rows.iter()).filter(|r| missing.water.as_ref() == Some(&r.water) && of_unit(r));
        let lines: Vec<_> = of_seat
            .filter_map(|row| match place(index, courses, row)? {
                Where::Lines(lines) => Some(lines),
                _ => None,
            })
            .flatten()
            .collect();
        let at = if lines.is_empty() {
            place_of(labelled, missing).map(Where::Place)
        } else {
            Some(Where::Lines(lines))
        };
        let Some(at) = at else { continue };
        list.push((Feature::new("coverage", &own, tags), at));
    }
    list
}

/// A point for a seat without a segment: inside its piece, else inside its unit.
fn place_of(labelled: &[Labelled], missing: &Missing) -> Option<LonLat> {
    let level = missing.level.as_str();
    let code = missing.unit.as_ref()?;
    let piece = missing.water.as_ref().and_then(|water| {
        let own = riverchief_core::snapshot::segments::piece_id(water, missing.level, code);
        labelled
            .iter()
            .find(|l| l.layer.as_str() == "pieces" && l.own == own.as_str())
    });
    let unit = || {
        labelled
            .iter()
            .find(|l| l.own == code.as_str() && l.level == Some(level) && l.layer.as_str() != "pieces")
    };
    let greatest = |l: &Labelled| {
        let parts: Vec<_> = l.parts.iter().map(|p| p.polygon.clone()).collect();
        interior_point(&MultiPolygon::new(parts)).ok()
    };
    piece.and_then(greatest).or_else(|| unit().and_then(greatest))
}

/// One label for each part of each polygon feature, with the number of its area. `polygon_from`: the lowest zoom from which
/// each part is a polygon.
pub(crate) fn labels(labelled: &[Labelled], polygon_from: &[Option<u8>]) -> Vec<(u32, Feature, Where)> {
    let mut list = vec![];
    let areas = (0_u32..).zip(labelled);
    for (area, labelled) in areas.filter(|(_, l)| !l.outside) {
        let mut parts: Vec<(&Part, f64)> = labelled
            .parts
            .iter()
            .map(|p| (p, polygon_area_m2(&p.polygon).abs()))
            .collect();
        parts.sort_by(|p, q| q.1.total_cmp(&p.1).then(p.0.number.cmp(&q.0.number)));
        for (rank, (part, area_m2)) in (0_i64..).zip(&parts) {
            let Ok(place) = interior_point(&MultiPolygon::new(vec![part.polygon.clone()])) else {
                continue;
            };
            let mut tags = Tags::default();
            tags.text("of", labelled.layer.as_str());
            tags.text("id", &labelled.own);
            tags.maybe("name", labelled.name.as_deref());
            tags.maybe("level", labelled.level);
            tags.maybe("kind", labelled.kind);
            tags.whole("part", rank);
            tags.whole("parts", i64::try_from(parts.len()).unwrap_or(i64::MAX));
            tags.real("area_m2", area_m2.round());
            if let Some(z) = polygon_from[part.number as usize] {
                tags.whole("polygon_from", z);
            }
            let own = format!("{}/{}/{rank}", labelled.layer, labelled.own);
            list.push((area, Feature::new("labels", &own, tags), Where::Place(place)));
        }
    }
    list
}
