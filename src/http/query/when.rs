//! The parameters that every look-up takes: which world, and the law of which day.
use super::declaration::query;
use super::names::ViewName;
use super::parameter::Field;
use super::raw::RawQuery;
use super::values::{DateText, Edition, WorldVersion};
use crate::http::answer_format::AnswerView;
use crate::http::problem::Problem;

query! {
    /// Which world, and the law of which day; every look-up takes these parameters.
    struct When {
        /// The day of the law, `YYYY-MM-DD` in Asia/Shanghai. Today by default.
        as_of: Option<DateText>,
        /// The edition of the world. The current one by default.
        edition: Option<Edition>,
        /// The version of the world, as stated in answers. Any version but the current one is refused. Links to
        /// further pages contain it.
        version: Option<WorldVersion>,
    }
}

impl When {
    /// Reads the edition and the version; the day comes from a parameter with another name.
    ///
    /// # Errors
    /// A problem for the first parameter that is invalid.
    pub fn with(as_of: Option<DateText>, raw: &mut RawQuery) -> Result<Self, Problem> {
        Ok(Self {
            as_of,
            edition: Field::take(raw, "edition")?,
            version: Field::take(raw, "version")?,
        })
    }
}

query! {
    /// A route without parameters of its own.
    struct Nothing {}
}

query! {
    /// How much the answer says about chiefs.
    struct ChiefsQuery {
        /// `full` (the default), or `compact`: for programs, one object for each seat, without names of units and
        /// without reasons.
        view: Option<ViewName>,
    }
}

impl ChiefsQuery {
    /// Whether the answer is compact.
    pub fn compact(&self) -> bool {
        self.view.is_some_and(|view| view.0 == AnswerView::Compact)
    }
}
