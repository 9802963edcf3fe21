//! How long a client may keep an exchange waiting: a time of silence, which each byte prolongs by what it takes at the
//! least rate, and never beyond itself.
//!
//! So silence ends an exchange, and so does a drip, after whatever haste. Only waiting for the client counts, never the
//! service's own work. It knows bytes and clocks, no HTTP.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What the client is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// More of what it sends.
    Sending = 1,
    /// It to take what it is sent.
    Taking = 2,
}

/// The pace of one exchange, in both directions: who sends while it doesn't read is alive.
#[derive(Clone, Debug)]
pub struct Pace(Arc<Mutex<Clock>>);

#[derive(Debug)]
struct Clock {
    silence: Duration,
    bytes_per_s: u32,
    left: Duration,
    /// Of [`Wait`].
    waits: u8,
    since: Instant,
    /// When something last came.
    came: Instant,
}

impl Clock {
    fn settle(&mut self, now: Instant) {
        if self.waits != 0 {
            self.left = self.left.saturating_sub(now - self.since);
        }
        self.since = now;
    }

    fn waits(&mut self, wait: Wait, now: Instant) {
        self.settle(now);
        self.waits |= wait as u8;
    }

    fn moved(&mut self, wait: Wait, bytes: usize, now: Instant) {
        self.settle(now);
        self.waits &= !(wait as u8);
        if bytes == 0 {
            return;
        }
        let earned = match self.bytes_per_s {
            0 => self.silence,
            #[expect(clippy::cast_precision_loss, reason = "a time, and not to the nanosecond")]
            rate => Duration::try_from_secs_f64(bytes as f64 / f64::from(rate)).unwrap_or(self.silence),
        };
        self.left = (self.left + earned).min(self.silence);
        if wait == Wait::Sending {
            self.came = now;
        }
    }

    fn until(&self) -> Option<Instant> {
        (self.waits != 0).then(|| self.since + self.left)
    }
}

impl Pace {
    /// With a longest silence and a least rate; without one (0) any byte is as good as many.
    #[must_use]
    pub fn new(silence: Duration, bytes_per_s: u32) -> Self {
        let now = Instant::now();
        Self(Arc::new(Mutex::new(Clock {
            silence,
            bytes_per_s,
            left: silence,
            waits: 0,
            since: now,
            came: now,
        })))
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client is waited for.
    pub fn waits(&self, wait: Wait) {
        self.clock().waits(wait, Instant::now());
    }

    /// The client did what it was waited for, with so many bytes.
    pub fn moved(&self, wait: Wait, bytes: usize) {
        self.clock().moved(wait, bytes, Instant::now());
    }

    /// What the client sends has ended, this way or that: what it is sent has its own time.
    pub fn sent(&self) {
        let mut clock = self.clock();
        clock.moved(Wait::Sending, 0, Instant::now());
        clock.left = clock.silence;
    }

    /// When the client will have been waited for too long, if it is waited for with this.
    #[must_use]
    pub fn until(&self, wait: Wait) -> Option<Instant> {
        let clock = self.clock();
        clock.until().filter(|_| clock.waits & wait as u8 != 0)
    }

    /// When an answer is late, which has so long once what it is made of has come.
    #[must_use]
    pub fn late(&self, limit: Duration) -> Instant {
        let clock = self.clock();
        let came = if clock.waits & Wait::Sending as u8 == 0 {
            clock.came
        } else {
            // Silence ends it before that.
            clock.since + clock.left
        };
        came + limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Duration = Duration::from_secs(30);

    fn begun() -> (Pace, Instant) {
        let pace = Pace::new(SILENCE, 500);
        let begun = pace.clock().since;
        (pace, begun)
    }

    /// After how many seconds it is over, when so many bytes come every so many seconds.
    fn over(wait: Wait, every: f64, bytes: usize) -> Option<u64> {
        let (pace, begun) = begun();
        let mut clock = pace.clock();
        let mut now = begun;
        while now - begun < Duration::from_mins(10) {
            clock.waits(wait, now);
            now += Duration::from_secs_f64(every);
            let until = clock.until().expect("it is waited for");
            if until < now {
                return Some((until - begun).as_secs());
            }
            clock.moved(wait, bytes, now);
        }
        None
    }

    #[test]
    fn silence_and_a_drip_end_and_the_least_rate_goes_on() {
        for wait in [Wait::Sending, Wait::Taking] {
            assert_eq!(over(wait, 40.0, 1 << 20), Some(30), "silence");
            assert_eq!(over(wait, 12.0, 20), Some(30), "a row every 12 s");
            assert_eq!(over(wait, 0.1, 40), Some(149), "400 bytes a second");
            assert_eq!(over(wait, 0.1, 60), None);
            assert_eq!(over(wait, 29.0, 15_000), None);
        }
    }

    #[test]
    fn haste_earns_no_more_than_one_silence_and_our_own_work_counts_for_nothing() {
        let (pace, begun) = begun();
        let mut clock = pace.clock();
        clock.waits(Wait::Sending, begun);
        clock.moved(Wait::Sending, 1 << 30, begun);
        assert_eq!(clock.until(), None);
        let later = begun + Duration::from_hours(1);
        clock.waits(Wait::Sending, later);
        assert_eq!(clock.until(), Some(later + SILENCE));
    }

    #[test]
    fn who_sends_and_does_not_read_is_alive() {
        let (pace, begun) = begun();
        let mut clock = pace.clock();
        clock.waits(Wait::Taking, begun);
        for n in 0..100 {
            clock.waits(Wait::Sending, begun + Duration::from_secs(10 * n));
            clock.moved(Wait::Sending, 10_000, begun + Duration::from_secs(10 * n + 10));
        }
        assert!(clock.until().expect("it has still to read") > begun + Duration::from_secs(1000));
    }
}
