//! What the actors of the process are doing: snapshots of them, drawings of who waits for whom, and a watch over both.
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
// | `observed.rs` | what the list of the living shows of an actor |

mod actor;
mod dot;
mod observed;
mod sighted;
mod snapshot;

use std::fmt;

use crate::{
    System, SystemRef,
    sys::{self, Mutex},
};

pub use actor::{ActorView, Awaited, Driver, Wait};
pub use snapshot::Snapshot;

use sighted::Memory;

/// A look at the actors of this process, or of one [`System`].
///
/// It holds no actor, and no system.
pub struct View {
    /// `None` for all actors of the process.
    system: Option<SystemRef>,
    /// What the last snapshot has seen.
    memory: Mutex<Memory>,
}

impl View {
    /// All actors of the process that have not ended, whatever runs them. An [`Inbox`](crate::Inbox) whose messages are
    /// received by hand counts as one.
    pub fn all() -> View {
        View { system: None, memory: Mutex::default() }
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
        View { system: Some(system.reference()), memory: Mutex::default() }
    }

    /// What the actors are doing now, each read at a moment of its own. The actors go on meanwhile.
    pub fn snapshot(&self) -> Snapshot {
        sighted::snapshot(self.system.as_ref(), &mut sys::lock(&self.memory))
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("system", &self.system).finish_non_exhaustive()
    }
}
