//! What stands between the connection and the handlers: ids, logs, limits, problems.
//!
//! Each guard does one thing for every route. None knows a noun.
mod exchange;
mod limits;
mod observe;
mod prefix;
mod problems;

pub use exchange::{TooSlow, exchange};
pub use limits::{WorkPermit, admit, at_limit, in_time, sizes, stopping};
pub use observe::{RequestId, observe};
pub use prefix::under_prefix;
pub use problems::{caught, problems};
