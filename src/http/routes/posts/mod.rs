//! Posts: `/v1/posts/{id}` and what belongs to one.
pub mod responsibilities;
pub mod show;
