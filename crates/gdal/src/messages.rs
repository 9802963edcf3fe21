//! Captures the messages of GDAL on the thread that calls it.
//!
//! By default GDAL prints errors to stderr, and many of its functions report them in no other way: a feature iterator
//! ends at the first unreadable page just as it ends after the last row. [`capture`] collects the messages of a call.
use gdal::errors::CplErrType;
use std::cell::RefCell;
use std::sync::Once;

/// How many messages of one call are kept; a damaged file can give one for each row.
const KEPT: usize = 50;

/// A message of GDAL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// It is a failure; otherwise a warning.
    pub failure: bool,
    /// The text.
    pub message: String,
}

thread_local! {
    static CAPTURED: RefCell<Option<Vec<Message>>> = const { RefCell::new(None) };
}
static INSTALLED: Once = Once::new();

/// Runs `call`, and returns its value and the messages of GDAL on this thread. Calls can be nested.
pub fn capture<T>(call: impl FnOnce() -> T) -> (T, Vec<Message>) {
    INSTALLED.call_once(|| {
        gdal::config::set_error_handler(receive);
        super::native::forbid_requests(refuse);
    });
    let outer = CAPTURED.with(|captured| captured.replace(Some(Vec::new())));
    let value = call();
    let messages = CAPTURED
        .with(|captured| captured.replace(outer))
        .into_iter()
        .flatten()
        .collect();
    (value, messages)
}

/// The failures among messages, joined; `None` when there is none.
#[must_use]
pub fn failures(messages: &[Message]) -> Option<String> {
    let mut texts: Vec<&str> = messages
        .iter()
        .filter(|message| message.failure)
        .map(|message| message.message.trim())
        .collect();
    texts.dedup();
    texts.truncate(3);
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// A file refers to an address. It is not fetched; the call gets a failure.
fn refuse(address: &str) {
    let message = format!("it refers to {address}, and nothing is downloaded");
    receive(CplErrType::Failure, 0, &message);
}

fn receive(class: CplErrType, _number: i32, message: &str) {
    let failure = match class {
        CplErrType::None | CplErrType::Debug => return,
        CplErrType::Warning => false,
        CplErrType::Failure | CplErrType::Fatal => true,
    };
    // This is called from C, so it must not panic. On a thread that is ending there is no list.
    let captured = CAPTURED.try_with(|captured| match captured.try_borrow_mut().as_deref_mut() {
        Ok(Some(list)) => {
            if list.len() < KEPT {
                list.push(Message {
                    failure,
                    message: message.to_owned(),
                });
            }
            true
        }
        _ => false,
    });
    if !captured.unwrap_or(false) {
        tracing::debug!(failure, message, "gdal");
    }
}
