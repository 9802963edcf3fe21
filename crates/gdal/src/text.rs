//! Text from files: garbled text, full-width characters, and dates and stations as people write them.
//!
//! Pure functions; knows no layers.
use encoding_rs::{GBK, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Whether `text` was decoded from the wrong encoding: it has characters that stand for invalid bytes, or it is Chinese when
/// it is decoded from another encoding.
///
/// ```
/// use riverchief_gdal::text::is_garbled;
/// assert!(!is_garbled("北海市 Beihai"));
/// assert!(is_garbled("åŒ—æµ·å¸‚"), "UTF-8 read as Windows-1252");
/// assert!(is_garbled("±±º£ÊÐ"), "GBK read as Latin-1");
/// assert!(is_garbled("鍚堟郸鍘�"), "UTF-8 read as GBK");
/// ```
#[must_use]
pub fn is_garbled(text: &str) -> bool {
    if text.contains('\u{fffd}') || text.chars().any(|c| ('\u{e000}'..='\u{f8ff}').contains(&c)) {
        return true;
    }
    if text.is_ascii() {
        return false;
    }
    let western = text.chars().filter(|c| ('\u{80}'..='\u{ff}').contains(c)).count() >= 2;
    if western {
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let (windows, _, unmapped) = WINDOWS_1252.encode(text);
        let candidates = [latin1.map(Cow::Owned), (!unmapped).then_some(windows)];
        for bytes in candidates.into_iter().flatten() {
            let chinese = |decoded: Option<Cow<'_, str>>| decoded.is_some_and(|t| is_chinese(&t));
            let as_utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(&bytes);
            let as_gbk = GBK.decode_without_bom_handling_and_without_replacement(&bytes);
            if chinese(as_utf8) || in_pairs(&bytes) && chinese(as_gbk) {
                return true;
            }
        }
    }
    // UTF-8 read as GBK: six or more bytes of GBK are almost never valid UTF-8 by chance.
    let (gbk, _, unmapped) = GBK.encode(text);
    !unmapped && gbk.len() >= 6 && std::str::from_utf8(&gbk).is_ok_and(is_chinese)
}

/// Whether all non-ASCII bytes form pairs of GB 2312, which bytes of accented Latin letters seldom do.
fn in_pairs(bytes: &[u8]) -> bool {
    bytes
        .split(u8::is_ascii)
        .all(|run| run.len() % 2 == 0 && run.iter().all(|byte| *byte >= 0xa1))
}

/// Whether text has Chinese characters, and otherwise only characters that occur with them in names.
fn is_chinese(text: &str) -> bool {
    let beside =
        |c: char| c.is_ascii() || ('\u{3000}'..='\u{303f}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
    text.chars().any(is_hanzi) && text.chars().all(|c| is_hanzi(c) || beside(c))
}

/// Whether a character is Chinese, with three bytes in UTF-8: the common ones, and extension A, which occurs in names.
pub(super) fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Replaces full-width letters, digits and signs by half-width ones, and trims white space; for codes, closed lists and dates.
///
/// ```
/// assert_eq!(riverchief_gdal::text::narrow("４５０５２１（甲）；\u{3000}"), "450521(甲);");
/// ```
#[must_use]
pub fn narrow(text: &str) -> Cow<'_, str> {
    let cut = trim(text);
    if !cut.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Cow::Borrowed(cut);
    }
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    Cow::Owned(trim(&cut.chars().map(half).collect::<String>()).to_owned())
}

/// Trims white space and invisible characters at both ends, including those of word processors.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
    })
}

/// A list with `;` between its items, whatever separator it had.
#[must_use]
pub fn list(text: &str) -> String {
    let items = text
        .split([';', '；', '、', '，', ',', '|'])
        .map(trim)
        .filter(|item| !item.is_empty());
    items.collect::<Vec<_>>().join(";")
}

/// A date as `YYYY-MM-DD`, from the formats that registers use; `None` for any other text.
///
/// ```
/// use riverchief_gdal::text::iso_date;
/// for text in ["2018-06-30", "2018/6/30", "2018.6.30", "20180630", "2018年6月30日", "2018/06/30 00:00:00"] {
///     assert_eq!(iso_date(text).as_deref(), Some("2018-06-30"), "{text}");
/// }
/// assert_eq!(iso_date("2018年"), None);
/// ```
#[must_use]
pub fn iso_date(text: &str) -> Option<String> {
    let day = text.split([' ', 'T']).next()?;
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]));
    }
    let parts: Vec<&str> = day.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect();
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    match parts[..] {
        [year, month, day] if year.len() == 4 && digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    }
}

/// Metres of a station such as `K12+350.5`; `None` for any other text.
///
/// ```
/// use riverchief_gdal::text::station_m;
/// assert_eq!(station_m("K12+350.5"), Some(12_350.5));
/// assert_eq!(station_m("0+000"), Some(0.0));
/// assert_eq!(station_m("12350"), None);
/// ```
#[must_use]
pub fn station_m(text: &str) -> Option<f64> {
    let (km, m) = text.trim_start_matches(['K', 'k']).split_once('+')?;
    let km: u32 = km.parse().ok()?;
    let plain = !m.is_empty() && m.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let m: f64 = m.parse().ok().filter(|_| plain)?;
    (m < 1000.0).then(|| f64::from(km) * 1000.0 + m)
}

/// Whether a name mixes half- and full-width brackets, as in `旺盛江(水库）`.
#[must_use]
pub fn mixes_widths(name: &str) -> bool {
    [('(', '（'), (')', '）'), (',', '，'), (':', '：')]
        .iter()
        .any(|(h, f)| name.contains(*h) && name.contains(*f))
        || name.contains('(') && name.contains('）')
        || name.contains('（') && name.contains(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_names_are_not_garbled() {
        for name in [
            "",
            "Beihai",
            "海城区",
            "合浦县石康镇",
            "旺盛江（水库）",
            "K12+350",
            "沙岗镇·双文村",
            "宽 5 m²",
            "Ürümqi",
            "联通",
            "溇洲岛",
        ] {
            assert!(!is_garbled(name), "{name}");
        }
    }

    #[test]
    fn each_wrong_reading_is_seen() {
        let name = "合浦县南流江";
        let utf8_as_gbk = GBK.decode(name.as_bytes()).0;
        let latin = |bytes: &[u8]| bytes.iter().map(|b| char::from(*b)).collect::<String>();
        for text in [
            utf8_as_gbk.into_owned(),
            latin(name.as_bytes()),
            latin(&GBK.encode(name).0),
            "海\u{fffd}".to_owned(),
        ] {
            assert!(is_garbled(&text), "{text}");
        }
    }

    #[test]
    fn lists_dates_and_stations() {
        assert_eq!(list("450502； 450503、450512,"), "450502;450503;450512");
        assert_eq!(iso_date("三月"), None);
        assert_eq!(iso_date("2018-6"), None);
        assert_eq!(station_m("K1+2e3"), None);
        assert_eq!(station_m("K1+1000"), None);
    }

    #[test]
    fn mixed_brackets_are_seen() {
        assert!(mixes_widths("旺盛江(水库）"));
        assert!(!mixes_widths("旺盛江（水库）") && !mixes_widths("A(B)"));
    }
}
