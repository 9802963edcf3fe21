//! The service: the router driven in process, and the real binary where processes, sockets and signals matter.
pub mod app;
mod bulk;
mod coding;
mod conditional;
mod hostile;
mod limits;
mod openapi;
mod operation;
mod page;
mod problems;
mod public_url;
mod routes;
pub mod server;
