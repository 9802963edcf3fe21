//! Code of crates that answers damaged input or a full disk by a panic: to its caller an error, and nothing is printed.
//!
//! The process keeps its panic hook for everything else. Not for code of this crate, where a panic is a bug.
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    static WORDS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs it; a panic comes back as its words and its place in the sources.
///
/// # Errors
/// It panicked. What it had in hand may be half done and should be dropped.
///
/// # Examples
/// ```
/// use riverchief_gdal::contained::contained;
///
/// assert_eq!(contained(|| 1 + 1), Ok(2));
/// let words = contained(|| panic!("page 3 has no end")).unwrap_err();
/// assert!(words.contains("page 3 has no end"));
/// ```
pub fn contained<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if INSIDE.get() {
                let words = panic.payload_as_str().unwrap_or("no words");
                let place = panic.location().map_or_else(String::new, |at| format!(" ({at})"));
                WORDS.replace(format!("{words}{place}"));
            } else {
                before(panic);
            }
        }));
    });
    let before = INSIDE.replace(true);
    let ran = catch_unwind(AssertUnwindSafe(run));
    INSIDE.set(before);
    ran.map_err(|_| WORDS.take())
}

#[cfg(test)]
mod tests {
    use super::contained;

    #[test]
    fn a_panic_inside_is_an_error_with_its_place_and_one_outside_is_not_held() {
        let broken = contained(|| -> u8 { std::hint::black_box(&[1_u8][..])[std::hint::black_box(1)] });
        let words = broken.expect_err("no second element");
        assert!(
            words.contains("out of bounds") && words.contains("contained.rs"),
            "{words}"
        );
        let nested = contained(|| (contained(|| panic!("inner")).err(), contained(|| panic!("outer")).err()));
        let (Some(inner), Some(outer)) = nested.expect("both held") else {
            panic!("held");
        };
        assert!(inner.contains("inner") && outer.contains("outer"));
        let outside = std::panic::catch_unwind(|| panic!("not held here"));
        assert!(outside.is_err());
    }
}
