//! Filters (CQL2), sorting and paging over the rows of collections.
//!
//! The crate `cql2` parses a filter, within limits that keep it from overflowing the stack. The filter is compiled once
//! against the columns of its collection and evaluated with the three-valued logic of SQL: an absent value is neither
//! true nor false. It knows rows, boxes and geometry; it knows no CRS, no HTTP and, but for the time limit, no clock.
mod collation;
mod compile;
mod error;
mod eval;
mod filter_crs;
mod ilike;
mod limits;
mod operand;
mod parse;
mod region;
mod select;
mod spatial;
mod temporal;

pub use compile::{Filter, property_equals};
pub use error::FilterError;
pub use filter_crs::{FilterCrs, ToLonLat};
pub use limits::{LONGEST_FILTER, MOST_NESTING, MOST_TERMS, MOST_VERTICES};
pub use parse::{FilterLanguage, Parsed};
pub use region::{Region, UnitArea};
pub use select::{After, Order, RowRef, SelectedPage, Selection, Tables, TimeLimit};
pub use temporal::day;
