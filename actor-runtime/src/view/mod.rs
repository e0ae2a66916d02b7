//! What the actors of the process are doing: snapshots of them, drawings of who waits for whom, and a watch that
//! reports what is stuck, grows or restarts.
//!
//! A [`View`] reads what the actors note anyway, so no message costs more because of it. The page `guide::production`
//! says what it does cost.
//!
//! ```
//! use actor_runtime::{prelude::*, view::View};
//!
//! #[actor]
//! struct Lamp { on: bool }
//!
//! #[actor]
//! impl Lamp {
//!     pub fn switch(&mut self) { self.on = !self.on }
//! }
//!
//! let lamp = Lamp { on: false }.spawn();
//! for actor in View::all().snapshot().actors() {
//!     println!("{}{} handled {}", actor.name(), actor.id(), actor.stats().handled);
//! }
//! # drop(lamp);
//! ```
//
// | file | what is in it |
// |---|---|
// | this one | `View`: which actors are looked at |
// | `actor.rs` | one actor in a snapshot |
// | `snapshot.rs` | all of them, and the circles of their waits |
// | `dot.rs` | a snapshot as a drawing |
// | `sighted.rs` | how a snapshot is made |
// | `memory.rs` | since when the actors have been in what they are in |
// | `event.rs` | what a watch reports |
// | `sampler.rs` | how a watch finds that |
// | `watch.rs` | the thread of a watch |
// | `observed.rs` | what the list of the living shows of an actor |

mod actor;
mod dot;
mod event;
mod memory;
mod observed;
mod sampler;
mod sighted;
mod snapshot;
mod watch;

use std::{fmt, time::Duration};

use crate::{
    System, SystemRef,
    sys::{Arc, Mutex},
};

pub use actor::{ActorView, Awaited, Driver, Wait};
pub use event::{Event, EventKind};
pub use snapshot::Snapshot;
pub use watch::{WatchError, Watcher};

use memory::Memory;
use sampler::Sampler;

/// How long an actor may be in one message before a watch reports it, unless the view says otherwise.
const STUCK_AFTER: Duration = Duration::from_secs(5);

/// A look at the actors of this process, or of one [`System`].
///
/// It holds no actor, and no system.
pub struct View {
    /// `None` for all actors of the process.
    system: Option<SystemRef>,
    stuck_after: Duration,
    /// What the snapshots, and the samples of the watches, have seen.
    memory: Arc<Mutex<Memory>>,
}

impl View {
    /// All actors of the process that have not ended, whatever runs them. An [`Inbox`](crate::Inbox) whose messages are
    /// received by hand counts as one.
    pub fn all() -> View {
        View { system: None, stuck_after: STUCK_AFTER, memory: Arc::default() }
    }

    /// The actors of a system, with the children of the [supervisors](crate::Supervisor) among them. Sees nothing once the
    /// system is gone.
    ///
    /// ```
    /// use actor_runtime::{System, prelude::*, view::View};
    ///
    /// #[actor]
    /// struct Lamp { on: bool }
    ///
    /// #[actor]
    /// impl Lamp {
    ///     pub fn switch(&mut self) { self.on = !self.on }
    /// }
    ///
    /// let system = System::new();
    /// let inside = system.spawn(Lamp { on: false })?;
    /// let outside = Lamp { on: false }.spawn();
    /// let snapshot = View::of(&system).snapshot();
    /// assert!(snapshot.actor(inside.id()).is_some());
    /// assert!(snapshot.actor(outside.id()).is_none());
    /// # Ok::<(), actor_runtime::SpawnError>(())
    /// ```
    pub fn of(system: &System) -> View {
        View { system: Some(system.reference()), ..View::all() }
    }

    /// What the actors are doing now, each read at a moment of its own. The actors go on meanwhile.
    pub fn snapshot(&self) -> Snapshot {
        crate::sys::Home::here().at_poll();
        sighted::snapshot(self.system.as_ref(), &self.memory)
    }

    /// Sets how long an actor may be in one message before a [watch](View::watch) reports it. Five seconds, unless it is
    /// set.
    pub fn stuck_after(self, bound: Duration) -> View {
        View { stuck_after: bound, ..self }
    }

    /// Samples the actors once per `every`, on a thread of its own, and calls `on_event` there with what it notices:
    /// handlers that stay in one message, queues that only grow, restarts. It ends when the guard that it returns is
    /// dropped.
    ///
    /// What begins and ends between two samples is not noticed, except that restarts are counted. A panic of `on_event` is
    /// contained. While `on_event` runs, no sample is taken. A view of all actors is cheaper to watch than that of a
    /// system.
    ///
    /// # Errors
    ///
    /// [`WatchError::Every`] if `every` is zero, [`WatchError::Thread`] if the system has no thread to give.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// use actor_runtime::{Running, prelude::*, view::{EventKind, View}};
    ///
    /// #[actor]
    /// struct Reader;
    ///
    /// #[actor]
    /// impl Reader {
    ///     pub fn read(&mut self, from: mpsc::Receiver<u8>) { let _ = from.recv(); }
    /// }
    ///
    /// let reader = Reader.spawn();
    /// let (told, events) = mpsc::channel();
    /// let watcher = View::all()
    ///     .stuck_after(Duration::from_millis(20))
    ///     .watch(Duration::from_millis(10), move |event| drop(told.send(event)))?;
    /// let (to, from) = mpsc::channel();
    /// reader.read(from)?;
    /// let event = events.iter().find(|event| event.id == reader.id()).expect("it is stuck");
    /// let is_stuck = |kind| matches!(kind, EventKind::Stuck { running: Running::Message("read"), .. });
    /// assert!(is_stuck(event.kind));
    /// # drop((to, watcher));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn watch(
        &self,
        every: Duration,
        on_event: impl FnMut(Event) + Send + 'static,
    ) -> Result<Watcher, WatchError> {
        Watcher::begin(
            Sampler::new(self.system.clone(), self.stuck_after, Arc::clone(&self.memory)),
            every,
            on_event,
        )
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("system", &self.system).finish_non_exhaustive()
    }
}
