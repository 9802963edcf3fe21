//! The version of this build, and the commit that it was built from.

/// The version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The full commit hash; empty if it was unknown to the build (from an archive without the repository and without
/// `RIVERCHIEF_COMMIT`).
pub const COMMIT: &str = env!("BUILT_FROM");

/// Version and commit, for people.
pub const NAMED: &str = concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("BUILT_FROM_NAMED"), ")");
