//! Headings, merged cells, totals, remarks and the values of cells.
use riverchief_office::table::{Column, Reason, Table, table};
use riverchief_office::workbook::read;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

/// The tables of a workbook with one sheet.
fn table_of(fill: impl FnOnce(&mut Worksheet)) -> Option<Table> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("名录").expect("a name");
    fill(sheet);
    let bytes = workbook.save_to_buffer().expect("written");
    let grids = read(&bytes).expect("read");
    grids.first().and_then(table)
}

fn write(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0..).zip(cells) {
        if !text.is_empty() {
            sheet.write_string(row, column, *text).expect("written");
        }
    }
}

fn merge(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), text: &str) {
    let format = Format::new();
    sheet
        .merge_range(from.0, from.1, to.0, to.1, text, &format)
        .expect("merged");
}

fn titles(table: &Table) -> Vec<String> {
    table.columns.iter().map(Column::title).collect()
}

fn cells(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row]
        .cells
        .iter()
        .map(|cell| cell.as_deref().unwrap_or(""))
        .collect()
}

#[test]
fn titles_and_notes_are_passed_over_and_totals_blank_rows_and_remarks_left_out() {
    let table = table_of(|sheet| {
        merge(sheet, (0, 0), (0, 3), "三级河长名录");
        write(sheet, 1, &["填报单位：水利局", "", "", "日期：2026年9月"]);
        write(sheet, 2, &["序号", "河流\n名称", "村级河长", "职务"]);
        write(sheet, 3, &["1", "三合口江", "甲", "村主任"]);
        write(sheet, 4, &["序号", "河流\n名称", "村级河长", "职务"]);
        write(sheet, 5, &["2", "合计河", "乙", ""]);
        write(sheet, 7, &["合 计", "2段"]);
        write(sheet, 8, &["3", "福成河", "丙", "村支书"]);
        write(sheet, 9, &["注：电话为办公电话"]);
    })
    .expect("a table");
    assert_eq!(titles(&table), ["序号", "河流名称", "村级河长", "职务"]);
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 6, 9]);
    assert_eq!(cells(&table, 1), ["2", "合计河", "乙", ""]);
    let told: Vec<_> = table
        .left_out
        .iter()
        .map(|what| (what.address.as_str(), what.reason))
        .collect();
    assert_eq!(
        told,
        [
            ("A1", Reason::Above),
            ("A2", Reason::Above),
            ("A5", Reason::Heading),
            ("A8", Reason::Total),
            ("A10", Reason::Remark)
        ]
    );
}

#[test]
fn merged_cells_count_for_all_their_rows_and_columns() {
    let table = table_of(|sheet| {
        write(sheet, 0, &["河流", "镇", "村"]);
        merge(sheet, (1, 0), (3, 0), "三合口江");
        merge(sheet, (1, 1), (2, 1), "福成镇");
        write(sheet, 1, &["", "", "甲村"]);
        write(sheet, 2, &["", "", "乙村"]);
        merge(sheet, (3, 1), (3, 2), "平阳镇");
    })
    .expect("a table");
    assert_eq!(cells(&table, 0), ["三合口江", "福成镇", "甲村"]);
    assert_eq!(cells(&table, 1), ["三合口江", "福成镇", "乙村"]);
    assert_eq!(cells(&table, 2), ["三合口江", "平阳镇", "平阳镇"]);
}

#[test]
fn two_rows_of_headings_are_joined_under_their_groups() {
    let table = table_of(|sheet| {
        merge(sheet, (0, 0), (0, 6), "名录");
        merge(sheet, (1, 0), (2, 0), "河流");
        merge(sheet, (1, 1), (1, 3), "县级河长");
        merge(sheet, (1, 4), (1, 5), "镇级河长");
        merge(sheet, (1, 6), (2, 6), "备注");
        write(sheet, 2, &["", "姓名", "职务", "电话", "姓名", "职务", ""]);
        write(sheet, 3, &["福成河", "甲", "县长", "1", "乙", "镇长", ""]);
    })
    .expect("a table");
    assert_eq!(
        titles(&table),
        [
            "河流",
            "县级河长/姓名",
            "县级河长/职务",
            "县级河长/电话",
            "镇级河长/姓名",
            "镇级河长/职务",
            "备注"
        ]
    );
    assert_eq!(cells(&table, 0), ["福成河", "甲", "县长", "1", "乙", "镇长", ""]);
    assert_eq!(table.left_out.len(), 1);
}

#[test]
fn numbers_dates_and_formulas_become_what_they_mean() {
    let table = table_of(|sheet| {
        write(sheet, 0, &["编码", "长度", "日期", "公式", "错误", "文本编码"]);
        sheet.write_number(1, 0, 450_503_100_206.0).expect("written");
        sheet.write_number(1, 1, 2.37).expect("written");
        let date = ExcelDateTime::from_ymd(2018, 6, 30).expect("a day");
        let format = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.write_datetime_with_format(1, 2, &date, &format).expect("written");
        sheet
            .write_formula(1, 3, Formula::new("1+1").set_result("2"))
            .expect("written");
        sheet
            .write_formula(1, 4, Formula::new("1/0").set_result("#DIV/0!"))
            .expect("written");
        sheet.write_string(1, 5, "4.50503100206E+11").expect("written");
    })
    .expect("a table");
    assert_eq!(cells(&table, 0)[..4], ["450503100206", "2.37", "2018-06-30", "2"]);
    assert_eq!(cells(&table, 0)[5], "450503100206");
}

#[test]
fn a_value_outside_the_headings_keeps_the_letter_of_its_column_and_a_sheet_of_notes_is_no_table() {
    let table = table_of(|sheet| {
        write(sheet, 0, &["河流", "镇"]);
        write(sheet, 1, &["福成河", "福成镇", "待核"]);
    })
    .expect("a table");
    assert_eq!(titles(&table), ["河流", "镇", "列C"]);
    assert!(table_of(|sheet| write(sheet, 0, &["说明：本表由各镇填报。"])).is_none());
}

#[test]
fn the_roster_of_an_office_is_read_whole() {
    let Some(path) = riverchief_repository::shared("data/office/河长名录.xlsx") else {
        return;
    };
    let grids = read(&std::fs::read(path).expect("a file")).expect("read");
    let table = table(&grids[0]).expect("a table");
    assert_eq!(table.rows.len(), 36);
    assert_eq!((table.columns.len(), table.rows[0].number), (16, 3));
    // Merged cells: the river and the chiefs of both upper levels stand in every row.
    for row in &table.rows {
        for column in [1, 5, 8, 12] {
            assert!(row.cells[column].is_some(), "row {}, column {column}", row.number);
        }
    }
    let told: Vec<_> = table
        .left_out
        .iter()
        .map(|what| (what.address.as_str(), what.reason))
        .collect();
    assert_eq!(told, [("A1", Reason::Above), ("A40", Reason::Total)]);
}
