//! Which build this is: its version, and the commit it was built from. It knows nothing else.

/// The version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// All digits of the commit; empty where the build knew none (an archive without its repository and without
/// `RIVERCHIEF_COMMIT`).
pub const COMMIT: &str = env!("BUILT_FROM");

/// Both, for people.
pub const NAMED: &str = concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("BUILT_FROM_NAMED"), ")");
