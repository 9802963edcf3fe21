//! What stands between the connection and the handlers: ids, logs, limits, problems.
//!
//! Each guard does one thing for every route. None knows a noun.
mod limits;
mod observe;
mod prefix;
mod problems;

pub use limits::{WorkPermit, admit, at_limit, in_time, overloaded, sizes};
pub use observe::{RequestId, observe};
pub use prefix::under_prefix;
pub use problems::{caught, problems};
