//! Today, by a clock that a test may replace.
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use riverchief_core::domain::time::Date;
use std::fmt;
use std::sync::Arc;

/// Where "now" comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// Any other source of instants; a test crosses midnight with one.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// This instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The date in Asia/Shanghai (UTC+8 all year).
    #[must_use]
    pub fn today(&self) -> Date {
        self.now()
            .to_zoned_datetime(TimeZone::fixed(Offset::constant(8)))
            .date()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Today by the system's clock, by the date in Asia/Shanghai.
#[must_use]
pub fn today() -> Date {
    Clock::system().today()
}
