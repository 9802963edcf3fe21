//! The layout table, held.
