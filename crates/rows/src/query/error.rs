//! Why a filter can't be used, in words for who wrote it.
use thiserror::Error;

/// Why a filter can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// One of the bounds of this service.
    #[error("The filter is over the limit of {limit} {what}.")]
    Limit {
        /// What is bounded, e.g. `bytes`.
        what: &'static str,
        /// The most that is taken.
        limit: usize,
    },
    /// It isn't CQL2.
    #[error("The filter isn't CQL2: {0}")]
    Syntax(String),
    /// A name that the collection doesn't have.
    #[error("There is no property “{name}”.")]
    UnknownProperty {
        /// The name.
        name: String,
        /// Those there are.
        known: Vec<&'static str>,
    },
    /// A function or an operator that is not one of CQL2's.
    #[error("There is no function or operator “{0}”.")]
    UnknownFunction(String),
    /// The operands don't go with the operator.
    #[error("{0}")]
    Types(String),
    /// A geometry or a date that can't be used.
    #[error("{0}")]
    Literal(String),
    /// Evaluating took longer than allowed.
    #[error("The filter takes longer than {0} seconds to evaluate; ask for less, or add a box.")]
    TooSlow(u64),
}
