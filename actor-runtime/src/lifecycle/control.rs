//! Holds what an actor's handles, loop and joiners share: its name, its gate, its counts and its end.
//
// The gate is one byte. It decides whether a send is accepted and whether the loop goes on:
//
// | bit | set by | cleared by | means |
// |---|---|---|---|
// | `CLOSED` | `close`, `kill`, `end_because` | | new messages are refused |
// | `KILLED` | `kill` | | queued messages are not handled either |
// | `SLOW` | `new` | | not a state: sends are counted (`is_counted_path`), or a simulation learns of them |
// | `ENDED` | `publish` | | the state is gone and the exit is published; the watchers and links are told from now on |
// | `SUSPENDED` | `suspend` | `lift_suspension` | the state ends before the next message, for another actor's sake |
// | `HOLDS_BACK` | `hold_back` | `give_verdict`, `end_because` | callers wait for the verdict on a panic (verdict.rs) |
// | `HAS_TOKEN` | `stop_token` | `end_token` | not a state: the thread that closes or marks the gate trips a token (token.rs) |
// | `ABANDONED` | `abandon` | | not a state: the last handle is gone, so a new token is tripped at once (token.rs) |
//
// All eight bits are taken. A thread that closes the gate sets the bit with `Release` at least, and the loop loads it with `Acquire`. So the loop sees
// all messages that were sent before the close, and drains them. A thread other than the loop's then sends a `Wake`
// through the channel. The channel's own ordering (or, where the channel is full, a fence) makes a waiting loop see
// the bit. Senders load the gate `Relaxed`. A send that overlaps the close may miss the bit; the end of the loop
// accounts for such messages.
//
// Closed
// ======
//
// `CLOSED` alone decides whether a mailbox is closed. What else keeps it derives from that bit, and is set after it. It
// is there because a put under another lock must fail once the end has taken what is queued:
//
// | kept in | set by | what fails then |
// |---|---|---|
// | the waiting line (`Line::closed`) | the loop, before it drains; at the latest `Inbox::end` | `WaitingLine::join` |
// | the urgent lane (`UrgentQueue::closed`) | `Inbox::end` | `UrgentLane::push` |
// | a pooled actor's queue (`ActorQueue::closed`) | `Inbox::end` | `ActorQueue::put`; a poke or claim has no effect |
// | std's channel, whose receiver is gone | `Inbox::end` | `try_send` |
// | `Inbox::channel`, which is `None` | `Inbox::end` | the receive |
//
// The drop of the last handle does not close the gate. It disconnects std's channel, or sets the queue's `abandoned`.
// The loop finds that out once it has drained the channel, and closes the gate then (`Inbox::handle_signal`). An actor
// that has ended is closed: `end_because` comes before `publish`. A stop token (token.rs) is tripped by the thread that
// has closed the gate; the loop, which closes it at the end of a state, leaves that to `end_token`.

use std::{borrow::Cow, fmt, mem, time::Duration};

use crate::{
    ActorId, CallError, Exit, Running, Stats,
    activity::Activity,
    lifecycle::{
        current::{self, Entered},
        end::End,
        flushes::Flushes,
        token::ToTrip,
        verdict::Verdict,
    },
    options::{OnPanic, Options, Overflow},
    spans,
    stats::{ReceiveCounts, SendCounts},
    sys::{
        self, Arc, Condvar, Home, Mutex,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
};

/// New messages are refused.
pub(super) const CLOSED: u8 = 1;
/// Queued messages are not handled either.
const KILLED: u8 = 2;
/// The state is gone, and the watchers and links are being told.
pub(super) const ENDED: u8 = 8;
/// Not a state of the gate: sends are counted (`is_counted_path`), or a simulation learns of them.
const SLOW: u8 = 4;
/// The state is to end before the next message, for another actor's sake.
pub(super) const SUSPENDED: u8 = 16;
/// A panic has dropped replies whose callers are still to learn of it. Set and cleared by the actor's own thread.
pub(super) const HOLDS_BACK: u8 = 32;
/// Not a state of the gate: the present state of the actor has a stop token.
pub(super) const HAS_TOKEN: u8 = 64;
/// Not a state of the gate: the last handle is gone.
pub(super) const ABANDONED: u8 = 128;

/// The name of the message with this index; without one, the path of the actor's type.
pub(crate) type Describe = fn(Option<usize>) -> &'static str;

/// Shared by the handles, the weak handles, the loop and the joiners of one actor.
//
// The order of the fields keeps three groups on different cache lines. The fields that senders read for each message
// stand first, those that the loop writes for each message stand in the middle, and those that senders write for each
// counted message stand last. Fields that are seldom touched lie between the groups, and keep the loop's fields apart
// from the memory behind this struct, too. An alignment to the same effect would cost every spawn a tenth of its time,
// and a hundred bytes.
#[repr(C)]
pub(crate) struct Control {
    pub(super) id: ActorId,
    /// One bit for each row of the table at the top of this file.
    pub(super) gate: AtomicU8,
    pub(crate) overflow: Overflow,
    pub(crate) on_panic: OnPanic,
    /// Whether accepted messages are counted. A load of the gate would be one more step that the model schedules for each
    /// message.
    counted: bool,
    /// Whether one state may follow another.
    pub(super) supervised: bool,
    /// Whether the actor has no thread of its own.
    pub(super) pooled: bool,
    pub(crate) timeout: Option<Duration>,
    // Seldom touched: between the fields that senders read and those that the loop writes.
    pub(super) end: Mutex<End>,
    pub(crate) receiving: ReceiveCounts,
    // Seldom touched: between the loop's fields and the senders' counts.
    /// Notified at each stage of the end, and when a paused loop is to look again.
    pub(super) end_changed: Condvar,
    name: Cow<'static, str>,
    home: Home,
    pub(crate) flushes: Flushes,
    describe: Describe,
    pub(crate) sends: SendCounts,
}

// With pointers of four bytes, fewer bytes lie between the groups.
#[cfg(target_pointer_width = "64")]
const _: () = {
    const LINE: usize = 64;
    const HANDLED: usize = mem::offset_of!(Control, receiving);
    const ACTIVITY_ENDS: usize = HANDLED + 16;
    // Each distance is from the last byte of one group to the first byte of the next.
    assert!(HANDLED + 1 - mem::offset_of!(Control, end) >= LINE);
    assert!(mem::offset_of!(Control, sends) + 1 - ACTIVITY_ENDS >= LINE);
};

impl Control {
    // A call costs a spawn a hundred instructions.
    #[inline]
    pub(crate) fn new(options: Options, describe: Describe) -> Self {
        let home = Home::here();
        let is_slow = options.count || home.is_simulated();
        Control {
            id: ActorId::next(),
            name: options.name,
            home,
            gate: AtomicU8::new(if is_slow { SLOW } else { 0 }),
            overflow: options.overflow,
            on_panic: options.on_panic,
            timeout: options.timeout,
            counted: options.count,
            supervised: options.supervised,
            pooled: options.pooled,
            sends: SendCounts::default(),
            receiving: ReceiveCounts::new(),
            flushes: Flushes::default(),
            describe,
            end: Mutex::default(),
            end_changed: Condvar::new(),
        }
    }

    pub(crate) fn id(&self) -> ActorId {
        self.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where the actor was born.
    #[inline]
    pub(crate) fn home(&self) -> Home {
        self.home
    }

    /// Whether the calling thread may do this to the actor. A thread from outside of the actor's simulation may not.
    #[inline]
    pub(crate) fn admits(&self, what: &str) -> bool {
        self.home.admits(|| format!("{what} `{}`", self.name))
    }

    /// As `admits`, for a call that has an error.
    #[inline]
    pub(crate) fn check_home(&self, what: &str) -> Result<(), CallError> {
        if self.admits(what) { Ok(()) } else { Err(CallError::OutsideSimulation) }
    }

    /// In a simulation, lets others go on after a message has been put into the mailbox.
    #[inline]
    pub(crate) fn after_send(&self) {
        self.home.after_send(current::number, self.id.number());
    }

    /// In a simulation, has the actor look into its mailbox, if it waits for it.
    #[inline]
    pub(crate) fn wake_mailbox(&self) {
        self.home.wake_mailbox(self.id.number());
    }

    /// The name, for a value that may outlive this.
    pub(crate) fn own_name(&self) -> Cow<'static, str> {
        self.name.clone()
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats::of(&self.sends, self.accepted(), &self.receiving)
    }

    /// How much the actor has to do; see [`ReceiveCounts::load`]. Without a count of accepted messages, only what it is
    /// doing counts.
    pub(crate) fn load(&self) -> u64 {
        let accepted = || self.accepted().map_or(0, |accepted| accepted.load(Ordering::Relaxed));
        self.receiving.load(accepted)
    }

    /// What the actor is busy with; `None` while it waits for a message.
    pub(crate) fn running(&self) -> Option<Running> {
        self.running_in(self.receiving.activity())
    }

    pub(crate) fn running_in(&self, activity: Activity) -> Option<Running> {
        activity.running(|message| (self.describe)(Some(message)))
    }

    /// The path of the actor's type.
    pub(crate) fn type_path(&self) -> &'static str {
        (self.describe)(None)
    }

    /// Counts a restart: the actor gets a fresh state.
    pub(crate) fn restart(&self) {
        self.receiving.restart();
        let incarnation = self.receiving.restarts();
        spans::restarted(|| self.type_path(), self.id, &self.name, incarnation);
        self.home.note_restart(self.id.number());
    }

    /// Marks this thread as running the actor.
    pub(crate) fn enter(this: &Arc<Self>) -> Option<Entered> {
        current::enter(Arc::clone(this))
    }

    /// Whether a send may go straight to the channel: the gate is open, and nothing else learns of it. A token slows no
    /// send. `ABANDONED` needs no mask, since no handle is left to send.
    #[inline]
    pub(crate) fn is_fast_path(&self) -> bool {
        self.gate.load(Ordering::Relaxed) & !HAS_TOKEN == 0
    }

    /// Whether a send may go straight to the channel once it has counted its message: the gate is open, and no simulation
    /// is to learn of the send.
    #[inline]
    pub(crate) fn is_counted_path(&self) -> bool {
        self.gate.load(Ordering::Relaxed) & !HAS_TOKEN == SLOW && !self.home.is_simulated()
    }

    /// The count of accepted messages, if they are counted.
    #[inline]
    pub(crate) fn accepted(&self) -> Option<&AtomicU64> {
        self.counted.then_some(&self.sends.accepted)
    }

    /// Counts a message as accepted, if messages are counted.
    #[inline]
    pub(crate) fn accept(&self) {
        if let Some(accepted) = self.accepted() {
            accepted.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Takes back the count of a message that was refused after all, if messages are counted.
    pub(crate) fn uncount_accepted(&self) {
        if let Some(accepted) = self.accepted() {
            accepted.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Whether new messages are accepted.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.gate.load(Ordering::Acquire) & CLOSED == 0
    }

    /// Whether no more messages are handled.
    #[inline]
    pub(crate) fn is_killed(&self) -> bool {
        self.gate.load(Ordering::Acquire) & KILLED != 0
    }

    /// Whether the loop may go on as usual: the gate is open, the state is not to end, and no caller is still to be
    /// told of a panic.
    #[inline]
    pub(crate) fn is_undisturbed(&self) -> bool {
        self.gate.load(Ordering::Acquire) & (CLOSED | SUSPENDED | HOLDS_BACK) == 0
    }

    /// Whether callers are still to be told of a panic.
    #[inline]
    pub(crate) fn holds_back(&self) -> bool {
        self.gate.load(Ordering::Relaxed) & HOLDS_BACK != 0
    }

    /// The verdict on a panic of this actor. The caller of a reply that the panic drops on the actor's thread waits for
    /// it. `None` once the end has been published.
    #[cold]
    pub(crate) fn hold_back(&self) -> Option<Arc<Verdict>> {
        let mut end = sys::lock(&self.end);
        if end.exit.is_some() {
            return None;
        }
        self.gate.fetch_or(HOLDS_BACK, Ordering::Release);
        let verdict = end.verdict.get_or_insert_with(|| Arc::new(Verdict::of(self.id)));
        Some(Arc::clone(verdict))
    }

    /// Tells the callers that are still to be told of a panic. Called once it is decided whether the actor goes on.
    #[inline]
    pub(crate) fn give_verdict(&self) {
        if self.holds_back() {
            self.give_held_verdict();
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn give_held_verdict(&self) {
        self.gate.fetch_and(!HOLDS_BACK, Ordering::Release);
        let verdict = sys::lock(&self.end).verdict.take();
        verdict.into_iter().for_each(|verdict| verdict.give());
    }

    /// Whether the state is to end before the next message.
    pub(crate) fn is_suspended(&self) -> bool {
        self.gate.load(Ordering::Acquire) & SUSPENDED != 0
    }

    /// Refuses new messages. `None` if they were refused before.
    #[must_use = "the stop token is tripped by `trip_token`, outside of locks"]
    pub(crate) fn close(&self) -> Option<ToTrip> {
        let news = self.mark(CLOSED, CLOSED);
        self.rouse();
        news
    }

    /// Refuses new messages and gives up the queued ones. `None` if this is not the first kill.
    #[must_use = "the stop token is tripped by `trip_token`, outside of locks"]
    pub(crate) fn kill(&self) -> Option<ToTrip> {
        let news = self.mark(CLOSED | KILLED, KILLED);
        self.rouse();
        news
    }

    /// Has the state end before the next message. `None` if it was to end before.
    #[must_use = "the stop token is tripped by `trip_token`, outside of locks"]
    pub(crate) fn suspend(&self) -> Option<ToTrip> {
        self.mark(SUSPENDED, SUSPENDED)
    }

    /// Sets `bits`. `None` if the bit `decisive` was set already. `Release` is for the messages that were sent before the
    /// close, `Acquire` for the token that may have been made.
    fn mark(&self, bits: u8, decisive: u8) -> Option<ToTrip> {
        let before = self.gate.fetch_or(bits, Ordering::AcqRel);
        (before & decisive == 0).then_some(ToTrip::of(before))
    }

    /// Ends a suspension. Called once the state that was to end is gone.
    pub(crate) fn lift_suspension(&self) {
        self.gate.fetch_and(!SUSPENDED, Ordering::Release);
    }

    /// Whether the actor has no thread of its own.
    pub(crate) fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// Whether the loop may pause between two states. Only a supervised actor's loop does.
    pub(crate) fn may_pause(&self) -> bool {
        self.supervised
    }

    /// The reason why a send is refused: the cause of the end, or what the actor was told to do.
    pub(crate) fn refusal(&self) -> CallError {
        if !self.admits("sends to") {
            return CallError::OutsideSimulation;
        }
        CallError::Ended(self.cause().unwrap_or(if self.is_killed() {
            Exit::Killed
        } else {
            Exit::Stopped
        }))
    }

    /// As `refusal`, if there is no handle any more. Until the loop has learned that, the gate is open.
    pub(crate) fn refusal_without_handle(&self) -> CallError {
        if self.is_open() { CallError::Ended(Exit::Closed) } else { self.refusal() }
    }
}

/// The actor's name and id. Handles and similar types are shown so.
impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_send_goes_straight_to_an_open_mailbox_alone() {
        let counted = || Control::new(Options { count: true, ..Options::new("actor") }, |_| "");
        let control = counted();
        let _token = control.stop_token(false);
        assert!(control.is_counted_path() && !control.is_fast_path());
        assert!(control.suspend().is_some() && !control.is_counted_path());
        let control = counted();
        assert!(control.close().is_some() && !control.is_counted_path());
        assert!(!Control::new(Options::new("actor"), |_| "").is_counted_path());
    }

    #[test]
    fn a_stop_token_keeps_sends_on_the_fast_path() {
        let control = Control::new(Options::new("actor"), |_| "");
        let token = control.stop_token(false);
        assert!(control.is_fast_path());
        let to_trip = control.close().expect("it was open");
        assert!(!control.is_fast_path());
        control.trip_token(to_trip);
        assert!(token.is_stopped());
    }
}
