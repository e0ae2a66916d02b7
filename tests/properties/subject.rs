//! The actors under test: they note all that they do, and answer with all that the state has seen.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    thread,
};

use actor_runtime::{Reply, prelude::*};

use crate::{
    history::{Answer, Clock, Event, Id, Log, Moment},
    program::{Kind, Work},
};

/// What every message carries.
pub struct Letter {
    pub id: Id,
    pub work: Work,
    #[expect(dead_code, reason = "it counts the letters that there are")]
    pub alive: Arc<()>,
}

/// What the lives of one actor share.
#[derive(Clone)]
pub struct Notebook {
    pub clock: Clock,
    pub log: Log,
    /// The first state waits for this before it handles anything.
    pub gate: Arc<Mutex<Option<Receiver<()>>>>,
    pub running: Arc<AtomicBool>,
    pub alive: Arc<()>,
}

impl Notebook {
    fn note(&self, event: impl FnOnce(Moment) -> Event) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(event(self.clock.now()));
    }
}

/// What a client needs of the actor, whichever it is.
pub trait Subject: Handle<Message: Send> + 'static {
    type State: Actor<Self> + Send + 'static;

    fn state(scribe: Scribe) -> Self::State;
    fn message(letter: Letter, kind: Kind) -> Self::Message;
    fn id_of(message: &Self::Message) -> Id;
    fn tell(&self, letter: Letter, kind: Kind) -> Result<(), CallError>;
    fn wait_for(&self, letter: Letter, kind: Kind) -> Result<Answer, CallError>;
    fn request(&self, letter: Letter, kind: Kind) -> Reply<Answer>;
}

/// What every state does, whichever actor it is of.
pub struct Scribe {
    notebook: Notebook,
    seen: Vec<Id>,
}

impl Scribe {
    pub fn new(notebook: &Notebook) -> Self {
        notebook.note(Event::Made);
        Scribe { notebook: notebook.clone(), seen: Vec::new() }
    }

    fn wait_for_the_gate(&self) {
        let gate = self.notebook.gate.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(gate) = gate {
            let _ = gate.recv();
        }
    }

    fn handle<H: Subject>(&mut self, ctx: &mut Context<H>, letter: &Letter) -> Answer {
        let _alone = Alone::enter(&self.notebook.running);
        self.notebook.note(|at| Event::Handled(letter.id, at));
        self.seen.push(letter.id);
        match letter.work {
            Work::Note => {}
            Work::Linger => (0..20).for_each(|_| thread::yield_now()),
            Work::SendOn(number) => (0..number).for_each(|n| self.send_on(ctx, letter.id, n)),
            // Without the hook, which would write thousands of them.
            Work::Panic => std::panic::resume_unwind(Box::new("on purpose")),
            Work::Fail => ctx.fail("on purpose"),
            Work::Stop => ctx.stop(),
        }
        Answer { incarnation: ctx.incarnation(), seen: self.seen.clone() }
    }

    fn send_on<H: Subject>(&self, ctx: &mut Context<H>, parent: Id, n: u8) {
        let id = Id { own: Some(n), ..parent };
        let letter = Letter { id, work: Work::Note, alive: Arc::clone(&self.notebook.alive) };
        if ctx.send(H::message(letter, Kind::default())).is_ok() {
            self.notebook.note(|at| Event::SentOn(id, at));
        }
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.notebook.note(Event::Dropped);
    }
}

/// Without an urgent message, and so without a lane beside its channel.
#[actor]
pub struct Plain(Scribe);

#[actor]
impl Plain {
    pub fn note(&mut self, ctx: &mut Context<PlainHandle>, letter: Letter) {
        self.0.handle(ctx, &letter);
    }

    pub fn answer(&mut self, ctx: &mut Context<PlainHandle>, letter: Letter) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[expires]
    pub fn answer_if_wanted(&mut self, ctx: &mut Context<PlainHandle>, letter: Letter) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[started]
    fn wait_for_the_gate(&mut self) {
        self.0.wait_for_the_gate();
    }
}

impl Subject for PlainHandle {
    type State = Plain;

    fn state(scribe: Scribe) -> Plain {
        Plain(scribe)
    }

    fn message(letter: Letter, _: Kind) -> PlainMessage {
        PlainMessage::Note { letter }
    }

    fn id_of(message: &PlainMessage) -> Id {
        match message {
            PlainMessage::Note { letter }
            | PlainMessage::Answer { letter, .. }
            | PlainMessage::AnswerIfWanted { letter, .. } => letter.id,
        }
    }

    fn tell(&self, letter: Letter, _: Kind) -> Result<(), CallError> {
        self.note(letter)
    }

    fn wait_for(&self, letter: Letter, kind: Kind) -> Result<Answer, CallError> {
        if kind.expires { self.answer_if_wanted(letter) } else { self.answer(letter) }
    }

    fn request(&self, letter: Letter, kind: Kind) -> Reply<Answer> {
        let ask = self.ask();
        if kind.expires { ask.answer_if_wanted(letter) } else { ask.answer(letter) }
    }
}

#[actor]
pub struct Urgent(Scribe);

#[actor]
impl Urgent {
    pub fn note(&mut self, ctx: &mut Context<UrgentHandle>, letter: Letter) {
        self.0.handle(ctx, &letter);
    }

    pub fn answer(&mut self, ctx: &mut Context<UrgentHandle>, letter: Letter) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[urgent]
    pub fn note_first(&mut self, ctx: &mut Context<UrgentHandle>, letter: Letter) {
        self.0.handle(ctx, &letter);
    }

    #[urgent]
    pub fn answer_first(&mut self, ctx: &mut Context<UrgentHandle>, letter: Letter) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[expires]
    pub fn answer_if_wanted(&mut self, ctx: &mut Context<UrgentHandle>, letter: Letter) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[expires]
    #[urgent]
    pub fn answer_first_if_wanted(
        &mut self,
        ctx: &mut Context<UrgentHandle>,
        letter: Letter,
    ) -> Answer {
        self.0.handle(ctx, &letter)
    }

    #[started]
    fn wait_for_the_gate(&mut self) {
        self.0.wait_for_the_gate();
    }
}

impl Subject for UrgentHandle {
    type State = Urgent;

    fn state(scribe: Scribe) -> Urgent {
        Urgent(scribe)
    }

    fn message(letter: Letter, kind: Kind) -> UrgentMessage {
        match kind.urgent {
            true => UrgentMessage::NoteFirst { letter },
            false => UrgentMessage::Note { letter },
        }
    }

    fn id_of(message: &UrgentMessage) -> Id {
        match message {
            UrgentMessage::Note { letter }
            | UrgentMessage::NoteFirst { letter }
            | UrgentMessage::Answer { letter, .. }
            | UrgentMessage::AnswerFirst { letter, .. }
            | UrgentMessage::AnswerIfWanted { letter, .. }
            | UrgentMessage::AnswerFirstIfWanted { letter, .. } => letter.id,
        }
    }

    fn tell(&self, letter: Letter, kind: Kind) -> Result<(), CallError> {
        if kind.urgent { self.note_first(letter) } else { self.note(letter) }
    }

    fn wait_for(&self, letter: Letter, kind: Kind) -> Result<Answer, CallError> {
        match (kind.urgent, kind.expires) {
            (false, false) => self.answer(letter),
            (false, true) => self.answer_if_wanted(letter),
            (true, false) => self.answer_first(letter),
            (true, true) => self.answer_first_if_wanted(letter),
        }
    }

    fn request(&self, letter: Letter, kind: Kind) -> Reply<Answer> {
        let ask = self.ask();
        match (kind.urgent, kind.expires) {
            (false, false) => ask.answer(letter),
            (false, true) => ask.answer_if_wanted(letter),
            (true, false) => ask.answer_first(letter),
            (true, true) => ask.answer_first_if_wanted(letter),
        }
    }
}

/// That a handler runs: there is no other.
struct Alone<'a>(&'a AtomicBool);

impl<'a> Alone<'a> {
    fn enter(running: &'a AtomicBool) -> Self {
        if running.swap(true, Ordering::SeqCst) {
            // A panic would be one of the program's.
            eprintln!("two handlers of one actor run at once");
            std::process::abort();
        }
        Alone(running)
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
