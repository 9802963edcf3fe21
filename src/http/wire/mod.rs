//! The JSON types of requests and answers, made from domain values and the names in the law.
//!
//! Only this module has serde types and schemas. Keys are English in snake case, values are spelled as in
//! docs/RULES.md, and
//! every id has its Chinese name beside it. Nothing here decides anything.
pub mod along;
pub mod answer;
pub mod answer_rows;
pub mod board;
pub mod catalog;
pub mod compact;
pub mod duties;
pub mod explanation;
pub mod export;
pub mod features;
pub mod geometry;
pub mod holder;
pub mod lists;
pub mod names;
pub mod nearby;
pub mod page;
pub mod place;
pub mod post;
pub mod problem;
pub mod reached;
pub mod report;
pub mod roster;
pub mod rows;
pub mod seat;
pub mod segment;
pub mod segment_list;
pub mod style;
pub mod thresholds;
pub mod tilejson;
pub mod tileset;
pub mod unit;
pub mod water;
pub mod world;
