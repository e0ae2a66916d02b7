//! `StopToken`: tells a long handler, and the threads that it uses, that their actor is to stop.
//
// Each state of an actor has a token of its own, made when it is first asked for. It lies in the actor's `End` until it
// has been tripped at the end of the state. The threads that trip it are those that stop, kill or suspend the actor,
// drop its last handle, or end its state. Such a thread and one that makes the token at that moment find each other by
// the gate:
//
// | the thread that ends the actor or its state | the thread that makes the token |
// |---|---|
// | | 1. stores the token under the lock |
// | 1. sets `CLOSED`, `SUSPENDED` or `ABANDONED` by a read-modify-write (`AcqRel`) | 2. sets `HAS_TOKEN` by a read-modify-write (`AcqRel`) |
// | 2. if there was `HAS_TOKEN`: takes the lock, and trips the token | 3. if there was one of the three: trips the token |
//
// Of two read-modify-writes of one value the later one sees the earlier one, and all that came before that. So one of
// the two threads trips the token.

use std::{fmt, mem, time::Duration};

use crate::{
    Watch,
    lifecycle::{
        control::{ABANDONED, CLOSED, Control, HAS_TOKEN, SUSPENDED},
        current,
        watchers::Watchers,
    },
    panics,
    sys::{
        self, Arc, Condvar, Home, Instant, Mutex,
        atomic::{
            AtomicBool,
            Ordering::{AcqRel, Acquire, Release},
        },
    },
    wait::block::{Sleep, time_left},
};

/// Tells that an actor, or its present state, is to stop. [`Context::stop_token`](crate::Context::stop_token) makes it.
///
/// A long handler looks at it now and then and returns early, and so do the threads that the handler uses: clones
/// belong to the same state, may be sent to any thread, and keep no actor alive. The name is C++20's.
///
/// It is tripped once, by whatever comes first, and stays so:
///
/// - [`stop`](crate::Handle::stop), [`kill`](crate::Handle::kill), or whatever stops the actor: a
///   [`System`](crate::System), a link, an executor's shutdown;
/// - [`ctx.stop()`](crate::Context::stop) and [`ctx.fail(…)`](crate::Context::fail);
/// - the drop of the last handle, once no sender stands in line for room any more;
/// - a [`Supervisor`](crate::Supervisor) that ends the actor's state because of another child;
/// - the end of the state, whatever the reason: before its `#[stopped]` method and its drop.
///
/// A state that is made after the actor was told to stop, to handle what is queued, has a token that is tripped.
///
/// ```
/// use std::{thread, time::Duration};
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// #[derive(Default)]
/// struct Scanner { scanned: u64 }
///
/// #[actor]
/// impl Scanner {
///     /// Would take for ever, and ends early.
///     pub fn scan(&mut self, ctx: &mut Context<ScannerHandle>) -> u64 {
///         let stop = ctx.stop_token();
///         while !stop.wait_timeout(Duration::from_millis(1)) {
///             self.scanned += 1;
///         }
///         self.scanned
///     }
/// }
///
/// let scanner = Scanner::default().spawn();
/// let scanned = scanner.ask().scan();
/// scanner.stop();
/// let scanned: u64 = scanned.wait()?;
/// # let _ = scanned;
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[derive(Clone)]
pub struct StopToken(Arc<Stop>);

struct Stop {
    is_stopped: AtomicBool,
    callbacks: Mutex<Callbacks>,
    stopped: Condvar,
}

#[derive(Default)]
struct Callbacks {
    list: Watchers<Box<dyn FnOnce() + Send>>,
    has_begun: bool,
}

impl StopToken {
    fn new() -> Self {
        StopToken(Arc::new(Stop {
            is_stopped: AtomicBool::new(false),
            callbacks: Mutex::default(),
            stopped: Condvar::new(),
        }))
    }

    /// Whether the actor, or its state, is to stop.
    #[inline]
    pub fn is_stopped(&self) -> bool {
        Home::here().at_poll();
        self.has_tripped()
    }

    #[inline]
    fn has_tripped(&self) -> bool {
        self.0.is_stopped.load(Acquire)
    }

    /// Waits until the token is tripped, for at most `duration`. Returns whether it is tripped.
    ///
    /// In an actor on an [`Executor`](crate::Executor), another thread takes this one's place meanwhile. Where the
    /// system has none to give and the executor's other actors starve, this returns early after about a second, as
    /// other waits return [`NoThread`](crate::CallError::NoThread).
    pub fn wait_timeout(&self, duration: Duration) -> bool {
        Home::here().at_wait(duration);
        if self.has_tripped() {
            return true;
        }
        // The callers of replies that a caught panic has dropped are told before this thread waits.
        current::go_on();
        let deadline = Instant::now().checked_add(duration);
        let Stop { callbacks, stopped, .. } = &*self.0;
        let mut sleep = Sleep::new();
        let mut guard = sys::lock(callbacks);
        while !guard.has_begun {
            let left = time_left(deadline);
            if left.is_some_and(|left| left.is_zero()) {
                return false;
            }
            guard = match sleep.wait(stopped, callbacks, guard, left) {
                Ok(guard) => guard,
                Err(_) => return self.has_tripped(),
            };
        }
        true
    }

    /// Calls `f` once, when the token is tripped, on the thread that trips it; at once and on this thread if it is
    /// tripped already. A panic of `f` is contained.
    ///
    /// This is for what cannot look at the token: a child process to kill, a socket to close. The thread that trips
    /// it may be that of a caller that stops the actor, or of a supervisor, so `f` should be quick, and must not wait
    /// for the actor. No lock is held meanwhile.
    ///
    /// [`unwatch`](StopToken::unwatch) takes it out again. Otherwise it stays until the end of the state.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// #[actor]
    /// struct Reader;
    ///
    /// #[actor]
    /// impl Reader {
    ///     /// Reads until the channel is closed, here by the stop.
    ///     pub fn read(&mut self, ctx: &mut Context<ReaderHandle>, from: mpsc::Receiver<u8>, to: mpsc::Sender<u8>) {
    ///         let watch = ctx.stop_token().on_stop(move || drop(to));
    ///         while let Ok(_byte) = from.recv() {}
    ///         ctx.stop_token().unwatch(watch);
    ///     }
    /// }
    ///
    /// let reader = Reader.spawn();
    /// let (to, from) = mpsc::channel();
    /// reader.read(from, to)?;
    /// assert_eq!(reader.shutdown()?, Exit::Stopped);
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn on_stop(&self, f: impl FnOnce() + Send + 'static) -> Watch {
        let mut callbacks = sys::lock(&self.0.callbacks);
        if !callbacks.has_begun {
            return callbacks.list.push(Box::new(f));
        }
        drop(callbacks);
        let _ = panics::catch(f);
        Watch::next()
    }

    /// Takes out a closure of [`on_stop`](StopToken::on_stop), and drops it on this thread. Returns false once it is
    /// being called, or if it was taken out before: after `true` it is never called.
    pub fn unwatch(&self, watch: Watch) -> bool {
        let callback = sys::lock(&self.0.callbacks).list.remove(watch);
        // Dropped outside of the lock, since that runs the user's code.
        callback.is_some()
    }

    /// Wakes all threads that wait, and calls the closures. Not to be called under a lock.
    fn trip(&self) {
        let Stop { is_stopped, callbacks, stopped } = &*self.0;
        let mut guard = sys::lock(callbacks);
        if mem::replace(&mut guard.has_begun, true) {
            return;
        }
        is_stopped.store(true, Release);
        guard.list.begin_calls();
        drop(guard);
        stopped.notify_all();
        loop {
            // One by one: until its turn has come, a closure can be taken out.
            let callback = sys::lock(callbacks).list.next();
            let Some(callback) = callback else { return };
            let _ = panics::catch(callback);
        }
    }
}

impl fmt::Debug for StopToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopToken").field("is_stopped", &self.has_tripped()).finish()
    }
}

/// Whether the gate had a stop token as it was closed or marked. The thread that has done that trips the token, once it
/// holds no lock.
pub(crate) struct ToTrip(bool);

impl ToTrip {
    /// `before` is the gate before the mark.
    pub(super) fn of(before: u8) -> Self {
        ToTrip(before & HAS_TOKEN != 0)
    }
}

impl Control {
    /// The token of the present state. Called by the thread that runs the actor, while it has a state. The state
    /// `is_ending` if a handler has brought about its end.
    pub(crate) fn stop_token(&self, is_ending: bool) -> StopToken {
        let mut end = sys::lock(&self.end);
        let token = &mut end.seldom.get_or_insert_default().token;
        if let Some(token) = token {
            return token.clone();
        }
        let token = token.insert(StopToken::new()).clone();
        drop(end);
        let before = self.gate.fetch_or(HAS_TOKEN, AcqRel);
        if is_ending || before & (CLOSED | SUSPENDED | ABANDONED) != 0 {
            token.trip();
        }
        token
    }

    /// Trips the token of the present state, if it has one. Not to be called under a lock.
    #[inline]
    pub(crate) fn trip_token(&self, ToTrip(has_token): ToTrip) {
        if has_token {
            self.trip_made_token();
        }
    }

    /// Notes that the last handle is gone, and trips the token of the present state, if it has one. Not to be called
    /// under a lock.
    #[inline]
    pub(crate) fn abandon(&self) {
        self.trip_token(ToTrip::of(self.gate.fetch_or(ABANDONED, AcqRel)));
    }

    /// Trips the token of the present state, if it has one. Not to be called under a lock.
    #[cold]
    #[inline(never)]
    pub(crate) fn trip_made_token(&self) {
        let token = sys::lock(&self.end).seldom.as_ref().and_then(|seldom| seldom.token.clone());
        token.into_iter().for_each(|token| token.trip());
    }

    /// Trips the token of a state that has ended, and takes it away: the next state gets another one. Called by the
    /// thread that runs the actor.
    #[cold]
    #[inline(never)]
    pub(crate) fn end_token(&self) {
        let mut end = sys::lock(&self.end);
        let token = end.seldom.as_mut().and_then(|seldom| seldom.token.take());
        self.gate.fetch_and(!HAS_TOKEN, AcqRel);
        drop(end);
        token.into_iter().for_each(|token| token.trip());
    }
}
