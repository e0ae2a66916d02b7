//! What happens, as server-sent events.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use actor_runtime::{Reply, prelude::*};
use axum::response::sse;
use futures_core::Stream;

use crate::{
    feed::{Batch, Event},
    jobs::JobsHandle,
};

/// The events after a certain one, as they happen. Asks for the next ones only when the client has taken the
/// last ones, and awaits the answer: nothing is polled, and a slow client holds up no other. When the client
/// disconnects, the stream is dropped, and its question with it.
pub(crate) struct Events {
    jobs: JobsHandle,
    asked: Reply<Batch>,
    /// The number of the next event, and those that the client has not taken yet.
    next: u64,
    ready: VecDeque<Arc<Event>>,
}

impl Events {
    pub(crate) fn after(seen: u64, jobs: JobsHandle) -> Self {
        let asked = jobs.ask().events(seen);
        Events { jobs, asked, next: seen + 1, ready: VecDeque::new() }
    }
}

impl Stream for Events {
    type Item = Result<sse::Event, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                let id = self.next.to_string();
                self.next += 1;
                let kind = match *event {
                    Event::Job(_) => "job",
                    Event::Line { .. } => "line",
                };
                return Poll::Ready(Some(
                    sse::Event::default().event(kind).id(id).json_data(&*event),
                ));
            }
            let Ok(Batch { missed, first, events }) = ready!(Pin::new(&mut self.asked).poll(task))
            else {
                // The program closes.
                return Poll::Ready(None);
            };
            self.next = first;
            let last = first + events.len() as u64 - 1;
            self.ready = events.into();
            self.asked = self.jobs.ask().events(last);
            if missed > 0 {
                let event = sse::Event::default().event("missed").data(missed.to_string());
                return Poll::Ready(Some(Ok(event)));
            }
        }
    }
}
