//! Threads, which belong to the simulation of the thread that starts them.

use std::{
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Mutex},
    thread::{self, Result},
    time::Duration,
};

pub(crate) use std::thread::{Thread, current};

use super::{
    baton::Baton,
    choice::ThreadNo,
    home::Home,
    state::Key,
    trace::What,
    world::{self, World},
};
use crate::sys::lock;

/// As std's.
#[derive(Debug)]
pub(crate) struct Builder {
    inner: thread::Builder,
    /// Not in `inner` yet, which does not give it back.
    name: Option<String>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Builder { inner: thread::Builder::new(), name: None }
    }

    pub(crate) fn name(self, name: String) -> Self {
        Builder { name: Some(name), ..self }
    }

    pub(crate) fn stack_size(self, bytes: usize) -> Self {
        Builder { inner: self.inner.stack_size(bytes), ..self }
    }

    pub(crate) fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        match world::here() {
            None => {
                let Builder { inner, name } = self;
                named(inner, name).spawn(f).map(|handle| JoinHandle(Inner::Outside(handle)))
            }
            Some((world, _)) => self.spawn_in(world, f),
        }
    }

    /// Starts a thread of `world`. The thread begins when it gets the baton.
    pub(crate) fn spawn_in<F, T>(self, world: &'static World, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let Builder { inner, name } = self;
        let member = Member::enlist(world, name.as_deref());
        let result = Arc::new(Mutex::new(None));
        let theirs = Arc::clone(&result);
        let begin = member.begins();
        let handle = named(inner, name).spawn(move || {
            begin();
            let ran = catch_unwind(AssertUnwindSafe(f));
            *lock(&theirs) = Some(ran);
            // The result's drop, where nobody has the handle any more, is the user's code.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(theirs)));
            world::begin_thread_end();
        })?;
        let thread = handle.thread().clone();
        let no = member.started(thread.clone());
        world.keep_handle(no, handle);
        let simulated = Box::new(Simulated { home: Home::of(world), no, thread, result });
        Ok(JoinHandle(Inner::Simulated(simulated)))
    }
}

fn named(builder: thread::Builder, name: Option<String>) -> thread::Builder {
    name.into_iter().fold(builder, thread::Builder::name)
}

/// A thread that is added to a run; taken out again if it does not start.
struct Member {
    world: &'static World,
    no: ThreadNo,
    baton: Arc<Baton>,
    has_started: bool,
}

impl Member {
    fn enlist(world: &'static World, name: Option<&str>) -> Self {
        let (no, baton) = world.add_thread(name.unwrap_or("spawned"));
        Member { world, no, baton, has_started: false }
    }

    /// What the new thread does first.
    fn begins(&self) -> impl FnOnce() + Send + use<> {
        let (world, no, baton) = (self.world, self.no, Arc::clone(&self.baton));
        move || {
            // Touched before all other locals of the thread, and so dropped after them.
            LEAVING.with(|_| ());
            world::enter(world, no);
            baton.wait();
            world.state().note(no, What::Starts);
        }
    }

    /// The thread has been started by its spawner, which passes its own baton on later.
    fn started(mut self, thread: Thread) -> ThreadNo {
        self.baton.set_holder(thread);
        self.has_started = true;
        self.no
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if !self.has_started {
            self.world.withdraw_thread(self.no);
        }
    }
}

thread_local! {
    static LEAVING: Leaving = const { Leaving };
}

/// Passes the baton on once all other locals of the thread are destroyed.
struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        if let Some((world, me)) = world::here() {
            world.leave(me);
        }
    }
}

/// As std's.
pub(crate) struct JoinHandle<T>(Inner<T>);

// Boxed, so that an actor outside of simulations has no room for it.
enum Inner<T> {
    Outside(thread::JoinHandle<T>),
    Simulated(Box<Simulated<T>>),
}

struct Simulated<T> {
    home: Home,
    no: ThreadNo,
    thread: Thread,
    result: Arc<Mutex<Option<Result<T>>>>,
}

impl<T> JoinHandle<T> {
    pub(crate) fn thread(&self) -> &Thread {
        match &self.0 {
            Inner::Outside(handle) => handle.thread(),
            Inner::Simulated(simulated) => &simulated.thread,
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        match &self.0 {
            Inner::Outside(handle) => handle.is_finished(),
            Inner::Simulated(simulated) => simulated.is_finished(),
        }
    }

    pub(crate) fn join(self) -> Result<T> {
        match self.0 {
            Inner::Outside(handle) => handle.join(),
            Inner::Simulated(simulated) => simulated.join(),
        }
    }
}

impl<T> Simulated<T> {
    fn is_finished(&self) -> bool {
        Home::here().at_poll();
        lock(&self.result).is_some()
    }

    fn join(self) -> Result<T> {
        match self.home.visit() {
            Some((world, me)) => {
                while !world.is_gone(self.no) {
                    world.wait_until(me, Key::End(self.no), None);
                }
            }
            None => drop(self.home.admits(|| "joins a thread of the simulation".into())),
        }
        let result = lock(&self.result).take();
        result.unwrap_or_else(|| Err(Box::new("the thread belongs to a simulation")))
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("thread", self.thread()).finish_non_exhaustive()
    }
}

pub(crate) fn yield_now() {
    match world::here() {
        None => thread::yield_now(),
        Some((world, me)) => world.yield_baton(me),
    }
}

pub(crate) fn sleep(duration: Duration) {
    match world::here() {
        None => thread::sleep(duration),
        Some((world, me)) => {
            world.wait_for(me, Key::Time, Some(duration), Some(What::Sleeps(duration)));
        }
    }
}

/// As std's.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'scope, 'env> {
    inner: &'scope thread::Scope<'scope, 'env>,
    /// Those of a simulation.
    started: Arc<Mutex<Vec<ThreadNo>>>,
}

/// As std's.
#[derive(Debug)]
pub(crate) struct ScopedJoinHandle<'scope, T> {
    inner: thread::ScopedJoinHandle<'scope, T>,
    no: Option<ThreadNo>,
}

impl<T> ScopedJoinHandle<'_, T> {
    pub(crate) fn thread(&self) -> &Thread {
        self.inner.thread()
    }

    pub(crate) fn is_finished(&self) -> bool {
        match (world::here(), self.no) {
            // std's answer would change at a moment that the seed does not decide.
            (Some((world, me)), Some(no)) => {
                world.yield_baton(me);
                world.is_gone(no)
            }
            _ => self.inner.is_finished(),
        }
    }

    pub(crate) fn join(self) -> Result<T> {
        await_end(self.no);
        self.inner.join()
    }
}

fn await_end(no: Option<ThreadNo>) {
    if let (Some((world, me)), Some(no)) = (world::here(), no) {
        world.wait_for_end(me, no);
    }
}

impl<'scope> Scope<'scope, '_> {
    pub(crate) fn spawn<F, T>(&self, f: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let Some((world, _)) = world::here() else {
            let inner = thread::Builder::new().spawn_scoped(self.inner, f)?;
            return Ok(ScopedJoinHandle { inner, no: None });
        };
        let member = Member::enlist(world, None);
        let begin = member.begins();
        let inner = thread::Builder::new().spawn_scoped(self.inner, move || {
            begin();
            let ran = catch_unwind(AssertUnwindSafe(f));
            world::begin_thread_end();
            ran.unwrap_or_else(|payload| resume_unwind(payload))
        })?;
        let no = member.started(inner.thread().clone());
        lock(&self.started).push(no);
        Ok(ScopedJoinHandle { inner, no: Some(no) })
    }
}

pub(crate) fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&Scope<'scope, 'env>) -> T,
{
    thread::scope(|inner| {
        let scope = Scope { inner, started: Arc::default() };
        let done = catch_unwind(AssertUnwindSafe(|| f(&scope)));
        // std waits for the threads without passing the baton on, also where `f` has panicked.
        let next = || lock(&scope.started).pop();
        std::iter::from_fn(next).for_each(|no| await_end(Some(no)));
        done.unwrap_or_else(|payload| resume_unwind(payload))
    })
}
