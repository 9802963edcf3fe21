//! Builds a world from hand-written control points.
