//! What runs the actors of these tests: threads that they share. Many, since handlers of these tests
//! wait for what no executor can see.

use std::sync::OnceLock;

use actor_runtime::{Actor, Builder, Declared, Executor, Handle, Restart, Spawn, SpawnError};

fn executor() -> &'static Executor {
    static EXECUTOR: OnceLock<Executor> = OnceLock::new();
    EXECUTOR.get_or_init(|| Executor::new(256).unwrap())
}

/// The state as an actor of this driver.
pub trait Start: Declared + Sized {
    fn start<H>(self) -> H
    where
        Self: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn_on(executor())
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
        self.spawn_on(executor(), actor)
    }

    fn start_from<A>(self, make: impl FnMut() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        self.supervise_on(executor(), Restart::never(), make)
    }

    fn start_supervised<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
    {
        self.supervise_on(executor(), restart, make)
    }
}
