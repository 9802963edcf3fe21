//! The encoding of a source's text: declared, given by the format, or detected; and the decoding of each value.
//!
//! Knows files and bytes; knows no layers and no columns.
use super::dbf::{self, Table, beside};
use super::encoding::{self, Decoded, decode, from_latin1, is_chinese_utf8, is_utf8_read_as_gb18030, of_texts};
use super::format::{MOST_TEXT, SourceFormat};
use encoding_rs::{Encoding, GB18030, UTF_8};
use riverchief_core::snapshot::record::Cell;
use std::path::Path;

/// The encoding of a source's text, and how GDAL passes it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextEncoding {
    /// The encoding from which it was or will be decoded; `None` where the format is always UTF-8, or GDAL decodes.
    encoding: Option<&'static Encoding>,
    /// It was detected, not declared.
    pub(super) found: bool,
    /// GDAL gives one character for each byte.
    pub(super) bytewise: bool,
    /// The text is declared as GBK, but is UTF-8 with Chinese characters.
    pub(super) misdeclared: bool,
}

/// A text that is not valid in the encoding of its source, as far as it can be shown.
#[derive(Debug, PartialEq)]
pub(super) struct Garbled(pub(super) String);

impl TextEncoding {
    /// The name of a detected encoding other than UTF-8.
    pub(super) fn found_name(self) -> Option<&'static str> {
        let encoding = self.encoding.filter(|e| self.found && *e != UTF_8)?;
        Some(if encoding == GB18030 { "GBK" } else { encoding.name() })
    }

    /// The decoded value, and whether it ended in the middle of a character, which is left out.
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

    /// The decoded name of a column; it may be cut off.
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

/// The bytes of a text file as UTF-8, and the encoding that they had.
pub(super) fn to_utf8(
    bytes: Vec<u8>,
    format: SourceFormat,
    declared: Option<&'static Encoding>,
) -> Result<(Vec<u8>, TextEncoding), String> {
    if format == SourceFormat::Csv && bytes.contains(&0) {
        return Err("not a text file: it contains zero bytes (save UTF-16 as UTF-8)".to_owned());
    }
    let own = match format {
        // JSON is always UTF-8 (RFC 8259).
        SourceFormat::GeoJson | SourceFormat::GeoJsonSeq => Some(UTF_8),
        SourceFormat::Kml => Some(match encoding_of_xml(&bytes) {
            Some(name) => encoding::named(&name).ok_or_else(|| format!("unknown encoding `{name}`"))?,
            None => UTF_8,
        }),
        _ => None,
    };
    let found = declared.is_none() && own.is_none();
    let encoding = declared
        .or(own)
        .or_else(|| of_texts(&std::iter::once((&*bytes, false))))
        .ok_or("neither UTF-8 nor GBK; declare the `encoding` in the mapping")?;
    let mut text = TextEncoding {
        encoding: Some(encoding),
        found,
        ..TextEncoding::default()
    };
    if encoding == GB18030 && !found && std::str::from_utf8(&bytes).is_ok() && is_chinese_utf8(&bytes) {
        text.misdeclared = true;
        return Ok((bytes, text));
    }
    let said = if declared.is_some() {
        "though the mapping says so"
    } else {
        "which this format requires"
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(&bytes) {
            Ok(_) => Ok((bytes, text)),
            Err(_) => Err(format!("not UTF-8, {said}")),
        };
    }
    let decoded = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    let decoded = decoded
        .ok_or_else(|| format!("not {}, {said}", encoding.name()))?
        .into_owned();
    // Otherwise Expat would decode it again.
    let decoded = match encoding_of_xml(&bytes) {
        Some(name) if format == SourceFormat::Kml => decoded.replacen(&name, "UTF-8", 1),
        _ => decoded,
    };
    Ok((decoded.into_bytes(), text))
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

/// The encoding of the table of a Shapefile, which has to be complete.
pub(super) fn shapefile_encoding(path: &Path, declared: Option<&'static Encoding>) -> Result<TextEncoding, String> {
    let table = beside(path, "dbf").ok_or("its .dbf is missing, which holds the names and codes")?;
    let length = std::fs::metadata(&table).map_err(|e| e.to_string())?.len();
    if length > MOST_TEXT {
        return Err(format!("its .dbf has {length} bytes; the limit is {MOST_TEXT}"));
    }
    let table = Table::parse(std::fs::read(&table).map_err(|e| e.to_string())?)?;
    if let Some(index) = beside(path, "shx").filter(|_| ends_in_shp(path)) {
        let shapes = dbf::shapes(&index).map_err(|e| e.to_string())?;
        if shapes != table.records() as u64 {
            return Err(format!(
                "its .dbf belongs to another .shp: it has {} records, the .shp {shapes} shapes",
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
        // If it is neither of the two, each text that isn't GBK gets a finding.
        (None, None) => Some(table.found_encoding().unwrap_or(GB18030)),
    };
    Ok(TextEncoding {
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
