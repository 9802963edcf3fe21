//! Measures of segments that have a line but no measures: their ends are located on the centreline.
//!
//! Runs after all layers are imported, so their order in the sources doesn't matter.
use super::import::Imported;
use riverchief_core::snapshot::finding::{Finding, Severity};
use riverchief_core::snapshot::raw::{RawCentreline, RawSegment};
use riverchief_geom::{LonLat, Stationed};

/// An end farther than this from the centreline does not belong to it.
const FARTHEST_M: f64 = 50.0;

/// Sets both measures of every segment that has a line and no measure.
pub(super) fn fill(imported: &mut Imported) {
    let world = &mut imported.world;
    let mut left_out = Vec::new();
    let mut located = 0_u64;
    for (index, segment) in world.segments.iter_mut().enumerate() {
        if segment.measure_from.is_some() || segment.measure_to.is_some() {
            continue;
        }
        let Some(ends) = ends(segment) else { continue };
        match locate(segment, ends, &world.centrelines) {
            Ok((from_m, to_m)) => {
                (segment.measure_from, segment.measure_to) = (Some(from_m), Some(to_m));
                segment.branch = segment.branch.or(Some(0));
                located += 1;
            }
            Err((message, distance_m)) => {
                imported.findings.push(Finding {
                    code: "E_IMPORT_STATION",
                    rule: "N3",
                    severity: Severity::Error,
                    layer: RawSegment::LAYER,
                    feature: segment.id.clone().unwrap_or_else(|| format!("fid {}", segment.fid)),
                    field: Some("measure_from"),
                    place: Some(ends.0),
                    measure: distance_m.map(|d| (d, "m")),
                    message,
                    remedy: "填写起止桩号，或按中心线重新绘制河段".to_owned(),
                });
                left_out.push(index);
            }
        }
    }
    for index in left_out.into_iter().rev() {
        world.segments.remove(index);
    }
    if located > 0 {
        imported.findings.push(Finding {
            code: "N_IMPORT_STATIONED",
            rule: "N3",
            severity: Severity::Note,
            layer: RawSegment::LAYER,
            feature: "*".to_owned(),
            field: Some("measure_from"),
            place: None,
            measure: None,
            message: format!("{located} 个河段没有桩号，已按几何在中心线上推算"),
            remedy: "核对起止桩号".to_owned(),
        });
    }
}

fn ends(segment: &RawSegment) -> Option<(LonLat, LonLat)> {
    let line = segment.geometry.as_ref()?;
    Some(((*line.0.first()?).into(), (*line.0.last()?).into()))
}

/// The measures of both ends, the smaller first; else the reason why not, and the distance.
fn locate(
    segment: &RawSegment,
    ends: (LonLat, LonLat),
    centrelines: &[RawCentreline],
) -> Result<(f64, f64), (String, Option<f64>)> {
    let branch = segment.branch.unwrap_or(0);
    let own = |c: &&RawCentreline| c.water.is_some() && c.water == segment.water && c.branch.unwrap_or(0) == branch;
    let mut lines = centrelines.iter().filter(own).filter_map(|c| c.geometry.clone());
    let line = lines
        .next()
        .ok_or_else(|| ("没有桩号，也没有所属河流的中心线，未载入".to_owned(), None))?;
    if lines.next().is_some() {
        return Err(("没有桩号，且中心线有多个时期，未载入".to_owned(), None));
    }
    let line = Stationed::new(line).map_err(|e| (format!("没有桩号，且中心线无法推算桩号（{e}），未载入"), None))?;
    let (a, b) = (line.foot(ends.0), line.foot(ends.1));
    let farthest_m = a.distance_m.max(b.distance_m);
    if farthest_m > FARTHEST_M {
        return Err((
            format!("没有桩号，端点距中心线 {farthest_m:.0} m，未载入"),
            Some(farthest_m),
        ));
    }
    let (a, b) = (line.measure(a.edge, a.t), line.measure(b.edge, b.t));
    if (a - b).abs() < 1e-6 {
        return Err(("没有桩号，两端在中心线上为同一点，未载入".to_owned(), None));
    }
    Ok((a.min(b), a.max(b)))
}
