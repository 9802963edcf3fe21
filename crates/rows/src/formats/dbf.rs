//! Limits of the tables of Shapefiles (dBase): names of ten letters, text of 254 bytes, numbers as decimals.
use std::borrow::Cow;

/// Longest column name.
const NAME_LETTERS: usize = 10;
/// Longest text, in bytes of the encoding.
const TEXT_BYTES: usize = 254;
/// Digits and decimals of a number: enough for nanometres, and for areas up to that of the Earth in m².
pub const REAL: (i32, i32) = (24, 9);

/// Unique names of at most ten letters: words are shortened evenly, and numbered where that is not enough.
///
/// ```
/// use riverchief_rows::formats::dbf::short_names;
/// let names = ["id", "first_contact", "first_contact_name", "first_contact_names"];
/// assert_eq!(short_names(&names), ["id", "first_cont", "fir_con_na", "fi_co_na_1"]);
/// ```
#[must_use]
pub fn short_names(names: &[&str]) -> Vec<String> {
    // A name that fits is kept, whatever names precede it.
    let mut taken: Vec<String> = (names.iter())
        .filter(|name| name.len() <= NAME_LETTERS)
        .map(|name| name.to_ascii_lowercase())
        .collect();
    let mut all = vec![];
    for name in names {
        if name.len() <= NAME_LETTERS {
            all.push((*name).to_owned());
            continue;
        }
        let cut = cut(name, NAME_LETTERS);
        let numbered = (1..).map(|n| {
            let end = format!("_{n}");
            format!(
                "{}{end}",
                self::cut(name, NAME_LETTERS - end.len()).trim_end_matches('_')
            )
        });
        let free = |candidate: &String| !taken.contains(&candidate.to_ascii_lowercase());
        let found = std::iter::once(cut).chain(numbered).find(free).unwrap_or_default();
        taken.push(found.to_ascii_lowercase());
        all.push(found);
    }
    all
}

/// A name of at most `most` letters: its longest word loses letters until the name fits.
fn cut(name: &str, most: usize) -> String {
    let words: Vec<&str> = name.split('_').collect();
    let mut lengths: Vec<usize> = words.iter().map(|w| w.len()).collect();
    while lengths.iter().sum::<usize>() + words.len() - 1 > most {
        // Of equally long words the last.
        let longest = (0..lengths.len()).max_by_key(|&i| lengths[i]);
        match longest {
            Some(i) if lengths[i] > 1 => lengths[i] -= 1,
            _ => break,
        }
    }
    let parts: Vec<&str> = words.iter().zip(&lengths).map(|(w, &n)| &w[..n]).collect();
    let mut joined = parts.join("_");
    joined.truncate(most);
    joined
}

/// Fits texts to a table and counts those that had to be changed.
#[derive(Debug)]
pub struct Texts {
    gbk: bool,
    cut: usize,
    unknown: usize,
}

impl Texts {
    /// For a table in GBK, or in UTF-8.
    #[must_use]
    pub fn new(gbk: bool) -> Self {
        Self {
            gbk,
            cut: 0,
            unknown: 0,
        }
    }

    /// The beginning of a text that fits; a character that GBK lacks becomes a question mark.
    pub fn fitted<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if text.is_ascii() && text.len() <= TEXT_BYTES {
            return Cow::Borrowed(text);
        }
        let mut kept = String::with_capacity(text.len());
        let (mut bytes, mut letters) = (0, [0; 4]);
        let mut unknown = false;
        for c in text.chars() {
            let known = !self.gbk || c.is_ascii() || has(c);
            unknown |= !known;
            let c = if known { c } else { '?' };
            bytes += match (self.gbk, c.is_ascii()) {
                (_, true) => 1,
                (true, false) => 2,
                (false, false) => c.len_utf8(),
            };
            if bytes > TEXT_BYTES {
                self.cut += 1;
                break;
            }
            kept.push_str(c.encode_utf8(&mut letters));
        }
        self.unknown += usize::from(unknown);
        Cow::Owned(kept)
    }

    /// The changes to texts, in words.
    #[must_use]
    pub fn remarks(self) -> Vec<String> {
        let mut remarks = vec![];
        if self.cut > 0 {
            remarks.push(format!(
                "{} texts were longer than {TEXT_BYTES} bytes and are cut",
                self.cut
            ));
        }
        if self.unknown > 0 {
            remarks.push(format!(
                "{} texts have characters that GBK lacks; each is replaced by a question mark",
                self.unknown
            ));
        }
        remarks
    }
}

/// Whether GBK has a character, in two bytes.
fn has(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, lost) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
    !lost && bytes.len() == 2
}
