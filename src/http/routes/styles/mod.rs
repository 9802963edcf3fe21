//! Map styles, their legends, thumbnails and sprite.
pub mod legend;
pub mod list;
pub mod metadata;
pub mod show;
