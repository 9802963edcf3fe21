//! Features of all layers with their attributes, and the topology that they share: all that does not depend on the zoom.
//!
//! Attributes are copied from records and from the views of the resolver.
mod colours;
mod courses;
mod drawing;
pub(crate) mod feature;
mod labelled;
pub(crate) mod places;
pub(crate) mod scene;
mod segments;
mod units;
mod waters;
