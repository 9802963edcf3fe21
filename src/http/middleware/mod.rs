//! Middleware between the connection and the handlers: request ids, the access log, limits, problem documents.
//!
//! Each middleware does one thing for every route and knows none of them.
mod admission;
mod exchange;
mod prefix;
mod problems;
mod request_log;

pub use admission::{WorkPermit, admit, at_limit, limit_sizes, limit_time, shutting_down};
pub use exchange::{TooSlow, exchange};
pub use prefix::under_prefix;
pub use problems::{panic_response, render_problems};
pub use request_log::log_request;
