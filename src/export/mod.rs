//! Answers and features as typed rows.
