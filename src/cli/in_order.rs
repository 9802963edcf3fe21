//! Work on blocks of a stream, on all cores, with results in the order of the blocks. It knows nothing of their content.
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Makes a part of each block on all cores, and writes the parts in the order of the blocks.
///
/// Blocks are made on this thread, parts are written on another. At most three blocks for each core are in memory at a
/// time. After an error of `write` no more blocks are made.
///
/// # Errors
/// The first error of `write`.
///
/// # Panics
/// `make` or `write` panics.
pub(super) fn in_order<B: Send, P: Send, E: Send>(
    blocks: impl Iterator<Item = B>,
    make: impl Fn(B) -> P + Sync,
    mut write: impl FnMut(P) -> Result<(), E> + Send,
) -> Result<(), E> {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|threads| {
        let (work, waiting) = sync_channel::<(B, SyncSender<P>)>(cores);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..cores {
            let (waiting, make) = (waiting.clone(), &make);
            threads.spawn(move || {
                while let Some((block, made)) = next(&waiting) {
                    // Nobody receives it after an error of `write`.
                    let _ = made.send(make(block));
                }
            });
        }
        // The threads alone hold the receiver: if all of them panic, sending fails.
        drop(waiting);
        let (order, parts) = sync_channel::<Receiver<P>>(cores);
        let writing = threads.spawn(move || {
            for part in parts {
                // Its thread has panicked, which the scope passes on.
                let Ok(part) = part.recv() else { break };
                write(part)?;
            }
            Ok(())
        });
        for block in blocks {
            let (made, part) = sync_channel(1);
            if order.send(part).is_err() || work.send((block, made)).is_err() {
                break;
            }
        }
        drop((order, work));
        writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn next<T>(waiting: &Mutex<Receiver<T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn parts_are_written_in_the_order_of_their_blocks() {
        let mut written = Vec::new();
        let make = |block: u64| {
            std::thread::sleep(Duration::from_micros(block * 7919 % 500));
            block * 2
        };
        let write = |part| {
            written.push(part);
            Ok::<_, ()>(())
        };
        assert_eq!(in_order(0..500, make, write), Ok(()));
        assert_eq!(written, (0..500).map(|block| block * 2).collect::<Vec<_>>());
    }

    #[test]
    fn after_an_error_no_more_blocks_are_made() {
        let made = AtomicUsize::new(0);
        let blocks = (0..).inspect(|_| {
            made.fetch_add(1, Ordering::Relaxed);
        });
        let write = |part: u64| if part == 20 { Err("full") } else { Ok(()) };
        assert_eq!(in_order(blocks, |block| block, write), Err("full"));
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        assert!(made.into_inner() <= 21 + 3 * cores + 2);
    }

    #[test]
    fn a_panic_is_passed_on() {
        let panics = |block: u64| assert!(block != 5, "a bug");
        let ended = std::panic::catch_unwind(|| in_order(0.., panics, |()| Ok::<_, ()>(())));
        assert!(ended.is_err());
    }
}
