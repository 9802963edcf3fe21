//! Search by name, pinyin, code or id (P). Names are not unique, so every hit has its administrative path.
mod catalog;
mod pinyin;

use super::competence::folded;
use crate::domain::results::Hit;
use crate::index::Index;
use catalog::{Entry, entries};
use pinyin::{Sound, typed};

/// How well a query matches; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name, code or id exactly.
    Exact,
    /// The whole name in pinyin, or the beginning of the name.
    Near,
    /// The beginning of the name in pinyin, the beginning of the id, or a part of the name.
    Start,
    /// A part of the name in pinyin.
    Inside,
    /// Every word of the query is in the entry or in what lies above it.
    Words,
}

/// What can be found in an epoch. Built once; a search only reads it.
#[derive(Debug)]
pub struct SearchCatalog(Vec<Entry>);

impl SearchCatalog {
    /// Everything of an epoch: waters, units, functional areas, posts, segments, boards.
    #[must_use]
    pub fn new(index: &Index) -> Self {
        Self(entries(index))
    }

    /// Entries that match the query, best first; equal matches by kind (waters, units, posts, segments, boards) and id.
    /// An empty query finds nothing.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let asked = Asked::new(query);
        if asked.whole.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Fit, &Entry)> = (self.0.iter())
            .filter_map(|entry| Some((asked.fit(entry)?, entry)))
            .collect();
        // Entries are in order of kind and id; the sort is stable.
        found.sort_by_key(|(fit, entry)| (*fit, entry.hit.kind));
        found
            .into_iter()
            .take(limit)
            .map(|(_, entry)| entry.hit.clone())
            .collect()
    }
}

/// One search in an epoch; for several searches keep the [`SearchCatalog`].
#[must_use]
pub fn search(index: &Index, query: &str, limit: usize) -> Vec<Hit> {
    SearchCatalog::new(index).search(query, limit)
}

/// A query in the forms that are compared.
struct Asked {
    /// Without white space, normalised for width and case.
    whole: String,
    /// As pinyin, if it contains a letter.
    sound: Option<String>,
    /// Its words, if there are several.
    words: Vec<String>,
}

impl Asked {
    fn new(query: &str) -> Self {
        let whole = folded(query);
        let sound = typed(&whole);
        let words: Vec<String> = query.split_whitespace().map(folded).collect();
        Self {
            sound: sound.bytes().any(|b| b.is_ascii_alphabetic()).then_some(sound),
            words: if words.len() > 1 { words } else { Vec::new() },
            whole,
        }
    }

    fn fit(&self, entry: &Entry) -> Option<Fit> {
        let written = if entry.name == self.whole || entry.id == self.whole {
            Some(Fit::Exact)
        } else if entry.name.starts_with(&self.whole) {
            Some(Fit::Near)
        } else if entry.id.starts_with(&self.whole) || entry.name.contains(&self.whole) {
            Some(Fit::Start)
        } else {
            entry.id.contains(&self.whole).then_some(Fit::Inside)
        };
        // A literal match needs no pinyin.
        let sound = || {
            let sound = entry.sounds.like(self.sound.as_ref()?)?;
            Some(match sound {
                Sound::Whole | Sound::WholeInitials => Fit::Near,
                Sound::Start | Sound::StartInitials => Fit::Start,
                Sound::Inside | Sound::InsideInitials => Fit::Inside,
            })
        };
        let best = match written {
            Some(Fit::Exact | Fit::Near) => written,
            other => other.into_iter().chain(sound()).min(),
        };
        best.or_else(|| {
            let all = !self.words.is_empty() && self.words.iter().all(|word| entry.around.contains(word.as_str()));
            all.then_some(Fit::Words)
        })
    }
}
