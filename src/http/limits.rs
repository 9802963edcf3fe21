//! What one client may ask of the service; each is an option of `riverchief serve`.
use std::time::Duration;

/// Limits on size, number and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests answered at once; more are told 503 with `Retry-After`.
    pub concurrency: usize,
    /// Bulk requests answered at once.
    pub bulk_requests: usize,
    /// Exports at once that need a temporary file.
    pub exports: usize,
    /// Open connections; more wait in the listener's queue.
    pub connections: usize,
    /// Time to an answer (bulk: to the first byte of it).
    pub request_timeout: Duration,
    /// Longest silence while a body or a head arrives, or while the client takes nothing of an answer and sends nothing either.
    pub idle_timeout: Duration,
    /// Bytes a second that a client has to send or take where it is waited for, after a first silence; 0: any.
    pub least_rate: u32,
    /// Time for a whole bulk request, or for a client to take a whole page or file of a collection.
    pub bulk_timeout: Duration,
    /// Bytes of an ordinary body.
    pub body_bytes: u64,
    /// Bytes of all ordinary bodies that are arriving or in work.
    pub all_bodies_bytes: u64,
    /// Bytes of a refused body that are still taken in, so that its client gets to read why.
    pub drained_bytes: u64,
    /// Bytes of a bulk body.
    pub bulk_body_bytes: u64,
    /// Rows of a bulk body.
    pub bulk_rows: u64,
    /// Bytes of a bulk answer that wait on disk for a client that sends without reading.
    pub bulk_spool_bytes: u64,
    /// Bytes of all request headers together.
    pub header_bytes: usize,
    /// Bytes of the request target.
    pub target_bytes: usize,
    /// Bytes of tiles kept in memory.
    pub tile_cache_bytes: u64,
    /// Bytes of files of collections kept on disk, which are read in parts.
    pub kept_file_bytes: u64,
    /// Clients that listen to events at once.
    pub event_listeners: usize,
    /// How often a stream of events shows a sign of life.
    pub event_heartbeat: Duration,
    /// How long open requests may go on after SIGTERM.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 256,
            bulk_requests: 4,
            exports: 4,
            connections: 4096,
            request_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            least_rate: 500,
            bulk_timeout: Duration::from_hours(1),
            body_bytes: 10 << 20,
            all_bodies_bytes: 256 << 20,
            drained_bytes: 64 << 20,
            bulk_body_bytes: 4 << 30,
            bulk_rows: 20_000_000,
            bulk_spool_bytes: 4 << 30,
            header_bytes: 16 << 10,
            target_bytes: 8 << 10,
            tile_cache_bytes: 256 << 20,
            kept_file_bytes: 1 << 30,
            event_listeners: 1024,
            event_heartbeat: Duration::from_secs(15),
            shutdown_grace: Duration::from_secs(20),
        }
    }
}
