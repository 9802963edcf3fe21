//! Identifiers. Each has its own type, so that a post can't be passed where a unit is expected.
use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);
        impl $name {
            /// Wraps the text unchanged; ordered byte by byte.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }
            /// The text of the identifier.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        /// The empty text, which no record uses.
        impl Default for $name {
            fn default() -> Self {
                Self(Arc::from(""))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

id! {
    /// Statistical division code: 6 digits for city and county, 9 for a township, 12 for a village;
    /// also the code of a functional area (涠洲岛旅游区).
    UnitCode;
    /// Code of a water in its scheme, e.g. `NLJ`. Holds no `.`, `;` or white space.
    WaterCode;
    /// Id of a registered segment, or the derived id of docs/RULES.md S4.
    SegmentId;
    /// Id of a reservoir zone, a management extent, a water area, a marine area or a zone piece.
    FeatureId;
    /// Id of a post (seat).
    PostId;
    /// Id of a holder.
    HolderId;
    /// Id of a tenure.
    TenureId;
    /// Id of a notice board (公示牌).
    BoardId;
    /// Code of a member unit (成员单位).
    DepartmentCode;
}
