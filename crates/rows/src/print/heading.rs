//! The title, issuing office and day of a printed record.
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Law;

/// The heading of a printed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The title, e.g. 北海市江河湖库名录和分布示意图.
    pub title: String,
    /// The issuing office (河长制办公室): that of the highest unit that has one.
    pub office: Option<String>,
    /// The day whose law the record shows.
    pub as_of: Date,
    /// A notice that positions are schematic, if they are.
    pub notice: Option<String>,
}

impl Heading {
    /// The heading of a record of a law; `what` follows the name of the city in the title.
    #[must_use]
    pub fn new(law: &Law, as_of: Date, what: &str) -> Self {
        let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
        let mut offices: Vec<_> = (law.snapshot.offices.iter())
            .filter(|o| o.validity.contains(law.date))
            .collect();
        offices.sort_by_key(|o| (o.level, o.unit.clone(), o.id.clone()));
        let notice_zh = law.snapshot.meta.get("notice_zh").cloned();
        let notice = law
            .snapshot
            .schematic()
            .then(|| notice_zh.unwrap_or_else(|| "位置均为示意，不作为划界、执法依据。".to_owned()));
        Self {
            title: format!("{}{what}", city.map_or("", |u| u.name.as_str())),
            office: offices.first().map(|o| o.name.clone()),
            as_of,
            notice,
        }
    }

    /// The day in Chinese.
    #[must_use]
    pub fn day(&self) -> String {
        format!("{}年{}月{}日", self.as_of.year(), self.as_of.month(), self.as_of.day())
    }

    /// Issuing office and day, in one line.
    #[must_use]
    pub fn issued(&self) -> String {
        match &self.office {
            Some(office) => format!("{office}　{}", self.day()),
            None => self.day(),
        }
    }
}
