//! What runs the actors of these tests: each its own thread.

use actor_runtime::{Actor, Builder, Declared, Handle, Restart, Spawn, SpawnError};

/// The state as an actor of this driver.
pub trait Start: Declared + Sized {
    fn start<H>(self) -> H
    where
        Self: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn()
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
        self.spawn(actor)
    }

    fn start_from<A>(self, make: impl FnMut() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        self.spawn_from(make)
    }

    fn start_supervised<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        self.supervise(restart, make)
    }
}
