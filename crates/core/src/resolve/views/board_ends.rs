//! The words on a notice board for the two ends of its stretch (S34): the units that meet there, and what else is
//! there.
use super::units::names;
use super::waterways::{Place, Waterways};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level, WaterKind};
use crate::domain::results::BoardEnd;
use crate::domain::terms;
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::lineage::Lineage;
use crate::snapshot::reaches::{Branch, Reach};
use crate::snapshot::segments::Stretch;
use riverchief_geom::LonLat;

/// How far above and below an end the units are looked up (§13: ±1 m).
const BESIDE_M: f64 = 1.0;

/// The upper and the lower end of a stretch. `None`: the branch isn't valid on the date.
pub(super) fn ends(index: &Index, water: &WaterCode, stretch: Stretch) -> Option<[BoardEnd; 2]> {
    let mut branches = index.branches_of(water);
    let (number, branch) = branches.find(|(_, b)| b.branch == stretch.branch)?;
    let len_m = branch.line.len_m();
    let from_m = stretch.from_m.clamp(0.0, len_m);
    let to_m = stretch.to_m.clamp(from_m, len_m);
    let inward_m = BESIDE_M.min((to_m - from_m) / 2.0);
    let ways = Waterways::new(index);
    let end = |measure_m: f64, above_m: f64, below_m: f64, upper_end: bool| {
        let above = reach_at(branch, above_m);
        let below = reach_at(branch, below_m);
        let units = units(above, below, stretch.bank);
        let here = Here {
            index,
            ways: &ways,
            number,
            branch,
            measure_m,
        };
        let what = if upper_end {
            here.begins(above, below)
        } else {
            here.ends(above, below)
        };
        words(&index.law, &units, what)
    };
    Some([
        end(from_m, from_m - BESIDE_M, from_m + inward_m, true),
        end(to_m, to_m - inward_m, to_m + BESIDE_M, false),
    ])
}

/// The reach at a measure; `None` beyond the ends of the branch.
fn reach_at(branch: &Branch, measure_m: f64) -> Option<&Reach> {
    let mut reaches = branch.reaches.iter();
    reaches.find(|r| r.from_m <= measure_m && measure_m < r.to_m)
}

/// The units above and below an end with the units above them, each once, in order: on the bank of the stretch if they
/// change on that bank, otherwise on both banks.
fn units<'a>(above: Option<&'a Reach>, below: Option<&'a Reach>, bank: Bank) -> Vec<&'a Lineage> {
    let reaches = || [above, below].into_iter().flatten();
    let left = |r: &'a Reach| &r.lineage;
    let right = |r: &'a Reach| r.right_lineage.as_ref().unwrap_or(&r.lineage);
    let own = match bank {
        Bank::Both => Vec::new(),
        Bank::Left => distinct(reaches().map(left)),
        Bank::Right => distinct(reaches().map(right)),
    };
    if own.len() > 1 {
        return own;
    }
    distinct(reaches().flat_map(|r| [left(r), right(r)]))
}

/// Each once; a place without a unit lies outside the city.
fn distinct<'a>(lineages: impl Iterator<Item = &'a Lineage>) -> Vec<&'a Lineage> {
    let mut list: Vec<&Lineage> = Vec::new();
    for lineage in lineages.filter(|l| l.lowest().is_some()) {
        if !list.iter().any(|known| known.lowest() == lineage.lowest()) {
            list.push(lineage);
        }
    }
    list
}

fn words(law: &Law, lineages: &[&Lineage], what: Option<String>) -> BoardEnd {
    let name = |code: &UnitCode| law.units.get(code).map_or_else(|| code.to_string(), |u| u.name.clone());
    let units: Vec<UnitCode> = lineages.iter().filter_map(|l| l.lowest().cloned()).collect();
    let called = |lineage: &&Lineage| {
        let mut upwards = lineage.units.iter().rev().flatten();
        let own = upwards.next().map_or_else(String::new, name);
        let namesakes = units.iter().filter(|other| name(other) == own).count();
        match upwards.next().filter(|_| namesakes > 1) {
            Some(parent) => name(parent) + &own,
            None => own,
        }
    };
    let place = match lineages {
        [] => None,
        [one] => Some(called(one)),
        several => Some(several.iter().map(called).collect::<Vec<_>>().join("—") + "交界"),
    };
    BoardEnd {
        path: common_path(law, lineages),
        text: place.map(|place| match what {
            Some(what) => format!("{place}（{what}）"),
            None => place,
        }),
        units,
    }
}

/// Names of the units that contain all of them, from the city down; a single unit with its own name.
fn common_path(law: &Law, lineages: &[&Lineage]) -> Vec<String> {
    let Some((first, others)) = lineages.split_first() else {
        return Vec::new();
    };
    let mut common = Lineage::default();
    for level in Level::ALL {
        if others.iter().any(|other| other.at(*level) != first.at(*level)) {
            break;
        }
        common.units[level.index()] = first.at(*level).cloned();
    }
    names(law, &common)
}

/// An end of a stretch on its branch.
struct Here<'a> {
    index: &'a Index,
    ways: &'a Waterways,
    number: usize,
    branch: &'a Branch,
    measure_m: f64,
}

impl Here<'_> {
    fn begins(&self, above: Option<&Reach>, below: Option<&Reach>) -> Option<String> {
        let out_of = |place: Place| match place {
            Place::Branch { index, .. } => format!("自{}分出处", self.branch_name(index)),
            Place::Still { index, .. } => self.mouth_of(index, "出"),
        };
        if self.measure_m > BESIDE_M {
            let still = || self.doors(|link| (link.lower, link.upper)).map(out_of);
            return at_the_limit(above, below).or_else(still);
        }
        let head = self.joined(0.0, |link| (link.lower, link.upper));
        Some(head.map_or_else(|| if self.canal() { "渠首" } else { "源头" }.to_owned(), out_of))
    }

    fn ends(&self, above: Option<&Reach>, below: Option<&Reach>) -> Option<String> {
        let into = |place: Place| match place {
            Place::Branch { index, .. } => format!("汇入{}处", self.branch_name(index)),
            Place::Still { index, .. } => self.mouth_of(index, "入"),
        };
        let len_m = self.branch.line.len_m();
        if len_m - self.measure_m > BESIDE_M {
            let still = || self.doors(|link| (link.upper, link.lower)).map(into);
            return at_the_limit(above, below).or_else(still);
        }
        let end = self.joined(len_m, |link| (link.upper, link.lower));
        let loose = || match (self.at_sea(self.branch.line.at(len_m)), self.canal()) {
            (true, _) => "入海口",
            (false, true) => "渠尾",
            (false, false) => "末端",
        };
        Some(end.map_or_else(|| loose().to_owned(), into))
    }

    /// What the head or end of the branch is joined to: the still water in which it lies, or the water to which a link
    /// leads.
    fn joined(&self, own_m: f64, seen: impl Fn(&super::waterways::Link) -> (Place, Place)) -> Option<Place> {
        let own = Place::Branch {
            index: self.number,
            measure_m: own_m,
        };
        let around = self.ways.around(self.index, self.number, own_m);
        let linked = || (self.ways.links.iter().map(seen)).find_map(|(near, far)| (near == own).then_some(far));
        around.first().copied().or_else(linked)
    }

    /// The still water that is entered or left at exactly this place.
    fn doors(&self, seen: impl Fn(&super::waterways::Link) -> (Place, Place)) -> Option<Place> {
        let here = |place: Place| match place {
            Place::Branch { index, measure_m } => {
                index == self.number && (measure_m - self.measure_m).abs() <= BESIDE_M
            }
            Place::Still { .. } => false,
        };
        let mut links = self.ways.links.iter().map(seen);
        links.find_map(|(near, far)| (here(near) && matches!(far, Place::Still { .. })).then_some(far))
    }

    fn canal(&self) -> bool {
        let water = self.index.law.waters.get(&self.branch.water);
        water.is_some_and(|w| w.kind == WaterKind::Canal)
    }

    fn at_sea(&self, p: LonLat) -> bool {
        let marine = &self.index.marine;
        !marine.covering(p).is_empty() || !marine.near(p, self.index.law.thresholds.tolerance_m).is_empty()
    }

    fn water_name(&self, code: &WaterCode) -> String {
        let water = self.index.law.waters.get(code);
        water.map_or_else(|| code.to_string(), |w| w.name.clone())
    }

    /// 洪潮江水库出库口, 廉湖入湖口.
    fn mouth_of(&self, still: usize, way: &str) -> String {
        let water = &self.ways.stills[still].water;
        let reservoir = |w: &crate::domain::records::Water| w.kind == WaterKind::Reservoir;
        let kind = if self.index.law.waters.get(water).is_some_and(|w| reservoir(w)) {
            "库"
        } else {
            "湖"
        };
        format!("{}{way}{kind}口", self.water_name(water))
    }

    /// The name of another water, or of another branch of this one.
    fn branch_name(&self, number: usize) -> String {
        let other = &self.index.law.network.branches[number];
        if other.water != self.branch.water {
            return self.water_name(&other.water);
        }
        let line = &self.index.law.centrelines[other.centreline];
        terms::branch(other.branch, line.name.as_deref())
    }
}

fn at_the_limit(above: Option<&Reach>, below: Option<&Reach>) -> Option<String> {
    let outside = |reach: Option<&Reach>| reach.is_some_and(|r| r.unit.is_none());
    match (outside(above), outside(below)) {
        (true, false) => Some("入境处".to_owned()),
        (false, true) => Some("出境处".to_owned()),
        _ => None,
    }
}
