//! Writes rows of collections in a format and a CRS, to a stream or a file.
//!
//! The one place that knows both the writers of `riverchief-rows` and those of `riverchief-gdal`, so that the command line and
//! HTTP give the same bytes. It knows no parameters, no headers and no rule.
mod answers;
mod area;
mod error;
mod files;
mod layer;
mod observer;
pub mod package;
mod precision;
mod selected;
mod shapefile;
mod terms;
mod write;

pub use answers::AnswerBook;
pub use area::{Area, ground};
pub use error::{ExportError, no_room};
pub use layer::{check, fits};
pub use observer::WriteObserver;
pub use precision::{Grid, GridError, Rounding};
pub use selected::{Chosen, RowSelection};
pub use shapefile::Shapefile;
pub use terms::Terms;
pub use write::{Report, write};
