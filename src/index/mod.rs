//! Candidates for a point, a line, a box.
