//! Many places in one request: read, resolved and written as a stream.
//!
//! ```text
//! body → intake (limits, silence) → reader thread (points by `export`) → batches
//!      → resolved on the blocking pool, in order → outlet (spools to disk while the client doesn't read) → body
//! ```
//!
//! Every arrow is a bounded queue, so memory doesn't grow with the input. A
//! line that can't be used is answered in its place; input that breaks off is
//! answered with one last row and a response that ends in an error, so that
//! nobody takes it for complete. Whoever drops the response ends all of it. It
//! knows no rule: it asks for rows.
mod intake;
mod outlet;
mod pipeline;
mod rows;
mod workbook;

pub use intake::{Begun, Broken};
pub use pipeline::{Bulk, start};
pub use rows::{Output, Rows};
