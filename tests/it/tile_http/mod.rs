//! Tiles over HTTP and as archives: addresses, headers, caches, time. What a tile shows is tested elsewhere.
mod app;
mod archives;
mod cache;
mod headers;
mod midnight;
mod paths;
mod prefix;
mod styles;
mod tilejson;
