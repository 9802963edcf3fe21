//! What GDAL says about a call, on the thread that made it.
//!
//! GDAL prints its errors to stderr unless told otherwise, and many of its functions report trouble in no other way:
//! a feature iterator ends at the first unreadable page as it ends at the last row. [`listen`] collects what was said.
use gdal::errors::CplErrType;
use std::cell::RefCell;
use std::sync::Once;

/// How many complaints of one call are kept; a broken file can give one per row.
const KEPT: usize = 50;

/// One message of GDAL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// A failure, or else a warning.
    pub failure: bool,
    /// GDAL's own words.
    pub message: String,
}

thread_local! {
    static HEARD: RefCell<Option<Vec<Complaint>>> = const { RefCell::new(None) };
}
static INSTALLED: Once = Once::new();

/// Runs `call` and returns with its value what GDAL said on this thread meanwhile. Calls nest.
pub fn listen<T>(call: impl FnOnce() -> T) -> (T, Vec<Complaint>) {
    INSTALLED.call_once(|| {
        gdal::config::set_error_handler(hear);
        super::native::forbid_requests(refuse);
    });
    let outer = HEARD.with(|heard| heard.replace(Some(Vec::new())));
    let value = call();
    let complaints = HEARD.with(|heard| heard.replace(outer)).into_iter().flatten().collect();
    (value, complaints)
}

/// The failures among complaints, joined; `None` when there is none.
#[must_use]
pub fn failures(complaints: &[Complaint]) -> Option<String> {
    let mut words: Vec<&str> = complaints
        .iter()
        .filter(|c| c.failure)
        .map(|c| c.message.trim())
        .collect();
    words.dedup();
    words.truncate(3);
    (!words.is_empty()).then(|| words.join("; "))
}

/// Something in a file leads elsewhere: nothing is fetched, and who listens hears a failure.
fn refuse(address: &str) {
    let message = format!("it leads to {address}, and nothing is fetched from elsewhere");
    hear(CplErrType::Failure, 0, &message);
}

fn hear(class: CplErrType, _number: i32, message: &str) {
    let failure = match class {
        CplErrType::None | CplErrType::Debug => return,
        CplErrType::Warning => false,
        CplErrType::Failure | CplErrType::Fatal => true,
    };
    let complaint = || Complaint {
        failure,
        message: message.to_owned(),
    };
    // A thread that is ending has nobody who listens, and this is called from C: it must not panic.
    let listening = HEARD.try_with(|heard| match heard.try_borrow_mut().as_deref_mut() {
        Ok(Some(list)) => {
            if list.len() < KEPT {
                list.push(complaint());
            }
            true
        }
        _ => false,
    });
    if !listening.unwrap_or(false) {
        tracing::debug!(failure, message, "gdal");
    }
}
