//! The only place that decides an owner, and explains it.
