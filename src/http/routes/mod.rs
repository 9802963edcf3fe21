//! Routes by noun, one file per noun and verb.
//!
//! A handler takes checked parameters, asks the domain once and wraps the
//! answer; it decides nothing and parses nothing.
pub mod api;
pub mod assets;
pub mod chiefs;
pub mod collections;
pub mod concerns;
pub mod coverage;
pub mod exports;
pub mod fonts;
pub mod health;
pub mod inventory;
pub mod landing;
pub mod notice_board;
pub mod openapi;
pub mod page;
pub mod posts;
pub mod problems;
pub mod roster;
pub mod search;
pub mod segments;
pub mod styles;
pub mod tiles;
pub mod tilesets;
pub mod units;
pub mod walks;
pub mod waters;
