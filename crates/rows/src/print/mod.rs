//! Printed records: inventory (名录) and roster, as a workbook or as a PDF with the distribution map.
//!
//! A record is laid out once, as sheets with columns; `xlsx` and `pdf` only draw the sheets. It knows views and records; it
//! knows no HTTP and no files.
mod canvas;
mod font;
mod heading;
mod inventory;
mod map;
mod map_frame;
mod map_words;
mod names;
mod pages;
mod pdf;
mod roster;
mod sheet;
mod xlsx;

pub use font::{FontError, PrintFont};
pub use heading::Heading;
pub use inventory::inventory;
pub use pdf::pdf;
pub use roster::roster;
pub use sheet::{Column, Entry, Line, Sheet};
pub use xlsx::{WorkbookError, xlsx};
