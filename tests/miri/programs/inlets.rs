//! Stop tokens, pipes and sources: what reaches a handler or a loop beside its messages.

use std::{sync::mpsc, thread};

use actor_runtime::{Attachment, Recipient, Reply, prelude::*};

use crate::driver::{Start, StartBuilt};

#[actor]
struct Reader {
    noted: mpsc::Sender<()>,
    attached: Option<Attachment>,
}

#[actor]
impl Reader {
    /// Makes the token of its state while another thread ends the actor, and waits for the token's closure.
    pub fn heed(&mut self, ctx: &mut Context<ReaderHandle>) {
        let (trip, tripped) = mpsc::channel();
        ctx.stop_token().on_stop(move || trip.send(()).unwrap());
        tripped.recv().unwrap();
    }

    pub fn note(&mut self) {
        self.noted.send(()).unwrap();
    }

    pub fn pipe(&mut self, ctx: &mut Context<ReaderHandle>, answer: Reply<()>) {
        ctx.pipe(answer, |_| ReaderMessage::Note);
    }

    pub fn answer_by(
        &mut self,
        to: mpsc::Sender<ReplySender<()>>,
        #[reply] reply: ReplySender<()>,
    ) {
        to.send(reply).unwrap();
    }

    pub fn attach(&mut self, ctx: &mut Context<ReaderHandle>) -> Recipient<()> {
        let (recipient, attached) = ctx.source(|()| ReaderMessage::Note);
        self.attached = Some(attached);
        recipient
    }

    #[ask]
    pub fn detach(&mut self) {
        self.attached = None;
    }
}

fn reader() -> (Reader, mpsc::Receiver<()>) {
    let (noted, notes) = mpsc::channel();
    (Reader { noted, attached: None }, notes)
}

/// The thread that ends an actor and the handler that makes a token meanwhile: one of them trips it.
pub(crate) fn tokens() {
    let ends: [fn(ReaderHandle); 3] = [drop, |reader| reader.stop(), |reader| reader.kill()];
    for end in ends {
        let reader: ReaderHandle = reader().0.start();
        let (told, ended) = mpsc::channel();
        reader.on_exit(move |_| told.send(()).unwrap());
        reader.heed().unwrap();
        end(reader);
        ended.recv().unwrap();
    }
}

/// An answer that another thread gives wakes the loop that a pipe of it belongs to.
pub(crate) fn pipes() {
    let (state, notes) = reader();
    let (reader, answerer): (ReaderHandle, ReaderHandle) = (state.start(), reader().0.start());
    for _ in 0..3 {
        let (to, replies) = mpsc::channel();
        let answer = answerer.ask().answer_by(to);
        thread::scope(|s| {
            s.spawn(move || replies.recv().unwrap().send(()).unwrap());
            reader.pipe(answer).unwrap();
        });
        notes.recv().unwrap();
    }
}

/// A detached source leaves no thread standing in line for a mailbox that is full.
pub(crate) fn sources() {
    let (state, notes) = reader();
    let reader = ReaderHandle::builder().mailbox(1).start(state).unwrap();
    let recipient = reader.attach().unwrap();
    let sent = thread::scope(|s| {
        let sending = s.spawn(|| (0..3).filter(|_| recipient.send(()).is_ok()).count());
        reader.detach().unwrap();
        sending.join().unwrap()
    });
    drop(reader);
    assert!(notes.iter().count() <= sent);
}
