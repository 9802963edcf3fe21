//! Lines, rectangles and text on the surface of a PDF page.
use super::font::Typesetter;
use krilla::geom::{PathBuilder, Rect};
use krilla::paint::{Fill, Paint, Stroke};
use krilla::surface::Surface;

pub(super) const INK: Colour = Colour(0x1A, 0x1A, 0x1A);

/// An RGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

impl From<Colour> for Paint {
    fn from(Colour(red, green, blue): Colour) -> Self {
        krilla::color::rgb::Color::new(red, green, blue).into()
    }
}

/// Draws on the surface of a page, either with fill or with stroke.
pub(super) struct Canvas<'a, 's> {
    pub(super) surface: &'a mut Surface<'s>,
    pub(super) typesetter: &'a Typesetter,
}

impl Canvas<'_, '_> {
    pub(super) fn fill(&mut self, colour: Colour) {
        let fill = Fill {
            paint: colour.into(),
            ..Fill::default()
        };
        self.surface.set_fill(Some(fill));
        self.surface.set_stroke(None);
    }

    pub(super) fn stroke(&mut self, stroke: Stroke) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(stroke));
    }

    pub(super) fn line(&mut self, points: &[(f32, f32)]) {
        let mut path = PathBuilder::new();
        for (number, (x, y)) in points.iter().enumerate() {
            if number == 0 {
                path.move_to(*x, *y);
            } else {
                path.line_to(*x, *y);
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    pub(super) fn rectangle(&mut self, left: f32, top: f32, right: f32, bottom: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_ltrb(left, top, right, bottom) {
            path.push_rect(rect);
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Writes text from its left end. Bold text has a thin outline of the same colour, since the font has one weight.
    pub(super) fn text(&mut self, at: (f32, f32), size: f32, text: &str, colour: Colour, bold: Weight) {
        self.fill(colour);
        if bold == Weight::Bold {
            let stroke = Stroke {
                paint: colour.into(),
                width: size * 0.035,
                ..Stroke::default()
            };
            self.surface.set_stroke(Some(stroke));
        }
        self.typesetter.write(self.surface, at, size, text);
    }

    pub(super) fn centred(&mut self, (x, y): (f32, f32), size: f32, text: &str, colour: Colour, bold: Weight) {
        let width = self.typesetter.width(text, size);
        self.text((x - width / 2.0, y), size, text, colour, bold);
    }
}

/// Weight of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}
