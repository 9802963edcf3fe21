//! Limits of the service; each is an option of `riverchief serve`.
use std::time::Duration;

/// Limits on size, number and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Concurrent requests; more are answered with 503 and `Retry-After`.
    pub concurrency: usize,
    /// Concurrent bulk requests.
    pub bulk_requests: usize,
    /// Concurrent answers that need a temporary file.
    pub exports: usize,
    /// Open connections; more wait in the queue of the listener.
    pub connections: usize,
    /// Time until an answer begins.
    pub request_timeout: Duration,
    /// Idle timeout: while a head or a body arrives, or while the client neither reads the answer nor sends.
    pub idle_timeout: Duration,
    /// Minimum rate in bytes per second at which a client has to send or read, beyond the idle timeout; 0 for none.
    pub least_rate: u32,
    /// Time for a whole bulk request, or for a client to read a whole page or file of a collection.
    pub bulk_timeout: Duration,
    /// Bytes of an ordinary body.
    pub body_bytes: u64,
    /// Bytes of all ordinary bodies in memory.
    pub all_bodies_bytes: u64,
    /// Bytes of a refused body that are still read and discarded, so that the client gets to read the answer.
    pub drained_bytes: u64,
    /// Bytes of a bulk body.
    pub bulk_body_bytes: u64,
    /// Rows of a bulk body.
    pub bulk_rows: u64,
    /// Bytes of a bulk answer that are buffered on disk for a client that sends without reading.
    pub bulk_spool_bytes: u64,
    /// Bytes of all headers of a request.
    pub header_bytes: usize,
    /// Bytes of the request target.
    pub target_bytes: usize,
    /// Size of the tile cache in bytes.
    pub tile_cache_bytes: u64,
    /// Size of the cache of collection files on disk in bytes.
    pub kept_file_bytes: u64,
    /// Concurrent listeners to events.
    pub event_listeners: usize,
    /// Interval of the heartbeat in an event stream.
    pub event_heartbeat: Duration,
    /// Time for open requests to finish after SIGTERM.
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
