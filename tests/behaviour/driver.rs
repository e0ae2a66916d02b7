//! What runs the actors of these tests: a thread for each, or the executor that the root of the tests has.

use actor_runtime::{Actor, Builder, Declared, Handle, Restart, Spawn, SpawnError};

use crate::executor;

/// The state as an actor of this driver.
pub trait Start: Declared + Sized {
    fn start<H>(self) -> H
    where
        Self: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        match executor() {
            None => self.spawn(),
            Some(executor) => self.spawn_on(executor),
        }
    }
}

impl<A: Declared> Start for A {}

/// The same, with other options.
pub trait StartBuilt<H: Handle + 'static>: Sized {
    fn start<A>(self, actor: A) -> Result<H, SpawnError>
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
        match executor() {
            None => self.spawn(actor),
            Some(executor) => self.spawn_on(executor, actor),
        }
    }

    fn start_from<A>(self, make: impl FnMut() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        match executor() {
            None => self.spawn_from(make),
            Some(executor) => self.supervise_on(executor, Restart::never(), make),
        }
    }

    fn start_supervised<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        match executor() {
            None => self.supervise(restart, make),
            Some(executor) => self.supervise_on(executor, restart, make),
        }
    }
}
