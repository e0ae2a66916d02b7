//! One state after the other over the same mailbox: when a state follows another, and when none does.

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

/// Runs one state after the other on this thread, as `restarts` decides.
pub(crate) fn run_with_restarts<A: Actor<H>, H: Handle>(
    mut make: impl FnMut() -> A,
    restarts: impl Restarts + 'static,
    inbox: Inbox<H>,
    first_start: Option<FirstStart>,
) {
    let _entered = Control::enter(inbox.control());
    let mut cell = ActorCell::new(inbox, first_start);
    cell.ctx().restart_by(restarts);
    let exit = loop {
        let at_start = Snapshot::of(cell.inbox());
        let (exit, at_end) = match make_state(&mut make, cell.ctx()) {
            Ok(actor) => cell.run(actor),
            Err(exit) => {
                let at_end = cell.decide(&exit);
                (exit, at_end)
            }
        };
        let Some(at_end) = at_end else { break exit };
        if let Err(exit) = wait_for_next_state(exit, at_start, at_end, &mut cell) {
            break exit;
        }
        cell.control().restart();
    };
    // What the closure captured belongs to the actor, as its state does.
    let _ = panics::catch(|| drop(make));
    // Dropped before the end, so that no supervisor waits for another state while the last messages are counted
    // and the watchers called.
    drop(cell.ctx().take_restarts());
    cell.end(exit);
}

/// Makes a state.
///
/// # Errors
///
/// The exit, if `make` panics.
pub(crate) fn make_state<A, H: Handle>(
    make: impl FnOnce() -> A,
    ctx: &Context<H>,
) -> Result<A, Exit> {
    ctx.turn_to(Activity::BUILD);
    panics::catch(make).map_err(|text| {
        ctx.turn_to(Activity::STATELESS);
        Exit::Panicked(Panic::new(ctx.name(), Running::Build, text))
    })
}

/// Snapshot of inbox and counters at a state's start or end.
pub(crate) struct Snapshot {
    closing: bool,
    handled: u64,
    /// The supervisor ends this state because of another child.
    suspended: bool,
}

impl Snapshot {
    pub(crate) fn of<H: Handle>(inbox: &Inbox<H>) -> Self {
        let control = inbox.control();
        let (handled, suspended) = (control.stats().handled, control.is_suspended());
        Snapshot { closing: inbox.is_closing(), handled, suspended }
    }
}

/// Waits until the next state is due.
///
/// A mailbox that closes cuts the wait short: a state is made for the messages that are still queued, and for
/// them alone. None is made if no message is left. None is made either if the last state was made for these
/// messages, handled none of them and was not ended by a supervisor: otherwise the actor might never end.
///
/// # Errors
///
/// The exit of the actor, if no state follows.
fn wait_for_next_state<H: Handle>(
    exit: Exit,
    at_start: Snapshot,
    at_end: Snapshot,
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
    after_pause(exit, at_start, at_end, cell)
}

/// Decides whether a state follows, once it is due or the mailbox closes.
///
/// # Errors
///
/// The exit of the actor, if no state follows.
pub(crate) fn after_pause<H: Handle>(
    exit: Exit,
    at_start: Snapshot,
    at_end: Snapshot,
    cell: &mut ActorCell<H>,
) -> Result<(), Exit> {
    let (inbox, ctx) = cell.parts();
    let control = inbox.control();
    if control.is_killed() || inbox.is_closing() {
        let got_nothing_done =
            at_start.closing && at_start.handled == at_end.handled && !at_end.suspended;
        ctx.take_in(|own| inbox.take_queued(own));
        if control.is_killed() || got_nothing_done || !ctx.has_own() {
            // A later stop does not hide a failure. If the state stopped itself, its exit counts unless the mailbox
            // began to close, or the actor was killed, after that.
            let counts = exit.is_failure() || (at_end.closing && !control.is_killed());
            return Err(if counts { exit } else { inbox.exit() });
        }
    }
    Ok(())
}
