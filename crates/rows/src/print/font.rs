//! The print font: the embedded font, widths of text, and line breaks.
//!
//! The font has all of GB 2312, 7,600 characters. A character that it lacks is printed as 〓, as is usual in print, and named
//! in the foot of the page.
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font as KrillaFont, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

static EMBEDDED: &[u8] = include_bytes!("../../../../styles/print/NotoSansSC-Regular.otf");
/// Replaces a character that the font lacks.
const GETA: char = '〓';
/// Characters that no line begins with.
const NEVER_FIRST: &str = "，。、；：！？）】》〉」』”’,.;:!?)]}%";
/// Characters that no line ends with.
const NEVER_LAST: &str = "（《〈「『“‘([{";

/// Why a font can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The bytes are not a font.
    #[error("not a font of TrueType or OpenType outlines (.ttf, .otf, .ttc)")]
    NoFont,
    /// The font lacks a basic character.
    #[error("the font has no “{0}”; name one for Chinese")]
    NotChinese(char),
}

/// The font of a printed record; the default is the embedded one.
#[derive(Clone, Debug)]
pub struct PrintFont(Vec<u8>);

impl Default for PrintFont {
    fn default() -> Self {
        Self(EMBEDDED.to_vec())
    }
}

impl PrintFont {
    /// A font of the user, from the bytes of its file.
    ///
    /// # Errors
    /// [`FontError`] when it is not a font, or not one for Chinese.
    pub fn of(bytes: Vec<u8>) -> Result<Self, FontError> {
        let font_file = Self(bytes);
        let typesetter = Typesetter::new(&font_file)?;
        match "河长库A1".chars().find(|c| !typesetter.has(*c)) {
            Some(absent) => Err(FontError::NotChinese(absent)),
            None => Ok(font_file),
        }
    }
}

/// Measures, breaks and writes text in a font.
pub(super) struct Typesetter {
    font: KrillaFont,
    glyphs: HashMap<char, (u32, f32)>,
    missing: RefCell<BTreeSet<char>>,
}

impl Typesetter {
    pub(super) fn new(font_file: &PrintFont) -> Result<Self, FontError> {
        let read = skrifa::FontRef::from_index(&font_file.0, 0).map_err(|_| FontError::NoFont)?;
        let metrics = read.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyphs = (read.charmap().mappings())
            .filter_map(|(code, glyph)| Some((char::from_u32(code)?, (glyph.to_u32(), metrics.advance_width(glyph)?))));
        let glyphs: HashMap<char, (u32, f32)> = glyphs.collect();
        let font = KrillaFont::new(font_file.0.clone().into(), 0).ok_or(FontError::NoFont)?;
        Ok(Self {
            font,
            glyphs,
            missing: RefCell::new(BTreeSet::new()),
        })
    }

    fn has(&self, c: char) -> bool {
        self.glyphs.contains_key(&c)
    }

    /// Characters of the text so far that the font lacks.
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

    /// Width of a text at a font size, in the unit of the size.
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

    /// Breaks a text into lines no wider than `width`. Chinese text breaks anywhere except before closing and after opening
    /// punctuation; Latin text breaks at spaces and hyphens, and within a word that is too long for a line.
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

/// The number of characters that stay on a line, of the `fits` characters that would fit.
fn break_before(text: &[char], fits: usize) -> usize {
    let may = |at: usize| {
        let (before, after) = (text[at - 1], text[at]);
        let word = |c: char| c.is_ascii_alphanumeric();
        let within = word(before) && (word(after) || after == '-');
        !NEVER_FIRST.contains(after) && !NEVER_LAST.contains(before) && !within
    };
    // Keep at least a third of the line: a broken word is better than a large gap.
    (fits.div_ceil(3).max(1)..=fits)
        .rev()
        .find(|at| may(*at))
        .unwrap_or(fits)
}
