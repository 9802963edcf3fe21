//! From a listening socket to answered requests, and an orderly end.
//!
//! It knows connections and signals; it knows no route.
use super::connection::Watched;
use super::forwarded::Peer;
use super::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// Room for one request head in HTTP/1: well above `Limits::header_bytes`, so that our own limit speaks first.
const HEAD_BUFFER_BYTES: usize = 128 << 10;

/// Serves `routes` until `stop` resolves, then lets open requests finish within the grace time.
///
/// Returns the number of connections that had to be cut off.
pub async fn serve(listener: TcpListener, routes: Router, state: AppState, stop: impl Future<Output = ()>) -> usize {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(state.limits.connections));
    let builder = Arc::new(connection_builder(&state));
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            // First, so that signals are heard before anybody is served.
            biased;
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let service = routes.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            request.map(Body::new)
        });
        let connection = builder
            .serve_connection(
                TokioIo::new(Watched::new(stream, state.limits.idle_timeout)),
                TowerToHyperService::new(service),
            )
            .into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "connection ended early");
            }
            drop(place);
        });
    }
    state.drain();
    drop(listener);
    let open = state.limits.connections - places.available_permits();
    tracing::info!(open, "stopping");
    match tokio::time::timeout(state.limits.shutdown_grace, graceful.shutdown()).await {
        Ok(()) => 0,
        Err(_) => state.limits.connections - places.available_permits(),
    }
}

fn connection_builder(state: &AppState) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.idle_timeout)
        .max_buf_size(HEAD_BUFFER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(state.limits.idle_timeout)
        .max_concurrent_streams(100);
    builder
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            // Never closed; if it were, no connection could be served.
            std::future::pending::<()>().await;
            continue;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "no TCP_NODELAY");
                }
                return (stream, peer, place);
            }
            Err(error) => {
                // Out of file descriptors, most often: wait for some to be closed.
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Resolves on SIGTERM or SIGINT.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "signals can't be heard; only SIGKILL will end this");
            std::future::pending::<()>().await;
        }
    }
}
