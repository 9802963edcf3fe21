//! Workbooks come in as CSV does, through the mapping or the draft, and what of them is not data is told by its cell.
use super::{codes, import_file, write};
use riverchief_core::snapshot::finding::Severity;
use riverchief_gdal::import::open;
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::path::Path;

const BOARDS: &str = "[[layer]]\nto = \"notice_boards\"\nfrom = \"公示牌\"\ncrs = \"CRS84\"\nx = \"位置/经度\"\ny = \"位置/纬度\"\n\
                      [layer.fields]\nid = \"编号\"\nwater = \"水体代码\"\n";

/// A list of notice boards with a title, two rows of headings, merged cells, a sum and a formula with an error.
fn boards(folder: &Path, name: &str) -> std::path::PathBuf {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("公示牌").expect("a name");
    let format = Format::new();
    let mut merge = |from: (u32, u16), to: (u32, u16), text: &str| {
        sheet
            .merge_range(from.0, from.1, to.0, to.1, text, &format)
            .expect("merged");
    };
    merge((0, 0), (0, 4), "公示牌一览表");
    merge((1, 0), (2, 0), "编号");
    merge((1, 1), (2, 1), "水体代码");
    merge((1, 2), (1, 3), "位置");
    merge((1, 4), (2, 4), "检查");
    merge((3, 1), (4, 1), "ＮＬＪ");
    for (row, cells) in [
        (2, ["", "", "经度", "纬度"]),
        (3, ["B1", "", "109°12′", "21°30′00″N"]),
        (4, ["B2", "", "109.2", "21.5"]),
        (5, ["B3", "NLJ", "109 12", "21.5"]),
        (6, ["合计", "3", "", ""]),
    ] {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    let broken = Formula::new("1/0").set_result("#DIV/0!");
    sheet.write_formula(4, 4, broken).expect("written");
    let path = folder.join(name);
    workbook.save(&path).expect("written");
    path
}

#[test]
fn a_list_in_a_workbook_comes_in_by_a_mapping() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["公示牌.xlsx", "公示牌.XLSM"] {
        let imported =
            import_file(&boards(folder.path(), name), Some(BOARDS)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let found = &imported.world.boards;
        assert_eq!(
            found.iter().map(|board| board.fid).collect::<Vec<_>>(),
            [4, 5],
            "the numbers of their rows"
        );
        for board in found {
            assert_eq!(board.geometry, Some(geo::point!(x: 109.2, y: 21.5)));
            assert_eq!(
                board.water.as_deref(),
                Some("NLJ"),
                "merged for both rows, in half-width letters"
            );
        }
        assert_eq!(
            codes(&imported),
            [
                "E_IMPORT_VALUE",
                "N_IMPORT_ROW_LEFT_OUT",
                "N_IMPORT_WIDTH",
                "W_IMPORT_CELL_ERROR"
            ],
            "{name}"
        );
        let told = |code: &str| -> Vec<(&str, Severity)> {
            let findings = imported.findings.iter().filter(|finding| finding.code == code);
            findings
                .map(|finding| (finding.feature.as_str(), finding.severity))
                .collect()
        };
        assert_eq!(
            told("N_IMPORT_ROW_LEFT_OUT"),
            [("A1", Severity::Note), ("A7", Severity::Note)]
        );
        assert_eq!(told("W_IMPORT_CELL_ERROR"), [("E5", Severity::Warning)]);
    }
}

#[test]
fn what_is_no_table_or_has_a_password_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, bytes: &[u8]| {
        let path = write(folder.path(), name, bytes);
        open(&[path], None).expect_err(name).to_string()
    };
    assert!(refused("加密.xlsx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).contains("password"));
    assert!(refused("文字.xlsx", b"name,code\n").contains("not a workbook"));
    let mut notes = Workbook::new();
    notes
        .add_worksheet()
        .write_string(0, 0, "说明：待补。")
        .expect("written");
    let bytes = notes.save_to_buffer().expect("written");
    assert!(refused("说明.xlsx", &bytes).contains("no sheet has a table"));
}
