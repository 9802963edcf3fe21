//! Which unit each stretch belongs to, by the finished geometry and for each period, and the registered segments.
//!
//! The rules are applied by the `Law` of a day in each period.
use super::SynthError;
use super::brackets::{city_level, river_post};
use super::dates::{Span, spans};
use super::rules::{Rules, Stretched, start};
use geo::LineString;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Bank, Level};
use riverchief_core::snapshot::raw::RawSegment;
use riverchief_core::snapshot::reaches::Branch;
use riverchief_core::snapshot::{Law, RawWorld, Severity, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Segments are numbered within water, level, unit, branch and bank, and period.
type Run = (String, Level, String, Option<(u32, Bank)>, Span);

/// Where along a branch, in millionths of a metre.
type Measure = i64;

/// A stretch, or a piece of an area, that belongs to a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    pub water: String,
    pub level: Level,
    pub unit: String,
    /// Branch, from, to, bank; none for a piece of an area.
    pub reach: Option<(u32, Measure, Measure, Bank)>,
    pub span: Span,
}

/// All stands, and the branches to cut them from.
pub struct Standing {
    pub stands: Vec<Stand>,
    pub branches: Vec<Branch>,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a branch is shorter than 9e12 millionths of a metre"
)]
fn micro(metres: f64) -> Measure {
    (metres * 1e6).round() as Measure
}

#[expect(clippy::cast_precision_loss, reason = "under 2^53")]
fn metres(measure: Measure) -> f64 {
    measure as f64 / 1e6
}

/// Derives the stands of every span between days on which a unit changed.
///
/// # Errors
/// The geometry has errors.
pub fn stand(world: &RawWorld) -> Result<Standing, SynthError> {
    let days = world
        .units
        .iter()
        .flat_map(|u| [u.valid_from.clone(), u.valid_to.clone()])
        .flatten();
    let spans = spans(days.collect());
    let (snapshot, findings) = Snapshot::build(world.clone());
    if let Some(f) = findings.iter().find(|f| f.severity == Severity::Error) {
        return Err(SynthError::broken(
            f.layer,
            &f.feature,
            format!("{}: {}", f.code, f.message),
        ));
    }
    let snapshot = Arc::new(snapshot);
    let mut found: BTreeMap<Stand, Span> = BTreeMap::new();
    let mut branches = Vec::new();
    for span in spans {
        let law = Law::new(&snapshot, span.day()?, Thresholds::default());
        for d in &law.network.derived {
            let reach = d.stretch.map(|s| (s.branch, micro(s.from_m), micro(s.to_m), s.bank));
            let key = Stand {
                water: d.water.to_string(),
                level: d.level,
                unit: d.unit.to_string(),
                reach,
                span: Span::default(),
            };
            let whole = found.entry(key).or_insert_with(|| span.clone());
            // Spans come in order, so this one begins where the last ended, or is the first.
            whole.to.clone_from(&span.to);
        }
        branches.clone_from(&law.network.branches);
    }
    let stands = found.into_iter().map(|(stand, span)| Stand { span, ..stand });
    Ok(Standing {
        stands: stands.collect(),
        branches,
    })
}

/// Registers the stands that the rules want registered.
pub fn register(rules: &Rules, standing: &Standing, world: &mut RawWorld) {
    let mut list: Vec<Stand> = standing
        .stands
        .iter()
        .filter(|s| wanted(rules, world, s))
        .cloned()
        .collect();
    for s in &rules.stretched {
        stretch(&mut list, s);
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut count: BTreeMap<Run, usize> = BTreeMap::new();
    for stand in list {
        let Some(span) = stand.span.since(start(rules, world, &stand.water, stand.level)) else {
            continue;
        };
        let on = stand.reach.map(|(branch, _, _, bank)| (branch, bank));
        let key = (stand.water.clone(), stand.level, stand.unit.clone(), on, span.clone());
        let number = count.entry(key).or_default();
        *number += 1;
        let mut id = name(&stand, *number);
        if !used.insert(id.clone()) {
            let year = span.from.as_deref().map_or("", |day| &day[..4]);
            id = format!("{id}-{year}");
            used.insert(id.clone());
        }
        let other = rules
            .misplaced
            .iter()
            .find(|m| m.is(&stand.water, stand.level, &stand.unit));
        let unit = other.map_or(&stand.unit, |m| &m.registered).clone();
        world.segments.push(RawSegment {
            id: Some(id),
            water: Some(stand.water.clone()),
            branch: stand.reach.map(|r| i64::from(r.0)),
            level: Some(stand.level.to_string()),
            bank: stand.reach.map(|r| r.3.to_string()),
            measure_from: stand.reach.map(|r| metres(r.1)),
            measure_to: stand.reach.map(|r| metres(r.2)),
            post: Some(river_post(world, &stand.water, &unit)),
            unit: Some(unit),
            valid_from: span.from,
            valid_to: span.to,
            geometry: stand.reach.and_then(|r| cut(&standing.branches, &stand.water, r)),
            ..RawSegment::default()
        });
    }
}

fn wanted(rules: &Rules, world: &RawWorld, s: &Stand) -> bool {
    let village_by_choice = s.level == Level::Village && !city_level(world, &s.water);
    let established = rules
        .established
        .iter()
        .any(|e| e.water == s.water && s.unit.starts_with(&e.township));
    (!village_by_choice || established)
        && !rules
            .unregistered
            .iter()
            .any(|u| u.water == s.water && u.level == s.level)
}

/// Moves the end of a unit's last segment downstream, and the beginning of the next.
fn stretch(list: &mut [Stand], rule: &Stretched) {
    let on = |s: &Stand| s.water == rule.water && s.level == rule.level;
    let last = list
        .iter()
        .filter(|s| on(s) && s.unit == rule.unit)
        .filter_map(|s| s.reach)
        .map(|r| r.2)
        .max();
    for s in list.iter_mut().filter(|s| on(s)) {
        if let (Some(reach), Some(last)) = (s.reach.as_mut(), last) {
            let by = micro(rule.by_m);
            if reach.2 == last {
                reach.2 += by;
            } else if reach.1 == last {
                reach.1 += by;
            }
        }
    }
}

fn name(s: &Stand, number: usize) -> String {
    let level = match s.level {
        Level::City => 'C',
        Level::County => 'D',
        Level::Township => 'T',
        Level::Village => 'V',
    };
    match s.reach {
        None => format!("{}-P-{level}-{}", s.water, s.unit),
        Some((branch, _, _, bank)) => {
            let bank = match bank {
                Bank::Both => 'B',
                Bank::Left => 'L',
                Bank::Right => 'R',
            };
            format!("{}-{branch}-{level}-{}-{bank}-{number}", s.water, s.unit)
        }
    }
}

/// The stretch as a line for maps, on the grid.
fn cut(branches: &[Branch], water: &str, reach: (u32, Measure, Measure, Bank)) -> Option<LineString<f64>> {
    let branch = branches
        .iter()
        .find(|b| b.water.as_str() == water && b.branch == reach.0)?;
    let line = branch.line.slice(metres(reach.1), metres(reach.2));
    let mut line: Vec<_> = line.0.into_iter().map(super::curve::on_grid).collect();
    line.dedup();
    (line.len() > 1).then_some(LineString(line))
}
