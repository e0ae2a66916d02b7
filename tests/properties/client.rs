//! One client of a program: it takes its steps, and keeps a diary of what it learns.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use actor_runtime::{CallError, Reply, SendError};

use crate::{
    history::{Answer, Call, Clock, Diary, Flush, Id, Outcome},
    program::{How, Kind, Step, Then, Work},
    subject::{Letter, Notebook, Subject},
};

/// Hardly any.
const PATIENCE: Duration = Duration::from_micros(20);

pub struct Client<H> {
    number: usize,
    /// Two clones: it takes turns.
    handles: [H; 2],
    clock: Clock,
    alive: Arc<()>,
    diary: Diary,
    /// What it still waits for, and where in the diary that is.
    kept: Vec<(usize, Reply<Answer>)>,
}

impl<H: Subject> Client<H> {
    pub fn new(number: usize, actor: &H, notebook: &Notebook) -> Self {
        Client {
            number,
            handles: [actor.clone(), actor.clone()],
            clock: notebook.clock.clone(),
            alive: Arc::clone(&notebook.alive),
            diary: Diary::default(),
            kept: Vec::new(),
        }
    }

    pub fn follow(mut self, steps: &[Step]) -> Diary {
        for (number, step) in steps.iter().enumerate() {
            match *step {
                Step::Call { how, kind, work } => self.call(number, how, kind, work),
                Step::Flush => self.flush(number),
                Step::Yield => thread::yield_now(),
                Step::Stop => {
                    self.diary.stops.push(self.clock.now());
                    self.handle(number).stop();
                }
                Step::Kill => {
                    self.diary.kills.push(self.clock.now());
                    self.handle(number).kill();
                }
            }
        }
        drop(self.handles);
        for (place, reply) in self.kept {
            let call = &mut self.diary.calls[place];
            call.outcome = Outcome::of(reply.wait());
            call.over = self.clock.now();
        }
        self.diary
    }

    fn handle(&self, step: usize) -> &H {
        &self.handles[step % 2]
    }

    fn flush(&mut self, step: usize) {
        let called = self.clock.now();
        let outcome = self.handle(step).flush();
        let over = self.clock.now();
        self.diary.flushes.push(Flush { client: self.number, called, over, outcome });
    }

    fn call(&mut self, step: usize, how: How, kind: Kind, work: Work) {
        let id = Id { client: self.number, step, own: None };
        let letter = Letter { id, work, alive: Arc::clone(&self.alive) };
        let actor = self.handle(step).clone();
        let called = self.clock.now();
        let (mut handed_back, mut sent, mut kept) = (None, None, None);
        let mut hand_back = |error: SendError<H::Message>| {
            let reason = error.reason().clone();
            handed_back = Some(H::id_of(&error.into_message()));
            reason
        };
        let outcome = match how {
            How::Tell => Outcome::of_tell(actor.tell(letter, kind)),
            How::Send => Outcome::of_tell(actor.send(H::message(letter, kind)).map_err(hand_back)),
            How::TrySend => {
                Outcome::of_tell(actor.try_send(H::message(letter, kind)).map_err(hand_back))
            }
            How::SendTimeout => {
                let sent = actor.send_timeout(H::message(letter, kind), PATIENCE);
                Outcome::of_tell(sent.map_err(hand_back))
            }
            How::SendAsync => {
                let accepted = pollster::block_on(actor.send_async(H::message(letter, kind)));
                Outcome::of_tell(accepted.map_err(&mut hand_back))
            }
            How::Ask => Outcome::of(actor.wait_for(letter, kind)),
            How::AskThen(then) => {
                let reply = actor.request(letter, kind);
                // A client that forgets the reply goes on when the message has been accepted.
                sent = (then != Then::Forget).then(|| self.clock.now());
                let (outcome, reply) = go_on(reply, then);
                kept = reply;
                outcome
            }
        };
        let over = self.clock.now();
        let sent = sent.unwrap_or(over);
        self.kept.extend(kept.map(|reply| (self.diary.calls.len(), reply)));
        let call = Call { id, how, kind, work, called, sent, over, outcome, handed_back };
        self.diary.calls.push(call);
    }
}

impl Outcome {
    fn of_tell(told: Result<(), CallError>) -> Self {
        told.map_or_else(Outcome::Failed, |()| Outcome::Accepted)
    }

    fn of(answer: Result<Answer, CallError>) -> Self {
        answer.map_or_else(Outcome::Failed, Outcome::Answered)
    }
}

/// What is known of the answer now, and the reply if it is still to be waited for.
fn go_on(mut reply: Reply<Answer>, then: Then) -> (Outcome, Option<Reply<Answer>>) {
    let outcome = match then {
        Then::Wait => Outcome::of(reply.wait()),
        Then::Drop => Outcome::Unknown,
        Then::Forget => Outcome::of_tell(reply.forget()),
        Then::TimeOut => match reply.wait_timeout(PATIENCE) {
            Err(CallError::TimedOut) => Outcome::Unknown,
            answer => Outcome::of(answer),
        },
        Then::Keep => {
            let mut cx = Context::from_waker(Waker::noop());
            match Pin::new(&mut reply).poll(&mut cx) {
                Poll::Ready(answer) => Outcome::of(answer),
                Poll::Pending => return (Outcome::Unknown, Some(reply)),
            }
        }
    };
    (outcome, None)
}
