//! Collections: the world of one day as typed rows with exact geometry, for analysts.
//!
//! A collection is declared once (`spec`), with the type and meaning of each column. Its rows are copied from records and
//! from the views of the resolver. It knows no filter, no format and no HTTP.
mod areas;
mod branch_lines;
mod chief_columns;
mod column;
pub mod geojson;
mod lines;
mod names;
mod registers;
mod reports;
mod responsibilities;
mod rows;
mod spec;
mod table;

pub use column::{Column, ColumnKind};
pub use rows::{bounds, dates_of_rows, table};
pub use spec::{COLLECTIONS, CollectionId, CollectionSpec, GeometryType, UnknownCollection};
pub use table::{Cell, Row, Table};
