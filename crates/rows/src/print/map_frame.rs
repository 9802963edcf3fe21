//! The frame of the distribution map: its place on the page, its scale, and the colours and lines that map and legend share.
use super::canvas::Colour;
use super::pages::{FOOT, MARGIN, PAPER};
use geo::{Coord, LineString, Rect};
use krilla::paint::{LineCap, LineJoin, Stroke, StrokeDash};

pub(super) const SEA: Colour = Colour(0xEA, 0xF3, 0xFA);
pub(super) const WATER: Colour = Colour(0x7F, 0xB2, 0xD9);
pub(super) const RIVER: Colour = Colour(0x1F, 0x5F, 0x9E);
pub(super) const BORDER: Colour = Colour(0x8A, 0x4B, 0x6E);
pub(super) const FAINT: Colour = Colour(0xB9, 0xAE, 0xB4);
pub(super) const HALO: Colour = Colour(0xFF, 0xFF, 0xFF);
/// Width of the legend on the right.
pub(super) const LEGEND: f32 = 138.0;
pub(super) const TOP: f32 = MARGIN + 34.0;
/// Vertices nearer to the last one drawn than this, in points, are left out: a printer's dot is larger.
const DOT: f32 = 0.12;

/// Converts degrees to points on the page.
pub(super) struct MapFrame {
    pub(super) bounds: Rect<f64>,
    pub(super) scale: f64,
    pub(super) squeeze: f64,
    origin: (f64, f64),
}

impl MapFrame {
    pub(super) fn new(bounds: Rect<f64>) -> Self {
        let squeeze = (f64::midpoint(bounds.min().y, bounds.max().y)).to_radians().cos();
        let (width, height) = (
            f64::from(PAPER.0 - 2.0 * MARGIN - LEGEND),
            f64::from(PAPER.1 - MARGIN - FOOT - TOP),
        );
        let margin = 0.96;
        let across = (bounds.width() * squeeze).max(1e-6);
        let scale = (width / across).min(height / bounds.height().max(1e-6)) * margin;
        let origin = (
            f64::from(MARGIN) + (width - across * scale) / 2.0,
            f64::from(TOP) + (height - bounds.height() * scale) / 2.0,
        );
        Self {
            bounds,
            scale,
            squeeze,
            origin,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "places on paper")]
    pub(super) fn at(&self, place: Coord<f64>) -> (f32, f32) {
        let x = self.origin.0 + (place.x - self.bounds.min().x) * self.squeeze * self.scale;
        let y = self.origin.1 + (self.bounds.max().y - place.y) * self.scale;
        (x as f32, y as f32)
    }

    pub(super) fn path(&self, line: &LineString<f64>) -> Vec<(f32, f32)> {
        let mut points: Vec<(f32, f32)> = Vec::new();
        let last = line.0.len().saturating_sub(1);
        for (number, place) in line.0.iter().enumerate() {
            let (x, y) = self.at(*place);
            let near = |(px, py): &(f32, f32)| (px - x).hypot(py - y) < DOT;
            if number == last || !points.last().is_some_and(near) {
                points.push((x, y));
            }
        }
        points
    }
}

pub(super) fn line_style(colour: Colour, width: f32, dash: &[f32]) -> Stroke {
    Stroke {
        paint: colour.into(),
        width,
        line_cap: if dash.is_empty() { LineCap::Round } else { LineCap::Butt },
        line_join: LineJoin::Round,
        dash: (!dash.is_empty()).then(|| StrokeDash {
            array: dash.to_vec(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}
