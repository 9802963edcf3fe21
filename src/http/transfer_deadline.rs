//! The deadline for a client that sends or reads too slowly: an idle timeout that every byte extends at the minimum rate,
//! but never beyond the full timeout.
//!
//! An idle client therefore times out, and so does one below the minimum rate, however fast it was before. Only the time
//! in which the service waits for the client counts, not the service's own work. This module knows no HTTP.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The direction of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client.
    Upload = 1,
    /// To the client.
    Download = 2,
}

/// The deadline of one exchange or connection, shared by both directions: a client that sends without reading is not idle.
#[derive(Clone, Debug)]
pub struct TransferDeadline(Arc<Mutex<Clock>>);

#[derive(Debug)]
struct Clock {
    idle_timeout: Duration,
    min_rate: u32,
    left: Duration,
    /// The directions in which the service waits for the client, as bits of [`Direction`].
    waiting: u8,
    since: Instant,
    /// When the last bytes arrived from the client.
    received: Instant,
}

impl Clock {
    fn settle(&mut self, now: Instant) {
        if self.waiting != 0 {
            self.left = self.left.saturating_sub(now - self.since);
        }
        self.since = now;
    }

    fn wait(&mut self, direction: Direction, now: Instant) {
        self.settle(now);
        self.waiting |= direction as u8;
    }

    fn progress(&mut self, direction: Direction, bytes: usize, now: Instant) {
        self.settle(now);
        self.waiting &= !(direction as u8);
        if bytes == 0 {
            return;
        }
        let earned = match self.min_rate {
            0 => self.idle_timeout,
            #[expect(clippy::cast_precision_loss, reason = "a time, and not to the nanosecond")]
            rate => Duration::try_from_secs_f64(bytes as f64 / f64::from(rate)).unwrap_or(self.idle_timeout),
        };
        self.left = (self.left + earned).min(self.idle_timeout);
        if direction == Direction::Upload {
            self.received = now;
        }
    }

    fn deadline(&self) -> Option<Instant> {
        (self.waiting != 0).then(|| self.since + self.left)
    }
}

impl TransferDeadline {
    /// A deadline with an idle timeout and a minimum rate in bytes per second. With a rate of 0, any byte restarts the
    /// whole timeout.
    #[must_use]
    pub fn new(idle_timeout: Duration, min_rate: u32) -> Self {
        let now = Instant::now();
        Self(Arc::new(Mutex::new(Clock {
            idle_timeout,
            min_rate,
            left: idle_timeout,
            waiting: 0,
            since: now,
            received: now,
        })))
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The service begins to wait for the client.
    pub fn wait(&self, direction: Direction) {
        self.clock().wait(direction, Instant::now());
    }

    /// This many bytes were transferred; the service no longer waits for the client.
    pub fn progress(&self, direction: Direction, bytes: usize) {
        self.clock().progress(direction, bytes, Instant::now());
    }

    /// The upload has ended, complete or not; the download starts with a full timeout.
    pub fn upload_ended(&self) {
        let mut clock = self.clock();
        clock.progress(Direction::Upload, 0, Instant::now());
        clock.left = clock.idle_timeout;
    }

    /// When the client times out; `None` while the service does not wait for it in this direction.
    #[must_use]
    pub fn deadline(&self, direction: Direction) -> Option<Instant> {
        let clock = self.clock();
        clock.deadline().filter(|_| clock.waiting & direction as u8 != 0)
    }

    /// When an answer is overdue that has to begin within `limit` after the request has arrived.
    #[must_use]
    pub fn answer_deadline(&self, limit: Duration) -> Instant {
        let clock = self.clock();
        let received = if clock.waiting & Direction::Upload as u8 == 0 {
            clock.received
        } else {
            // The idle timeout ends the exchange before that.
            clock.since + clock.left
        };
        received + limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(30);

    fn begun() -> (TransferDeadline, Instant) {
        let deadline = TransferDeadline::new(IDLE, 500);
        let begun = deadline.clock().since;
        (deadline, begun)
    }

    /// After how many seconds the client times out when `bytes` arrive every `every` seconds; `None` if it does not.
    fn times_out(direction: Direction, every: f64, bytes: usize) -> Option<u64> {
        let (deadline, begun) = begun();
        let mut clock = deadline.clock();
        let mut now = begun;
        while now - begun < Duration::from_mins(10) {
            clock.wait(direction, now);
            now += Duration::from_secs_f64(every);
            let until = clock.deadline().expect("the service waits for the client");
            if until < now {
                return Some((until - begun).as_secs());
            }
            clock.progress(direction, bytes, now);
        }
        None
    }

    #[test]
    fn an_idle_or_slow_client_times_out_and_one_at_the_minimum_rate_does_not() {
        for direction in [Direction::Upload, Direction::Download] {
            assert_eq!(times_out(direction, 40.0, 1 << 20), Some(30), "idle");
            assert_eq!(times_out(direction, 12.0, 20), Some(30), "a row every 12 s");
            assert_eq!(times_out(direction, 0.1, 40), Some(149), "400 bytes a second");
            assert_eq!(times_out(direction, 0.1, 60), None);
            assert_eq!(times_out(direction, 29.0, 15_000), None);
        }
    }

    #[test]
    fn a_fast_transfer_earns_one_timeout_at_most_and_the_service_s_own_work_does_not_count() {
        let (deadline, begun) = begun();
        let mut clock = deadline.clock();
        clock.wait(Direction::Upload, begun);
        clock.progress(Direction::Upload, 1 << 30, begun);
        assert_eq!(clock.deadline(), None);
        let later = begun + Duration::from_hours(1);
        clock.wait(Direction::Upload, later);
        assert_eq!(clock.deadline(), Some(later + IDLE));
    }

    #[test]
    fn a_client_that_sends_without_reading_is_not_idle() {
        let (deadline, begun) = begun();
        let mut clock = deadline.clock();
        clock.wait(Direction::Download, begun);
        for n in 0..100 {
            clock.wait(Direction::Upload, begun + Duration::from_secs(10 * n));
            clock.progress(Direction::Upload, 10_000, begun + Duration::from_secs(10 * n + 10));
        }
        assert!(clock.deadline().expect("the service waits for it to read") > begun + Duration::from_secs(1000));
    }
}
