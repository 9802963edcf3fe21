//! From a listening socket to answered requests, and an orderly end.
//!
//! It knows connections and signals; it knows no route.
use super::connection::Watched;
use super::forwarded::{Local, Peer};
use super::metrics::{self, Limit};
use super::pace::Pace;
use super::shares::{Holder, Share};
use super::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// Room for one request head in HTTP/1: well above `Limits::header_bytes`, so that our own limit speaks first.
const HEAD_BUFFER_BYTES: usize = 128 << 10;

/// Bytes that the system takes of an answer before it sends them. Without a bound it takes megabytes of a fast client, and
/// says nothing until a third of them is gone: then one that has become slow would seem to take nothing at all.
const UNSENT_BYTES: u32 = 128 << 10;

/// A connection that is taken: the stream, its other end, and its places.
struct Taken {
    stream: TcpStream,
    peer: SocketAddr,
    /// Given back in this order: whoever waits for the second finds the first.
    held: (Option<Share>, OwnedSemaphorePermit),
}

/// Serves `routes` until `stop` resolves, then lets open requests finish within the grace time; whoever comes meanwhile
/// is told by the routes that the service stops.
///
/// Returns the number of connections that had to be cut off.
pub async fn serve(listener: TcpListener, routes: Router, state: AppState, stop: impl Future<Output = ()>) -> usize {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(state.limits.connections));
    let builder = connection_builder(&state, true);
    let connected = |builder: &Builder<TokioExecutor>, stream: TcpStream, peer| {
        let local = stream.local_addr().ok().map(Local);
        let service = routes.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            if let Some(local) = local {
                request.extensions_mut().insert(local);
            }
            request.map(Body::new)
        });
        let pace = Pace::new(state.limits.idle_timeout, state.limits.least_rate);
        let connection = builder.serve_connection(
            TokioIo::new(Watched::new(stream, pace)),
            TowerToHyperService::new(service),
        );
        connection.into_owned()
    };
    let mut stop = std::pin::pin!(stop);
    loop {
        let Taken { stream, peer, held } = tokio::select! {
            // First, so that signals are heard before anybody is served.
            biased;
            () = &mut stop => break,
            taken = accept(&listener, &places, &state) => taken,
        };
        let connection = graceful.watch(connected(&builder, stream, peer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "connection ended early");
            }
            drop(held);
        });
    }
    state.drain();
    let open = state.limits.connections - places.available_permits();
    tracing::info!(open, "stopping");
    let builder = connection_builder(&state, false);
    let mut ended = std::pin::pin!(tokio::time::timeout(state.limits.shutdown_grace, graceful.shutdown()));
    loop {
        let Taken { stream, peer, held } = tokio::select! {
            biased;
            ended = &mut ended => match ended {
                Ok(()) => return 0,
                Err(_) => return state.limits.connections - places.available_permits(),
            },
            taken = accept(&listener, &places, &state) => taken,
        };
        let connection = connected(&builder, stream, peer);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "connection ended early");
            }
            drop(held);
        });
    }
}

fn connection_builder(state: &AppState, keep_alive: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.idle_timeout)
        // Who has said all that he has to say still reads.
        .half_close(true)
        .keep_alive(keep_alive)
        .max_buf_size(HEAD_BUFFER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(state.limits.idle_timeout)
        .max_concurrent_streams(100);
    builder
}

/// The next connection, once there is a place for it. Who has as many as one client may is closed; a trusted proxy, which
/// comes for many, isn't.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>, state: &AppState) -> Taken {
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            // Never closed; if it were, no connection could be served.
            std::future::pending::<()>().await;
            continue;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let address = peer.ip().to_canonical();
                let share = state.connections.take(Holder::of(Some(address)));
                if share.is_none() && !state.proxies.trusts(address) {
                    metrics::turned_away(Limit::Connections);
                    continue;
                }
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "no TCP_NODELAY");
                }
                if let Err(error) = SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT_BYTES) {
                    tracing::debug!(%error, "no TCP_NOTSENT_LOWAT");
                }
                return Taken {
                    stream,
                    peer,
                    held: (share, place),
                };
            }
            Err(error) => {
                // Out of file descriptors, most often: wait for some to be closed.
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// SIGTERM and SIGINT, heard from when this is made.
#[derive(Debug)]
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Listens for both; SIGHUP is heard too from now on, and changes nothing.
    ///
    /// # Errors
    /// The system takes no handler.
    pub fn listen() -> io::Result<Self> {
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                tracing::info!("SIGHUP changes nothing; another world or other options are a new start");
            }
        });
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Resolves when one has come.
    pub async fn heard(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
