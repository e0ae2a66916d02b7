//! std's threads.

use std::{io, thread};

pub(crate) use std::thread::{Builder, JoinHandle, ScopedJoinHandle, current, sleep, yield_now};

/// As std's.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'scope, 'env>(&'scope thread::Scope<'scope, 'env>);

impl<'scope> Scope<'scope, '_> {
    pub(crate) fn spawn<F, T>(&self, f: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Builder::new().spawn_scoped(self.0, f)
    }
}

pub(crate) fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&Scope<'scope, 'env>) -> T,
{
    thread::scope(|scope| f(&Scope(scope)))
}
