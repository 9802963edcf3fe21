//! A record as PDF: the distribution map, if one is wanted, then every sheet, page by page. Vectors and text only.
use super::map;
use super::pages::{FOOT, LEADING, MARGIN, Measured, PADDING, PAPER, Page, TEXT, TITLE, measure, printed};
use super::pen::{Lettering, Pen, PenError};
use super::{Entry, Heading, Sheet};
use krilla::Document;
use krilla::geom::{PathBuilder, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Paint, Stroke};
use krilla::surface::Surface;
use riverchief_core::index::Index;

/// A colour of ink or ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tint(pub(super) u8, pub(super) u8, pub(super) u8);

impl From<Tint> for Paint {
    fn from(Tint(red, green, blue): Tint) -> Self {
        krilla::color::rgb::Color::new(red, green, blue).into()
    }
}

/// Draws with one colour; helps to keep fill and stroke apart.
pub(super) struct Paper<'a, 's> {
    pub(super) surface: &'a mut Surface<'s>,
    pub(super) pen: &'a Pen,
}

pub(super) const INK: Tint = Tint(0x1A, 0x1A, 0x1A);
const SHADE: Tint = Tint(0xE2, 0xEB, 0xF3);
const TOTAL: Tint = Tint(0xF2, 0xF5, 0xF8);
const WARNING: Tint = Tint(0x9C, 0x2A, 0x00);

impl Paper<'_, '_> {
    pub(super) fn fill(&mut self, colour: Tint) {
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

    /// Text from its left end; `bold` by a thin outline of the same ink, for there is one weight of font.
    pub(super) fn text(&mut self, at: (f32, f32), size: f32, text: &str, colour: Tint, bold: Weight) {
        self.fill(colour);
        if bold == Weight::Bold {
            let stroke = Stroke {
                paint: colour.into(),
                width: size * 0.035,
                ..Stroke::default()
            };
            self.surface.set_stroke(Some(stroke));
        }
        self.pen.write(self.surface, at, size, text);
    }

    pub(super) fn centred(&mut self, (x, y): (f32, f32), size: f32, text: &str, colour: Tint, bold: Weight) {
        let width = self.pen.width(text, size);
        self.text((x - width / 2.0, y), size, text, colour, bold);
    }
}

/// Weight of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Bold,
}

/// The bytes of a PDF, A4 landscape. With `index` its first page is the distribution map.
///
/// # Errors
/// [`PenError`] when the lettering is no font.
pub fn pdf(
    heading: &Heading,
    index: Option<&Index>,
    sheets: &[Sheet],
    lettering: &Lettering,
) -> Result<Vec<u8>, PenError> {
    let pen = Pen::new(lettering)?;
    let measured: Vec<Measured> = sheets.iter().map(|sheet| measure(&pen, sheet)).collect();
    let total = measured.iter().map(|m| m.pages.len()).sum::<usize>() + usize::from(index.is_some());
    let mut document = Document::new();
    let mut about = Metadata::new()
        .title(heading.title.clone())
        .language("zh-CN".to_owned());
    if let Some(office) = &heading.office {
        about = about.authors(vec![office.clone()]);
    }
    document.set_metadata(about);
    let mut number = 0;
    let mut page = |document: &mut Document, draw: &mut dyn FnMut(&mut Paper<'_, '_>)| {
        number += 1;
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1).unwrap_or_default();
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut paper = Paper {
            surface: &mut surface,
            pen: &pen,
        };
        draw(&mut paper);
        foot(&mut paper, heading, number, total);
        surface.finish();
        page.finish();
    };
    if let Some(index) = index {
        page(&mut document, &mut |paper| map::draw(paper, heading, index));
    }
    for (sheet, measured) in sheets.iter().zip(&measured) {
        for part in &measured.pages {
            page(&mut document, &mut |paper| table(paper, heading, sheet, measured, part));
        }
    }
    // Without a validator and with outlines that were read above there is nothing left that could fail but the font.
    document.finish().map_err(|_| PenError::NoFont)
}

fn foot(paper: &mut Paper<'_, '_>, heading: &Heading, number: usize, total: usize) {
    let y = PAPER.1 - MARGIN + 4.0;
    let missing = paper.pen.missing();
    let said = if missing.is_empty() {
        heading.notice.clone().unwrap_or_default()
    } else {
        format!("字库所缺的字以〓代替：{missing}")
    };
    paper.text((MARGIN, y), 7.0, &said, WARNING, Weight::Plain);
    let right = format!("{}　　第 {number} 页，共 {total} 页", heading.issued());
    let width = paper.pen.width(&right, 7.0);
    paper.text((PAPER.0 - MARGIN - width, y), 7.0, &right, INK, Weight::Plain);
}

fn table(paper: &mut Paper<'_, '_>, heading: &Heading, sheet: &Sheet, measured: &Measured, part: &Page) {
    let title = format!("{}　{}", heading.title, sheet.title);
    paper.centred((PAPER.0 / 2.0, MARGIN + 12.0), 13.0, &title, INK, Weight::Bold);
    let top = MARGIN + TITLE;
    let mut y = top;
    if !part.lines.is_empty() {
        headings(paper, sheet, measured, top);
        y += measured.heads[0] + measured.heads[1];
        let body = y;
        for line in part.lines.clone() {
            row(paper, sheet, measured, part, line, y);
            y += measured.heights[line];
        }
        frame(paper, measured, top, body, y);
    }
    if part.notes {
        for (number, note) in sheet.notes.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a few notes")]
            let below = (number as f32 + 1.0) * (TEXT * LEADING + 1.0);
            paper.text(
                (MARGIN, y + PADDING + below),
                TEXT,
                &format!("注：{note}"),
                INK,
                Weight::Plain,
            );
        }
    }
    debug_assert!(
        y <= PAPER.1 - MARGIN - FOOT + 1.0 || part.lines.len() == 1,
        "a page overflows: {y}"
    );
}

fn thin(width: f32) -> Stroke {
    Stroke {
        paint: Tint(0x7A, 0x86, 0x90).into(),
        width,
        ..Stroke::default()
    }
}

fn frame(paper: &mut Paper<'_, '_>, measured: &Measured, top: f32, body: f32, bottom: f32) {
    let (left, right) = (MARGIN, measured.edges.last().copied().unwrap_or(PAPER.0 - MARGIN));
    paper.stroke(thin(0.4));
    for edge in &measured.edges {
        paper.line(&[(*edge, body), (*edge, bottom)]);
    }
    paper.stroke(thin(0.9));
    for y in [top, body, bottom] {
        paper.line(&[(left, y), (right, y)]);
    }
}

/// Lines of text in a box, middle of its height; `right` puts them to the right edge, `centre` in the middle.
fn cell(paper: &mut Paper<'_, '_>, edges: (f32, f32), (top, bottom): (f32, f32), text: &str, side: Side, bold: Weight) {
    let lines = paper.pen.lines(text, edges.1 - edges.0 - 2.0 * PADDING, TEXT);
    let leading = TEXT * LEADING;
    #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
    let start = f32::midpoint(top, bottom) - lines.len() as f32 * leading / 2.0 + TEXT * 1.02;
    for (number, line) in lines.iter().enumerate() {
        let width = paper.pen.width(line, TEXT);
        let x = match side {
            Side::Left => edges.0 + PADDING,
            Side::Right => edges.1 - PADDING - width,
            Side::Centre => f32::midpoint(edges.0, edges.1) - width / 2.0,
        };
        #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
        let y = start + number as f32 * leading;
        paper.text((x, y), TEXT, line, INK, bold);
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Centre,
}

fn headings(paper: &mut Paper<'_, '_>, sheet: &Sheet, measured: &Measured, top: f32) {
    let (middle, bottom) = (top + measured.heads[0], top + measured.heads[0] + measured.heads[1]);
    let edges = &measured.edges;
    paper.fill(SHADE);
    paper.rectangle(MARGIN, top, edges[edges.len() - 1], bottom);
    let mut at = 0;
    while at < sheet.columns.len() {
        let group = sheet.columns[at].group;
        let together = sheet.columns[at..]
            .iter()
            .take_while(|c| !group.is_empty() && c.group == group)
            .count()
            .max(1);
        paper.stroke(thin(0.4));
        paper.line(&[(edges[at], top), (edges[at], bottom)]);
        if group.is_empty() {
            cell(
                paper,
                (edges[at], edges[at + 1]),
                (top, bottom),
                sheet.columns[at].head,
                Side::Centre,
                Weight::Bold,
            );
        } else {
            paper.line(&[(edges[at], middle), (edges[at + together], middle)]);
            for edge in &edges[at + 1..at + together] {
                paper.line(&[(*edge, middle), (*edge, bottom)]);
            }
            cell(
                paper,
                (edges[at], edges[at + together]),
                (top, middle),
                group,
                Side::Centre,
                Weight::Bold,
            );
            for own in at..at + together {
                cell(
                    paper,
                    (edges[own], edges[own + 1]),
                    (middle, bottom),
                    sheet.columns[own].head,
                    Side::Centre,
                    Weight::Bold,
                );
            }
        }
        at += together;
    }
    paper.stroke(thin(0.4));
    let right = edges[edges.len() - 1];
    paper.line(&[(right, top), (right, bottom)]);
}

/// One line of a table. A merged cell is written once on a page, in the middle of what of it stands there.
fn row(paper: &mut Paper<'_, '_>, sheet: &Sheet, measured: &Measured, part: &Page, line: usize, y: f32) {
    let bottom = y + measured.heights[line];
    let right = measured.edges[measured.edges.len() - 1];
    let total = sheet.lines[line].total;
    if total {
        paper.fill(TOTAL);
        paper.rectangle(MARGIN, y, right, bottom);
    }
    let bold = if total { Weight::Bold } else { Weight::Plain };
    for (at, column) in sheet.columns.iter().enumerate() {
        let edges = (measured.edges[at], measured.edges[at + 1]);
        let entry = &sheet.lines[line].entries[at];
        let (mut first, mut last) = (line, line);
        if column.merged
            && let Some(run) = sheet.runs(at).iter().find(|(from, to)| (*from..=*to).contains(&line))
        {
            first = run.0.max(part.lines.start);
            last = run.1.min(part.lines.end - 1);
        }
        if first == line {
            let end = y + measured.heights[line..=last].iter().sum::<f32>();
            let side = match entry {
                Entry::Number(_) => Side::Right,
                _ if column.merged => Side::Centre,
                _ => Side::Left,
            };
            cell(paper, edges, (y, end), &printed(column, entry), side, bold);
            paper.stroke(thin(0.4));
            paper.line(&[(edges.0, end), (edges.1, end)]);
        }
    }
}
