//! Workbooks made to exhaust memory, and damaged or encrypted ones: refused or bounded.
use riverchief_office::table::table;
use riverchief_office::workbook::{MOST_COLUMNS, WorkbookError, read};
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Read as _, Write as _};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().expect("written")
}

/// The workbook with one part replaced, or added.
fn with_part(bytes: &[u8], part: &str, content: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        if name == part {
            continue;
        }
        let mut old = Vec::new();
        entry.read_to_end(&mut old).expect("read");
        to.start_file(name, SimpleFileOptions::default()).expect("started");
        to.write_all(&old).expect("written");
    }
    to.start_file(part, SimpleFileOptions::default()).expect("started");
    to.write_all(content).expect("written");
    to.finish().expect("finished").into_inner()
}

#[test]
fn a_bomb_is_refused_before_it_is_read() {
    let small = workbook(|sheet| {
        sheet.write_string(0, 0, "a").expect("written");
    });
    let bomb = with_part(&small, "xl/media/zeros.bin", &vec![0; 40 << 20]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert!(matches!(read(&bomb), Err(WorkbookError::TooLarge { .. })));
}

#[test]
fn one_long_text_shared_by_many_cells_is_bounded() {
    let strings = format!(
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>{}</t></si></sst>",
        "长".repeat(1 << 20)
    );
    let cells: Vec<String> = (1..=200)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
        cells.concat()
    );
    let small = workbook(|sheet| {
        sheet.write_string(0, 0, "a").expect("written");
    });
    let hostile = with_part(&small, "xl/sharedStrings.xml", strings.as_bytes());
    let hostile = with_part(&hostile, "xl/worksheets/sheet1.xml", sheet.as_bytes());
    assert!(matches!(read(&hostile), Err(WorkbookError::TooMuchText)));
}

#[test]
fn the_last_column_is_refused_and_the_last_row_costs_nothing() {
    let wide = workbook(|sheet| {
        sheet.write_string(0, 16_383, "a").expect("written");
    });
    let error = read(&wide).expect_err("refused").to_string();
    assert!(
        error.contains("XFD1") && error.contains(&MOST_COLUMNS.to_string()),
        "{error}"
    );
    let row = |row: u32| {
        let cell = |column: &str| format!("<c r=\"{column}{row}\" t=\"str\"><v>值{column}第{row}行</v></c>");
        format!("<row r=\"{row}\">{}{}</row>", cell("A"), cell("B"))
    };
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}{}</sheetData>\
         <mergeCells><mergeCell ref=\"B1:XFD1\"/><mergeCell ref=\"D2:XFD1048575\"/></mergeCells></worksheet>",
        row(1),
        row(1_048_576)
    );
    let small = workbook(|sheet| {
        sheet.write_string(0, 0, "a").expect("written");
    });
    let long = with_part(&small, "xl/worksheets/sheet1.xml", sheet.as_bytes());
    let grids = read(&long).expect("read");
    let found = table(&grids[0]).expect("a table");
    assert_eq!((found.rows.len(), found.rows[0].number), (1, 1_048_576));
}

#[test]
fn many_merged_areas_over_all_rows_are_bounded() {
    let rows: Vec<String> = (1..=40_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>"))
        .collect();
    let areas = "<mergeCell ref=\"A1:A40000\"/>".repeat(100);
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData><mergeCells>{areas}</mergeCells></worksheet>",
        rows.concat()
    );
    let small = workbook(|sheet| {
        sheet.write_string(0, 0, "a").expect("written");
    });
    let hostile = with_part(&small, "xl/worksheets/sheet1.xml", sheet.as_bytes());
    assert!(matches!(read(&hostile), Err(WorkbookError::TooManyCells)));
}

#[test]
fn encrypted_and_damaged_workbooks_are_refused_with_what_to_do() {
    let compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0];
    let error = read(&compound).expect_err("refused").to_string();
    assert!(
        error.contains("password") && error.contains("save it as .xlsx"),
        "{error}"
    );
    let whole = workbook(|sheet| {
        sheet.write_string(0, 0, "a").expect("written");
    });
    assert!(matches!(read(b"PK\x03\x04"), Err(WorkbookError::Damaged(_))));
    assert!(matches!(
        read(&whole[..whole.len() / 2]),
        Err(WorkbookError::Damaged(_))
    ));
    assert!(matches!(read(b"name,code\n"), Err(WorkbookError::Damaged(_))));
}

#[test]
fn links_to_other_workbooks_are_not_followed() {
    let linked = workbook(|sheet| {
        for (row, text) in ["河流", "镇"].into_iter().enumerate() {
            sheet
                .write_string(0, u16::try_from(row).expect("small"), text)
                .expect("written");
        }
        let outside = rust_xlsxwriter::Formula::new("'[/etc/hostname]Sheet1'!A1").set_result("旧值");
        sheet.write_formula(1, 0, outside).expect("written");
    });
    let found = table(&read(&linked).expect("read")[0]).expect("a table");
    assert_eq!(found.rows[0].cells[0].as_deref(), Some("旧值"));
}
