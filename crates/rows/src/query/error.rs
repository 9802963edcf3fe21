//! Errors of filters, in words for the author of the filter.
use thiserror::Error;

/// Why a filter can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The filter exceeds a limit of this service.
    #[error("The filter exceeds the limit of {limit} {what}.")]
    Limit {
        /// What is limited, e.g. `bytes`.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The filter isn't CQL2.
    #[error("The filter isn't CQL2: {0}")]
    Syntax(String),
    /// A name that the collection doesn't have.
    #[error("There is no property “{name}”.")]
    UnknownProperty {
        /// The name.
        name: String,
        /// The names that it has.
        known: Vec<&'static str>,
    },
    /// A function or an operator that CQL2 doesn't have.
    #[error("There is no function or operator “{0}”.")]
    UnknownFunction(String),
    /// The operands have the wrong types for the operator.
    #[error("{0}")]
    Types(String),
    /// A geometry or a date that can't be used.
    #[error("{0}")]
    Literal(String),
    /// Evaluating took longer than allowed.
    #[error("The filter takes longer than {0} seconds to evaluate; select less, or add a box.")]
    TooSlow(u64),
}
