//! What a client may ask of the counter, and the tasks that ask it.

use std::{
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    time::Duration,
};

use actor_runtime::prelude::*;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use tokio::time;

use crate::{
    counter::{CounterHandle, CounterMessage},
    refusal::Refusal,
};

/// What all requests share.
#[derive(Clone)]
pub(crate) struct Clients {
    counter: CounterHandle,
    patience: Duration,
    /// Keeps a paused counter waiting.
    paused: Arc<Mutex<Option<Sender<()>>>>,
}

pub(crate) fn routes(clients: Clients) -> Router {
    Router::new()
        .route("/add/{n}", post(add))
        .route("/try_add/{n}", post(try_add))
        .route("/total", get(total))
        .route("/pause", post(pause))
        .route("/resume", post(resume))
        .with_state(clients)
}

impl Clients {
    pub(crate) fn new(counter: CounterHandle, patience: Duration) -> Self {
        Clients { counter, patience, paused: Arc::default() }
    }

    /// Lets a paused counter go on.
    pub(crate) fn resume(&self) {
        drop(self.keep(None));
    }

    fn keep(&self, paused: Option<Sender<()>>) -> Option<Sender<()>> {
        let mut kept = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *kept, paused)
    }

    /// Awaits what the counter has to say for as long as a client may be kept waiting. Dropping the
    /// call then gives it up: what still waits for room is not sent, and the answer to what was sent is dropped.
    async fn patiently<T, E>(&self, call: impl Future<Output = Result<T, E>>) -> Result<T, Refusal>
    where
        Refusal: From<E>,
    {
        match time::timeout(self.patience, call).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(CallError::TimedOut.into()),
        }
    }
}

/// Adds as soon as the mailbox has room.
async fn add(State(clients): State<Clients>, Path(n): Path<u64>) -> Result<StatusCode, Refusal> {
    clients.patiently(clients.counter.send_async(CounterMessage::Add { n })).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Adds if the mailbox has room now.
async fn try_add(
    State(clients): State<Clients>,
    Path(n): Path<u64>,
) -> Result<StatusCode, Refusal> {
    clients.counter.try_send(CounterMessage::Add { n })?;
    Ok(StatusCode::ACCEPTED)
}

async fn total(State(clients): State<Clients>) -> Result<String, Refusal> {
    let total = clients.patiently(clients.counter.ask().total()).await?;
    Ok(format!("{total}\n"))
}

/// Keeps the counter busy until it is resumed.
async fn pause(State(clients): State<Clients>) -> Result<StatusCode, Refusal> {
    let (paused, resumed) = mpsc::channel();
    clients.patiently(clients.counter.send_async(CounterMessage::Pause { resumed })).await?;
    // A counter that was paused before goes on to this pause.
    drop(clients.keep(Some(paused)));
    Ok(StatusCode::ACCEPTED)
}

async fn resume(State(clients): State<Clients>) -> StatusCode {
    clients.resume();
    StatusCode::NO_CONTENT
}
