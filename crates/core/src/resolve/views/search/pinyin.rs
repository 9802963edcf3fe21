//! Names typed without Chinese characters: pinyin, complete or shortened, and initials.
//!
//! A character with several readings (长 cháng, zhǎng; 合 hé, gě) may be typed by any of them: no dictionary has the
//! reading of every village name.
use pinyin::ToPinyinMulti;

/// One character of a name with its readings, without tones.
#[derive(Clone, Debug)]
struct Letter {
    itself: char,
    readings: Vec<String>,
}

/// A name, prepared for comparison.
#[derive(Clone, Debug)]
pub(super) struct Sounds(Vec<Letter>);

/// How a query matches the pinyin of a name; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sound {
    /// The whole name, syllable by syllable.
    Whole,
    /// The whole name, with initials for some or all syllables.
    WholeInitials,
    /// The beginning, syllable by syllable; the last syllable may be unfinished.
    Start,
    /// The beginning, with initials.
    StartInitials,
    /// A part of the name.
    Inside,
    /// A part of the name, with initials.
    InsideInitials,
}

/// State after some characters of the name: how many bytes of the query are used, and whether by initials.
type State = (usize, bool);

impl Sounds {
    /// From a name normalised for width and case.
    pub(super) fn of(name: &str) -> Self {
        let letter = |itself: char| {
            let mut readings: Vec<String> = Vec::new();
            for reading in itself.to_pinyin_multi().into_iter().flatten() {
                // ü is typed as v or as u.
                for typed in [reading.plain().replace('ü', "v"), reading.plain().replace('ü', "u")] {
                    if !readings.contains(&typed) {
                        readings.push(typed);
                    }
                }
            }
            Letter { itself, readings }
        };
        Self(name.chars().map(letter).collect())
    }

    /// How `query` (from [`typed`]) matches the pinyin of the name; `None` if it doesn't.
    pub(super) fn like(&self, query: &str) -> Option<Sound> {
        let begin = |start: usize| {
            let (whole, initials) = self.from(start, query)?;
            Some(match (start, whole, initials) {
                (0, true, false) => Sound::Whole,
                (0, true, true) => Sound::WholeInitials,
                (0, false, false) => Sound::Start,
                (0, false, true) => Sound::StartInitials,
                (_, _, false) => Sound::Inside,
                (_, _, true) => Sound::InsideInitials,
            })
        };
        // A single letter is the initial of too many syllables to be looked for within names.
        let starts = if query.chars().count() > 1 { self.0.len() } else { 1 };
        (0..starts.min(self.0.len())).filter_map(begin).min()
    }

    /// Whether the query matches from a character on: whether to the end of the name, and whether with initials.
    fn from(&self, start: usize, query: &str) -> Option<(bool, bool)> {
        let mut states: Vec<State> = vec![(0, false)];
        let mut best: Option<(bool, bool)> = None;
        for (i, letter) in self.0.iter().enumerate().skip(start) {
            let mut next: Vec<State> = Vec::new();
            for &(used, initials) in &states {
                letter.steps(&query[used..], |step, full, by_initial| {
                    let state = (used + step, initials || by_initial);
                    if state.0 < query.len() {
                        if !next.contains(&state) {
                            next.push(state);
                        }
                        return;
                    }
                    let whole = full && i + 1 == self.0.len();
                    // Whole before part, syllables before initials.
                    if best.is_none_or(|(w, n)| (!whole, state.1) < (!w, n)) {
                        best = Some((whole, state.1));
                    }
                });
            }
            if next.is_empty() {
                break;
            }
            states = next;
        }
        best
    }
}

impl Letter {
    /// Every way in which the rest of a query may continue with this character: bytes used, whether it is complete,
    /// whether by an initial.
    fn steps(&self, rest: &str, mut step: impl FnMut(usize, bool, bool)) {
        if rest.starts_with(self.itself) {
            step(self.itself.len_utf8(), true, false);
        }
        for reading in &self.readings {
            if rest.starts_with(reading.as_str()) {
                step(reading.len(), true, false);
            } else if reading.starts_with(rest) {
                // The query ends within the syllable.
                step(rest.len(), false, rest.len() == 1);
            }
            for initial in initials(reading) {
                if rest.starts_with(initial) {
                    step(initial.len(), true, true);
                }
            }
        }
    }
}

/// `zh` counts as an initial as well as its `z`.
fn initials(reading: &str) -> impl Iterator<Item = &str> {
    let double = ["zh", "ch", "sh"].iter().any(|d| reading.starts_with(d));
    reading.get(..1).into_iter().chain(reading.get(..2).filter(|_| double))
}

/// The typed text without tones and separators.
pub(super) fn typed(query: &str) -> String {
    query
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '-' | '·' | '.'))
        .map(toneless)
        .collect()
}

fn toneless(c: char) -> char {
    match c {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(name: &str, query: &str) -> Option<Sound> {
        Sounds::of(name).like(&typed(query))
    }

    #[test]
    fn pinyin_initials_and_what_is_still_being_typed() {
        for (query, sound) in [
            ("nanliujiang", Sound::Whole),
            ("nán'liú-jiāng", Sound::Whole),
            ("nlj", Sound::WholeInitials),
            ("nanlj", Sound::WholeInitials),
            ("nanliu", Sound::Start),
            ("nanl", Sound::StartInitials),
            ("nanliuj", Sound::WholeInitials),
            ("nan", Sound::Start),
            ("na", Sound::Start),
            ("n", Sound::StartInitials),
            ("nl", Sound::StartInitials),
            ("liu", Sound::Inside),
            ("lj", Sound::InsideInitials),
            ("南liu", Sound::Start),
        ] {
            assert_eq!(like("南流江", query), Some(sound), "{query}");
        }
        for query in ["nanliujiangx", "nanjiang", "l", "j", "liunan", "beiliu"] {
            assert_eq!(like("南流江", query), None, "{query}");
        }
    }

    #[test]
    fn a_character_with_several_readings_is_found_by_each() {
        for (name, queries) in [
            ("合浦县", &["hepu", "gepu", "hpx"][..]),
            ("洪潮江水库", &["hongchaojiang", "hcjsk"]),
            ("长乐镇", &["changle", "zhangle", "changyue", "clz", "zhlz"]),
            ("重新村", &["chongxin", "zhongxin", "cxc", "zxc"]),
            ("涠洲岛", &["weizhou", "wzd"]),
            ("绿水村", &["lvshui", "lushui", "lüshui"]),
            ("那交河", &["najiao", "njh"]),
        ] {
            for query in queries {
                assert!(like(name, query).is_some(), "{name} {query}");
            }
        }
    }

    #[test]
    fn a_long_query_of_one_letter_ends_soon() {
        let name = "嗯啊".repeat(40);
        let began = std::time::Instant::now();
        assert_eq!(like(&name, &"a".repeat(100)), None);
        assert!(began.elapsed().as_millis() < 500);
    }
}
