//! The actor under test: it notes all that it does, and its answers tell all that its state has seen.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    thread,
};

use actor_runtime::{Context, prelude::*};

use crate::{
    history::{Answer, Clock, Event, Id, Log, Moment},
    program::Work,
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

    pub fn scribe(&self) -> Scribe {
        self.note(Event::Made);
        Scribe { notebook: self.clone(), seen: Vec::new() }
    }
}

#[actor]
pub struct Scribe {
    notebook: Notebook,
    seen: Vec<Id>,
}

#[actor]
impl Scribe {
    pub fn note(&mut self, ctx: &mut Context<ScribeHandle>, letter: Letter) {
        self.handle(ctx, &letter);
    }

    pub fn answer(&mut self, ctx: &mut Context<ScribeHandle>, letter: Letter) -> Answer {
        self.handle(ctx, &letter)
    }

    #[urgent]
    pub fn note_first(&mut self, ctx: &mut Context<ScribeHandle>, letter: Letter) {
        self.handle(ctx, &letter);
    }

    #[urgent]
    pub fn answer_first(&mut self, ctx: &mut Context<ScribeHandle>, letter: Letter) -> Answer {
        self.handle(ctx, &letter)
    }

    #[started]
    fn wait_for_the_gate(&mut self) {
        let gate = self.notebook.gate.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(gate) = gate {
            let _ = gate.recv();
        }
    }

    fn handle(&mut self, ctx: &mut Context<ScribeHandle>, letter: &Letter) -> Answer {
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

    fn send_on(&self, ctx: &mut Context<ScribeHandle>, parent: Id, n: u8) {
        let id = Id { own: Some(n), ..parent };
        let letter = Letter { id, work: Work::Note, alive: Arc::clone(&self.notebook.alive) };
        if ctx.send(ScribeMessage::Note { letter }).is_ok() {
            self.notebook.note(|at| Event::SentOn(id, at));
        }
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        self.notebook.note(Event::Dropped);
    }
}

impl ScribeMessage {
    pub fn id(&self) -> Id {
        match self {
            ScribeMessage::Note { letter }
            | ScribeMessage::NoteFirst { letter }
            | ScribeMessage::Answer { letter, .. }
            | ScribeMessage::AnswerFirst { letter, .. } => letter.id,
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
