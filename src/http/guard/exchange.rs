//! One request with its answer, from its head to the answer's last byte: counted for its client, and at least at the
//! least rate both ways.
//!
//! HTTP/2 lets one connection hold many, and keep answers waiting by its windows: so what an answer is made from (a
//! thread, a file, memory) is given up here when nobody takes it, though its stream lives on. It knows no route.
use crate::http::forwarded::Client;
use crate::http::pace::{Pace, Wait};
use crate::http::shares::Share;
use crate::http::state::AppState;
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

/// Most bytes of an answer that are handed on at a time; so many wait below for a client that has closed its window.
const PART_BYTES: usize = 16 << 10;
/// Fewer cost more than they tell.
const LEAST_PART_BYTES: usize = 1 << 10;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The client was waited for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("slower than the least rate")]
pub struct TooSlow;

/// Marks a request whose client has as many open as it may.
#[derive(Clone, Copy, Debug)]
pub struct TooMany;

/// Counts the exchange and watches over its pace.
pub async fn exchange(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let share = state.exchanges.take(Client::of(request.extensions()).holder());
    if share.is_none() {
        request.extensions_mut().insert(TooMany);
    }
    let share = share.map(Arc::new);
    let pace = Pace::new(state.limits.idle_timeout, state.limits.least_rate);
    request.extensions_mut().insert(pace.clone());
    let request = if request.body().is_end_stream() {
        request
    } else {
        let announced = asks_first(request.headers());
        request.map(|body| {
            Body::new(Upload {
                rest: (!announced).then(|| Rest {
                    bytes: state.limits.drained_bytes,
                    within: state.limits.idle_timeout,
                    state: state.clone(),
                    share: share.clone(),
                }),
                body: Some(body),
                too_slow: false,
                pace: pace.clone(),
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
        let made = Arc::new(Mutex::new(Some(body)));
        let given_up = (!small).then(|| AbortOnDropHandle::new(tokio::spawn(give_up(pace.clone(), made.clone()))));
        Body::new(Answer {
            made,
            part: Bytes::new(),
            part_bytes,
            handed: 0,
            pace,
            _given_up: given_up,
            _share: share,
        })
    })
}

/// A part is what a client that is just fast enough takes in a quarter of the longest silence: whether it takes it shows no
/// sooner than when the part is gone.
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

/// A client that waits for leave to send (`Expect: 100-continue`) and is refused sends nothing more of that body.
fn asks_first(headers: &HeaderMap) -> bool {
    headers.contains_key(header::EXPECT)
}

/// Drops what an answer is made from once its client has been waited for too long.
async fn give_up(pace: Pace, made: Arc<Mutex<Option<Body>>>) {
    /// Between two looks at a client that isn't waited for.
    const LOOK: Duration = Duration::from_secs(1);
    loop {
        match pace.until(Wait::Taking) {
            None => tokio::time::sleep(LOOK).await,
            Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
            Some(_) => break,
        }
    }
    tracing::info!("an answer was read too slowly and is given up");
    let body = made.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(body);
}

/// The body of an answer.
struct Answer {
    /// Absent at its end, or given up.
    made: Arc<Mutex<Option<Body>>>,
    /// Made and not handed on yet.
    part: Bytes,
    /// Bytes of a part.
    part_bytes: usize,
    /// Bytes of the last part that was handed on.
    handed: usize,
    pace: Pace,
    _given_up: Option<AbortOnDropHandle<()>>,
    _share: Option<Arc<Share>>,
}

impl Answer {
    fn hand_on(&mut self) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let part = self.part.split_to(self.part.len().min(self.part_bytes));
        self.handed = part.len();
        self.pace.waits(Wait::Taking);
        Poll::Ready(Some(Ok(Frame::data(part))))
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let taken = std::mem::take(&mut self.handed);
        self.pace.moved(Wait::Taking, taken);
        let polled = {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            match made.as_mut() {
                None => return Poll::Ready(Some(Err(TooSlow.into()))),
                Some(_) if !self.part.is_empty() => None,
                Some(body) => Some(Pin::new(body).poll_frame(context)),
            }
        };
        let Some(polled) = polled else {
            return self.hand_on();
        };
        match polled {
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) if data.is_empty() => Poll::Ready(Some(Ok(Frame::data(data)))),
                Ok(data) => {
                    self.part = data;
                    self.hand_on()
                }
                Err(frame) => Poll::Ready(Some(Ok(frame))),
            },
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        self.part.is_empty() && made.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let left = made.as_ref().map(HttpBody::size_hint).unwrap_or_default();
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
        // At once, and not when the task that watches has heard that it is over.
        self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// How much of a body that nobody read is still taken in, so that its client gets to read why.
struct Rest {
    bytes: u64,
    within: Duration,
    state: AppState,
    share: Option<Arc<Share>>,
}

/// The body of a request.
struct Upload {
    /// Absent once it has ended or failed.
    body: Option<Body>,
    too_slow: bool,
    pace: Pace,
    alarm: Option<Pin<Box<Sleep>>>,
    rest: Option<Rest>,
}

impl Upload {
    /// Waits on, or no longer.
    fn waited(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.pace.waits(Wait::Sending);
        while let Some(until) = self.pace.until(Wait::Sending) {
            if until <= Instant::now() {
                // What still comes of it is taken in as the rest, lest its client is reset before it reads why.
                self.too_slow = true;
                self.pace.sent();
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
            Poll::Pending => self.waited(context),
            Poll::Ready(Some(Ok(frame))) => {
                self.pace.moved(Wait::Sending, frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(ended) => {
                self.pace.sent();
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
            self.pace.sent();
        }
        let body = self.body.take().filter(|body| !body.is_end_stream());
        if let (Some(body), Some(rest), Ok(runtime)) = (body, self.rest.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(drained(body, rest));
        }
    }
}

/// Takes in the rest of a body, within its bounds. A connection that is closed with bytes unread is reset, and then its
/// client doesn't get to read the answer either.
async fn drained(mut body: Body, rest: Rest) {
    let Rest {
        bytes,
        within,
        state,
        share,
    } = rest;
    let taken = async {
        let mut left = bytes;
        while let Some(Ok(frame)) = body.frame().await {
            let came = frame.data_ref().map_or(0, Bytes::len) as u64;
            let Some(less) = left.checked_sub(came) else { return };
            left = less;
        }
    };
    tokio::select! {
        () = state.stopping() => {}
        _ = tokio::time::timeout(within, taken) => {}
    }
    drop(share);
}
