//! Serves connections from a listening socket, and shuts down in order.
//!
//! This module knows connections and signals, no route.
use super::connection::TimedStream;
use super::forwarded::{Local, Peer};
use super::metrics::{self, Limit};
use super::quota::{ClientKey, Permit};
use super::state::AppState;
use super::transfer_deadline::TransferDeadline;
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

/// Buffer for one request head in HTTP/1: well above `Limits::header_bytes`, so that our own limit applies first.
const HEAD_BUFFER_BYTES: usize = 128 << 10;

/// Bytes of an answer that the kernel buffers before it sends them. Without this bound it buffers megabytes for a fast
/// client and reports nothing until a third of them has been sent: a client that then slows down would appear to be idle.
const UNSENT_BYTES: u32 = 128 << 10;

/// An accepted connection: the stream, the peer, and its permits.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    /// Released in this order, so that a connection that gets the second also finds the first free.
    permits: (Option<Permit>, OwnedSemaphorePermit),
}

/// Serves `routes` until `stop` resolves, then lets open requests finish within the grace time. During that time the
/// routes answer new requests with 503.
///
/// Returns the number of connections that were cut off.
pub async fn serve(listener: TcpListener, routes: Router, state: AppState, stop: impl Future<Output = ()>) -> usize {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(state.limits.connections));
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
        let deadline = TransferDeadline::new(state.limits.idle_timeout, state.limits.least_rate);
        let connection = builder.serve_connection(
            TokioIo::new(TimedStream::new(stream, deadline)),
            TowerToHyperService::new(service),
        );
        connection.into_owned()
    };
    let mut stop = std::pin::pin!(stop);
    loop {
        let Accepted { stream, peer, permits } = tokio::select! {
            // First, so that a signal is handled before the next connection.
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &slots, &state) => accepted,
        };
        let connection = graceful.watch(connected(&builder, stream, peer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "connection ended early");
            }
            drop(permits);
        });
    }
    state.drain();
    let open = state.limits.connections - slots.available_permits();
    tracing::info!(open, "stopping");
    let builder = connection_builder(&state, false);
    let mut ended = std::pin::pin!(tokio::time::timeout(state.limits.shutdown_grace, graceful.shutdown()));
    loop {
        let Accepted { stream, peer, permits } = tokio::select! {
            biased;
            ended = &mut ended => match ended {
                Ok(()) => return 0,
                Err(_) => return state.limits.connections - slots.available_permits(),
            },
            accepted = accept(&listener, &slots, &state) => accepted,
        };
        let connection = connected(&builder, stream, peer);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "connection ended early");
            }
            drop(permits);
        });
    }
}

fn connection_builder(state: &AppState, keep_alive: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.idle_timeout)
        // A client may close its sending side and still read.
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

/// Accepts the next connection once the number of open connections allows it. A client that has reached its share is
/// disconnected, except a trusted proxy, which connects for many clients.
async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>, state: &AppState) -> Accepted {
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else {
            // The semaphore is never closed; if it were, no connection could be served.
            std::future::pending::<()>().await;
            continue;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let address = peer.ip().to_canonical();
                let permit = state.connections.try_take(ClientKey::of(Some(address)));
                if permit.is_none() && !state.proxies.trusts(address) {
                    metrics::rejected(Limit::Connections);
                    continue;
                }
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "no TCP_NODELAY");
                }
                if let Err(error) = SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT_BYTES) {
                    tracing::debug!(%error, "no TCP_NOTSENT_LOWAT");
                }
                return Accepted {
                    stream,
                    peer,
                    permits: (permit, slot),
                };
            }
            Err(error) => {
                // Usually the process is out of file descriptors: wait until some are closed.
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Handlers of SIGTERM and SIGINT, installed on creation.
#[derive(Debug)]
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Installs the handlers, and one for SIGHUP that only logs.
    ///
    /// # Errors
    /// A handler cannot be installed.
    pub fn listen() -> io::Result<Self> {
        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                tracing::info!("SIGHUP changes nothing; restart the service to load another world or other options");
            }
        });
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Resolves when either signal has arrived.
    pub async fn heard(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
