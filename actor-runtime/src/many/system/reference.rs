//! `SystemRef`: spawns, adds and lists the actors of a system from anywhere.

use std::fmt;

use crate::{
    Actor, ActorId, Context, Executor, Handle, SpawnError,
    many::system::actors::{Admitted, SystemActors},
    sys::{Home, Mutex, Weak},
};

/// A reference to a [`System`](crate::System): spawns actors in it, adds actors to it, and lists them.
/// [`System::reference`](crate::System::reference) and [`Context::system`] make it.
///
/// It holds nothing open: neither the system, whose one owner shuts it down by its drop, nor an actor. Once the system
/// has been told to shut down, a spawn is [`SpawnError::ShutDown`], and an actor that is added is stopped at once.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{SpawnError, System, SystemRef, prelude::*};
///
/// #[actor]
/// struct Waiter { table: u32 }
///
/// #[actor]
/// impl Waiter {
///     pub fn table(&self) -> u32 { self.table }
/// }
///
/// #[actor]
/// struct Restaurant;
///
/// #[actor]
/// impl Restaurant {
///     /// Each table has an actor of its own, which is shut down with the others.
///     pub fn seat(&mut self, ctx: &mut Context<RestaurantHandle>, table: u32) -> Option<WaiterHandle> {
///         let system: SystemRef = ctx.system()?;
///         system.spawn(Waiter { table }).ok()
///     }
/// }
///
/// let system = System::new();
/// let restaurant: RestaurantHandle = system.spawn(Restaurant)?;
/// let waiter = restaurant.seat(7).unwrap().expect("the system is open");
/// assert_eq!(waiter.table().unwrap(), 7);
/// let report = system.shutdown(Duration::from_secs(10));
/// let names: Vec<_> = report.actors().iter().map(|actor| actor.name()).collect();
/// assert_eq!(names, ["Waiter", "Restaurant"]);
/// # Ok::<(), SpawnError>(())
/// ```
#[derive(Clone)]
pub struct SystemRef(Weak<Mutex<Admitted>>);

impl SystemRef {
    pub(super) fn new(actors: Weak<Mutex<Admitted>>) -> Self {
        SystemRef(actors)
    }

    /// `None` once the system is gone.
    fn upgrade(&self) -> Option<SystemActors> {
        self.0.upgrade().map(SystemActors::of)
    }

    /// As [`System::spawn`](crate::System::spawn).
    ///
    /// # Errors
    ///
    /// As [`System::spawn`](crate::System::spawn); and [`SpawnError::ShutDown`] once the system is gone.
    pub fn spawn<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.upgrade().ok_or(SpawnError::ShutDown)?.spawn(actor)
    }

    /// As [`System::spawn_on`](crate::System::spawn_on).
    ///
    /// # Errors
    ///
    /// As [`System::spawn_on`](crate::System::spawn_on); and [`SpawnError::ShutDown`] once the system is gone.
    pub fn spawn_on<A, H>(&self, executor: &Executor, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.upgrade().ok_or(SpawnError::ShutDown)?.spawn_on(executor, actor)
    }

    /// As [`System::add`](crate::System::add). Once the system is gone, the actor is stopped at once.
    pub fn add<H: Handle + 'static>(&self, actor: &H) {
        match self.upgrade() {
            Some(actors) => actors.add(actor),
            None => Handle::stop(actor),
        }
    }

    /// The actors of the system that have not ended, in the order of their start: ids and names.
    pub fn actors(&self) -> Vec<(ActorId, String)> {
        Home::here().at_poll();
        self.upgrade().map(|actors| actors.names()).unwrap_or_default()
    }

    /// The number of actors of the system that have not ended.
    pub fn actor_count(&self) -> usize {
        Home::here().at_poll();
        self.upgrade().map_or(0, |actors| actors.count())
    }
}

impl fmt::Debug for SystemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = self.upgrade().map(|actors| actors.list()).unwrap_or_default();
        f.debug_set().entries(list.iter().map(|actor| actor.control())).finish()
    }
}

impl<H: Handle> Context<H> {
    /// The first system that has admitted this actor, if one has. An actor that a system has spawned finds it from its
    /// `#[started]` method on; one that was [added](crate::System::add) finds it from then on.
    pub fn system(&self) -> Option<SystemRef> {
        self.control().system()
    }
}
