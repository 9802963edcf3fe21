//! Turns panics of other crates on damaged input or a full disk into errors, without printing them.
//!
//! All other panics keep the panic hook of the process. Not for code of this workspace, where a panic is a bug.
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `run`; a panic is returned as its message and its location in the source code.
///
/// # Errors
/// It panicked. Values that it was changing may be incomplete and should be dropped.
///
/// # Examples
/// ```
/// use riverchief_gdal::catch_panic::catch_panic;
///
/// assert_eq!(catch_panic(|| 1 + 1), Ok(2));
/// let message = catch_panic(|| panic!("page 3 has no end")).unwrap_err();
/// assert!(message.contains("page 3 has no end"));
/// ```
pub fn catch_panic<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if INSIDE.get() {
                let message = panic.payload_as_str().unwrap_or("no message");
                let place = panic.location().map_or_else(String::new, |at| format!(" ({at})"));
                MESSAGE.replace(format!("{message}{place}"));
            } else {
                before(panic);
            }
        }));
    });
    let before = INSIDE.replace(true);
    let ran = catch_unwind(AssertUnwindSafe(run));
    INSIDE.set(before);
    ran.map_err(|_| MESSAGE.take())
}

#[cfg(test)]
mod tests {
    use super::catch_panic;

    #[test]
    fn a_panic_inside_is_an_error_with_its_place_and_one_outside_is_not_held() {
        let broken = catch_panic(|| -> u8 { std::hint::black_box(&[1_u8][..])[std::hint::black_box(1)] });
        let words = broken.expect_err("no second element");
        assert!(
            words.contains("out of bounds") && words.contains("catch_panic.rs"),
            "{words}"
        );
        let nested = catch_panic(|| {
            (
                catch_panic(|| panic!("inner")).err(),
                catch_panic(|| panic!("outer")).err(),
            )
        });
        let (Some(inner), Some(outer)) = nested.expect("both held") else {
            panic!("held");
        };
        assert!(inner.contains("inner") && outer.contains("outer"));
        let outside = std::panic::catch_unwind(|| panic!("not held here"));
        assert!(outside.is_err());
    }
}
