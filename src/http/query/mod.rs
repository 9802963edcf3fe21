//! Query strings: each parameter is declared once, and is read and documented from that declaration.
//!
//! Refused before a handler runs: a parameter that is not declared, a parameter given twice, a broken percent-escape, and
//! bytes that are not UTF-8. This module knows texts and ranges, not what a unit or a post is.
mod declaration;
mod names;
mod parameter;
mod raw;
mod values;
mod when;

pub use declaration::Query;
pub(crate) use declaration::query;
pub use names::{
    CodeText, ColumnNames, HeldName, InventoryFormat, LegendLanguage, Offset, PostKindName, RosterFormat, RosterSort,
    SegmentText, StateName, ViewName,
};
pub use parameter::{Field, Refusal, Value};
pub use raw::RawQuery;
pub use values::{
    CrsName, DateText, DistanceKm, Edition, Latitude, LevelName, Limit, Longitude, Pixels, Switch, Words, Zoom,
};
pub use when::{ChiefsQuery, Nothing, When};
