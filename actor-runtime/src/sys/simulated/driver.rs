//! What the driver does: the thread that runs a simulation, and belongs to none of its runs.

use std::{mem, sync::PoisonError, time::Duration};

use super::{
    belongings::{Belongings, Wait},
    choice::ThreadNo,
    state::{Key, Phase, Status},
    trace::What,
    trouble::Trouble,
    world::{DriverAccess, World},
};
use crate::sys::lock;

/// What the driver learns while it waits for the baton.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Returned {
    /// It is back: nobody can go on, or the run has failed.
    Quiet,
    /// Choices have been made.
    Progressed,
    /// The thread that has the baton has made no choice.
    Stalled,
}

impl World {
    /// Gives the baton to whom the seed chooses.
    pub(crate) fn give_baton(&self) {
        *lock(&self.driver) = false;
        self.give_away(self.state());
    }

    /// Waits until the baton comes back, for at most `patience` in real time.
    pub(crate) fn wait_for_baton(&self, patience: Duration) -> Returned {
        let before = self.state().choices;
        let is_here = lock(&self.driver);
        let waited = self.returned.wait_timeout_while(is_here, patience, |is_here| !*is_here);
        let (is_here, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *is_here {
            return Returned::Quiet;
        }
        drop(is_here);
        if self.state().choices == before { Returned::Stalled } else { Returned::Progressed }
    }

    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.state().trouble.clone()
    }

    pub(crate) fn has_main_ended(&self) -> bool {
        self.state().has_main_ended()
    }

    /// Whether all actors are told to end. A mailbox that is empty stays so then.
    pub(super) fn is_ending(&self) -> bool {
        self.state().phase != Phase::Running
    }

    /// Whether all threads of the run are gone.
    pub(crate) fn is_empty(&self) -> bool {
        self.state().threads.iter().all(|thread| thread.status == Status::Gone)
    }

    /// The actors that have not ended, as the run shows them.
    pub(crate) fn living(&'static self) -> Vec<String> {
        let waits = self.waits();
        let state = self.state();
        let describe = |wait: &Wait| {
            let idle = || format!("{} waits for a message", state.trace.actor(wait.number));
            state.describe_wait(wait).unwrap_or_else(idle)
        };
        waits.iter().map(describe).collect()
    }

    /// Who waits for what, for a run in which nobody can go on.
    pub(crate) fn describe_waits(&'static self) -> Vec<String> {
        let waits = self.waits();
        let state = self.state();
        let actors = waits.iter().filter_map(|wait| state.describe_wait(wait));
        actors.chain(state.describe_threads()).collect()
    }

    /// What the actors that have not ended wait for.
    fn waits(&'static self) -> Vec<Wait> {
        let _access = DriverAccess::begin(self);
        let belongings = mem::take(&mut self.state().belongings);
        let waits = belongings.waits();
        self.state().belongings.put_back(belongings);
        waits
    }

    /// The thread that has the baton, and what it has done last.
    pub(crate) fn describe_running(&self) -> String {
        let state = self.state();
        let Some(running) = state.running else { return "no thread".into() };
        let last = state.trace.last_of(running);
        let last = last.map_or_else(String::new, |event| {
            format!(" (last: {})", state.trace.line(event).trim_start())
        });
        format!("thread `{}`{last}", state.trace.thread(running))
    }

    /// Begins the end of a run: what is noted from now on is not the user's any more.
    pub(crate) fn begin_teardown(&self) {
        let mut state = self.state();
        state.phase = Phase::Ending;
        state.choices = 0;
    }

    /// As `kill_all`, on the driver's thread. No actor is left whose end could call the user's code.
    pub(crate) fn drop_rest(&'static self) {
        let _access = DriverAccess::begin(self);
        self.kill_all();
    }

    /// Kills all actors of the run, and drops what the run has made for itself. Called on a thread of the run: what the
    /// kill of an actor calls may wait.
    pub(crate) fn kill_all(&self) {
        let mut killed = Vec::new();
        loop {
            let belongings = mem::take(&mut self.state().belongings);
            // What is born meanwhile is killed, too.
            if belongings.is_empty() {
                break;
            }
            let Belongings { actors, twins, at_end } = belongings;
            for member in &actors {
                member.actor.kill();
                self.wake_all(Key::Mailbox(member.number));
            }
            killed.extend(actors);
            drop(twins);
            at_end.into_iter().for_each(|f| f());
        }
        self.state().belongings.actors.extend(killed);
    }

    /// Has every thread that is left leave what it is in.
    pub(crate) fn unwind(&self) {
        let mut state = self.state();
        state.phase = Phase::Unwinding;
        state.choices = 0;
        for thread in 0..state.threads.len() {
            state.wake(thread, false);
        }
    }

    /// The events so far, as lines of text.
    pub(crate) fn trace(&self) -> Vec<String> {
        let state = self.state();
        state.trace.events.iter().map(|event| state.trace.line(event)).collect()
    }

    /// Notes the text of a panic on the calling thread, which belongs to the run.
    pub(crate) fn note_panic(&self, me: ThreadNo, text: String) {
        // A panic under the lock of the state would be a fault of this folder. It must be reported, and not hang.
        if let Some(mut state) = self.try_state() {
            state.note(me, What::Panics(text));
        }
    }
}
