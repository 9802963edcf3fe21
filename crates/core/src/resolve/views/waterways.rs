//! The network in which water flows: links between branches, joints and still waters (S32).
use super::network::{On, downstream, joints};
use super::still_waters::{Run, Still, still_waters};
use crate::domain::ids::WaterCode;
use crate::index::Index;
use riverchief_geom::LonLat;

/// A head or end within this distance of a still water touches it (S32), in metres.
const TOUCHES_M: f64 = 1.0;

/// A place on the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// A measure of a branch, by its number in `law.network.branches`.
    Branch { index: usize, measure_m: f64 },
    /// In a still water, at a measure on its axis; `None` for the still water as a whole, and if it has no axis.
    Still { index: usize, axis_m: Option<f64> },
}

/// Water flows directly from one place to the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) upper: Place,
    pub(super) lower: Place,
}

/// The network.
#[derive(Clone, Debug)]
pub(super) struct Waterways {
    pub(super) stills: Vec<Still>,
    pub(super) links: Vec<Link>,
}

impl Waterways {
    pub(super) fn new(index: &Index) -> Self {
        let mut ways = Self {
            stills: still_waters(index),
            links: Vec::new(),
        };
        let mut links = ways.through_runs(index);
        links.extend(ways.touching(index));
        // A water that flows out by its centreline needs no record, so the links found so far are checked first.
        ways.links = links;
        let by_joint: Vec<Link> = joints(&index.law)
            .iter()
            .filter_map(|j| ways.joined(index, j))
            .collect();
        let by_record: Vec<Link> = (0..ways.stills.len())
            .filter_map(|i| ways.by_record(index, i))
            .collect();
        ways.links.extend(by_joint);
        ways.links.extend(by_record);
        ways
    }

    /// The still waters that contain a place on a branch.
    pub(super) fn around(&self, index: &Index, branch: usize, measure_m: f64) -> Vec<Place> {
        let stills = self.stills.iter().enumerate();
        let here = stills.filter(|(_, s)| s.runs.iter().any(|r| r.holds(branch, measure_m)));
        here.map(|(i, still)| Place::Still {
            index: i,
            axis_m: still.door(index, branch, measure_m),
        })
        .collect()
    }

    /// Links in and out where a run begins and ends.
    fn through_runs(&self, index: &Index) -> Vec<Link> {
        let mut links = Vec::new();
        for (number, still) in self.stills.iter().enumerate() {
            let doors = |run: &Run, measure_m: f64| {
                let on = Place::Branch {
                    index: run.branch,
                    measure_m,
                };
                let axis_m = still.door(index, run.branch, measure_m);
                (on, Place::Still { index: number, axis_m })
            };
            for run in &still.runs {
                if run.from_m > 0.0 {
                    let (upper, lower) = doors(run, run.from_m);
                    links.push(Link { upper, lower });
                }
                if run.to_m < index.law.network.branches[run.branch].line.len_m() {
                    let (lower, upper) = doors(run, run.to_m);
                    links.push(Link { upper, lower });
                }
            }
        }
        links
    }

    /// Heads and ends that lie in no run and touch a still water.
    fn touching(&self, index: &Index) -> Vec<Link> {
        let mut links = Vec::new();
        for (number, still) in self.stills.iter().enumerate() {
            for (branch, record) in index.law.network.branches.iter().enumerate() {
                let layer = |water: &WaterCode| index.law.waters.get(water).map_or(0, |w| w.layer);
                if layer(&record.water) != layer(&still.water) {
                    continue;
                }
                let own = index.law.bracket(&still.water).any(|w| w.code == record.water);
                let within_m = if own {
                    index.law.thresholds.tolerance_m
                } else {
                    TOUCHES_M
                };
                for measure_m in [0.0, record.line.len_m()] {
                    let p = record.line.at(measure_m);
                    let touches = || still.may_be_within(index, p, within_m) && still.distance_m(index, p) <= within_m;
                    if still.runs.iter().any(|r| r.holds(branch, measure_m)) || !touches() {
                        continue;
                    }
                    let on = Place::Branch {
                        index: branch,
                        measure_m,
                    };
                    let axis_m = still.axis_at(index, p);
                    let door = Place::Still { index: number, axis_m };
                    links.push(if measure_m > 0.0 {
                        Link { upper: on, lower: door }
                    } else {
                        Link { upper: door, lower: on }
                    });
                }
            }
        }
        links
    }

    /// A joint of a head or end that lies in no run.
    fn joined(&self, index: &Index, joint: &super::network::Joint) -> Option<Link> {
        let branches = &index.law.network.branches;
        let own_m = if joint.inflow {
            branches[joint.branch].line.len_m()
        } else {
            0.0
        };
        if !self.around(index, joint.branch, own_m).is_empty() {
            return None;
        }
        let own = Place::Branch {
            index: joint.branch,
            measure_m: own_m,
        };
        let water = &branches[joint.branch].water;
        let of_itself = matches!(&joint.on, On::Branch { index: on, .. } if branches[*on].water == *water);
        let recorded = downstream(&index.law, joint.branch).filter(|_| joint.inflow && !of_itself);
        let other = match (recorded.filter(|w| index.law.split(w)), &joint.on) {
            (Some(reservoir), _) => self.pool_near(index, reservoir, joint.at)?,
            (None, On::Branch { index: on, measure_m }) => self.on_branch(index, *on, *measure_m),
            (None, On::Pieces(water)) => self.lake(index, water, Some(joint.at))?,
        };
        Some(if joint.inflow {
            Link {
                upper: own,
                lower: other,
            }
        } else {
            Link {
                upper: other,
                lower: own,
            }
        })
    }

    /// A place on a branch; inside a run it is a place in that still water.
    fn on_branch(&self, index: &Index, branch: usize, measure_m: f64) -> Place {
        let around = self.around(index, branch, measure_m);
        around.first().copied().unwrap_or(Place::Branch {
            index: branch,
            measure_m,
        })
    }

    /// A lake as a place: on its axis, nearest to `p`; without a measure if `p` or the axis is missing.
    pub(super) fn lake(&self, index: &Index, water: &WaterCode, p: Option<LonLat>) -> Option<Place> {
        let number = self.stills.iter().position(|s| s.zone.is_none() && s.water == *water)?;
        Some(Place::Still {
            index: number,
            axis_m: p.and_then(|p| self.stills[number].axis_at(index, p)),
        })
    }

    /// The pool of a reservoir that is nearest to a place.
    fn pool_near(&self, index: &Index, reservoir: &WaterCode, p: LonLat) -> Option<Place> {
        let pools = self
            .stills
            .iter()
            .enumerate()
            .filter(|(_, s)| s.zone.is_some() && s.water == *reservoir);
        let (number, still) =
            pools.min_by(|(_, a), (_, b)| a.distance_m(index, p).total_cmp(&b.distance_m(index, p)))?;
        Some(Place::Still {
            index: number,
            axis_m: still.axis_at(index, p),
        })
    }

    /// Where a still water flows according to the record, unless a branch of its own or of that water leads there.
    fn by_record(&self, index: &Index, number: usize) -> Option<Link> {
        let (law, still) = (&index.law, &self.stills[number]);
        let record = law.waters.get(&still.water)?;
        let named = record.downstream.as_ref();
        let next = named.or(record.parent.as_ref().filter(|_| still.zone.is_some()))?;
        let leads = |water: &WaterCode| *water == *next || law.bracket(&still.water).any(|w| w.code == *water);
        let branches = &law.network.branches;
        let flows_out = |link: &Link| match (link.upper, link.lower) {
            (Place::Still { index: from, .. }, Place::Branch { index: to, .. }) => {
                from == number && leads(&branches[to].water)
            }
            _ => false,
        };
        if *next == still.water
            || still.runs.iter().any(|r| leads(&branches[r.branch].water))
            || self.links.iter().any(flows_out)
        {
            return None;
        }
        let upper = |axis_m| Place::Still { index: number, axis_m };
        if index.law.split(next) {
            let pool = self.nearest_pool(index, still, next)?;
            return Some(Link {
                upper: upper(None),
                lower: Place::Still {
                    index: pool,
                    axis_m: None,
                },
            });
        }
        let Some((branch, measure_m)) = still.nearest_on(index, next) else {
            return Some(Link {
                upper: upper(None),
                lower: self.lake(index, next, None)?,
            });
        };
        let axis_m = still.axis_at(index, branches[branch].line.at(measure_m));
        Some(Link {
            upper: upper(axis_m),
            lower: self.on_branch(index, branch, measure_m),
        })
    }

    /// The pool of a reservoir nearest to another still water.
    fn nearest_pool(&self, index: &Index, still: &Still, reservoir: &WaterCode) -> Option<usize> {
        let pools = self
            .stills
            .iter()
            .enumerate()
            .filter(|(_, s)| s.zone.is_some() && s.water == *reservoir);
        let apart_m = |other: &Still| {
            let there = still.corners(index).map(|corner| other.distance_m(index, corner));
            let back = other.corners(index).map(|corner| still.distance_m(index, corner));
            there.chain(back).fold(f64::INFINITY, f64::min)
        };
        pools
            .min_by(|(_, a), (_, b)| apart_m(a).total_cmp(&apart_m(b)))
            .map(|(number, _)| number)
    }
}
