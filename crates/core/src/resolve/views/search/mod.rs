//! Search by name, pinyin, code or id (P): names are not unique, so that every hit carries its administrative path.
mod catalog;
mod pinyin;

use super::competence::folded;
use crate::domain::results::Hit;
use crate::index::Index;
use catalog::{Entry, entries};
use pinyin::{Sound, typed};

/// How well a query fits; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Name, code or id as it is.
    Exact,
    /// The whole name by its sound, or its beginning as it is.
    Near,
    /// The beginning of the name by its sound, of the id as it is, or a part of the name as it is.
    Start,
    /// A part within it.
    Inside,
    /// Every word of the query is in it or in what lies above it.
    Words,
}

/// What can be looked for in an epoch. Made once; a search only reads it.
#[derive(Debug)]
pub struct SearchCatalog(Vec<Entry>);

impl SearchCatalog {
    /// Everything of an epoch: waters, units, functional areas, posts, segments, boards.
    #[must_use]
    pub fn new(index: &Index) -> Self {
        Self(entries(index))
    }

    /// What fits the query, best first; among equal fits by kind (waters, units, posts, segments, boards) and id. An empty
    /// query finds nothing.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit> {
        let asked = Asked::new(query);
        if asked.whole.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Fit, &Entry)> = (self.0.iter())
            .filter_map(|entry| Some((asked.fit(entry)?, entry)))
            .collect();
        // Entries stand by kind and id, and this sort keeps that order among equals.
        found.sort_by_key(|(fit, entry)| (*fit, entry.rank));
        found
            .into_iter()
            .take(limit)
            .map(|(_, entry)| entry.hit.clone())
            .collect()
    }
}

/// What fits a query in an epoch, once; who asks often keeps the [`SearchCatalog`].
#[must_use]
pub fn search(index: &Index, query: &str, limit: usize) -> Vec<Hit> {
    SearchCatalog::new(index).search(query, limit)
}

/// A query in the forms in which it is compared.
struct Asked {
    /// Without white space, width and case settled.
    whole: String,
    /// As pinyin, where it has a letter at all.
    sound: Option<String>,
    /// Its words, where there are several.
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
        // What is written as it is needs no sound.
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
