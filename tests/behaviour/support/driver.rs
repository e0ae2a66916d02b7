//! What runs the actors of these tests: a thread for each, or the executor that the root of the tests has.

use std::num::NonZeroUsize;

use actor_runtime::{
    Actor, Builder, Child, Declared, Handle, Restart, Spawn, SpawnError, StartError, StateHandle,
    Supervisor, SupervisorHandle, System, SystemRef, Workers,
};

/// What is run without an executor, or on the one that the root of the tests has.
macro_rules! on_this_driver {
    ($own_threads:expr, |$executor:ident| $pooled:expr) => {
        match crate::executor() {
            None => $own_threads,
            Some($executor) => $pooled,
        }
    };
}

/// The state as an actor of this driver.
pub trait Start: Declared + Sized {
    fn start<H>(self) -> H
    where
        Self: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        on_this_driver!(self.spawn(), |executor| self.spawn_on(executor))
    }
}

impl<A: Declared> Start for A {}

/// The same, with other options.
pub trait StartBuilt<H: Handle + 'static>: Sized {
    fn start<A>(self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static;

    /// With the state handed back.
    fn start_joinable<A>(self, actor: A) -> Result<(H, StateHandle<A>), SpawnError>
    where
        A: Actor<H> + Send + 'static;

    /// Builds the state where it will run.
    fn start_from<A>(self, make: impl FnMut() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static;

    fn start_supervised<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static;
}

impl<H: Handle + 'static> StartBuilt<H> for Builder<H> {
    fn start<A>(self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        on_this_driver!(self.spawn(actor), |executor| self.spawn_on(executor, actor))
    }

    fn start_joinable<A>(self, actor: A) -> Result<(H, StateHandle<A>), SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        on_this_driver!(self.spawn_joinable(actor), |executor| self
            .spawn_joinable_on(executor, actor))
    }

    fn start_from<A>(self, make: impl FnMut() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        on_this_driver!(self.spawn_from(make), |executor| self.supervise_on(
            executor,
            Restart::never(),
            make
        ))
    }

    fn start_supervised<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        on_this_driver!(self.supervise(restart, make), |executor| self
            .supervise_on(executor, restart, make))
    }
}

/// Children of this driver, in groups of this driver.
pub trait StartChild {
    fn start_child<A, H, F>(&self, child: Child<H, F>) -> Result<H, StartError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
        F: FnMut() -> A + Send + 'static;

    fn start_inner(&self, group: Supervisor) -> Result<SupervisorHandle, StartError>;
}

impl StartChild for SupervisorHandle {
    fn start_child<A, H, F>(&self, child: Child<H, F>) -> Result<H, StartError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
        F: FnMut() -> A + Send + 'static,
    {
        on_this_driver!(self.start(child), |executor| self.start_on(executor, child))
    }

    fn start_inner(&self, group: Supervisor) -> Result<SupervisorHandle, StartError> {
        on_this_driver!(self.start_group(group), |executor| self.start_group_on(executor, group))
    }
}

/// The actors of a system, of this driver.
pub trait StartAdded {
    fn start<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static;
}

impl StartAdded for System {
    fn start<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        on_this_driver!(self.spawn(actor), |executor| self.spawn_on(executor, actor))
    }
}

impl StartAdded for SystemRef {
    fn start<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        on_this_driver!(self.spawn(actor), |executor| self.spawn_on(executor, actor))
    }
}

/// Workers of this driver.
pub fn start_workers<A, H>(
    number: NonZeroUsize,
    builder: impl Fn() -> Builder<H>,
    make: impl FnMut(usize) -> A,
) -> Result<Workers<H>, SpawnError>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    on_this_driver!(Workers::spawn(number, builder, make), |executor| Workers::spawn_on(
        executor, number, builder, make
    ))
}

/// The same, each of them restarted.
pub fn start_supervised_workers<A, H>(
    number: NonZeroUsize,
    builder: impl Fn() -> Builder<H>,
    restart: Restart,
    make: impl Fn(usize) -> A + Send + Sync + 'static,
) -> Result<Workers<H>, SpawnError>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    on_this_driver!(Workers::supervise(number, builder, restart, make), |executor| {
        Workers::supervise_on(executor, number, builder, restart, make)
    })
}
