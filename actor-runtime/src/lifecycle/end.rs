//! Ends an actor: publishes its exit, tells watchers and links, and wakes the threads and tasks that wait.
//
// The end passes through these stages under the lock of `End`:
//
// | stage | fields | left by | how |
// |---|---|---|---|
// | runs | no `cause`, no `exit` | `end_because` | to "is ending": stores the `cause`, then closes the gate |
// | is ending | `cause`, no `exit` | `end_because` | stays: the last `cause` counts |
// | is ending | `cause`, no `exit` | `publish`, there are watchers or links | to "has ended": stores the `exit` |
// | is ending | `cause`, no `exit` | `publish`, there are none | to "all are told": stores the `exit` |
// | has ended | `exit`, not `all_told` | `publish` | to "all are told": has told all links and called all watchers |
// | all are told | `exit`, `all_told` | nothing | |
//
// `stop` and `kill` close the gate and leave the stage as it is: the loop gives the `cause` then. When `publish` is
// called, the state has been dropped, or kept for the caller that takes it back.
//
// A wait for `Until::Exit` is over from "has ended" on, and a wait for `Until::AllTold` at the last stage.

use std::{
    mem,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    ActorId, CallError, Exit, Stats,
    lifecycle::{
        control::{CLOSED, Control, ENDED, HOLDS_BACK},
        current,
        links::{self, Links},
        seldom::{Seldom, Tasks},
        verdict::Verdict,
        watchers::Watch,
    },
    living,
    memory::shrink,
    panics, spans,
    sys::{self, Arc, Instant, MutexGuard, atomic::Ordering},
    wait::{
        block::{Sleep, time_left, wait_until},
        graph::{Awaited, Edge},
        join::Joining,
    },
};

pub(super) type Watcher = Box<dyn FnOnce(&Exit, &Stats) + Send>;

#[derive(Default)]
pub(super) struct End {
    /// The reason for the end, known before the actor has ended.
    cause: Option<Exit>,
    /// Set last, once the state is gone.
    pub(super) exit: Option<Exit>,
    /// Whether the watchers and links have been told of the exit.
    all_told: bool,
    /// Boxed, because most actors have nothing of it.
    pub(super) seldom: Option<Box<Seldom>>,
    /// The number of threads that sleep until the actor has ended.
    sleeping: u32,
    /// Whether the actor's own thread pauses between two states, and has not been roused since it last looked.
    pausing: bool,
    /// The verdict for which the callers of replies dropped by a panic wait.
    pub(super) verdict: Option<Arc<Verdict>>,
}

/// The stage of an actor's end that a wait is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// There is an exit.
    Exit,
    /// All watchers and links have been told.
    AllTold,
}

impl End {
    fn has_reached(&self, until: Until) -> bool {
        match until {
            Until::Exit => self.exit.is_some(),
            Until::AllTold => self.all_told,
        }
    }

    fn exit_at(&self, until: Until) -> Option<Exit> {
        if self.has_reached(until) { self.exit.clone() } else { None }
    }

    /// Drops the edges of the waits that are over.
    fn end_waits(&mut self) {
        let Some(mut seldom) = self.seldom.take_if(|seldom| !seldom.waiting.is_empty()) else {
            return;
        };
        seldom.waiting.retain(|(until, _)| !self.has_reached(*until));
        shrink::list(&mut seldom.waiting);
        self.seldom = Some(seldom);
    }

    /// Drops the edge of a wait that is over for another reason.
    fn end_wait_of(&mut self, waiter: Option<ActorId>) {
        if let Some(seldom) = &mut self.seldom {
            seldom.waiting.retain(|(_, edge)| Some(edge.waiter()) != waiter);
            shrink::list(&mut seldom.waiting);
        }
    }
}

impl Control {
    /// Pauses the loop between two states until `is_over` or `deadline`. A thread that makes `is_over` true calls
    /// [`rouse`](Control::rouse) afterwards. `is_over` is called outside of the lock, since it may run user code.
    pub(crate) fn pause(&self, deadline: Option<Instant>, is_over: impl Fn() -> bool) {
        loop {
            // A `rouse` from now on makes this loop call `is_over` once more.
            sys::lock(&self.end).pausing = true;
            if is_over() || !self.sleep(deadline) {
                break;
            }
        }
        sys::lock(&self.end).pausing = false;
    }

    /// Sleeps until `rouse` is called; false if `deadline` comes first.
    fn sleep(&self, deadline: Option<Instant>) -> bool {
        let mut end = sys::lock(&self.end);
        while end.pausing {
            let waited = wait_until(&self.end_changed, &self.end, end, deadline);
            let Some(notified) = waited else { return false };
            end = notified;
        }
        true
    }

    /// Makes a paused loop look again whether its pause is over.
    pub(crate) fn rouse(&self) {
        if self.may_pause() && mem::take(&mut sys::lock(&self.end).pausing) {
            self.end_changed.notify_all();
        }
    }

    /// The reason for the end, once it is known.
    pub(crate) fn cause(&self) -> Option<Exit> {
        sys::lock(&self.end).cause.clone()
    }

    /// Stores the reason for refusals and closes the gate. Then gives the verdict, so that no caller learns of a
    /// failure while the gate is open. Called by the receiving thread.
    pub(crate) fn end_because(&self, cause: &Exit) {
        sys::lock(&self.end).cause = Some(cause.clone());
        if self.gate.fetch_or(CLOSED, Ordering::Release) & HOLDS_BACK != 0 {
            self.give_held_verdict();
        }
    }

    /// Publishes the exit, and tells joiners, links and watchers. Called last, after the state has been dropped.
    pub(crate) fn publish(&self, exit: Exit) {
        if !self.pooled {
            living::leave(self.id);
        }
        spans::ended(|| self.type_path(), self.id, self.name(), &exit, self.supervised);
        self.home().note_end(self.id.number(), || exit.to_string());
        let mut end = sys::lock(&self.end);
        end.cause = Some(exit.clone());
        end.exit = Some(exit.clone());
        let (mut has_watchers, mut links) = (false, None);
        if let Some(seldom) = &mut end.seldom {
            seldom.watchers.begin_calls();
            has_watchers = !seldom.watchers.is_empty();
            links = Some(mem::take(&mut seldom.links)).filter(|links| !links.is_empty());
        }
        let all_told = !has_watchers && links.is_none();
        end.all_told = all_told;
        self.gate.fetch_or(ENDED, Ordering::Release);
        self.wake_waiters(end);
        if all_told {
            return;
        }
        if let Some(links) = links {
            links::tell(links, self.id, &exit);
        }
        let stats = self.stats().last();
        loop {
            // One by one: until its turn has come, a watcher can be taken out.
            let mut end = sys::lock(&self.end);
            let watcher = end.seldom.as_mut().and_then(|seldom| seldom.watchers.next());
            let Some(watcher) = watcher else {
                end.all_told = true;
                return self.wake_waiters(end);
            };
            drop(end);
            // A panic of one watcher must not keep the next from being called. It is not a handler's failure either.
            let _ = panics::catch(|| watcher(&exit, &stats));
        }
    }

    /// Wakes the threads that sleep until the end, and the tasks once all have been told.
    fn wake_waiters(&self, mut end: MutexGuard<'_, End>) {
        end.end_waits();
        let sleeping = end.sleeping > 0;
        let all_told = end.all_told;
        let tasks =
            end.seldom.as_mut().filter(|_| all_told).map(|seldom| mem::take(&mut seldom.tasks));
        drop(end);
        // std's notification is a system call, also where no thread sleeps.
        if sleeping {
            self.end_changed.notify_all();
        }
        if let Some(tasks) = tasks {
            wake(tasks);
        }
    }

    /// Whether there is an [`exit`](Control::exit). Takes no lock.
    pub(crate) fn has_ended(&self) -> bool {
        self.gate.load(Ordering::Acquire) & ENDED != 0
    }

    pub(crate) fn exit(&self) -> Option<Exit> {
        sys::lock(&self.end).exit.clone()
    }

    /// Calls `watcher` with the exit: at the end of the actor, or at once if it has ended.
    pub(crate) fn on_exit(&self, watcher: impl FnOnce(&Exit, &Stats) + Send + 'static) -> Watch {
        let mut end = sys::lock(&self.end);
        match end.exit.clone() {
            None => end.seldom.get_or_insert_default().watchers.push(Box::new(watcher)),
            Some(exit) => {
                drop(end);
                watcher(&exit, &self.stats().last());
                Watch::next()
            }
        }
    }

    /// Drops a watcher that is not called yet; returns whether there was one.
    pub(crate) fn unwatch(&self, watch: Watch) -> bool {
        let mut end = sys::lock(&self.end);
        let watcher = end.seldom.as_mut().and_then(|seldom| seldom.watchers.remove(watch));
        drop(end);
        // Dropped outside of the lock, since that runs the user's code.
        watcher.is_some()
    }

    /// Calls `f` with the links and the exit, under the lock that publishes the exit. Links that are added once there
    /// is an exit are not told.
    pub(crate) fn links<R>(&self, f: impl FnOnce(&mut Links, Option<&Exit>) -> R) -> R {
        let End { seldom, exit, .. } = &mut *sys::lock(&self.end);
        f(&mut seldom.get_or_insert_default().links, exit.as_ref())
    }

    /// Waits until the actor has ended, and, given its own `thread`, until that has ended. On an error, the thread stays
    /// in `thread`.
    pub(crate) fn join(&self, thread: &mut Option<Joining>) -> Result<Exit, CallError> {
        if thread.is_some() {
            Joining::finish(thread, || self.wait_until(None, Until::AllTold).map(drop))?;
        }
        // A pooled actor has no thread to join, so this waits until the watchers have been called. A watcher itself,
        // which runs as the actor, must not wait for that.
        match self.pooled {
            true => self.join_watchers(),
            false => self.wait_for_exit(Until::Exit),
        }
    }

    /// Waits until all watchers have been called. A watcher itself, which runs as the actor, gets the exit at once.
    pub(crate) fn join_watchers(&self) -> Result<Exit, CallError> {
        self.wait_for_exit(match current::is_current(self.id) {
            true => Until::Exit,
            false => Until::AllTold,
        })
    }

    fn wait_for_exit(&self, until: Until) -> Result<Exit, CallError> {
        match &self.wait_until(None, until)?.exit {
            Some(exit) => Ok(exit.clone()),
            None => unreachable!("there is no deadline"),
        }
    }

    /// Returns the exit once the actor has ended and its watchers have been called. Until then, has the task woken at
    /// that time. `key` is the place of the task's waker: each caller passes its own, which is `None` at first.
    ///
    /// Fails with [`CallError::Deadlock`] where a thread that waits would get that error.
    pub(crate) fn poll_end(
        &self,
        key: &mut Option<u64>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Exit, CallError>> {
        current::go_on();
        // A watcher is called on the actor's own thread. For it, the actor has ended.
        let until = if current::is_current(self.id) { Until::Exit } else { Until::AllTold };
        let end = sys::lock(&self.end);
        if let Some(exit) = end.exit_at(until) {
            return Poll::Ready(Ok(exit));
        }
        let known = key.and_then(|key| end.seldom.as_ref()?.tasks.get(&key));
        let is_known = known.is_some_and(|waker| waker.will_wake(cx.waker()));
        drop(end);
        if let Err(error) = current::check(self.id, Awaited::End) {
            return Poll::Ready(Err(error));
        }
        if is_known {
            return Poll::Pending;
        }
        // Cloning and dropping a waker runs the executor's code: neither under the lock.
        let waker = cx.waker().clone();
        let mut end = sys::lock(&self.end);
        if let Some(exit) = end.exit_at(until) {
            drop(end);
            drop(waker);
            return Poll::Ready(Ok(exit));
        }
        let tasks = &mut end.seldom.get_or_insert_default().tasks;
        let free_key = || tasks.last_key_value().map_or(0, |(last, _)| last + 1);
        let key = *key.get_or_insert_with(free_key);
        let former = tasks.insert(key, waker);
        drop(end);
        drop(former);
        Poll::Pending
    }

    /// Drops the waker at `key`: its task is not woken any more.
    pub(crate) fn forget_task(&self, key: u64) {
        let mut end = sys::lock(&self.end);
        let waker = end.seldom.as_mut().and_then(|seldom| seldom.tasks.remove(&key));
        drop(end);
        drop(waker);
    }

    /// Waits for at most `duration` until the actor has ended; `None` if it has not.
    ///
    /// Fails with [`CallError::Deadlock`] at once if this actor waits for the one that runs on this thread: it could
    /// not end meanwhile.
    pub(crate) fn wait_timeout(&self, duration: Duration) -> Result<Option<Exit>, CallError> {
        let deadline = Instant::now().checked_add(duration);
        Ok(self.wait_until(deadline, Until::Exit)?.exit.clone())
    }

    /// Waits for at most `duration` until all watchers and links have been told; returns whether they have.
    pub(crate) fn wait_for_watchers(&self, duration: Duration) -> Result<bool, CallError> {
        let deadline = Instant::now().checked_add(duration);
        Ok(self.wait_until(deadline, Until::AllTold)?.all_told)
    }

    fn wait_until(
        &self,
        deadline: Option<Instant>,
        until: Until,
    ) -> Result<MutexGuard<'_, End>, CallError> {
        self.check_home("waits for the end of")?;
        current::go_on();
        let mut sleep = Sleep::new();
        let mut end = sys::lock(&self.end);
        let mut waiter = None;
        let mut has_begun = false;
        loop {
            let left = time_left(deadline);
            if end.has_reached(until) || left.is_some_and(|left| left.is_zero()) {
                end.end_wait_of(waiter);
                return Ok(end);
            }
            if !has_begun {
                has_begun = true;
                let edge = current::begin(self.id, Awaited::End)?;
                waiter = edge.as_ref().map(Edge::waiter);
                if let Some(edge) = edge {
                    end.seldom.get_or_insert_default().waiting.push((until, edge));
                }
            }
            end.sleeping += 1;
            end = match sleep.wait(&self.end_changed, &self.end, end, left) {
                Ok(end) => end,
                Err(error) => {
                    let mut end = sys::lock(&self.end);
                    end.sleeping -= 1;
                    end.end_wait_of(waiter);
                    return Err(error);
                }
            };
            end.sleeping -= 1;
        }
    }
}

#[cold]
fn wake(tasks: Tasks) {
    for waker in tasks.into_values() {
        // A waker runs the executor's code. Its panic must not keep the others from being woken.
        let _ = panics::catch(|| waker.wake());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    fn wait_of(actor: Arc<Control>, until: Until) -> (Until, Edge) {
        let _entered = current::enter(actor);
        (until, current::begin(ActorId::next(), Awaited::End).unwrap().unwrap())
    }

    #[test]
    fn an_exit_ends_the_waits_for_it_alone() {
        let [early, late] =
            ["early", "late"].map(|name| Arc::new(Control::new(Options::new(name), |_| "")));
        let late_id = late.id();
        let waiting = vec![wait_of(early, Until::Exit), wait_of(late, Until::AllTold)];
        let mut end = End { exit: Some(Exit::Stopped), ..End::default() };
        end.seldom.get_or_insert_default().waiting = waiting;
        let waiters = |end: &End| -> Vec<_> {
            let waiting = end.seldom.iter().flat_map(|seldom| &seldom.waiting);
            waiting.map(|(_, edge)| edge.waiter()).collect()
        };
        end.end_waits();
        assert_eq!(waiters(&end), [late_id]);
        end.all_told = true;
        end.end_waits();
        assert!(waiters(&end).is_empty());
    }
}
