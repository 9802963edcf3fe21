//! Text in the encodings of offices: declared right, declared wrong, not at all, cut in the middle of a character.
use super::{codes, import_file, write};
use encoding_rs::GB18030;
use riverchief_gdal::import::{ImportError, Imported};
use std::path::{Path, PathBuf};

/// Width of the column of names.
const WIDTH: usize = 12;

/// A register of waters as a table in dBASE: codes `A`, `B` … with these names, and what its .cpg says.
fn register(folder: &Path, names: &[&[u8]], cpg: Option<&str>) -> PathBuf {
    let columns: [(&[u8], usize); 3] = [(b"CODE", 4), (b"NAME", WIDTH), (b"KIND", 8)];
    let mut bytes = vec![3, 126, 1, 1];
    bytes.extend(u32::try_from(names.len()).expect("few").to_le_bytes());
    let record = 1 + columns.iter().map(|(_, width)| width).sum::<usize>();
    bytes.extend(u16::try_from(32 + 32 * columns.len() + 1).expect("small").to_le_bytes());
    bytes.extend(u16::try_from(record).expect("small").to_le_bytes());
    bytes.resize(32, 0);
    for (name, width) in columns {
        let mut column = name.to_vec();
        column.resize(11, 0);
        column.push(b'C');
        column.resize(16, 0);
        column.push(u8::try_from(width).expect("small"));
        column.resize(32, 0);
        bytes.extend(column);
    }
    bytes.push(b'\r');
    for (number, name) in (b'A'..).zip(names) {
        bytes.push(b' ');
        for (value, width) in [(&[number][..], 4), (name, WIDTH), (b"river", 8)] {
            let mut value = value.to_vec();
            assert!(value.len() <= width);
            value.resize(width, b' ');
            bytes.extend(value);
        }
    }
    bytes.push(0x1a);
    let path = write(folder, "名录.dbf", bytes);
    let page = path.with_extension("cpg");
    let _ = std::fs::remove_file(&page);
    if let Some(cpg) = cpg {
        std::fs::write(page, cpg).expect("written");
    }
    path
}

fn names(imported: &Imported) -> Vec<&str> {
    let names = imported.world.waters.iter().map(|water| water.name.as_deref());
    names.map(Option::unwrap_or_default).collect()
}

#[test]
fn a_letter_of_four_bytes_is_read_whatever_the_encoding_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = GB18030.encode("㘵心村").0;
    for page in ["GBK", "gb2312", "CP936", "936", "GB18030", "54936"] {
        let imported = import_file(&register(folder.path(), &[&name], Some(page)), None).expect(page);
        assert_eq!((names(&imported), codes(&imported)), (vec!["㘵心村"], vec![]), "{page}");
    }
    let imported = import_file(&register(folder.path(), &[&name], None), None).expect("imported");
    assert_eq!(
        (names(&imported), codes(&imported)),
        (vec!["㘵心村"], vec!["N_IMPORT_ENCODING"])
    );
    let table = format!("代码,名称,类型\nA,{},river\n", "㘵心村");
    let path = write(folder.path(), "名录.csv", GB18030.encode(&table).0);
    let map = "[[layer]]\nto = \"waters\"\nencoding = \"cp936\"\n[layer.fields]\ncode = \"代码\"\nname = \"名称\"\nkind = \"类型\"\n";
    let imported = import_file(&path, Some(map)).expect("imported");
    assert_eq!((names(&imported), codes(&imported)), (vec!["㘵心村"], vec![]));
    let kml = "<?xml version=\"1.0\" encoding=\"GBK\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Folder><name>行政区</name>\
               <Placemark><name>㘵心村</name><ExtendedData><Data name=\"code\"><value>450502</value></Data></ExtendedData>\
               <Polygon><outerBoundaryIs><LinearRing><coordinates>109.0,21.0 109.1,21.0 109.1,21.1 109.0,21.0</coordinates></LinearRing>\
               </outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>";
    let map = "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"code\"\nname = \"Name\"\nlevel = { value = \"county\" }\n";
    let path = write(folder.path(), "a.kml", GB18030.encode(kml).0);
    let imported = import_file(&path, Some(map)).expect("imported");
    assert_eq!(
        imported.world.units[0].name.as_deref(),
        Some("㘵心村"),
        "{:?}",
        imported.findings
    );
}

#[test]
fn utf8_that_is_declared_as_gbk_is_told_whatever_its_length() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["海", "海城", "海城区", "A海城"] {
        let imported = import_file(&register(folder.path(), &[name.as_bytes()], Some("GBK")), None).expect(name);
        assert_eq!(
            (names(&imported), codes(&imported)),
            (vec![], vec!["E_IMPORT_ENCODING"]),
            "{name}"
        );
    }
    // In GBK these are UTF-8 of two bytes by chance.
    let chance: Vec<_> = ["一些", "汀"].iter().map(|name| GB18030.encode(name).0).collect();
    let bytes: Vec<&[u8]> = chance.iter().map(|name| &**name).collect();
    let imported = import_file(&register(folder.path(), &bytes, Some("GBK")), None).expect("imported");
    assert_eq!((names(&imported), codes(&imported)), (vec!["一些", "汀"], vec![]));
    let map = "[[layer]]\nto = \"waters\"\nencoding = \"GBK\"\n[layer.fields]\ncode = \"code\"\nname = \"name\"\nkind = { value = \"river\" }\n";
    for name in ["海", "海城", "海城区"] {
        let path = write(folder.path(), "a.csv", format!("code,name\nA,{name}\n"));
        let imported = import_file(&path, Some(map)).expect(name);
        assert_eq!(
            (names(&imported), codes(&imported)),
            (vec![], vec!["E_IMPORT_ENCODING"]),
            "{name}"
        );
    }
    // One cell of another program among those in GBK: that one alone is left out.
    let mut table = b"code,name\nA,".to_vec();
    table.extend(&*GB18030.encode("海城区").0);
    table.extend("\nB,海城\n".as_bytes());
    let imported = import_file(&write(folder.path(), "a.csv", table), Some(map)).expect("imported");
    assert_eq!(
        (names(&imported), codes(&imported)),
        (vec!["海城区"], vec!["E_IMPORT_ENCODING"])
    );
}

#[test]
fn a_text_that_is_cut_in_a_character_loses_that_one_with_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "南流江上的长河段名";
    let gbk = GB18030.encode(long).0;
    let odd = [b"A", &gbk[..WIDTH - 1]].concat();
    for page in [None, Some("GBK"), Some("CP936")] {
        let imported =
            import_file(&register(folder.path(), &[&GB18030.encode("海城").0, &odd], page), None).expect("imported");
        assert_eq!(names(&imported), ["海城", "A南流江上的"], "{page:?}");
        let told: Vec<_> = imported
            .findings
            .iter()
            .filter(|f| f.code == "W_IMPORT_TEXT_CUT")
            .collect();
        assert_eq!(
            (told.len(), told[0].field, told[0].measure),
            (1, Some("name"), Some((1.0, "features")))
        );
        assert!(imported.findings.iter().all(|f| !f.code.starts_with('E')), "{page:?}");
    }
    let utf8 = [b"A", &long.as_bytes()[..WIDTH - 1]].concat();
    for page in [None, Some("UTF-8")] {
        let imported = import_file(&register(folder.path(), &[&utf8], page), None).expect("imported");
        assert_eq!(
            (names(&imported), codes(&imported)),
            (vec!["A南流江"], vec!["W_IMPORT_TEXT_CUT"]),
            "{page:?}"
        );
    }
}

#[test]
fn a_filter_sees_text_as_it_is_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let all: Vec<_> = ["合浦县", "海城区", "㘵心村"]
        .iter()
        .map(|name| GB18030.encode(name).0)
        .collect();
    let all: Vec<&[u8]> = all.iter().map(|name| &**name).collect();
    let path = register(folder.path(), &all, Some("GBK"));
    for (filter, kept) in [
        ("NAME = '海城区'", vec!["海城区"]),
        ("NAME LIKE '㘵%'", vec!["㘵心村"]),
        ("CODE = 'A'", vec!["合浦县"]),
    ] {
        let map = format!(
            "[[layer]]\nto = \"waters\"\nfilter = \"{filter}\"\n[layer.fields]\ncode = \"CODE\"\nname = \"NAME\"\nkind = \"KIND\"\n"
        );
        assert_eq!(names(&import_file(&path, Some(&map)).expect(filter)), kept, "{filter}");
    }
}

#[test]
fn a_table_that_is_missing_foreign_or_damaged_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", super::COUNTIES);
    let shapes = folder.path().join("a.shp");
    super::convert(&["-lco", "ENCODING=UTF-8"], &path, &shapes);
    let table = shapes.with_extension("dbf");
    let whole = std::fs::read(&table).expect("a table");
    let refused = |bytes: Option<&[u8]>| -> String {
        match bytes {
            Some(bytes) => std::fs::write(&table, bytes).expect("written"),
            None => std::fs::remove_file(&table).expect("removed"),
        }
        match import_file(&shapes, Some(super::COUNTY_MAP)) {
            Err(ImportError::Source(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert!(refused(None).contains("its .dbf is missing"));
    assert!(refused(Some(&whole[..whole.len() - 40])).contains("damaged"));
    assert!(refused(Some(b"no table")).contains("cut short"));
    let mut other = whole.clone();
    let record = usize::from(u16::from_le_bytes([whole[10], whole[11]]));
    let header = usize::from(u16::from_le_bytes([whole[8], whole[9]]));
    other.splice(header..header, whole[header..header + record].to_vec());
    other[4] += 1;
    assert!(refused(Some(&other)).contains("belongs to another .shp"));
    std::fs::write(&table, &whole).expect("written");
    super::assert_counties(
        &import_file(&shapes, Some(super::COUNTY_MAP)).expect("whole again"),
        1e-8,
    );
}
