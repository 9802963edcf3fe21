//! Surfaces: strips along courses, and outlines with islets.
use super::SynthError;
use super::curve::{LON_SHRINK, degrees, draw, inside, islet, on_grid};
use super::input::{Line, Surface};
use super::planar::Planar;
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// The union of strips of `half_width_m` on both sides of each course, without the areas that it encloses.
///
/// # Errors
/// The strips can't be arranged.
pub fn strip(courses: &[(Vec<Coord<f64>>, f64)], name: &str) -> Result<MultiPolygon<f64>, SynthError> {
    let mut quads: Vec<[Coord<f64>; 4]> = Vec::new();
    for (course, half_width_m) in courses {
        let edge = |side: f64| offset(course, side * degrees(*half_width_m));
        let (left, right) = (edge(1.0), edge(-1.0));
        for k in 0..course.len() - 1 {
            quads.push([right[k], right[k + 1], left[k + 1], left[k]]);
        }
    }
    let mut lines = Vec::new();
    for q in &quads {
        for k in 0..4 {
            lines.push([q[k], q[(k + 1) % 4]]);
        }
    }
    let planar = Planar::arrange(&lines).map_err(|problem| SynthError::broken("surface", name, problem))?;
    let covered: Vec<bool> = planar.faces().map(|c| quads.iter().any(|q| inside(q, c))).collect();
    Ok(planar.melt(|face| covered[face]))
}

/// Each vertex of `course` moved to the left by `by` degrees of latitude (to the right when negative), mitred.
fn offset(course: &[Coord<f64>], by: f64) -> Vec<Coord<f64>> {
    let metric = |c: Coord<f64>| Coord {
        x: c.x * LON_SHRINK,
        y: c.y,
    };
    let normal = |a: Coord<f64>, b: Coord<f64>| {
        let d = metric(b) - metric(a);
        Coord { x: -d.y, y: d.x } / (d.x * d.x + d.y * d.y).sqrt()
    };
    let n = course.len();
    (0..n)
        .map(|k| {
            let before = normal(course[k.max(1) - 1], course[k.max(1)]);
            let after = normal(course[k.min(n - 2)], course[k.min(n - 2) + 1]);
            let sum = before + after;
            // |sum|²/2 is 1 + the cosine of the angle; the mitre of a sharp angle is limited.
            let size = ((sum.x * sum.x + sum.y * sum.y) * 0.5).max(0.5);
            let move_by = sum * (by / size);
            on_grid(Coord {
                x: course[k].x + move_by.x / LON_SHRINK,
                y: course[k].y + move_by.y,
            })
        })
        .collect()
}

/// An outline with its islets as holes.
#[must_use]
pub fn outline(surface: &Surface, name: &str) -> Polygon<f64> {
    let close = |mut ring: Vec<Coord<f64>>, counter_clockwise: bool| {
        let area: f64 = (0..ring.len())
            .map(|k| {
                let (a, b) = (ring[k], ring[(k + 1) % ring.len()]);
                (b.x - a.x) * (b.y + a.y)
            })
            .sum();
        if (area < 0.0) != counter_clockwise {
            ring.reverse();
        }
        ring.push(ring[0]);
        LineString(ring)
    };
    Polygon::new(
        close(draw(&surface.outline, Line::Smooth, true, name), true),
        surface.islets.iter().map(|s| close(islet(*s, name), false)).collect(),
    )
}
