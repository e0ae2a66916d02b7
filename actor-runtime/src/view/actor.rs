//! `ActorView`: one actor in a snapshot.

use std::{borrow::Cow, fmt, time::Duration};

use crate::{ActorId, Running, Stats};

/// One actor in a [`Snapshot`](super::Snapshot).
///
/// ```
/// use actor_runtime::{prelude::*, view::{Driver, View}};
///
/// #[actor]
/// struct Lamp { on: bool }
///
/// #[actor]
/// impl Lamp {
///     pub fn switch(&mut self) { self.on = !self.on }
///     pub fn is_on(&self) -> bool { self.on }
/// }
///
/// let lamp = Lamp { on: false }.spawn();
/// lamp.switch()?;
/// assert!(lamp.is_on()?);
/// let snapshot = View::all().snapshot();
/// let seen = snapshot.actor(lamp.id()).expect("it lives");
/// assert_eq!((seen.name(), seen.driver(), seen.incarnation()), ("Lamp", Driver::Thread, 0));
/// assert!(seen.type_name().ends_with("::Lamp"));
/// assert_eq!(seen.stats().handled, 2);
/// assert_eq!((seen.waits_for(), seen.supervisor()), (None, None));
/// # Ok::<(), CallError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ActorView {
    pub(super) id: ActorId,
    pub(super) name: Cow<'static, str>,
    pub(super) type_name: &'static str,
    pub(super) driver: Driver,
    pub(super) running: Option<Running>,
    pub(super) for_at_least: Duration,
    pub(super) stats: Stats,
    pub(super) queued: Option<u64>,
    pub(super) waits_for: Option<Wait>,
    pub(super) supervisor: Option<(ActorId, Cow<'static, str>)>,
}

impl ActorView {
    /// The actor's id.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path of the type that `#[actor]` is on, without parameters.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// How often the actor was given a fresh state.
    pub fn incarnation(&self) -> u64 {
        self.stats.restarts
    }

    /// What runs the actor.
    pub fn driver(&self) -> Driver {
        self.driver
    }

    /// What the actor is doing. `None` while it waits for a message, or has no state.
    pub fn running(&self) -> Option<Running> {
        self.running
    }

    /// For how long, at least, the actor has been in what it is [`running`](ActorView::running).
    ///
    /// No clock is read when a message is received, since that would cost every tell. So this is the time since the same
    /// [`View`](super::View) has first seen the actor in it, by a snapshot or by a sample of its
    /// [watch](super::View::watch). The snapshot that sees it first says zero. It is always zero for what may have ended
    /// and begun again between two looks: `#[idle]` methods, and the closures of timers and pipes.
    pub fn running_for_at_least(&self) -> Duration {
        self.for_at_least
    }

    /// The counts of the actor's mailbox.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The number of messages that are queued, where that is known: for an actor with the option `count`, and for an
    /// actor of an [`Executor`](crate::Executor).
    ///
    /// For the latter without `count`, it is the length of the queue that the senders share. So `#[urgent]` messages and
    /// those that the actor has sent itself are not in it, nor messages that its thread has already taken out, at most
    /// 256. The length does include marks of the runtime, such as that of a [`flush`](crate::Handle::flush).
    pub fn queued(&self) -> Option<u64> {
        self.queued
    }

    /// The actor that this one waits for: for an answer, for room in a mailbox, or for an end.
    ///
    /// The thread that asks an idle actor of an executor may run that actor itself. Such a wait is seen only while the
    /// actor that is asked waits, too; until then, both are seen in their messages.
    pub fn waits_for(&self) -> Option<&Wait> {
        self.waits_for.as_ref()
    }

    /// The id and the name of the [`Supervisor`](crate::Supervisor) whose child the actor is.
    pub fn supervisor(&self) -> Option<(ActorId, &str)> {
        self.supervisor.as_ref().map(|(id, name)| (*id, &**name))
    }
}

/// What runs an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Driver {
    /// One thread: its own, that of the caller of [`run`](crate::Spawn::run), or one that receives from an
    /// [`Inbox`](crate::Inbox) by hand.
    Thread,
    /// The threads of an [`Executor`](crate::Executor).
    Executor,
}

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Driver::Thread => "thread",
            Driver::Executor => "executor",
        })
    }
}

/// The wait of one actor for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    pub(super) id: ActorId,
    pub(super) name: Cow<'static, str>,
    pub(super) what: Awaited,
}

impl Wait {
    /// The id of the actor that is waited for.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The name of the actor that is waited for. Empty if it has ended since.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What this actor waits for the other one to do.
    pub fn what(&self) -> Awaited {
        self.what
    }
}

/// What an actor waits for another one to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Awaited {
    /// The other actor answers, makes room in its mailbox, or lets go of this one's thread, on which it runs.
    Answer,
    /// The other actor, its state or its thread ends.
    End,
    /// The other actor is the supervisor, and lets this one go on with a fresh state.
    Restart,
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Awaited::Answer => "answer",
            Awaited::End => "end",
            Awaited::Restart => "restart",
        })
    }
}
