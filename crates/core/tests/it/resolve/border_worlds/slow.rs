//! N6 and S15 read word by word over everything there is: all edges, all pieces, all sequences. Knows the raw world and nothing of
//! `src/`: orientation is the crate `robust`'s, geodesics are `geographiclib`'s.
use super::exact::{Line, Meeting, Place, covers, geodesic_m, meeting, nearest, plane_foot};
use super::ground::{Atom, World, edges_of};
use std::collections::BTreeSet;

const K_M: f64 = 0.0005;
const SHORTEST_M: f64 = 0.001;

/// Metres of N6.
#[derive(Clone, Copy)]
pub struct Metres {
    pub snap: f64,
    pub corridor: f64,
    pub run: f64,
}

/// What a branch comes to.
#[derive(Default)]
pub struct Reading {
    pub reaches: Vec<Reach>,
    /// From, to, unit, the unit on the other side.
    pub parallels: Vec<(f64, f64, String, String)>,
    /// Something lies so close to a threshold that rounding decides.
    pub close: bool,
    pub snapped: usize,
    pub wobbles: usize,
    /// Sequences that a vertex of the border bars.
    pub barred: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    pub from_m: f64,
    pub to_m: f64,
    pub left: Option<String>,
    pub right: Option<String>,
    pub in_pool: bool,
    pub wobble: bool,
}

/// Consecutive pieces that want to be shared by a pair.
#[derive(Clone, Debug)]
struct Sequence {
    from: usize,
    to: usize,
    pair: [usize; 2],
}

pub fn read(world: &World, places: &[Place], metres: Metres) -> Reading {
    let mut measures = vec![0.0];
    for w in places.windows(2) {
        measures.push(measures[measures.len() - 1] + geodesic_m(w[0], w[1]));
    }
    let line = Line { places, measures };
    let mut branch = Branch::cut(world, line, metres);
    let pairs: BTreeSet<[usize; 2]> = world
        .atoms
        .iter()
        .map(|a| [a.left.min(a.right), a.left.max(a.right)])
        .collect();
    let pairs: Vec<[usize; 2]> = pairs.into_iter().collect();
    if metres.run > 0.0 {
        branch.snap(&pairs);
        branch.wobble(&pairs);
        branch.parallel(&pairs);
    }
    branch.out
}

struct Branch<'a> {
    world: &'a World,
    line: Line<'a>,
    metres: Metres,
    /// Measures of vertices and cuts.
    nodes: Vec<f64>,
    out: Reading,
}

impl<'a> Branch<'a> {
    fn cut(world: &'a World, line: Line<'a>, metres: Metres) -> Self {
        let len = line.measures[line.measures.len() - 1];
        let mut cuts = Vec::new();
        for (i, (a, b)) in line.edges().enumerate() {
            let borders = world
                .edges
                .iter()
                .map(|e| (e.a, e.b))
                .chain(world.zone_edges.iter().copied());
            for (c, d) in borders {
                match meeting(a, b, c, d) {
                    Meeting::Apart => {}
                    Meeting::At(t) => cuts.push(line.measure(i, t)),
                    Meeting::Over(low, high, _) => cuts.extend([line.measure(i, low), line.measure(i, high)]),
                }
            }
        }
        cuts.sort_by(f64::total_cmp);
        let mut kept = vec![0.0];
        for cut in cuts {
            if cut - kept[kept.len() - 1] >= SHORTEST_M && cut < len {
                kept.push(cut);
            }
        }
        if kept.len() > 1 && len - kept[kept.len() - 1] < SHORTEST_M {
            kept.pop();
        }
        kept.push(len);
        let mut nodes = [line.measures.clone(), kept.clone()].concat();
        nodes.sort_by(f64::total_cmp);
        nodes.dedup();
        let mut branch = Self {
            world,
            line,
            metres,
            nodes,
            out: Reading::default(),
        };
        branch.out.reaches = kept.windows(2).map(|w| branch.place(w[0], w[1])).collect();
        branch
    }

    /// The reach between two cuts as it lies (S16).
    fn place(&self, from_m: f64, to_m: f64) -> Reach {
        let world = self.world;
        let middle = f64::midpoint(from_m, to_m);
        let (edge, t) = self.line.locate(middle);
        let p = self.line.at(middle);
        let [left, right] = match world.beside(self.line.places[edge], self.line.places[edge + 1], t) {
            Some([Some(l), Some(r)]) if l != r => [Some(l), Some(r)],
            Some([l, r]) => [l.or(r), None],
            None => {
                let units = || 0..world.units.len();
                let covering = world.decides(units().filter(|&u| covers(&world.units[u].rings, p)));
                // A rounded place (S7).
                let touches = |&u: &usize| nearest(p, edges_of(&world.units[u].rings)).is_some_and(|n| n.2 <= 1e-6);
                [covering.or_else(|| world.decides(units().filter(touches))), None]
            }
        };
        Reach {
            from_m,
            to_m,
            left: left.map(|u| world.code(u)),
            right: right.map(|u| world.code(u)),
            in_pool: world.pools.iter().any(|rings| covers(rings, p)),
            wobble: false,
        }
    }

    fn reach(&self, piece: usize) -> &Reach {
        let middle = f64::midpoint(self.nodes[piece], self.nodes[piece + 1]);
        let found = self.out.reaches.iter().find(|r| r.from_m <= middle && middle < r.to_m);
        found.expect("every piece is of a reach")
    }

    fn border(&self, pair: [usize; 2]) -> impl Iterator<Item = &Atom> {
        let of_pair = move |a: &&Atom| [a.left.min(a.right), a.left.max(a.right)] == pair;
        self.world.atoms.iter().filter(of_pair)
    }

    fn away(&mut self, pair: [usize; 2], measure: f64, d: f64) -> bool {
        let p = self.line.at(measure);
        let distance = nearest(p, self.border(pair).map(|a| (a.a, a.b))).map_or(f64::INFINITY, |n| n.2);
        self.out.close |= (distance - d).abs() < 1e-5;
        distance > d
    }

    /// Whether a piece is in one of a pair or on their border, outside pools.
    fn counts(&self, pair: [usize; 2], piece: usize) -> bool {
        let codes = pair.map(|u| self.world.code(u));
        let reach = self.reach(piece);
        let left = reach.left.as_ref().is_some_and(|u| codes.contains(u));
        left && reach.right.as_ref().is_none_or(|u| codes.contains(u)) && !reach.in_pool
    }

    /// Whether a piece is within d of a border.
    fn close_to(&mut self, pair: [usize; 2], piece: usize, d: f64) -> bool {
        let (from, to) = (self.nodes[piece], self.nodes[piece + 1]);
        !self.away(pair, from, d) && !self.away(pair, to, d) && !self.away(pair, f64::midpoint(from, to), d)
    }

    fn near(&mut self, pair: [usize; 2], piece: usize, d: f64) -> bool {
        self.counts(pair, piece) && self.close_to(pair, piece, d)
    }

    /// Where vertices of the border farther than d have their nearest point.
    fn bars(&mut self, pair: [usize; 2], d: f64) -> Vec<f64> {
        let vertices: Vec<Place> = self.border(pair).flat_map(|a| [a.a, a.b]).collect();
        let mut bars = Vec::new();
        for w in vertices {
            let Some((edge, t, distance)) = nearest(w, self.line.edges()) else {
                continue;
            };
            self.out.close |= (distance - d).abs() < 1e-5;
            let measure = self.line.measure(edge, t);
            // Two places of the line as near as each other: ties are the business of S21.
            let others = self
                .line
                .edges()
                .enumerate()
                .map(|(i, (a, b))| (i, plane_foot(w, a, b)));
            let least = plane_foot(w, self.line.places[edge], self.line.places[edge + 1]).1;
            let tied = others.filter(|(_, (_, away))| *away < least + 1e-5);
            let mut tied = tied.map(|(i, (t, _))| self.line.measure(i, t));
            self.out.close |= tied.any(|m| (m - measure).abs() > 0.01);
            if distance > d {
                bars.push(measure);
            }
        }
        bars
    }

    /// Every maximal sequence of parts (node to node): all good, no bar inside.
    fn sequences(&mut self, pair: [usize; 2], parts: &[(usize, usize, bool)], d: f64) -> Vec<Sequence> {
        let bars = self.bars(pair, d);
        let mut all: Vec<(usize, usize)> = Vec::new();
        for i in 0..parts.len() {
            for j in i..parts.len() {
                let (from, to) = (self.nodes[parts[i].0], self.nodes[parts[j].1]);
                let good = parts[i..=j].iter().all(|p| p.2);
                let barred = bars.iter().any(|m| *m > from + K_M && *m < to - K_M);
                self.out.barred += usize::from(good && barred && to - from >= self.metres.run);
                if good && !barred {
                    all.push((parts[i].0, parts[j].1));
                }
            }
        }
        let maximal = |s: &&(usize, usize)| !all.iter().any(|o| o != *s && o.0 <= s.0 && s.1 <= o.1);
        all.iter()
            .filter(maximal)
            .map(|&(from, to)| Sequence { from, to, pair })
            .collect()
    }

    fn len(&self, s: &Sequence) -> f64 {
        self.nodes[s.to] - self.nodes[s.from]
    }

    /// First come, then longer, then smaller codes.
    fn taken(&mut self, mut waiting: Vec<Sequence>, qualifies: impl Fn(&Self, &Sequence) -> bool) -> Vec<Sequence> {
        let mut taken: Vec<Sequence> = Vec::new();
        loop {
            let free = taken.last().map_or(0, |s| s.to);
            for s in &mut waiting {
                s.from = s.from.max(free);
            }
            let lengths: Vec<f64> = waiting.iter().filter(|s| s.from < s.to).map(|s| self.len(s)).collect();
            self.out.close |= lengths.iter().any(|l| (l - self.metres.run).abs() < 1e-5);
            waiting.retain(|s| s.from < s.to && self.len(s) >= self.metres.run && qualifies(self, s));
            let rank = |s: &&Sequence| (s.from, usize::MAX - s.to, s.pair);
            let Some(first) = waiting.iter().min_by_key(rank).cloned() else {
                return taken;
            };
            taken.push(first);
        }
    }

    /// The unit left of the border: its point nearest to each end of a piece, and the way from one to the next round the ring.
    fn sides(&self, s: &Sequence) -> [Option<String>; 2] {
        let atoms: Vec<&Atom> = self.border(s.pair).filter(|a| a.left == s.pair[0]).collect();
        let on_ring = |node: usize| {
            let p = self.line.at(self.nodes[node]);
            let (n, t, _) = nearest(p, atoms.iter().map(|a| (a.a, a.b))).expect("a border");
            let [from, to] = atoms[n].at_m;
            (atoms[n].ring, from + t * (to - from), atoms[n].ring_m)
        };
        let places: Vec<_> = (s.from..=s.to).map(on_ring).collect();
        let mut forward = 0.0;
        for w in places.windows(2).filter(|w| w[0].0 == w[1].0) {
            let step = w[1].1 - w[0].1;
            let ways = [step, step - w[0].2, step + w[0].2];
            forward += ways
                .into_iter()
                .min_by(|a, b| a.abs().total_cmp(&b.abs()))
                .expect("three ways");
        }
        let [first, second] = s.pair.map(|u| Some(self.world.code(u)));
        if forward < 0.0 {
            [second, first]
        } else {
            [first, second]
        }
    }

    fn snap(&mut self, pairs: &[[usize; 2]]) {
        let d = self.metres.snap;
        if d <= 0.0 {
            return;
        }
        let mut all = Vec::new();
        for &pair in pairs {
            let parts: Vec<_> = (0..self.nodes.len() - 1)
                .map(|i| (i, i + 1, self.near(pair, i, d)))
                .collect();
            all.extend(self.sequences(pair, &parts, d));
        }
        let taken = self.taken(all, |_, _| true);
        self.out.snapped = taken.len();
        let mut cuts: Vec<f64> = self.out.reaches.iter().map(|r| r.from_m).collect();
        cuts.push(self.nodes[self.nodes.len() - 1]);
        let mut bounds = Vec::new();
        for s in &taken {
            let ends = [s.from, s.to].map(|node| {
                let m = self.nodes[node];
                let near = cuts.iter().copied().filter(|c| (c - m).abs() < SHORTEST_M);
                let end = near.min_by(|c, e| (c - m).abs().total_cmp(&(e - m).abs())).unwrap_or(m);
                cuts.push(end);
                end
            });
            bounds.push((ends, self.sides(s)));
        }
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let mut reaches: Vec<Reach> = cuts.windows(2).map(|w| self.place(w[0], w[1])).collect();
        for reach in &mut reaches {
            for ([from, to], [left, right]) in &bounds {
                if *from <= reach.from_m && reach.to_m <= *to {
                    (reach.left, reach.right) = (left.clone(), right.clone());
                }
            }
        }
        self.out.reaches = reaches;
    }

    fn wobble(&mut self, pairs: &[[usize; 2]]) {
        let d = self.metres.corridor;
        if d <= 0.0 {
            return;
        }
        let node = |nodes: &[f64], m: f64| nodes.iter().position(|n| *n == m).expect("a cut is a node");
        let bounds = self
            .out
            .reaches
            .iter()
            .map(|r| (node(&self.nodes, r.from_m), node(&self.nodes, r.to_m)));
        let bounds: Vec<(usize, usize)> = bounds.collect();
        let mut all = Vec::new();
        for &pair in pairs {
            let parts: Vec<_> = bounds
                .iter()
                .map(|&(a, b)| (a, b, (a..b).all(|i| self.near(pair, i, d))))
                .collect();
            all.extend(self.sequences(pair, &parts, d));
        }
        let kinds = |branch: &Self, s: &Sequence| {
            let (from, to) = (branch.nodes[s.from], branch.nodes[s.to]);
            let inside = branch.out.reaches.iter().filter(|r| from <= r.from_m && r.to_m <= to);
            let kinds = inside.map(|r| if r.right.is_some() { None } else { r.left.clone() });
            kinds.collect::<BTreeSet<_>>().len()
        };
        let taken = self.taken(all, |branch, s| kinds(branch, s) >= 2);
        self.out.wobbles = taken.len();
        for s in &taken {
            let (from_m, to_m) = (self.nodes[s.from], self.nodes[s.to]);
            let [left, right] = self.sides(s);
            let at = self.out.reaches.iter().position(|r| r.from_m == from_m).expect("a cut");
            self.out.reaches.retain(|r| r.from_m < from_m || to_m <= r.from_m);
            self.out.reaches.insert(
                at,
                Reach {
                    from_m,
                    to_m,
                    left,
                    right,
                    in_pool: false,
                    wobble: true,
                },
            );
        }
    }

    fn parallel(&mut self, pairs: &[[usize; 2]]) {
        let d = self.metres.corridor;
        if d <= 0.0 {
            return;
        }
        for &pair in pairs {
            let parts: Vec<_> = (0..self.nodes.len() - 1)
                .map(|i| (i, i + 1, self.near(pair, i, d)))
                .collect();
            for s in self.sequences(pair, &parts, d) {
                self.out.close |= (self.len(&s) - self.metres.run).abs() < 1e-5;
                let owners = (s.from..s.to).map(|i| self.reach(i));
                let owners: BTreeSet<_> = owners.map(|r| (r.left.clone(), r.right.is_some())).collect();
                let Some((Some(own), false)) = owners.first().cloned().filter(|_| owners.len() == 1) else {
                    continue;
                };
                if self.len(&s) >= self.metres.run {
                    let [first, second] = pair.map(|u| self.world.code(u));
                    let other = if own == first { second } else { first };
                    let (from, to) = (self.nodes[s.from], self.nodes[s.to]);
                    self.out.parallels.push((from, to, own, other));
                }
            }
        }
        self.out
            .parallels
            .sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.3.cmp(&b.3)));
    }
}
