//! Sheets as an Excel workbook, A4 landscape: merged headings are frozen and repeated on every printed page.
use super::heading::Heading;
use super::sheet::{Column, Entry, Sheet};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Why a workbook can't be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook can't be written: {0}")]
pub struct WorkbookError(#[from] XlsxError);

/// Rows above the column headings: title, issuing office, notice.
const ABOVE: u32 = 3;
const A4: u8 = 9;

/// The bytes of a workbook, one tab for each sheet. The same sheets give the same bytes.
///
/// # Errors
/// More rows than a tab of Excel holds.
pub fn xlsx(heading: &Heading, sheets: &[Sheet]) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(
        u16::try_from(heading.as_of.year()).unwrap_or(1900),
        heading.as_of.month().unsigned_abs(),
        heading.as_of.day().unsigned_abs(),
    )?;
    let mut about = DocProperties::new()
        .set_title(&heading.title)
        .set_creation_datetime(&day);
    if let Some(office) = &heading.office {
        about = about.set_author(office);
    }
    book.set_properties(&about);
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let tab = book.add_worksheet();
        let name = tab_name(&sheet.name, &names);
        tab.set_name(&name)?;
        names.push(name);
        write(tab, heading, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A unique valid name for a tab: at most 31 characters, none of `[]:*?/\`.
fn tab_name(name: &str, taken: &[String]) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if "[]:*?/\\'".contains(c) || c.is_control() {
                '_'
            } else {
                c
            }
        })
        .take(26)
        .collect();
    let plain = if plain.is_empty() { "名录".to_owned() } else { plain };
    let free = |name: &String| !taken.iter().any(|t| t.to_lowercase() == name.to_lowercase());
    // There are more numbers than names, so one is free.
    let numbered = (2..taken.len() + 3).map(|number| format!("{plain} {number}"));
    std::iter::once(plain.clone())
        .chain(numbered)
        .find(free)
        .unwrap_or(plain)
}

fn base() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(10)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn framed() -> Format {
    base().set_border(FormatBorder::Thin)
}

fn write(tab: &mut Worksheet, heading: &Heading, sheet: &Sheet) -> Result<(), XlsxError> {
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let centre = |format: Format| format.set_align(FormatAlign::Center);
    let title = centre(base()).set_bold().set_font_size(16);
    tab.merge_range(0, 0, 0, last, &format!("{}　{}", heading.title, sheet.title), &title)?;
    tab.set_row_height(0, 28)?;
    tab.merge_range(1, 0, 1, last, &heading.issued(), &centre(base()))?;
    let notice = centre(base()).set_italic().set_font_color(Color::RGB(0x9C_2A_00));
    tab.merge_range(2, 0, 2, last, heading.notice.as_deref().unwrap_or(""), &notice)?;
    headings(
        tab,
        sheet,
        &centre(framed()).set_bold().set_background_color(Color::RGB(0xE2_EB_F3)),
    )?;
    let first = ABOVE + 2;
    for (number, line) in sheet.lines.iter().enumerate() {
        let row = row_of(number);
        for (at, (column, entry)) in sheet.columns.iter().zip(&line.entries).enumerate() {
            let format = cell_format(column, line.total);
            let col = u16::try_from(at).unwrap_or(u16::MAX);
            match entry {
                Entry::Empty => tab.write_blank(row, col, &format)?,
                Entry::Text(text) => tab.write_string_with_format(row, col, text, &format)?,
                Entry::Number(number) => tab.write_number_with_format(row, col, *number, &format)?,
            };
        }
    }
    for (at, column) in sheet.columns.iter().enumerate().filter(|(_, column)| column.merged) {
        let col = u16::try_from(at).unwrap_or(u16::MAX);
        for (from, to) in sheet.runs(at).into_iter().filter(|(from, to)| from < to) {
            if let Entry::Text(text) = &sheet.lines[from].entries[at] {
                tab.merge_range(row_of(from), col, row_of(to), col, text, &cell_format(column, false))?;
            }
        }
        tab.set_column_width(col, column.width)?;
    }
    for (at, column) in sheet.columns.iter().enumerate() {
        tab.set_column_width(u16::try_from(at).unwrap_or(u16::MAX), column.width)?;
    }
    let below = row_of(sheet.lines.len());
    for (number, note) in sheet.notes.iter().enumerate() {
        let row = below + u32::try_from(number).unwrap_or(0);
        tab.merge_range(row, 0, row, last, &format!("注：{note}"), &base())?;
    }
    tab.set_freeze_panes(first, 0)?;
    tab.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    tab.set_repeat_rows(0, first - 1)?;
    tab.set_footer("&C第 &P 页，共 &N 页");
    Ok(())
}

fn row_of(line: usize) -> u32 {
    ABOVE + 2 + u32::try_from(line).unwrap_or(u32::MAX - 16)
}

fn cell_format(column: &Column, total: bool) -> Format {
    let mut format = framed();
    if let Some(decimals) = column.decimals {
        let shown = if decimals == 0 {
            "0".to_owned()
        } else {
            format!("0.{}", "0".repeat(decimals))
        };
        format = format.set_num_format(shown).set_align(FormatAlign::Right);
    }
    if column.merged {
        format = format.set_align(FormatAlign::Center);
    }
    if total {
        format = format.set_bold().set_background_color(Color::RGB(0xF2_F5_F8));
    }
    format
}

/// Writes two lines of headings: a group over its columns; a column without a group takes both lines.
fn headings(tab: &mut Worksheet, sheet: &Sheet, format: &Format) -> Result<(), XlsxError> {
    let mut at = 0;
    while at < sheet.columns.len() {
        let column = &sheet.columns[at];
        let col = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        if column.group.is_empty() {
            tab.merge_range(ABOVE, col(at), ABOVE + 1, col(at), column.head, format)?;
            at += 1;
            continue;
        }
        let together = sheet.columns[at..]
            .iter()
            .take_while(|c| c.group == column.group)
            .count();
        if together > 1 {
            tab.merge_range(ABOVE, col(at), ABOVE, col(at + together - 1), column.group, format)?;
        } else {
            tab.write_string_with_format(ABOVE, col(at), column.group, format)?;
        }
        for own in at..at + together {
            tab.write_string_with_format(ABOVE + 1, col(own), sheet.columns[own].head, format)?;
        }
        at += together;
    }
    Ok(())
}
