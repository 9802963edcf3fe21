//! Exports over many collections, made in the background: a queue, a few threads of their own, files with an end.
//!
//! What became of each export stands in a record beside its file, so that it is known after a restart too. It knows rows,
//! files and the clock that it is given; it knows no HTTP and no parameter.
mod account;
mod bounds;
mod folder;
mod order;
mod queue;
mod record;
mod registry;
mod work;

pub use account::Reason;
pub use bounds::{Bounds, Refused};
pub use folder::OpenError;
pub use order::{Order, OrderLayer, Package, Recipe};
pub use queue::Exports;
pub use record::{Counted, ExportId, Failure, JobRecord, Made, State};
pub use work::Progress;
