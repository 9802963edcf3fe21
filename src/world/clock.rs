//! Today's date, by a clock that tests can replace.
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use riverchief_core::domain::time::Date;
use std::fmt;
use std::sync::Arc;

/// The source of the current time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// Another source of time, for tests.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The current time.
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

/// Today's date in Asia/Shanghai, by the system clock.
#[must_use]
pub fn today() -> Date {
    Clock::system().today()
}
