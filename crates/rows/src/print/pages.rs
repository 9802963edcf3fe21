//! Breaks sheets into pages: the lines of each page, and the height of each line. It draws nothing.
use super::font::Typesetter;
use super::sheet::{Column, Entry, Sheet};
use std::ops::Range;

/// A4 landscape in points, and its margins.
pub(super) const PAPER: (f32, f32) = (841.89, 595.28);
pub(super) const MARGIN: f32 = 34.0;
pub(super) const TEXT: f32 = 7.6;
pub(super) const LEADING: f32 = 1.32;
pub(super) const PADDING: f32 = 2.6;
/// Room for the title over a table, and for the foot of the page.
pub(super) const TITLE: f32 = 30.0;
pub(super) const FOOT: f32 = 22.0;

/// One page of a sheet.
pub(super) struct Page {
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// Whether the notes of the sheet follow below.
    pub(super) notes: bool,
}

/// The measures of a sheet on paper, in points.
pub(super) struct Measured {
    /// Left edges of the columns, and the right edge of the last.
    pub(super) edges: Vec<f32>,
    /// Height of the two lines of headings.
    pub(super) heads: [f32; 2],
    /// Height of each line.
    pub(super) heights: Vec<f32>,
    pub(super) pages: Vec<Page>,
}

/// The text of an entry.
pub(super) fn printed(column: &Column, entry: &Entry) -> String {
    match entry {
        Entry::Empty => String::new(),
        Entry::Text(text) => text.clone(),
        Entry::Number(number) => format!("{number:.*}", column.decimals.unwrap_or(0)),
    }
}

fn height(lines: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
    let lines = lines.max(1) as f32;
    lines * TEXT * LEADING + 2.0 * PADDING
}

/// Measures the columns, then the lines, and breaks the sheet into pages.
pub(super) fn measure(typesetter: &Typesetter, sheet: &Sheet) -> Measured {
    let widths = widths(typesetter, sheet);
    let mut edges = vec![MARGIN];
    for width in &widths {
        edges.push(edges.last().copied().unwrap_or(MARGIN) + width);
    }
    let cell = |at: usize, text: &str| typesetter.lines(text, widths[at] - 2.0 * PADDING, TEXT).len();
    let heads = |wanted: &dyn Fn(&Column) -> bool, text: &dyn Fn(&Column) -> &'static str| {
        let own = sheet.columns.iter().enumerate().filter(|(_, column)| wanted(column));
        own.map(|(at, column)| cell(at, text(column))).max().unwrap_or(1)
    };
    let low = height(heads(&|c| !c.group.is_empty(), &|c| c.head));
    let whole = height(heads(&|c| c.group.is_empty(), &|c| c.head));
    let high = height(1).max(whole - low);
    let heights: Vec<f32> = (sheet.lines.iter())
        .map(|line| {
            let cells = sheet.columns.iter().zip(&line.entries).enumerate();
            height(
                cells
                    .map(|(at, (column, entry))| cell(at, &printed(column, entry)))
                    .max()
                    .unwrap_or(1),
            )
        })
        .collect();
    let pages = paginate(sheet, [high, low], &heights);
    Measured {
        edges,
        heads: [high, low],
        heights,
        pages,
    }
}

/// Widths of the columns by their shares, none narrower than [`least`]. What a column lacks is taken from the others.
fn widths(typesetter: &Typesetter, sheet: &Sheet) -> Vec<f32> {
    let room = PAPER.0 - 2.0 * MARGIN;
    let least: Vec<f32> = (0..sheet.columns.len())
        .map(|at| least(typesetter, sheet, at))
        .collect();
    let shares: Vec<f32> = sheet.columns.iter().map(|column| column.width).collect();
    let mut widths: Vec<f32> = shares
        .iter()
        .map(|share| share / shares.iter().sum::<f32>() * room)
        .collect();
    for _ in 0..8 {
        let lacking: f32 = widths
            .iter()
            .zip(&least)
            .map(|(width, least)| (least - width).max(0.0))
            .sum();
        if lacking <= 0.01 {
            break;
        }
        let spare: f32 = widths
            .iter()
            .zip(&least)
            .map(|(width, least)| (width - least).max(0.0))
            .sum();
        for (width, least) in widths.iter_mut().zip(&least) {
            let own = *width - least;
            *width = if own > 0.0 {
                *width - lacking * own / spare.max(lacking)
            } else {
                *least
            };
        }
    }
    widths
}

/// The smallest width of a column: room for its longest number, and for its heading in two lines.
fn least(typesetter: &Typesetter, sheet: &Sheet, at: usize) -> f32 {
    let column = &sheet.columns[at];
    let number = |entry: &Entry| match entry {
        Entry::Number(_) => typesetter.width(&printed(column, entry), TEXT),
        _ => 0.0,
    };
    let numbers = sheet.lines.iter().map(|line| number(&line.entries[at]));
    let head = (typesetter.width(column.head, TEXT) / 2.0).max(2.0 * TEXT);
    numbers.fold(head, f32::max) + 2.0 * PADDING + 0.5
}

fn paginate(sheet: &Sheet, heads: [f32; 2], heights: &[f32]) -> Vec<Page> {
    let room = PAPER.1 - 2.0 * MARGIN - TITLE - FOOT - heads[0] - heads[1];
    #[expect(clippy::cast_precision_loss, reason = "a few notes")]
    let notes = sheet.notes.len() as f32 * (TEXT * LEADING + 1.0) + PADDING;
    let mut pages = Vec::new();
    let (mut first, mut used) = (0, 0.0);
    for (number, height) in heights.iter().enumerate() {
        if used + height > room && number > first {
            pages.push(Page {
                lines: first..number,
                notes: false,
            });
            (first, used) = (number, 0.0);
        }
        used += height;
    }
    let fits = used + notes <= room;
    pages.push(Page {
        lines: first..heights.len(),
        notes: fits,
    });
    if !fits {
        pages.push(Page {
            lines: heights.len()..heights.len(),
            notes: true,
        });
    }
    pages
}
