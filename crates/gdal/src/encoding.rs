//! Decodes the text of a source by its declared or detected encoding, with one decoder.
//!
//! GBK, CP936, GB 2312 and GB 18030 are all read as GB 18030, which holds the others: files declare the old names
//! but contain characters of the new one. GDAL's own conversion drops or replaces those.
use super::text::is_hanzi;
use encoding_rs::{DecoderResult, Encoding, GB18030, GBK, UTF_8};

/// The encoding with a name as people and `.cpg` files write it, or with a code page; `None` when it is unknown.
///
/// ```
/// use riverchief_gdal::encoding::named;
/// for name in ["GBK", "cp936", "936", "ANSI 936", "GB2312", "gb18030", "54936"] {
///     assert_eq!(named(name), Some(encoding_rs::GB18030), "{name}");
/// }
/// assert_eq!(named("UTF-8"), Some(encoding_rs::UTF_8));
/// assert_eq!(named("OEM"), None);
/// ```
#[must_use]
pub fn named(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().trim_start_matches('\u{feff}').to_ascii_lowercase();
    let page = ["ansi", "cp", "ms", "windows"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(&name)
        .trim_start_matches([' ', '-', '_']);
    let label = match page {
        "936" | "54936" | "20936" => "gb18030",
        "950" => "big5",
        "932" => "shift_jis",
        "949" => "euc-kr",
        "65001" | "utf8" => "utf-8",
        "874" | "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            &format!("windows-{page}")
        }
        _ => match &*name {
            "88591" | "8859-1" => "iso-8859-1",
            "euc-cn" | "euccn" | "hz" => "gb18030",
            other => other,
        },
    };
    let found = Encoding::for_label(label.as_bytes())?;
    Some(if found == GBK { GB18030 } else { found })
}

/// Detects the encoding of texts: UTF-8 if all are valid in it, else GB 18030 if all are valid in that, else unknown. A text
/// that fills its field may end in the middle of a character.
pub(super) fn of_texts<'a>(texts: &(impl Iterator<Item = (&'a [u8], bool)> + Clone)) -> Option<&'static Encoding> {
    let all = |encoding| {
        texts.clone().all(|(bytes, full)| match decode(bytes, encoding) {
            Decoded::Whole(_) => true,
            Decoded::Cut(_) => full,
            Decoded::Undecodable => false,
        })
    };
    [UTF_8, GB18030].into_iter().find(|encoding| all(encoding))
}

/// The result of decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// All bytes were decoded.
    Whole(String),
    /// The bytes end in the middle of a character, which is left out.
    Cut(String),
    /// The bytes are not valid in this encoding.
    Undecodable,
}

/// Decodes one value.
pub(super) fn decode(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(0));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, false).0 {
        DecoderResult::InputEmpty => {}
        DecoderResult::Malformed(..) | DecoderResult::OutputFull => return Decoded::Undecodable,
    }
    match decoder.decode_to_string_without_replacement(&[], &mut text, true).0 {
        DecoderResult::InputEmpty => Decoded::Whole(text),
        DecoderResult::Malformed(..) => Decoded::Cut(text),
        DecoderResult::OutputFull => Decoded::Undecodable,
    }
}

/// Whether bytes are UTF-8 with Chinese characters, even if the last character is incomplete. Text in GBK is almost never
/// valid UTF-8; the exceptions are pairs of rare characters.
pub(super) fn is_chinese_utf8(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    text.chars().any(is_hanzi)
}

/// Whether text that was decoded as GB 18030 was actually UTF-8.
pub(super) fn is_utf8_read_as_gb18030(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (bytes, _, unmapped) = GB18030.encode(text);
    !unmapped && is_chinese_utf8(&bytes)
}

/// The bytes of text that was decoded as Latin-1, which is how bytes pass through GDAL unchanged; `None` for other text.
pub(super) fn from_latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_four_bytes_is_read_under_every_name() {
        let bytes = GB18030.encode("㘵心村").0;
        for name in ["GBK", "CP936", "GB2312", "GB18030"] {
            let encoding = named(name).expect(name);
            assert_eq!(decode(&bytes, encoding), Decoded::Whole("㘵心村".to_owned()));
        }
    }

    #[test]
    fn a_cut_character_is_left_out_and_a_wrong_one_is_no_text() {
        let bytes = GB18030.encode("合浦县").0;
        assert_eq!(decode(&bytes[..5], GB18030), Decoded::Cut("合浦".to_owned()));
        assert_eq!(
            decode("合浦县".as_bytes().split_last().expect("bytes").1, UTF_8),
            Decoded::Cut("合浦".to_owned())
        );
        assert_eq!(decode(&[0xba, 0xcf, 0xff, 0x20], GB18030), Decoded::Undecodable);
        let four = GB18030.encode("㘵").0;
        for cut in 1..4 {
            assert_eq!(decode(&four[..cut], GB18030), Decoded::Cut(String::new()), "{cut}");
        }
    }

    #[test]
    fn utf8_of_any_length_is_seen_and_gbk_that_happens_to_be_utf8_is_not() {
        for name in ["海", "海城", "海城区", "北海市海城区", "A 村"] {
            assert!(is_chinese_utf8(name.as_bytes()), "{name}");
            assert!(!is_chinese_utf8(&GB18030.encode(name).0), "{name}");
        }
        assert!(is_chinese_utf8(&"海城".as_bytes()[..5]));
        for name in ["一些", "汀"] {
            let bytes = GB18030.encode(name).0;
            assert!(std::str::from_utf8(&bytes).is_ok(), "{name}");
            assert!(!is_chinese_utf8(&bytes), "{name}");
        }
        assert!(is_utf8_read_as_gb18030(&GB18030.decode("海城".as_bytes()).0));
        assert!(!is_utf8_read_as_gb18030("海城") && !is_utf8_read_as_gb18030("一些"));
    }

    #[test]
    fn texts_that_nobody_declared() {
        let gbk = GB18030.encode("合浦县").0;
        let of = |list: &[(&[u8], bool)]| of_texts(&list.iter().copied());
        assert_eq!(of(&[("海城区".as_bytes(), false), (b"", false)]), Some(UTF_8));
        assert_eq!(of(&[(&gbk, false)]), Some(GB18030));
        assert_eq!(of(&[(&gbk, false), (&gbk[..5], true)]), Some(GB18030));
        assert_eq!(of(&[(&gbk[..5], false)]), None);
        assert_eq!(of(&[(&"海城区".as_bytes()[..8], true)]), Some(UTF_8));
        assert_eq!(of(&[(&[0xff, 0xff], false)]), None);
    }
}
