//! A small map of geometries as SVG, for pages without scripts. It knows no collections.
use super::representation::Language;
use geo::{BoundingRect, Coord, Geometry, LineString, Rect};
use std::fmt::Write as _;

/// Width and height in pixels.
const SIZE: (f64, f64) = (640.0, 400.0);
const MARGIN: f64 = 8.0;
/// Most bytes of a drawing; further geometries are left out.
const MOST_BYTES: usize = 400_000;

/// The map; empty if there is nothing to draw.
pub(super) fn map<'a>(shapes: impl Iterator<Item = &'a Geometry<f64>>, language: Language) -> String {
    let shapes: Vec<&Geometry<f64>> = shapes.collect();
    let boxes = shapes.iter().filter_map(|g| g.bounding_rect());
    let Some(bounds) = boxes.reduce(united) else {
        return String::new();
    };
    let canvas = Canvas::of(bounds);
    let label = language.say("要素位置示意", "Where the items are");
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" width=\"{0}\" height=\"{1}\" role=\"img\" aria-label=\"{label}\"><g fill=\"#9ec5fe66\" stroke=\"#084298\" stroke-width=\"1\">",
        SIZE.0, SIZE.1
    );
    for shape in shapes {
        canvas.draw(shape, &mut svg);
        if svg.len() > MOST_BYTES {
            break;
        }
    }
    svg.push_str("</g></svg>");
    svg
}

fn united(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    Rect::new(
        (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
        (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
    )
}

/// Converts longitude and latitude to pixels, without distortion in the middle.
struct Canvas {
    middle: Coord<f64>,
    squeeze: f64,
    scale: f64,
}

impl Canvas {
    fn of(bounds: Rect<f64>) -> Self {
        let middle = bounds.center();
        let squeeze = middle.y.to_radians().cos().max(0.01);
        let (width, height) = (bounds.width() * squeeze, bounds.height());
        // A point has no extent, so a hundredth of a degree around it is shown.
        let least = 0.01;
        let across = (SIZE.0 - 2.0 * MARGIN) / width.max(least);
        let down = (SIZE.1 - 2.0 * MARGIN) / height.max(least);
        Self {
            middle,
            squeeze,
            scale: across.min(down),
        }
    }

    fn place(&self, c: Coord<f64>) -> (f64, f64) {
        let x = SIZE.0 / 2.0 + (c.x - self.middle.x) * self.squeeze * self.scale;
        let y = SIZE.1 / 2.0 - (c.y - self.middle.y) * self.scale;
        ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
    }

    fn path(&self, line: &LineString<f64>, closed: bool, svg: &mut String) {
        let mut last = None;
        for c in line.coords() {
            let at = self.place(*c);
            if last == Some(at) {
                continue;
            }
            // Writing to a String can't fail.
            let _ = write!(svg, "{}{} {}", if last.is_none() { "M" } else { "L" }, at.0, at.1);
            last = Some(at);
        }
        if closed {
            svg.push('Z');
        }
    }

    fn draw(&self, shape: &Geometry<f64>, svg: &mut String) {
        match shape {
            Geometry::Point(p) => {
                let (x, y) = self.place(p.0);
                let _ = write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
            }
            Geometry::LineString(line) => self.lines(std::iter::once(line), svg),
            Geometry::MultiLineString(lines) => self.lines(lines.iter(), svg),
            Geometry::Polygon(polygon) => self.polygons(std::slice::from_ref(polygon), svg),
            Geometry::MultiPolygon(polygons) => self.polygons(&polygons.0, svg),
            // Collections have no other kinds of geometry.
            _ => {}
        }
    }

    fn lines<'a>(&self, lines: impl Iterator<Item = &'a LineString<f64>>, svg: &mut String) {
        svg.push_str("<path fill=\"none\" d=\"");
        lines.for_each(|line| self.path(line, false, svg));
        svg.push_str("\"/>");
    }

    fn polygons(&self, polygons: &[geo::Polygon<f64>], svg: &mut String) {
        svg.push_str("<path fill-rule=\"evenodd\" d=\"");
        for polygon in polygons {
            self.path(polygon.exterior(), true, svg);
            polygon.interiors().iter().for_each(|ring| self.path(ring, true, svg));
        }
        svg.push_str("\"/>");
    }
}
