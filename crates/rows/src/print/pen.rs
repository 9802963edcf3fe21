//! Letters on paper: the embedded font, how wide a text is, where its lines break.
//!
//! The font has GB 2312 whole, 7,600 characters; one that it lacks is set as 〓, as printers do, and is told.
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

static EMBEDDED: &[u8] = include_bytes!("../../../../styles/print/NotoSansSC-Regular.otf");
/// Stands for a character that the font lacks.
const GETA: char = '〓';
/// What no line begins with.
const NEVER_FIRST: &str = "，。、；：！？）】》〉」』”’,.;:!?)]}%";
/// What no line ends with.
const NEVER_LAST: &str = "（《〈「『“‘([{";

/// Why letters can't be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PenError {
    /// The bytes are no font.
    #[error("not a font of TrueType or OpenType outlines (.ttf, .otf, .ttc)")]
    NoFont,
    /// The font can't set plain text.
    #[error("the font has no “{0}”; name one for Chinese")]
    NotChinese(char),
}

/// The font in which a record is set.
#[derive(Clone, Debug)]
pub struct Lettering(Vec<u8>);

impl Default for Lettering {
    fn default() -> Self {
        Self(EMBEDDED.to_vec())
    }
}

impl Lettering {
    /// Another font than the embedded one.
    ///
    /// # Errors
    /// [`PenError`] when it is none, or none for Chinese.
    pub fn of(bytes: Vec<u8>) -> Result<Self, PenError> {
        let lettering = Self(bytes);
        let pen = Pen::new(&lettering)?;
        match "河长库A1".chars().find(|c| !pen.has(*c)) {
            Some(absent) => Err(PenError::NotChinese(absent)),
            None => Ok(lettering),
        }
    }
}

/// A font that measures and writes.
pub(super) struct Pen {
    font: Font,
    glyphs: HashMap<char, (u32, f32)>,
    missing: RefCell<BTreeSet<char>>,
}

impl Pen {
    pub(super) fn new(lettering: &Lettering) -> Result<Self, PenError> {
        let read = skrifa::FontRef::from_index(&lettering.0, 0).map_err(|_| PenError::NoFont)?;
        let metrics = read.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyphs = (read.charmap().mappings())
            .filter_map(|(code, glyph)| Some((char::from_u32(code)?, (glyph.to_u32(), metrics.advance_width(glyph)?))));
        let glyphs: HashMap<char, (u32, f32)> = glyphs.collect();
        let font = Font::new(lettering.0.clone().into(), 0).ok_or(PenError::NoFont)?;
        Ok(Self {
            font,
            glyphs,
            missing: RefCell::new(BTreeSet::new()),
        })
    }

    fn has(&self, c: char) -> bool {
        self.glyphs.contains_key(&c)
    }

    /// Characters that were wanted and are not in the font.
    pub(super) fn missing(&self) -> String {
        self.missing.borrow().iter().collect()
    }

    fn glyph(&self, c: char) -> (u32, f32) {
        if let Some(glyph) = self.glyphs.get(&c) {
            return *glyph;
        }
        if !c.is_control() {
            self.missing.borrow_mut().insert(c);
        }
        self.glyphs.get(&GETA).copied().unwrap_or((0, 1.0))
    }

    /// Width at a size, in the unit of the size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.glyph(c).1).sum::<f32>() * size
    }

    /// Writes one line from its left end on the baseline, with the surface's fill and stroke.
    pub(super) fn write(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), size: f32, text: &str) {
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .map(|(at, c)| {
                let (glyph, advance) = self.glyph(c);
                KrillaGlyph::new(GlyphId::new(glyph), advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
            })
            .collect();
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, self.font.clone(), text, size, false);
    }

    /// Breaks a text into lines no wider than `width`. Chinese breaks anywhere but before closing marks; Latin at spaces and
    /// hyphens, and within a word that is too long for a line.
    pub(super) fn lines(&self, text: &str, width: f32, size: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut rest: Vec<char> = paragraph.chars().collect();
            while !rest.is_empty() {
                let (mut used, mut fits) = (0.0, 0);
                for c in &rest {
                    used += self.glyph(*c).1 * size;
                    if used > width && fits > 0 {
                        break;
                    }
                    fits += 1;
                }
                if fits < rest.len() {
                    fits = break_before(&rest, fits);
                }
                let line: String = rest.drain(..fits).collect();
                lines.push(line.trim_end().to_owned());
                while rest.first() == Some(&' ') {
                    rest.remove(0);
                }
            }
            if paragraph.is_empty() {
                lines.push(String::new());
            }
        }
        lines
    }
}

/// How many of the `fits` characters that a line holds stay on it.
fn break_before(text: &[char], fits: usize) -> usize {
    let may = |at: usize| {
        let (before, after) = (text[at - 1], text[at]);
        let word = |c: char| c.is_ascii_alphanumeric();
        let within = word(before) && (word(after) || after == '-');
        !NEVER_FIRST.contains(after) && !NEVER_LAST.contains(before) && !within
    };
    // No farther back than a third of the line: better to cut a word than to leave a hole.
    (fits.div_ceil(3).max(1)..=fits)
        .rev()
        .find(|at| may(*at))
        .unwrap_or(fits)
}
