//! Worlds of a jagged border, or of an island, and a river along it its own way, from dice.
use super::exact::Place;
use geo::{LineString, MultiPolygon, Polygon};
use riverchief_core::snapshot::raw::{RawCentreline, RawUnit, RawWater, RawWorld, RawZone};

/// Degrees of latitude in a metre, roughly.
const METRE: f64 = 1.0 / 110_700.0;

/// A generator of numbers (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("a small number")
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// From -1 to 1.
    fn around(&mut self) -> f64 {
        let thousandth = i32::try_from(self.next() % 2_000_001).expect("a small number");
        f64::from(thousandth - 1_000_000) / 1e6
    }

    pub fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

#[expect(clippy::unnecessary_wraps, reason = "records hold it so")]
fn text(s: &str) -> Option<String> {
    Some(s.to_owned())
}

fn polygon(ring: Vec<Place>, hole: Option<Vec<Place>>) -> Polygon<f64> {
    Polygon::new(LineString::from(ring), hole.into_iter().map(LineString::from).collect())
}

fn unit(code: &str, level: &str, parent: Option<&str>, ground: Vec<Polygon<f64>>) -> RawUnit {
    RawUnit {
        code: text(code),
        name: text(code),
        level: text(level),
        parent: parent.map(str::to_owned),
        neighbour: Some(false),
        geometry: Some(MultiPolygon::new(ground)),
        ..RawUnit::default()
    }
}

/// A path through the middle of a box, west to east; its vertices are those of a border.
fn path(dice: &mut Dice) -> Vec<Place> {
    let vertices = 4 + dice.below(8);
    let height = dice.of(&[0.0, 0.0, 20.0, 60.0, 400.0]) * METRE;
    let step = dice.of(&[0.001, 0.002, 0.006]);
    let vertex = |i: usize, dice: &mut Dice| {
        let x = 109.0 + step * f64::from(u16::try_from(i).expect("a small number"));
        let aside = if i == 0 || i + 1 == vertices {
            0.0
        } else {
            dice.around()
        };
        (x + aside * step * 0.3, 21.5 + dice.around() * height)
    };
    (0..vertices).map(|i| vertex(i, dice)).collect()
}

/// Where the upper or the lower half is divided into villages: numbers of path vertices.
fn divisions(dice: &mut Dice, vertices: usize) -> Vec<usize> {
    let mut at: Vec<usize> = (0..dice.below(3)).map(|_| 1 + dice.below(vertices - 2)).collect();
    at.sort_unstable();
    at.dedup();
    at
}

/// Units above and below a path; between two of its vertices a third may lie.
fn ground(dice: &mut Dice, path: &[Place]) -> Vec<RawUnit> {
    let last = path.len() - 1;
    let bump = dice.one_in(3).then(|| {
        let i = dice.below(last);
        let x = f64::midpoint(path[i].0, path[i + 1].0);
        let y = f64::midpoint(path[i].1, path[i + 1].1);
        let high = dice.of(&[20.0, 300.0, 900.0]) * METRE;
        let low = dice.of(&[0.0, 15.0, 800.0]) * METRE;
        (i, (x, y + high), (low > 0.0).then_some((x, y - low)))
    });
    let mut units = Vec::new();
    let mut halves: Vec<(&str, Vec<Polygon<f64>>)> = Vec::new();
    for (county, edge, upper) in [("450502", 21.6, true), ("450503", 21.4, false)] {
        let along = |from: usize, to: usize| {
            let mut run = Vec::new();
            for (i, place) in path.iter().enumerate().take(to + 1).skip(from) {
                run.push(*place);
                if let Some((b, high, low)) = bump
                    && b == i
                    && i < to
                {
                    run.extend(if upper { Some(high) } else { low });
                }
            }
            run
        };
        let mut ends = vec![0];
        ends.extend(divisions(dice, path.len()));
        ends.push(last);
        let villages = !dice.one_in(6);
        let mut whole = vec![(path[0].0, edge)];
        whole.extend(along(0, last));
        whole.extend(ends.iter().rev().map(|&i| (path[i].0, edge)));
        for (n, w) in ends.windows(2).enumerate() {
            let mut ring = vec![(path[w[0]].0, edge)];
            ring.extend(along(w[0], w[1]));
            ring.push((path[w[1]].0, edge));
            if dice.one_in(2) {
                ring.reverse();
            }
            ring.rotate_left(dice.below(3));
            if villages {
                units.push(unit(
                    &format!("{county}001{n:03}"),
                    "village",
                    Some(county),
                    vec![polygon(ring, None)],
                ));
            }
        }
        halves.push((county, vec![polygon(whole, None)]));
    }
    if let Some((i, high, low)) = bump {
        let mut ring = vec![path[i], high, path[i + 1]];
        ring.extend(low);
        halves[0].1.push(polygon(ring.clone(), None));
        units.push(unit(
            "450502009001",
            "village",
            Some("450502"),
            vec![polygon(ring, None)],
        ));
    }
    units.extend(
        halves
            .into_iter()
            .map(|(code, ground)| unit(code, "county", None, ground)),
    );
    units
}

/// An island in another unit: the border is a ring.
fn island(dice: &mut Dice) -> (Vec<Place>, Vec<RawUnit>) {
    let corners = 5 + dice.below(8);
    let corner = |i: usize, dice: &mut Dice| {
        let angle = std::f64::consts::TAU * f64::from(u16::try_from(i).expect("small"))
            / f64::from(u16::try_from(corners).expect("small"));
        let radius = 0.01 + 0.004 * dice.around();
        (109.05 + radius * angle.cos(), 21.5 + radius * angle.sin())
    };
    let mut ring: Vec<Place> = (0..corners).map(|i| corner(i, dice)).collect();
    ring.push(ring[0]);
    let frame = vec![(109.0, 21.45), (109.1, 21.45), (109.1, 21.55), (109.0, 21.55)];
    let units = vec![
        unit(
            "450502001001",
            "village",
            None,
            vec![polygon(frame, Some(ring.clone()))],
        ),
        unit("450502001000", "village", None, vec![polygon(ring.clone(), None)]),
    ];
    (ring, units)
}

fn nudged(x: f64, dice: &mut Dice) -> f64 {
    (0..dice.below(3)).fold(x, |x, _| if dice.one_in(2) { x.next_up() } else { x.next_down() })
}

/// A river that follows a path its own way.
fn river(dice: &mut Dice, path: &[Place]) -> Vec<Place> {
    let from = dice.below(path.len() / 2);
    let to = path.len() / 2 + dice.below(path.len() - path.len() / 2);
    let mut course: Vec<Place> = Vec::new();
    let mut way = dice.below(7);
    let mut aside = 0.0;
    for i in from..=to {
        if i == from || dice.one_in(4) {
            way = dice.below(7);
            aside = dice.of(&[0.3, 0.5, 0.9, 1.2, 5.0, 15.0, 28.0, 32.0, 45.0, 300.0]) * METRE;
            if dice.one_in(2) {
                aside = -aside;
            }
        }
        let mut between = vec![path[i]];
        if i < to {
            let steps = dice.below(4);
            let share = |k: usize| f64::from(u16::try_from(k).expect("small")) / 4.0;
            let (a, b) = (path[i], path[i + 1]);
            between.extend((1..=steps).map(|k| (a.0 + share(k) * (b.0 - a.0), a.1 + share(k) * (b.1 - a.1))));
        }
        for (k, (x, y)) in between.into_iter().enumerate() {
            match way {
                1 | 2 => course.push((nudged(x, dice), nudged(y, dice))),
                3 => course.push((x, y + aside)),
                4 => course.push((x, y + if (i + k) % 2 == 0 { aside } else { -aside })),
                // Over a bend, or there and a little back.
                5 if k == 0 && i > from && i < to => {}
                0 | 5 => course.push((x, y)),
                _ => course.extend([(x, y), (x - 20.0 * METRE, y + aside / 8.0)]),
            }
        }
    }
    if dice.one_in(3) {
        course.insert(0, (course[0].0 + 0.001, course[0].1 + 0.01));
    }
    if dice.one_in(3) {
        let end = course[course.len() - 1];
        course.push((end.0 - 0.0005, end.1 - 0.01));
    }
    if dice.one_in(2) {
        course.reverse();
    }
    course.dedup();
    course
}

fn rectangle_around(p: Place, dice: &mut Dice) -> Polygon<f64> {
    let (w, h) = (dice.of(&[0.0005, 0.002]), dice.of(&[0.0001, 0.002]));
    polygon(
        vec![
            (p.0 - w, p.1 - h),
            (p.0 + w, p.1 - h),
            (p.0 + w, p.1 + h),
            (p.0 - w, p.1 + h),
        ],
        None,
    )
}

pub fn world(dice: &mut Dice) -> RawWorld {
    let (path, units) = if dice.one_in(6) {
        island(dice)
    } else {
        let path = path(dice);
        let units = ground(dice, &path);
        (path, units)
    };
    let course = loop {
        let course = river(dice, &path);
        if course.len() >= 2 {
            break course;
        }
    };
    let mut raw = RawWorld {
        units,
        ..RawWorld::default()
    };
    for code in ["R", "K"] {
        let kind = if code == "R" { "river" } else { "reservoir" };
        raw.waters.push(RawWater {
            code: text(code),
            name: text(code),
            kind: text(kind),
            ..RawWater::default()
        });
    }
    if dice.one_in(3) {
        let middle = course[course.len() / 2];
        raw.zones.push(RawZone {
            id: text("Z"),
            water: text("K"),
            kind: text(dice.of(&["water", "land"])),
            geometry: Some(MultiPolygon::new(vec![rectangle_around(middle, dice)])),
            ..RawZone::default()
        });
    }
    raw.centrelines.push(RawCentreline {
        water: text("R"),
        branch: Some(0),
        geometry: Some(LineString::from(course)),
        ..RawCentreline::default()
    });
    raw
}
