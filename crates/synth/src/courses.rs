//! Courses of waters: drawn through their control points, or along the vertices of a border of units.
use super::SynthError;
use super::curve::{crossing, degrees, draw, on_grid, swing};
use super::ground::Ground;
use super::input::{Branch, Line, Mouth, Water};
use super::values::Place;
use geo::Coord;

type Course = Vec<Coord<f64>>;

/// The course of a branch in the direction of flow, on the grid.
///
/// # Errors
/// The units have no common border, or an end of its part is not a vertex of the border.
pub fn course(ground: &Ground, water: &Water, branch: &Branch) -> Result<Course, SynthError> {
    let name = format!("{}/{}", water.code, branch.number);
    let broken = |problem: &str| SynthError::broken(&format!("{}: branch", water.file), &name, problem);
    let mut line = match &branch.border {
        None => draw(&branch.course, Line::Smooth, false, &name),
        Some(units) => {
            let mut along = along(ground, units, branch.between).map_err(|problem| broken(&problem))?;
            if let Some(apart_m) = branch.apart_m {
                along = beside(&along, apart_m, &name);
            }
            let mut line = draw(&branch.head, Line::Smooth, false, &name);
            line.extend(along);
            line.extend(draw(&branch.tail, Line::Smooth, false, &name));
            line.dedup();
            line
        }
    };
    if branch.mouth == Some(Mouth::Sea) {
        line = to_coast(line, ground);
    }
    if line.len() < 2 {
        return Err(broken(
            "has no course: expected `course` or `border` with at least two places",
        ));
    }
    Ok(line)
}

fn along(ground: &Ground, units: &[String; 2], between: Option<[Place; 2]>) -> Result<Course, String> {
    let mut pieces = ground.border(&units[0], &units[1]);
    pieces.sort_by(|a, b| length(b).total_cmp(&length(a)));
    let Some([from, to]) = between else {
        return pieces
            .into_iter()
            .next()
            .ok_or_else(|| format!("border = {units:?}: expected the codes of two neighbouring units"));
    };
    let vertex = |p: Place| on_grid(Coord { x: p[0], y: p[1] });
    for mut piece in pieces {
        let find = |piece: &Course, p: Place| nearest_vertex(piece, vertex(p));
        let (Some(mut i), Some(mut j)) = (find(&piece, from), find(&piece, to)) else {
            continue;
        };
        if i > j {
            piece.reverse();
            (i, j) = (piece.len() - 1 - i, piece.len() - 1 - j);
        }
        return Ok(piece[i..=j].to_vec());
    }
    Err(format!(
        "between = [{from:?}, {to:?}]: expected two vertices of the border of {units:?}"
    ))
}

/// The vertex within a metre or so of `p`; snapping may have moved it by a grid step.
fn nearest_vertex(line: &[Coord<f64>], p: Coord<f64>) -> Option<usize> {
    line.iter()
        .position(|c| (c.x - p.x).abs() < 5e-6 && (c.y - p.y).abs() < 5e-6)
}

fn length(line: &[Coord<f64>]) -> f64 {
    line.windows(2)
        .map(|w| {
            let d = w[1] - w[0];
            (d.x * d.x + d.y * d.y).sqrt()
        })
        .sum()
}

/// The line moved by up to `apart_m` to alternating sides, as if digitised from another map.
fn beside(line: &[Coord<f64>], apart_m: f64, name: &str) -> Course {
    let mut out = Vec::new();
    let mut k = 0u64;
    for (i, pair) in line.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let d = b - a;
        let size = (d.x * d.x + d.y * d.y).sqrt();
        let normal = Coord { x: -d.y, y: d.x } / size;
        for t in [0.25, 0.75] {
            // Two places on one side, two on the other; between half and all of the distance.
            let share = (if k % 4 < 2 { 1.0 } else { -1.0 }) * (0.75 + 0.25 * swing(name, k));
            out.push(on_grid(a + d * t + normal * (degrees(apart_m) * share * 0.9)));
            k += 1;
        }
        if i + 2 < line.len() && size > 0.004 {
            out.push(b);
        }
    }
    out
}

/// Cut three metres before the last place where it meets a coast.
fn to_coast(line: Course, ground: &Ground) -> Course {
    for i in (0..line.len() - 1).rev() {
        let (a, b) = (line[i], line[i + 1]);
        let mut last: Option<f64> = None;
        for (c, d) in ground.coast() {
            if let Some(t) = crossing(a, b, c, d) {
                last = Some(last.map_or(t, |l: f64| l.min(t)));
            }
        }
        if let Some(t) = last {
            let d = b - a;
            let size = (d.x * d.x + d.y * d.y).sqrt();
            let t = (t - degrees(3.0) / size).max(0.0);
            let mut cut = line[..=i].to_vec();
            if t > 0.0 {
                cut.push(on_grid(a + d * t));
            }
            return cut;
        }
    }
    line
}
