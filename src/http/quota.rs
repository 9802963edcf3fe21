//! A quota that clients share: a client gets at most three quarters of what the other clients have left.
//!
//! It knows how many permits each client holds, not what they are for.
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// A client in a quota: its IPv4 address, or the /64 network of its IPv6 address, which belongs to one subscriber.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientKey(Option<IpAddr>);

impl ClientKey {
    /// The key of the client with this address. All clients without a known address have the same key.
    #[must_use]
    pub fn of(address: Option<IpAddr>) -> Self {
        Self(address.map(|address| match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<ClientKey, usize>,
    /// Waiting requests, in order of arrival.
    waiting: HashMap<ClientKey, VecDeque<oneshot::Sender<Permit>>>,
}

impl Taken {
    /// Whether a client may take this many more permits.
    fn allows(&self, permits: usize, client: ClientKey, more: usize) -> bool {
        let own = self.by.get(&client).copied().unwrap_or(0);
        own + more <= allowed(permits.saturating_sub(self.all - own))
    }

    fn take(&mut self, client: ClientKey, more: usize) {
        self.all += more;
        *self.by.entry(client).or_default() += more;
    }

    /// The next to get a permit: the oldest waiting request of the client that holds the fewest.
    fn next(&mut self, permits: usize) -> Option<(ClientKey, oneshot::Sender<Permit>)> {
        self.waiting.retain(|_, queue| {
            queue.retain(|waiter| !waiter.is_closed());
            !queue.is_empty()
        });
        let may = self.waiting.keys().filter(|client| self.allows(permits, **client, 1));
        let client = *may.min_by_key(|client| self.by.get(client))?;
        let waiter = self.waiting.get_mut(&client)?.pop_front()?;
        self.take(client, 1);
        Some((client, waiter))
    }
}

/// A number of permits that clients share.
#[derive(Clone)]
pub struct Quota {
    permits: usize,
    taken: Arc<Mutex<Taken>>,
}

impl fmt::Debug for Quota {
    /// Shows the number of permits taken, without the addresses of clients.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.lock().all;
        write!(f, "{taken} of {} permits", self.permits)
    }
}

impl Quota {
    /// A quota of this many permits, all free.
    #[must_use]
    pub fn new(permits: usize) -> Self {
        Self {
            permits,
            taken: Arc::default(),
        }
    }

    /// Takes one permit; `None` if this client may not have another now.
    #[must_use]
    pub fn try_take(&self, client: ClientKey) -> Option<Permit> {
        let mut permit = self.empty(client);
        permit.try_grow(1).then_some(permit)
    }

    /// Waits until this client may take a permit.
    ///
    /// # Panics
    /// Never: this method holds the quota while it waits.
    pub async fn wait(&self, client: ClientKey) -> Permit {
        let turn = {
            let mut taken = self.lock();
            if taken.waiting.contains_key(&client) || !taken.allows(self.permits, client, 1) {
                let (waiter, turn) = oneshot::channel();
                taken.waiting.entry(client).or_default().push_back(waiter);
                Some(turn)
            } else {
                taken.take(client, 1);
                None
            }
        };
        // A cancelled request may have been ahead in the queue.
        self.serve_waiting();
        match turn {
            Some(turn) => turn.await.expect("the quota still exists"),
            None => self.held(client, 1),
        }
    }

    /// Gives free permits to waiting requests.
    fn serve_waiting(&self) {
        loop {
            let next = self.lock().next(self.permits);
            let Some((client, waiter)) = next else { return };
            // A request cancelled in the meantime drops its permit, which frees it again.
            drop(waiter.send(self.held(client, 1)));
        }
    }

    fn held(&self, client: ClientKey, permits: usize) -> Permit {
        Permit {
            quota: self.clone(),
            client,
            permits,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A permit of size 0, to be enlarged with [`Permit::try_grow`].
    #[must_use]
    pub fn empty(&self, client: ClientKey) -> Permit {
        self.held(client, 0)
    }
}

/// How many of the permits that other clients have left one client may take: three quarters, and at least one.
const fn allowed(open: usize) -> usize {
    let reserve = open.div_ceil(4);
    if open > reserve { open - reserve } else { open }
}

/// Permits that are held until this is dropped.
#[derive(Debug)]
pub struct Permit {
    quota: Quota,
    client: ClientKey,
    permits: usize,
}

impl Permit {
    /// Takes this many more, all or none; returns whether it took them.
    #[must_use]
    pub fn try_grow(&mut self, more: usize) -> bool {
        let mut taken = self.quota.lock();
        if !taken.allows(self.quota.permits, self.client, more) {
            return false;
        }
        taken.take(self.client, more);
        self.permits += more;
        true
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut taken = self.quota.lock();
        taken.all -= self.permits;
        if let Some(own) = taken.by.get_mut(&self.client) {
            *own -= self.permits;
            if *own == 0 {
                taken.by.remove(&self.client);
            }
        }
        drop(taken);
        self.quota.serve_waiting();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> ClientKey {
        ClientKey::of(Some(address.parse().expect("an address")))
    }

    /// As many permits as one client can get.
    fn all(quota: &Quota, address: &str) -> Vec<Permit> {
        std::iter::from_fn(|| quota.try_take(client(address))).collect()
    }

    #[test]
    fn each_client_leaves_a_quarter_of_what_is_free() {
        let quota = Quota::new(256);
        let held: Vec<_> = (1..=6).map(|n| all(&quota, &format!("192.0.2.{n}"))).collect();
        assert_eq!(held.iter().map(Vec::len).collect::<Vec<_>>(), [192, 48, 12, 3, 1, 0]);
        drop(held);
        assert!(quota.taken.lock().expect("sound").by.is_empty(), "no client is kept");
        for (permits, one, next) in [(4, 3, 1), (3, 2, 1), (2, 1, 1), (1, 1, 0), (0, 0, 0)] {
            let quota = Quota::new(permits);
            let first = all(&quota, "192.0.2.1");
            assert_eq!((first.len(), all(&quota, "192.0.2.2").len()), (one, next), "{permits}");
        }
    }

    #[tokio::test]
    async fn a_waiting_client_gets_a_returned_permit_and_other_clients_need_not_wait() {
        let quota = Quota::new(4);
        let mut first = all(&quota, "192.0.2.1");
        let mut second = std::pin::pin!(quota.wait(client("192.0.2.1")));
        let soon = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(soon, &mut second).await.is_err());
        assert!(
            tokio::time::timeout(soon, quota.wait(client("192.0.2.2")))
                .await
                .is_ok()
        );
        first.pop();
        assert!(tokio::time::timeout(soon, &mut second).await.is_ok());
    }

    #[test]
    fn several_permits_are_taken_all_or_none() {
        let quota = Quota::new(100);
        let mut permit = quota.empty(client("192.0.2.1"));
        assert!(permit.try_grow(70) && !permit.try_grow(6) && permit.try_grow(5));
        drop(permit);
        assert!(quota.empty(client("192.0.2.1")).try_grow(75));
    }

    #[test]
    fn all_addresses_of_one_subscriber_are_one_client() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }
}
