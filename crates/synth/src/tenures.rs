//! Makes a post with its tenures (terms, changes, vacancies) and its holders by office.
//!
//! Does not know which posts are required.
use super::SynthError;
use super::dates::{Span, spans};
use super::holders::{Names, office, title};
use super::input::Source;
use super::plan::PHONE;
use super::rules::Rules;
use riverchief_core::domain::kinds::{Level, PostKind, TitleClass};
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::raw::{RawHolder, RawPost, RawTenure};
use std::collections::{BTreeMap, BTreeSet};

/// The posts and tenures made so far, and their holders.
pub struct Roll<'a> {
    pub source: &'a Source,
    pub rules: &'a Rules,
    pub names: Names,
    posts: Vec<RawPost>,
    holders: BTreeMap<String, RawHolder>,
    tenures: Vec<RawTenure>,
}

/// A post that is going to be made.
pub struct Seat<'a> {
    pub id: String,
    pub kind: PostKind,
    pub level: Level,
    pub unit: &'a str,
    pub water: Option<&'a str>,
    pub department: Option<&'a str>,
    pub name: String,
    pub span: Span,
    /// The classes of its holders; it has one holder of each.
    pub classes: Vec<TitleClass>,
    /// The office of a holder who holds no other post.
    pub office: Option<String>,
}

impl<'a> Roll<'a> {
    /// An empty roll.
    #[must_use]
    pub fn new(source: &'a Source, world: &RawWorld) -> Self {
        Self {
            source,
            rules: &source.posts,
            names: Names::of(world),
            posts: Vec::new(),
            holders: BTreeMap::new(),
            tenures: Vec::new(),
        }
    }

    /// Adds everything to the world.
    ///
    /// # Errors
    /// An exception names a post that doesn't exist.
    pub fn close(self, world: &mut RawWorld) -> Result<(), SynthError> {
        self.check()?;
        (world.posts, world.tenures) = (self.posts, self.tenures);
        world.holders = self.holders.into_values().collect();
        Ok(())
    }

    /// Adds a post with its tenures and holders.
    pub fn set_up(&mut self, seat: &Seat) {
        self.posts.push(RawPost {
            id: Some(seat.id.clone()),
            kind: Some(seat.kind.to_string()),
            level: Some(seat.level.to_string()),
            unit: Some(seat.unit.to_owned()),
            water: seat.water.map(str::to_owned),
            department: seat.department.map(str::to_owned),
            name: Some(seat.name.clone()),
            capacity: i64::try_from(seat.classes.len()).ok(),
            phone: Some(PHONE.to_owned()),
            valid_from: seat.span.from.clone(),
            valid_to: seat.span.to.clone(),
            ..RawPost::default()
        });
        let terms = match (seat.kind, seat.level) {
            (PostKind::Member | PostKind::Liaison | PostKind::ReservoirChief, _) => &self.rules.terms.members,
            (_, Level::City) => &self.rules.terms.city,
            (_, Level::County) => &self.rules.terms.county,
            (_, Level::Township) => &self.rules.terms.township,
            (_, Level::Village) => &self.rules.terms.village,
        };
        let vacancies: Vec<Span> = self
            .rules
            .vacancy
            .iter()
            .filter(|v| v.post == seat.id)
            .map(Span::from)
            .collect();
        for class in &seat.classes {
            let mut number = 0;
            for (term, span) in (1..).zip(spans(terms.clone())) {
                let since = seat.span.from.as_deref().unwrap_or_default();
                let within = span.since(since).and_then(|s| match &seat.span.to {
                    Some(to) => s.until(to),
                    None => Some(s),
                });
                let mut held: Vec<Span> = within.into_iter().collect();
                for vacancy in &vacancies {
                    held = held.iter().flat_map(|s| s.without(vacancy)).collect();
                }
                for span in held {
                    number += 1;
                    let holder = self.holder(seat, *class, term);
                    self.tenures.push(RawTenure {
                        id: Some(format!("T-{}-{class}-{number}", seat.id)),
                        post: Some(seat.id.clone()),
                        holder: Some(holder),
                        valid_from: span.from,
                        valid_to: span.to,
                        ..RawTenure::default()
                    });
                }
            }
        }
    }

    /// The holder of an office in a term; the same for every post that the office holds.
    fn holder(&mut self, seat: &Seat, class: TitleClass, term: usize) -> String {
        let id = match &seat.office {
            Some(_) => format!("H-{}-{term}", seat.id),
            None => format!("H-{}-{class}-{term}", seat.unit),
        };
        let (source, names) = (self.source, &self.names);
        let office = seat
            .office
            .clone()
            .unwrap_or_else(|| office(source, names, seat.unit, class));
        let title = match &seat.office {
            Some(office) => office.clone(),
            None => title(source, names, seat.unit, class),
        };
        self.holders.entry(id.clone()).or_insert_with(|| RawHolder {
            id: Some(id.clone()),
            name: Some(office),
            title: Some(title),
            title_class: Some(class.to_string()),
            unit: Some(seat.unit.to_owned()),
            ..RawHolder::default()
        });
        id
    }

    fn check(&self) -> Result<(), SynthError> {
        let ids: BTreeSet<&str> = self.posts.iter().filter_map(|p| p.id.as_deref()).collect();
        let named = self
            .rules
            .vacancy
            .iter()
            .map(|v| &v.post)
            .chain(self.rules.holder.iter().map(|h| &h.post));
        for post in named {
            if !ids.contains(post.as_str()) {
                return Err(SynthError::broken(
                    "posts.toml: post",
                    post,
                    "a vacancy or a holder is defined for it, but the post does not exist: expected an id as described at the top of the file",
                ));
            }
        }
        Ok(())
    }
}
