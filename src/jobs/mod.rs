//! Exports of several collections in the background: a queue, a few threads, and files that expire.
//!
//! Each export has a record next to its file, so that it is known after a restart. The module knows rows, files and the clock
//! that it is given; it knows no HTTP and no parameter.
mod bounds;
mod disk_usage;
mod failure;
mod folder;
mod order;
mod queue;
mod record;
mod registry;
mod work;

pub use bounds::{Bounds, Refused};
pub use failure::{Failure, Reason};
pub use folder::OpenError;
pub use order::{Order, OrderLayer, Package, Recipe};
pub use queue::Exports;
pub use record::{Counted, ExportId, JobRecord, Made, State};
pub use work::Progress;
