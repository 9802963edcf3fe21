//! The service: the router driven in process, and the real binary where processes, sockets and signals matter.
pub mod app;
mod base_map;
mod bulk;
mod coding;
mod conditional;
mod events;
mod features;
mod forwarded;
mod hostile;
mod limits;
mod nginx;
mod openapi;
mod operation;
mod page;
mod problems;
mod public_url;
mod routes;
pub mod server;
