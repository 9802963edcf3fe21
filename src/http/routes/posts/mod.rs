//! Posts: `/v1/posts/{id}` and below.
pub mod responsibilities;
pub mod show;
