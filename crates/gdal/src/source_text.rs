//! What the text of a source is in: as it is declared, as its format says, or as it is found; and each value of it decoded.
//!
//! Knows files and bytes; knows no layer and no column.
use super::dbf::{self, Table, beside};
use super::encoding::{self, Decoded, decode, from_latin1, is_chinese_utf8, is_utf8_read_as_gb18030, of_texts};
use super::format::{MOST_TEXT, SourceFormat};
use encoding_rs::{Encoding, GB18030, UTF_8};
use riverchief_core::snapshot::record::Cell;
use std::path::Path;

/// What a source's text is in, and how it comes out of GDAL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    /// What it was decoded from, or is to be; `None` where the format knows no other than UTF-8, or GDAL decodes.
    encoding: Option<&'static Encoding>,
    /// Nobody declared it: it was found.
    pub(super) found: bool,
    /// GDAL hands over one character for each byte.
    pub(super) bytewise: bool,
    /// All of the text is UTF-8 with Chinese in it, though declared as GBK.
    pub(super) misdeclared: bool,
}

/// A text that is none in the encoding that its source says, as well as it can be shown.
#[derive(Debug, PartialEq)]
pub(super) struct Garbled(pub(super) String);

impl Letters {
    /// The encoding's name where nobody declared one and it isn't UTF-8.
    pub(super) fn found_name(self) -> Option<&'static str> {
        let encoding = self.encoding.filter(|e| self.found && *e != UTF_8)?;
        Some(if encoding == GB18030 { "GBK" } else { encoding.name() })
    }

    /// A value as the source means it, and whether it ended in the middle of a character, which is left out.
    pub(super) fn read(self, cell: Cell) -> Result<(Cell, bool), Garbled> {
        let (Cell::Text(text), Some(encoding)) = (&cell, self.encoding) else {
            return Ok((cell, false));
        };
        if !self.bytewise {
            return if encoding == GB18030 && is_utf8_read_as_gb18030(text) {
                Err(Garbled(text.clone()))
            } else {
                Ok((cell, false))
            };
        }
        let Some(bytes) = from_latin1(text) else {
            return Err(Garbled(text.clone()));
        };
        if encoding == GB18030 && is_chinese_utf8(&bytes) {
            return Err(Garbled(String::from_utf8_lossy(&bytes).into_owned()));
        }
        match decode(&bytes, encoding) {
            Decoded::Whole(text) => Ok((Cell::Text(text), false)),
            Decoded::Cut(text) => Ok((Cell::Text(text), true)),
            Decoded::Undecodable => Err(Garbled(encoding.decode_without_bom_handling(&bytes).0.into_owned())),
        }
    }

    /// The name of a column; its end may be cut.
    pub(super) fn name(self, name: String) -> String {
        let (Some(encoding), true) = (self.encoding, self.bytewise) else {
            return name;
        };
        let bytes = from_latin1(&name).unwrap_or_else(|| name.into_bytes());
        match decode(&bytes, encoding) {
            Decoded::Whole(text) | Decoded::Cut(text) => text,
            Decoded::Undecodable => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        }
    }
}

/// A text file's bytes as UTF-8, and what they were in.
pub(super) fn to_utf8(
    bytes: Vec<u8>,
    format: SourceFormat,
    declared: Option<&'static Encoding>,
) -> Result<(Vec<u8>, Letters), String> {
    if format == SourceFormat::Csv && bytes.contains(&0) {
        return Err("not a text file: it has zero bytes (UTF-16 has to be saved as UTF-8)".to_owned());
    }
    let own = match format {
        // JSON is UTF-8 (RFC 8259) and needs no guess.
        SourceFormat::GeoJson | SourceFormat::GeoJsonSeq => Some(UTF_8),
        SourceFormat::Kml => Some(match encoding_of_xml(&bytes) {
            Some(name) => encoding::named(&name).ok_or_else(|| format!("its encoding `{name}` is not known"))?,
            None => UTF_8,
        }),
        _ => None,
    };
    let found = declared.is_none() && own.is_none();
    let encoding = declared
        .or(own)
        .or_else(|| of_texts(&std::iter::once((&*bytes, false))))
        .ok_or("neither UTF-8 nor GBK; name the `encoding`")?;
    let mut letters = Letters {
        encoding: Some(encoding),
        found,
        ..Letters::default()
    };
    if encoding == GB18030 && !found && std::str::from_utf8(&bytes).is_ok() && is_chinese_utf8(&bytes) {
        letters.misdeclared = true;
        return Ok((bytes, letters));
    }
    let said = if declared.is_some() {
        "as the mapping says"
    } else {
        "as it should be"
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(&bytes) {
            Ok(_) => Ok((bytes, letters)),
            Err(_) => Err(format!("not UTF-8, {said}")),
        };
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    let text = text
        .ok_or_else(|| format!("not {}, {said}", encoding.name()))?
        .into_owned();
    // Expat would decode once more.
    let text = match encoding_of_xml(&bytes) {
        Some(name) if format == SourceFormat::Kml => text.replacen(&name, "UTF-8", 1),
        _ => text,
    };
    Ok((text.into_bytes(), letters))
}

/// The encoding that an XML declaration names (XML 1.0, 4.3.3).
fn encoding_of_xml(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let head = head.trim_start_matches('\u{feff}');
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(mark).map(|(name, _)| name.to_owned())
}

/// What the table of a Shapefile is in, once it is found whole.
pub(super) fn shapefile_letters(path: &Path, declared: Option<&'static Encoding>) -> Result<Letters, String> {
    let table = beside(path, "dbf").ok_or("its .dbf is missing: names and codes stand there")?;
    let length = std::fs::metadata(&table).map_err(|e| e.to_string())?.len();
    if length > MOST_TEXT {
        return Err(format!("its .dbf has {length} bytes; at most {MOST_TEXT} are read"));
    }
    let table = Table::parse(std::fs::read(&table).map_err(|e| e.to_string())?)?;
    if let Some(index) = beside(path, "shx").filter(|_| ends_in_shp(path)) {
        let shapes = dbf::shapes(&index).map_err(|e| e.to_string())?;
        if shapes != table.records() as u64 {
            return Err(format!(
                "its .dbf belongs to another .shp: {} records for {shapes} shapes",
                table.records()
            ));
        }
    }
    let page = match beside(path, "cpg") {
        Some(file) => Some(String::from_utf8_lossy(&std::fs::read(file).map_err(|e| e.to_string())?).into_owned()),
        None => None,
    };
    let encoding = match (declared, &page) {
        (Some(declared), _) => Some(declared),
        (None, Some(page)) => encoding::named(page),
        // Neither of the two: each text that isn't GBK is told.
        (None, None) => Some(table.found_encoding().unwrap_or(GB18030)),
    };
    Ok(Letters {
        encoding,
        found: declared.is_none() && page.is_none(),
        bytewise: encoding.is_some(),
        misdeclared: false,
    })
}

fn ends_in_shp(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
}
