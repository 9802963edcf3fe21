//! The columns of rows, what each needs to be known of a place, and a choice of them.
use std::sync::Arc;

/// How much has to be decided about a place. Each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Its position.
    Place,
    /// Its units by rule A.
    Units,
    /// What it matches and who answers.
    Verdict,
    /// What is near, too: alternatives and confidence.
    Everything,
}

macro_rules! columns {
    ($($column:ident $name:literal $need:ident,)*) => {
        /// A column of “Answers as rows”.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Column { $(#[doc = concat!("`", $name, "`")] $column,)* }

        /// The names of all columns in their order. The first twenty-one are fixed by contract; those after `error` may
        /// grow at the end.
        pub const COLUMNS: [&str; [$($name),*].len()] = [$($name),*];

        impl Column {
            /// Every column, in order.
            pub const ALL: [Self; COLUMNS.len()] = [$(Self::$column),*];

            /// What must be known for its value.
            #[must_use]
            pub fn need(self) -> Need {
                match self { $(Self::$column => Need::$need,)* }
            }
        }
    };
}

columns! {
    Id "id" Place,
    Lon "lon" Place,
    Lat "lat" Place,
    Status "status" Verdict,
    City "city" Units,
    County "county" Units,
    Township "township" Units,
    Village "village" Units,
    Water "water" Verdict,
    Segment "segment" Verdict,
    Zone "zone" Verdict,
    Bank "bank" Verdict,
    MeasureM "measure_m" Verdict,
    DistanceM "distance_m" Verdict,
    DirectPosts "direct_posts" Verdict,
    FirstContactPost "first_contact_post" Verdict,
    AccountablePost "accountable_post" Verdict,
    Alternatives "alternatives" Everything,
    Rule "rule" Verdict,
    Error "error" Place,
    Confidence "confidence" Everything,
    Branch "branch" Verdict,
    WaterName "water_name" Verdict,
    CityName "city_name" Units,
    CountyName "county_name" Units,
    TownshipName "township_name" Units,
    VillageName "village_name" Units,
    ManagedBy "managed_by" Verdict,
    DirectNames "direct_names" Verdict,
    FirstContactName "first_contact_name" Verdict,
    FirstContactPhone "first_contact_phone" Verdict,
    AccountableName "accountable_name" Verdict,
    NearestSegment "nearest_segment" Verdict,
    Neighbour "neighbour" Verdict,
    DirectHolders "direct_holders" Verdict,
    DirectPhones "direct_phones" Verdict,
    FirstContactHolder "first_contact_holder" Verdict,
    AccountableHolder "accountable_holder" Verdict,
    AccountablePhone "accountable_phone" Verdict,
}

impl Column {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        COLUMNS[self as usize]
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// Why columns cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// There is none of this name; its first 60 characters.
    #[error("there is no column “{0}”")]
    Unknown(String),
    /// A column is named more than once.
    #[error("the column “{0}” is named twice; name each column once")]
    Twice(&'static str),
}

/// Columns in the order in which they are written: all of them, or a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    chosen: Arc<[Column]>,
    need: Need,
}

/// All columns in their own order.
impl Default for Columns {
    fn default() -> Self {
        Self::of(&Column::ALL)
    }
}

impl Columns {
    fn of(chosen: &[Column]) -> Self {
        Self {
            need: chosen.iter().map(|column| column.need()).max().unwrap_or(Need::Place),
            chosen: chosen.into(),
        }
    }

    /// Reads names separated by commas, with or without spaces around them.
    ///
    /// ```
    /// use riverchief_rows::bulk::{Columns, ColumnsError};
    /// let columns = Columns::named("id, village")?;
    /// assert_eq!(columns.iter().map(|column| column.name()).collect::<Vec<_>>(), ["id", "village"]);
    /// assert_eq!(Columns::named("id,id"), Err(ColumnsError::Twice("id")));
    /// assert_eq!(Columns::named("id,ort"), Err(ColumnsError::Unknown("ort".into())));
    /// # Ok::<(), ColumnsError>(())
    /// ```
    ///
    /// # Errors
    /// A name is unknown or empty, or is there twice.
    pub fn named(names: &str) -> Result<Self, ColumnsError> {
        let mut chosen = Vec::new();
        for name in names.split(',').map(str::trim) {
            let unknown = || ColumnsError::Unknown(name.chars().take(60).collect());
            let column = Column::named(name).ok_or_else(unknown)?;
            if chosen.contains(&column) {
                return Err(ColumnsError::Twice(column.name()));
            }
            chosen.push(column);
        }
        Ok(Self::of(&chosen))
    }

    /// The columns, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Column> + '_ {
        self.chosen.iter().copied()
    }

    /// Whether a column is among them.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.chosen.contains(&column)
    }

    /// What must be known about a place for all of them.
    #[must_use]
    pub fn need(&self) -> Need {
        self.need
    }
}
