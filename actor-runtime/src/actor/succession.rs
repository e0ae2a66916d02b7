//! One state after the other over the same mailbox: who follows whom, and when none does.

use crate::{
    Actor, Context, Exit, Handle, Inbox, Panic, Running,
    activity::Activity,
    actor::{
        cell::ActorCell,
        context::FirstStart,
        restart::{Due, Restarts},
    },
    lifecycle::control::Control,
    panics,
};

/// Drives one state after the other on this thread, as `restarts` has it.
pub(crate) fn again_and_again<A: Actor<H>, H: Handle>(
    mut make: impl FnMut() -> A,
    restarts: impl Restarts + 'static,
    inbox: Inbox<H>,
    first_start: Option<FirstStart>,
) {
    let _entered = Control::enter(inbox.control());
    let mut cell = ActorCell::new(inbox, first_start);
    cell.ctx().restart_by(restarts);
    let exit = loop {
        let birth = Snapshot::of(cell.inbox());
        let (exit, death) = match make_state(&mut make, cell.ctx()) {
            Ok(actor) => cell.run(actor),
            Err(exit) => {
                let death = cell.decide(&exit);
                (exit, death)
            }
        };
        let Some(death) = death else { break exit };
        if let Err(exit) = between_states(exit, birth, death, &mut cell) {
            break exit;
        }
        cell.control().receiving.restart();
    };
    // What it captured is the actor's, like its state.
    let _ = panics::catch(|| drop(make));
    // Nobody waits for another state any more, while the last messages and the watchers are seen to.
    drop(cell.ctx().take_restarts());
    cell.end(exit);
}

/// Makes a state, or says what the actor fails of instead.
pub(crate) fn make_state<A, H: Handle>(
    make: impl FnOnce() -> A,
    ctx: &Context<H>,
) -> Result<A, Exit> {
    ctx.turn_to(Activity::BUILD);
    panics::catch(make).map_err(|text| {
        ctx.turn_to(Activity::NONE);
        Exit::Panicked(Panic::new(ctx.name(), Running::Build, text))
    })
}

/// How it stood when a state was made, or had worked.
pub(crate) struct Snapshot {
    closing: bool,
    handled: u64,
    /// Its state is to end for another's sake.
    suspended: bool,
}

impl Snapshot {
    pub(crate) fn of<H: Handle>(inbox: &Inbox<H>) -> Self {
        let control = inbox.control();
        let (handled, suspended) = (control.stats().handled, control.is_suspended());
        Snapshot { closing: inbox.is_closing(), handled, suspended }
    }
}

/// Waits until the next state is due, or says what the actor ends of instead.
///
/// A mailbox that closes cuts the wait short: what was accepted is still to be handled, by a state
/// that is made for that alone. Where nothing is left, none is; nor is another where the last one
/// was made for that and got nothing done of itself, so that the end comes.
fn between_states<H: Handle>(
    exit: Exit,
    birth: Snapshot,
    death: Snapshot,
    cell: &mut ActorCell<H>,
) -> Result<(), Exit> {
    let (inbox, ctx) = cell.parts();
    let Some(restarts) = ctx.restarts() else { return Err(exit) };
    let is_closing = || inbox.is_closing();
    restarts.begin_pause(&exit, inbox.control(), &is_closing);
    if let Due::Later(moment) = restarts.due() {
        let is_later = || matches!(restarts.due(), Due::Later(_));
        inbox.control().pause(moment, || is_closing() || !is_later());
    }
    if restarts.due() == Due::Never {
        return Err(exit);
    }
    after_the_wait(exit, birth, death, cell)
}

/// Whether there is a next state now that it is due, or the mailbox closes; or what the actor ends
/// of instead.
pub(crate) fn after_the_wait<H: Handle>(
    exit: Exit,
    birth: Snapshot,
    death: Snapshot,
    cell: &mut ActorCell<H>,
) -> Result<(), Exit> {
    let (inbox, ctx) = cell.parts();
    let control = inbox.control();
    if control.is_killed() || inbox.is_closing() {
        let got_nothing_done = birth.closing && birth.handled == death.handled && !death.suspended;
        ctx.take_in(|own| inbox.take_queued(own));
        if control.is_killed() || got_nothing_done || !ctx.has_own() {
            // No later stop hides a failure; a stop of its own gives way to what it was told since, and
            // to a kill, which leaves the rest unhandled.
            let counts = exit.is_failure() || (death.closing && !control.is_killed());
            return Err(if counts { exit } else { inbox.exit() });
        }
    }
    Ok(())
}
