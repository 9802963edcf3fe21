//! A record as PDF: the distribution map, if requested, then every sheet, page by page. It holds only vectors and text.
use super::canvas::{Canvas, Colour, INK, Weight};
use super::font::{FontError, PrintFont, Typesetter};
use super::heading::Heading;
use super::map;
use super::pages::{FOOT, LEADING, MARGIN, Measured, PADDING, PAPER, Page, TEXT, TITLE, measure, printed};
use super::sheet::{Entry, Sheet};
use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use riverchief_core::index::Index;

const SHADE: Colour = Colour(0xE2, 0xEB, 0xF3);
const TOTAL: Colour = Colour(0xF2, 0xF5, 0xF8);
const WARNING: Colour = Colour(0x9C, 0x2A, 0x00);

/// The bytes of a PDF, A4 landscape. With `index` the first page is the distribution map.
///
/// # Errors
/// [`FontError`] when the font can't be read.
pub fn pdf(
    heading: &Heading,
    index: Option<&Index>,
    sheets: &[Sheet],
    font_file: &PrintFont,
) -> Result<Vec<u8>, FontError> {
    let typesetter = Typesetter::new(font_file)?;
    let measured: Vec<Measured> = sheets.iter().map(|sheet| measure(&typesetter, sheet)).collect();
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
    let mut page = |document: &mut Document, draw: &mut dyn FnMut(&mut Canvas<'_, '_>)| {
        number += 1;
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1).unwrap_or_default();
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut canvas = Canvas {
            surface: &mut surface,
            typesetter: &typesetter,
        };
        draw(&mut canvas);
        foot(&mut canvas, heading, number, total);
        surface.finish();
        page.finish();
    };
    if let Some(index) = index {
        page(&mut document, &mut |canvas| map::draw(canvas, heading, index));
    }
    for (sheet, measured) in sheets.iter().zip(&measured) {
        for part in &measured.pages {
            page(&mut document, &mut |canvas| {
                table(canvas, heading, sheet, measured, part);
            });
        }
    }
    // No validator is set and the font was read above, so only the font can fail.
    document.finish().map_err(|_| FontError::NoFont)
}

fn foot(canvas: &mut Canvas<'_, '_>, heading: &Heading, number: usize, total: usize) {
    let y = PAPER.1 - MARGIN + 4.0;
    let missing = canvas.typesetter.missing();
    let note = if missing.is_empty() {
        heading.notice.clone().unwrap_or_default()
    } else {
        format!("字库所缺的字以〓代替：{missing}")
    };
    canvas.text((MARGIN, y), 7.0, &note, WARNING, Weight::Plain);
    let right = format!("{}　　第 {number} 页，共 {total} 页", heading.issued());
    let width = canvas.typesetter.width(&right, 7.0);
    canvas.text((PAPER.0 - MARGIN - width, y), 7.0, &right, INK, Weight::Plain);
}

fn table(canvas: &mut Canvas<'_, '_>, heading: &Heading, sheet: &Sheet, measured: &Measured, part: &Page) {
    let title = format!("{}　{}", heading.title, sheet.title);
    canvas.centred((PAPER.0 / 2.0, MARGIN + 12.0), 13.0, &title, INK, Weight::Bold);
    let top = MARGIN + TITLE;
    let mut y = top;
    if !part.lines.is_empty() {
        headings(canvas, sheet, measured, top);
        y += measured.heads[0] + measured.heads[1];
        let body = y;
        for line in part.lines.clone() {
            row(canvas, sheet, measured, part, line, y);
            y += measured.heights[line];
        }
        frame(canvas, measured, top, body, y);
    }
    if part.notes {
        for (number, note) in sheet.notes.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a few notes")]
            let below = (number as f32 + 1.0) * (TEXT * LEADING + 1.0);
            canvas.text(
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
        paint: Colour(0x7A, 0x86, 0x90).into(),
        width,
        ..Stroke::default()
    }
}

fn frame(canvas: &mut Canvas<'_, '_>, measured: &Measured, top: f32, body: f32, bottom: f32) {
    let (left, right) = (MARGIN, measured.edges.last().copied().unwrap_or(PAPER.0 - MARGIN));
    canvas.stroke(thin(0.4));
    for edge in &measured.edges {
        canvas.line(&[(*edge, body), (*edge, bottom)]);
    }
    canvas.stroke(thin(0.9));
    for y in [top, body, bottom] {
        canvas.line(&[(left, y), (right, y)]);
    }
}

/// Writes lines of text in a box, vertically centred; `side` aligns them.
fn cell(
    canvas: &mut Canvas<'_, '_>,
    edges: (f32, f32),
    (top, bottom): (f32, f32),
    text: &str,
    side: Side,
    bold: Weight,
) {
    let lines = canvas.typesetter.lines(text, edges.1 - edges.0 - 2.0 * PADDING, TEXT);
    let leading = TEXT * LEADING;
    #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
    let start = f32::midpoint(top, bottom) - lines.len() as f32 * leading / 2.0 + TEXT * 1.02;
    for (number, line) in lines.iter().enumerate() {
        let width = canvas.typesetter.width(line, TEXT);
        let x = match side {
            Side::Left => edges.0 + PADDING,
            Side::Right => edges.1 - PADDING - width,
            Side::Centre => f32::midpoint(edges.0, edges.1) - width / 2.0,
        };
        #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
        let y = start + number as f32 * leading;
        canvas.text((x, y), TEXT, line, INK, bold);
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Centre,
}

fn headings(canvas: &mut Canvas<'_, '_>, sheet: &Sheet, measured: &Measured, top: f32) {
    let (middle, bottom) = (top + measured.heads[0], top + measured.heads[0] + measured.heads[1]);
    let edges = &measured.edges;
    canvas.fill(SHADE);
    canvas.rectangle(MARGIN, top, edges[edges.len() - 1], bottom);
    let mut at = 0;
    while at < sheet.columns.len() {
        let group = sheet.columns[at].group;
        let together = sheet.columns[at..]
            .iter()
            .take_while(|c| !group.is_empty() && c.group == group)
            .count()
            .max(1);
        canvas.stroke(thin(0.4));
        canvas.line(&[(edges[at], top), (edges[at], bottom)]);
        if group.is_empty() {
            cell(
                canvas,
                (edges[at], edges[at + 1]),
                (top, bottom),
                sheet.columns[at].head,
                Side::Centre,
                Weight::Bold,
            );
        } else {
            canvas.line(&[(edges[at], middle), (edges[at + together], middle)]);
            for edge in &edges[at + 1..at + together] {
                canvas.line(&[(*edge, middle), (*edge, bottom)]);
            }
            cell(
                canvas,
                (edges[at], edges[at + together]),
                (top, middle),
                group,
                Side::Centre,
                Weight::Bold,
            );
            for own in at..at + together {
                cell(
                    canvas,
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
    canvas.stroke(thin(0.4));
    let right = edges[edges.len() - 1];
    canvas.line(&[(right, top), (right, bottom)]);
}

/// Draws one line of a table. A merged cell is written once per page, in the middle of its part on that page.
fn row(canvas: &mut Canvas<'_, '_>, sheet: &Sheet, measured: &Measured, part: &Page, line: usize, y: f32) {
    let bottom = y + measured.heights[line];
    let right = measured.edges[measured.edges.len() - 1];
    let total = sheet.lines[line].total;
    if total {
        canvas.fill(TOTAL);
        canvas.rectangle(MARGIN, y, right, bottom);
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
            cell(canvas, edges, (y, end), &printed(column, entry), side, bold);
            canvas.stroke(thin(0.4));
            canvas.line(&[(edges.0, end), (edges.1, end)]);
        }
    }
}
