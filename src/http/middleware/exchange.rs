//! One exchange: a request with its answer, from the request's head to the last byte of the answer. It counts against the
//! quota of its client, and both directions have to keep the minimum rate.
//!
//! With HTTP/2 one connection carries many exchanges, and a client can stop an answer by flow control. What such an
//! answer holds (a thread, a file, memory) is released here, although its stream stays open. This module knows no route.
use crate::http::forwarded::Client;
use crate::http::quota::Permit;
use crate::http::state::AppState;
use crate::http::transfer_deadline::{Direction, TransferDeadline};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::task::AbortOnDropHandle;

/// Most bytes of an answer that are passed on at a time; this many wait in the layer below for a client that does not read.
const PART_BYTES: usize = 16 << 10;
/// Smaller parts would cost more than the better measurement is worth.
const LEAST_PART_BYTES: usize = 1 << 10;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The client missed the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the client is slower than the minimum rate")]
pub struct TooSlow;

/// Marks a request whose client has too many open exchanges.
#[derive(Clone, Copy, Debug)]
pub struct TooMany;

/// Counts the exchange for its client and enforces the minimum rate.
pub async fn exchange(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let permit = state.exchanges.try_take(Client::of(request.extensions()).key());
    if permit.is_none() {
        request.extensions_mut().insert(TooMany);
    }
    let permit = permit.map(Arc::new);
    let deadline = TransferDeadline::new(state.limits.idle_timeout, state.limits.least_rate);
    request.extensions_mut().insert(deadline.clone());
    let request = if request.body().is_end_stream() {
        request
    } else {
        let waits_for_continue = expects_continue(request.headers());
        request.map(|body| {
            Body::new(Upload {
                rest: (!waits_for_continue).then(|| Rest {
                    bytes: state.limits.drained_bytes,
                    within: state.limits.idle_timeout,
                    state: state.clone(),
                    permit: permit.clone(),
                }),
                body: Some(body),
                too_slow: false,
                deadline: deadline.clone(),
                alarm: None,
            })
        })
    };
    let part_bytes = part_bytes(&state);
    let response = next.run(request).await;
    response.map(|body| {
        if body.is_end_stream() {
            return body;
        }
        let small = HttpBody::size_hint(&body)
            .exact()
            .is_some_and(|n| n <= PART_BYTES as u64);
        let body = Arc::new(Mutex::new(Some(body)));
        let watchdog =
            (!small).then(|| AbortOnDropHandle::new(tokio::spawn(abort_late(deadline.clone(), body.clone()))));
        Body::new(Answer {
            body,
            part: Bytes::new(),
            part_bytes,
            sent: 0,
            deadline,
            _watchdog: watchdog,
            _permit: permit,
        })
    })
}

/// The size of a part: what a client at the minimum rate reads in a quarter of the idle timeout. Progress is visible only
/// when a whole part has been read.
fn part_bytes(state: &AppState) -> usize {
    match state.limits.least_rate {
        0 => PART_BYTES,
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a few thousand"
        )]
        rate => ((f64::from(rate) * state.limits.idle_timeout.as_secs_f64() / 4.0) as usize)
            .clamp(LEAST_PART_BYTES, PART_BYTES),
    }
}

/// Whether the client waits for `100 Continue`. If it is refused, it does not send the body.
fn expects_continue(headers: &HeaderMap) -> bool {
    headers.contains_key(header::EXPECT)
}

/// Drops the body of an answer once its client has missed the deadline.
async fn abort_late(deadline: TransferDeadline, body: Arc<Mutex<Option<Body>>>) {
    /// Time between two checks while the service does not wait for the client.
    const INTERVAL: Duration = Duration::from_secs(1);
    loop {
        match deadline.deadline(Direction::Download) {
            None => tokio::time::sleep(INTERVAL).await,
            Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
            Some(_) => break,
        }
    }
    tracing::info!("an answer was read too slowly and is aborted");
    let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(body);
}

/// The body of an answer.
struct Answer {
    /// Absent once the client has missed the deadline.
    body: Arc<Mutex<Option<Body>>>,
    /// Read from the body and not passed on yet.
    part: Bytes,
    /// Most bytes in a part.
    part_bytes: usize,
    /// Bytes of the last part that was passed on.
    sent: usize,
    deadline: TransferDeadline,
    _watchdog: Option<AbortOnDropHandle<()>>,
    _permit: Option<Arc<Permit>>,
}

impl Answer {
    fn next_part(&mut self) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let part = self.part.split_to(self.part.len().min(self.part_bytes));
        self.sent = part.len();
        self.deadline.wait(Direction::Download);
        Poll::Ready(Some(Ok(Frame::data(part))))
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let sent = std::mem::take(&mut self.sent);
        self.deadline.progress(Direction::Download, sent);
        let polled = {
            let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
            match body.as_mut() {
                None => return Poll::Ready(Some(Err(TooSlow.into()))),
                Some(_) if !self.part.is_empty() => None,
                Some(body) => Some(Pin::new(body).poll_frame(context)),
            }
        };
        let Some(polled) = polled else {
            return self.next_part();
        };
        match polled {
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) if data.is_empty() => Poll::Ready(Some(Ok(Frame::data(data)))),
                Ok(data) => {
                    self.part = data;
                    self.next_part()
                }
                Err(frame) => Poll::Ready(Some(Ok(frame))),
            },
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        self.part.is_empty() && body.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let left = body.as_ref().map(HttpBody::size_hint).unwrap_or_default();
        let part = self.part.len() as u64;
        let mut hint = SizeHint::new();
        hint.set_lower(left.lower() + part);
        if let Some(upper) = left.upper() {
            hint.set_upper(upper + part);
        }
        hint
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // Drops the body at once; the aborted watchdog may hold its clone a little longer.
        self.body.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The rest of a body that the handler did not read. It is read and discarded, so that the client gets to read the answer.
struct Rest {
    bytes: u64,
    within: Duration,
    state: AppState,
    permit: Option<Arc<Permit>>,
}

/// The body of a request.
struct Upload {
    /// Absent once it has ended or failed.
    body: Option<Body>,
    too_slow: bool,
    deadline: TransferDeadline,
    alarm: Option<Pin<Box<Sleep>>>,
    rest: Option<Rest>,
}

impl Upload {
    /// Waits on until the deadline; fails after it.
    fn wait_on(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.deadline.wait(Direction::Upload);
        while let Some(until) = self.deadline.deadline(Direction::Upload) {
            if until <= Instant::now() {
                // What still arrives is discarded as the rest, so that the client can read the answer before a reset.
                self.too_slow = true;
                self.deadline.upload_ended();
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
            if alarm.deadline() != until {
                alarm.as_mut().reset(until);
            }
            if alarm.as_mut().poll(context).is_pending() {
                break;
            }
        }
        Poll::Pending
    }
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.too_slow {
            return Poll::Ready(None);
        }
        let Some(body) = self.body.as_mut() else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(context);
        match polled {
            Poll::Pending => self.wait_on(context),
            Poll::Ready(Some(Ok(frame))) => {
                self.deadline
                    .progress(Direction::Upload, frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(ended) => {
                self.deadline.upload_ended();
                self.body = None;
                Poll::Ready(ended.map(|failed| failed.map_err(Into::into)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.body.is_some() && !self.too_slow {
            self.deadline.upload_ended();
        }
        let body = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), Some(rest), Ok(runtime)) = (body, self.rest.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(discard(body, rest));
        }
    }
}

/// Reads and discards the rest of a body, within limits of size and time. A connection that is closed with unread bytes is
/// reset, and the client may then lose the answer.
async fn discard(mut body: Body, rest: Rest) {
    let Rest {
        bytes,
        within,
        state,
        permit,
    } = rest;
    let discarded = async {
        let mut left = bytes;
        while let Some(Ok(frame)) = body.frame().await {
            let received = frame.data_ref().map_or(0, Bytes::len) as u64;
            let Some(less) = left.checked_sub(received) else { return };
            left = less;
        }
    };
    tokio::select! {
        () = state.stopping() => {}
        _ = tokio::time::timeout(within, discarded) => {}
    }
    drop(permit);
}
