//! The handlers of all routes: one file for each resource and method.
//!
//! A handler reads what is special to its request (most parameters are read by extractors), asks the domain once, and
//! puts
//! the result into its wire type. It decides nothing about the domain.
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
