//! Many places in one request: read, resolved and written as a stream.
//!
//! ```text
//! body → intake (limits) → reader thread (where records end) → batches
//!      → parsed and resolved on the blocking pool, in order → outlet (buffers on disk while the client does not read) → body
//! ```
//!
//! Every arrow is a bounded queue, so memory does not grow with the input. An invalid line is answered with an error
//! row. If
//! the input ends with an error, the answer gets a last row with it and then ends with an error too, so that the client
//! sees that it is incomplete. Dropping the answer stops all stages. This module knows no rule.
mod intake;
mod outlet;
mod pipeline;
mod rows;
mod workbook;

pub use intake::{BodyError, StartedBody};
pub use pipeline::{Bulk, start};
pub use rows::{Output, Rows};
