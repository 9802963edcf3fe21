//! Places that clients share: whoever takes one leaves a quarter of what is open to him for everybody else.
//!
//! It knows how many are held and by whom, not what for.
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Who holds places: a client's address, or in IPv6 the network of 64 bits that one subscriber has for himself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Holder(Option<IpAddr>);

impl Holder {
    /// The holder behind an address; all whose address nobody knows are one.
    #[must_use]
    pub fn of(client: Option<IpAddr>) -> Self {
        Self(client.map(|address| match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Holder, usize>,
    /// In the order in which they came.
    waiting: HashMap<Holder, VecDeque<oneshot::Sender<Share>>>,
}

impl Taken {
    /// Whether a holder may have so many more of these places.
    fn allows(&self, places: usize, holder: Holder, more: usize) -> bool {
        let own = self.by.get(&holder).copied().unwrap_or(0);
        own + more <= allowed(places.saturating_sub(self.all - own))
    }

    fn take(&mut self, holder: Holder, more: usize) {
        self.all += more;
        *self.by.entry(holder).or_default() += more;
    }

    /// Who gets a place next: the first that waits of the holder who has least.
    fn next(&mut self, places: usize) -> Option<(Holder, oneshot::Sender<Share>)> {
        self.waiting.retain(|_, queue| {
            queue.retain(|waiter| !waiter.is_closed());
            !queue.is_empty()
        });
        let may = self.waiting.keys().filter(|holder| self.allows(places, **holder, 1));
        let holder = *may.min_by_key(|holder| self.by.get(holder))?;
        let waiter = self.waiting.get_mut(&holder)?.pop_front()?;
        self.take(holder, 1);
        Some((holder, waiter))
    }
}

/// A number of places.
#[derive(Clone)]
pub struct Shares {
    places: usize,
    taken: Arc<Mutex<Taken>>,
}

impl fmt::Debug for Shares {
    /// How many, and not whose: addresses are no business of whoever prints this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.lock().all;
        write!(f, "{taken} of {} places", self.places)
    }
}

impl Shares {
    /// So many, all free.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self {
            places,
            taken: Arc::default(),
        }
    }

    /// One place; `None` where that would leave less than the reserve.
    #[must_use]
    pub fn take(&self, holder: Holder) -> Option<Share> {
        let mut share = self.none(holder);
        share.grow(1).then_some(share)
    }

    /// One place, as soon as there is one for this holder.
    ///
    /// # Panics
    /// Never: whoever waits is served before the shares end, for it has them.
    pub async fn wait(&self, holder: Holder) -> Share {
        let turn = {
            let mut taken = self.lock();
            if taken.waiting.contains_key(&holder) || !taken.allows(self.places, holder, 1) {
                let (waiter, turn) = oneshot::channel();
                taken.waiting.entry(holder).or_default().push_back(waiter);
                Some(turn)
            } else {
                taken.take(holder, 1);
                None
            }
        };
        // Of those who gave up waiting, one may have stood in the way.
        self.hand_on();
        match turn {
            Some(turn) => turn.await.expect("these shares are still there"),
            None => self.held(holder, 1),
        }
    }

    /// Gives what is free to those who wait.
    fn hand_on(&self) {
        loop {
            let next = self.lock().next(self.places);
            let Some((holder, waiter)) = next else { return };
            // Who has given up meanwhile gives it back.
            drop(waiter.send(self.held(holder, 1)));
        }
    }

    fn held(&self, holder: Holder, places: usize) -> Share {
        Share {
            shares: self.clone(),
            holder,
            places,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No place yet, for who takes more and more.
    #[must_use]
    pub fn none(&self, holder: Holder) -> Share {
        self.held(holder, 0)
    }
}

/// What one holder may have of so many that others don't have: all but a quarter, and one at least.
const fn allowed(open: usize) -> usize {
    let reserve = open.div_ceil(4);
    if open > reserve { open - reserve } else { open }
}

/// Places that are held until this is dropped.
#[derive(Debug)]
pub struct Share {
    shares: Shares,
    holder: Holder,
    places: usize,
}

impl Share {
    /// Takes more; whether there were as many.
    #[must_use]
    pub fn grow(&mut self, more: usize) -> bool {
        let mut taken = self.shares.lock();
        if !taken.allows(self.shares.places, self.holder, more) {
            return false;
        }
        taken.take(self.holder, more);
        self.places += more;
        true
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.lock();
        taken.all -= self.places;
        if let Some(own) = taken.by.get_mut(&self.holder) {
            *own -= self.places;
            if *own == 0 {
                taken.by.remove(&self.holder);
            }
        }
        drop(taken);
        self.shares.hand_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(address: &str) -> Holder {
        Holder::of(Some(address.parse().expect("an address")))
    }

    /// As many as one gets.
    fn all(shares: &Shares, address: &str) -> Vec<Share> {
        std::iter::from_fn(|| shares.take(holder(address))).collect()
    }

    #[test]
    fn each_leaves_a_quarter_of_what_is_open_to_him() {
        let shares = Shares::new(256);
        let held: Vec<_> = (1..=6).map(|n| all(&shares, &format!("192.0.2.{n}"))).collect();
        assert_eq!(held.iter().map(Vec::len).collect::<Vec<_>>(), [192, 48, 12, 3, 1, 0]);
        drop(held);
        assert!(
            shares.taken.lock().expect("sound").by.is_empty(),
            "nobody is remembered"
        );
        for (places, one, next) in [(4, 3, 1), (3, 2, 1), (2, 1, 1), (1, 1, 0), (0, 0, 0)] {
            let shares = Shares::new(places);
            let first = all(&shares, "192.0.2.1");
            assert_eq!((first.len(), all(&shares, "192.0.2.2").len()), (one, next), "{places}");
        }
    }

    #[tokio::test]
    async fn who_waits_gets_what_is_given_back_and_others_need_not_wait() {
        let shares = Shares::new(4);
        let mut first = all(&shares, "192.0.2.1");
        let mut second = std::pin::pin!(shares.wait(holder("192.0.2.1")));
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, &mut second).await.is_err());
        assert!(
            tokio::time::timeout(soon, shares.wait(holder("192.0.2.2")))
                .await
                .is_ok()
        );
        first.pop();
        assert!(tokio::time::timeout(soon, &mut second).await.is_ok());
    }

    #[test]
    fn many_at_once_are_taken_whole_or_not() {
        let shares = Shares::new(100);
        let mut share = shares.none(holder("192.0.2.1"));
        assert!(share.grow(70) && !share.grow(6) && share.grow(5));
        drop(share);
        assert!(shares.none(holder("192.0.2.1")).grow(75));
    }

    #[test]
    fn a_subscriber_is_one_whichever_of_his_addresses_he_takes() {
        assert_eq!(holder("2001:db8:1:2::1"), holder("2001:db8:1:2:ffff::9"));
        assert_ne!(holder("2001:db8:1:2::1"), holder("2001:db8:1:3::1"));
        assert_eq!(holder("::ffff:192.0.2.1"), holder("192.0.2.1"));
        assert_ne!(holder("192.0.2.1"), holder("192.0.2.2"));
    }
}
