//! Ends that are awaited as futures, and waits for an end that tell a time-out from an error.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use actor_runtime::{JoinFuture, prelude::*};

use crate::{
    support::{
        blocked::{Latch, hold},
        driver::Start,
    },
    sys::{
        block_on,
        mpsc::{Receiver, Sender, channel},
        not_simulated, test, thread,
    },
};

#[actor]
#[derive(Default)]
struct Clerk;

type Job = Box<dyn FnOnce(ClerkHandle) -> Result<Exit, CallError> + Send>;

#[actor]
impl Clerk {
    pub fn note(&mut self) {}

    pub fn number(&self) -> u32 {
        7
    }

    pub fn blow(&mut self) {
        panic!("on purpose")
    }

    /// Reports that it runs, and waits.
    pub fn wait_for(&mut self, running: Sender<()>, latch: Receiver<()>) {
        running.send(()).unwrap();
        let _ = latch.recv();
    }

    /// Does what it is told, of itself.
    pub fn run(
        &mut self,
        ctx: &mut actor_runtime::Context<ClerkHandle>,
        job: Job,
    ) -> Result<Exit, CallError> {
        job(ctx.weak().upgrade().expect("somebody asks"))
    }
}

/// Counts how often it is woken.
#[derive(Default)]
struct Count(AtomicU32);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn count() -> (Arc<Count>, Waker) {
    let count = Arc::<Count>::default();
    (Arc::clone(&count), count.into())
}

fn poll(end: &mut JoinFuture, waker: &Waker) -> Poll<Result<Exit, CallError>> {
    Pin::new(end).poll(&mut Context::from_waker(waker))
}

fn poll_once(end: &mut JoinFuture) -> Poll<Result<Exit, CallError>> {
    poll(end, Waker::noop())
}

fn stopped() -> Poll<Result<Exit, CallError>> {
    Poll::Ready(Ok(Exit::Stopped))
}

/// One in a handler, until the latch is dropped.
fn busy() -> (ClerkHandle, Latch) {
    let clerk: ClerkHandle = Clerk.start();
    let latch = hold(|running, latch| clerk.wait_for(running, latch));
    (clerk, latch)
}

/// Waits until the end is published, and all watchers have been called.
fn settled(clerk: &ClerkHandle) -> Exit {
    clerk.clone().join().unwrap()
}

#[not_simulated("tokio and smol wait")]
#[test]
fn a_join_future_resolves_under_any_executor_to_what_the_blocking_call_returns() {
    let ended = |end: fn(&ClerkHandle)| {
        let clerk: ClerkHandle = Clerk.start();
        end(&clerk);
        clerk
    };
    assert_eq!(block_on(ended(|_| ()).join_async()), Ok(Exit::Closed));
    assert_eq!(smol::block_on(ended(ClerkHandle::stop).join_async()), Ok(Exit::Stopped));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(ended(ClerkHandle::kill).join_async()), Ok(Exit::Killed));
    let exit = runtime.block_on(async {
        let clerk = ended(|clerk| clerk.blow().unwrap());
        tokio::spawn(clerk.join_async()).await.unwrap()
    });
    assert!(matches!(exit, Ok(Exit::Panicked(panic)) if panic.text() == "on purpose"));
    assert_eq!(block_on(ended(|_| ()).shutdown_async()), Ok(Exit::Stopped));
}

#[test]
fn join_async_drops_its_handle_and_shutdown_async_stops_in_the_call() {
    let (told, exits) = channel();
    let watched = || {
        let (clerk, told): (ClerkHandle, _) = (Clerk.start(), told.clone());
        clerk.on_exit(move |exit| told.send(exit.clone()).unwrap());
        clerk
    };
    // Not polled, and kept.
    let closing = watched().join_async();
    assert_eq!(exits.recv().unwrap(), Exit::Closed);
    // Not polled, and dropped.
    let clerk = watched();
    drop(clerk.shutdown_async());
    assert!(!clerk.is_open());
    assert_eq!(exits.recv().unwrap(), Exit::Stopped);
    drop(closing);
}

#[test]
fn a_future_of_the_end_holds_no_actor_alive_and_stops_none() {
    let clerk: ClerkHandle = Clerk.start();
    let (mut joining, other) = (clerk.clone().join_async(), clerk.clone());
    assert!(poll_once(&mut joining).is_pending());
    assert_eq!(clerk.number(), Ok(7));
    drop(clerk);
    assert_eq!(other.number(), Ok(7));
    drop(other);
    assert_eq!(block_on(joining), Ok(Exit::Closed));
}

#[test]
fn a_join_future_resolves_when_the_watchers_have_been_called_and_not_before() {
    let clerk: ClerkHandle = Clerk.start();
    let (latch, wait) = channel::<()>();
    let (told, called) = channel();
    clerk.on_exit(move |_| {
        told.send(()).unwrap();
        let _ = wait.recv();
    });
    let (woken, waker) = count();
    let mut end = clerk.shutdown_async();
    let _ = poll(&mut end, &waker);
    called.recv().unwrap();
    assert_eq!(clerk.wait_timeout(Duration::MAX), Some(Exit::Stopped));
    assert!(poll(&mut end, &waker).is_pending());
    assert_eq!(woken.0.load(SeqCst), 0);
    drop(latch);
    assert_eq!(block_on(&mut end), Ok(Exit::Stopped));
}

#[test]
fn a_watcher_that_awaits_the_end_is_told_at_once() {
    let clerk: ClerkHandle = Clerk.start();
    let (told, exits) = channel();
    let mut end = clerk.clone().join_async();
    clerk.on_exit(move |_| told.send(block_on(&mut end)).unwrap());
    clerk.stop();
    assert_eq!(exits.recv().unwrap(), Ok(Exit::Stopped));
}

#[test]
fn the_task_that_polled_last_is_woken_once_and_is_let_go_of() {
    let (clerk, latch) = busy();
    let mut end = clerk.shutdown_async();
    let ((first, first_waker), (last, last_waker)) = (count(), count());
    // Again and again, for nothing.
    for _ in 0..3 {
        assert!(poll(&mut end, &first_waker).is_pending());
    }
    drop(first_waker);
    for _ in 0..3 {
        assert!(poll(&mut end, &last_waker).is_pending());
    }
    drop(last_waker);
    assert_eq!((Arc::strong_count(&first), Arc::strong_count(&last)), (1, 2));
    drop(latch);
    assert_eq!(settled(&clerk), Exit::Stopped);
    // The task is woken after the threads that wait.
    while Arc::strong_count(&last) > 1 {
        thread::yield_now();
    }
    assert_eq!((first.0.load(SeqCst), last.0.load(SeqCst)), (0, 1));
    assert_eq!(poll_once(&mut end), stopped());
    // It says the same again.
    assert_eq!(poll_once(&mut end), stopped());
}

#[test]
fn a_future_that_is_dropped_lets_go_of_its_task_alone() {
    let (clerk, latch) = busy();
    let ((dropped, dropped_waker), (kept, kept_waker)) = (count(), count());
    let mut ends: Vec<_> = (0..10_000).map(|_| clerk.shutdown_async()).collect();
    for end in &mut ends {
        assert!(poll(end, &dropped_waker).is_pending());
    }
    let mut last = ends.pop().unwrap();
    assert!(poll(&mut last, &kept_waker).is_pending());
    ends.truncate(5_000);
    ends.drain(..2_500);
    // A new future does not replace the waker of one that still exists.
    let mut late = clerk.shutdown_async();
    assert!(poll(&mut late, &kept_waker).is_pending());
    assert_eq!(Arc::strong_count(&dropped), 2 + 2_500);
    drop(ends);
    assert_eq!(Arc::strong_count(&dropped), 2);
    assert_eq!(Arc::strong_count(&kept), 2 + 2);
    drop(latch);
    assert_eq!(settled(&clerk), Exit::Stopped);
    while Arc::strong_count(&kept) > 2 {
        thread::yield_now();
    }
    assert_eq!((dropped.0.load(SeqCst), kept.0.load(SeqCst)), (0, 2));
    assert_eq!([poll_once(&mut last), poll_once(&mut late)], [stopped(), stopped()]);
}

#[not_simulated("tokio waits")]
#[test]
fn ten_thousand_tasks_and_some_threads_learn_one_end() {
    let (clerk, latch) = busy();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let clerk = clerk.clone();
            thread::spawn(move || clerk.shutdown())
        })
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let exits = runtime.block_on(async {
        let tasks: Vec<_> = (0..10_000).map(|_| tokio::spawn(clerk.shutdown_async())).collect();
        tokio::task::yield_now().await;
        drop(latch);
        futures::future::join_all(tasks).await
    });
    assert!(exits.into_iter().all(|exit| exit.unwrap() == Ok(Exit::Stopped)));
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Ok(Exit::Stopped));
    }
}

/// A waker that panics whenever it can.
struct Panics(Sender<()>);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
        panic!("woken");
    }
}

impl Drop for Panics {
    fn drop(&mut self) {
        if !thread::panicking() {
            panic!("dropped");
        }
    }
}

#[test]
fn a_waker_that_panics_is_no_ones_trouble_but_its_own() {
    let (clerk, latch) = busy();
    let (told, woken) = channel();
    let panics = || Waker::from(Arc::new(Panics(told.clone())));
    let mut ends = [(); 3].map(|()| clerk.shutdown_async());
    let (count, counting) = count();
    assert!(poll(&mut ends[0], &panics()).is_pending());
    assert!(poll(&mut ends[1], &counting).is_pending());
    assert!(poll(&mut ends[2], &panics()).is_pending());
    // As it is dropped, on this very thread: the actor, and the other tasks, are as they were.
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let [first, _, _] = &mut ends;
        let _ = poll(first, &counting);
    }));
    assert!(caught.is_err(), "the waker's panic is its executor's");
    drop(latch);
    woken.recv().unwrap();
    assert_eq!(settled(&clerk), Exit::Stopped);
    for end in &mut ends {
        assert_eq!(block_on(end), Ok(Exit::Stopped));
    }
    while Arc::strong_count(&count) > 2 {
        thread::yield_now();
    }
    assert_eq!(count.0.load(SeqCst), 2);
}

#[test]
fn an_actor_that_awaits_its_own_end_gets_an_error() {
    let awaits: [fn(ClerkHandle) -> JoinFuture; 2] =
        [ClerkHandle::join_async, |myself| myself.shutdown_async()];
    for awaited in awaits {
        let clerk: ClerkHandle = Clerk.start();
        let job: Job = Box::new(move |myself| block_on(awaited(myself)));
        let Ok(Err(CallError::Deadlock(cycle))) = clerk.run(job) else { panic!("no circle") };
        assert_eq!(cycle.actors(), ["Clerk"]);
    }
}

#[test]
fn a_deadlock_of_a_join_future_is_not_final() {
    let clerk: ClerkHandle = Clerk.start();
    let (give, given) = channel();
    let job: Job = Box::new(move |myself| {
        let mut end = myself.shutdown_async();
        let refused = [poll_once(&mut end), poll_once(&mut end)];
        assert!(matches!(refused, [Poll::Ready(Err(_)), Poll::Ready(Err(_))]), "{refused:?}");
        give.send(end).unwrap();
        Ok(Exit::Stopped)
    });
    assert_eq!(clerk.run(job), Ok(Ok(Exit::Stopped)));
    let mut end = given.recv().unwrap();
    assert_eq!(block_on(&mut end), Ok(Exit::Stopped));
    assert_eq!(poll_once(&mut end), stopped());
}

#[test]
fn an_actor_may_leave_its_own_end_to_others() {
    let clerk: ClerkHandle = Clerk.start();
    let (give, given) = channel();
    let job: Job = Box::new(move |myself| {
        give.send(myself.shutdown_async()).unwrap();
        Ok(Exit::Stopped)
    });
    assert_eq!(clerk.run(job), Ok(Ok(Exit::Stopped)));
    assert_eq!(block_on(given.recv().unwrap()), Ok(Exit::Stopped));
}

#[test]
fn an_actor_that_awaits_the_end_of_one_that_waits_for_it_gets_an_error() {
    let (front, back): (ClerkHandle, ClerkHandle) = (Clerk.start(), Clerk.start());
    let (asked, asking) = (back.clone(), front.clone());
    // Polls until the other one waits, too: a circle that closes only after the last poll is not seen.
    let awaits: Job = Box::new(move |_| {
        let mut end = asking.shutdown_async();
        loop {
            match poll_once(&mut end) {
                Poll::Ready(result) => break result,
                Poll::Pending => thread::yield_now(),
            }
        }
    });
    let result = front.run(Box::new(move |_| asked.run(awaits)?)).unwrap();
    let Err(CallError::Deadlock(cycle)) = result else { panic!("{result:?}") };
    assert_eq!(cycle.actors().len(), 2);
    assert_eq!(settled(&front), Exit::Stopped);
    // A poll is no wait: the others may ask the actor as before.
    assert_eq!(back.number(), Ok(7));
}

#[test]
fn a_look_at_an_end_is_no_wait_for_it() {
    let (front, back): (ClerkHandle, ClerkHandle) = (Clerk.start(), Clerk.start());
    let (looked, has_looked) = channel();
    let (latch, wait) = channel::<()>();
    let mut end = back.clone().join_async();
    let job: Job = Box::new(move |_| {
        assert!(poll_once(&mut end).is_pending());
        looked.send(()).unwrap();
        let _ = wait.recv();
        Ok(Exit::Stopped)
    });
    let mut busy = front.ask().run(job);
    assert_eq!(busy.try_wait(), Ok(None));
    let runs = thread::spawn(move || busy.wait());
    has_looked.recv().unwrap();
    // The other one waits for it meanwhile, which would be a circle.
    let asked = front.clone();
    let waits: Job = Box::new(move |_| {
        let mut number = asked.ask().number();
        let waited = number.wait_timeout(Duration::from_millis(1));
        assert_eq!(waited, Err(CallError::TimedOut));
        Ok(Exit::Stopped)
    });
    assert_eq!(back.run(waits), Ok(Ok(Exit::Stopped)));
    drop(latch);
    assert!(runs.join().unwrap().is_ok());
}

#[test]
fn a_join_future_shows_whose_end_it_is_and_goes_where_its_task_goes() {
    fn is_free<T: Send + Sync + Unpin + 'static>(_: &T) {}

    let (clerk, _inbox) = ClerkHandle::channel();
    let end = clerk.clone().join_async();
    is_free(&end);
    assert_eq!(format!("{end:?}"), format!("JoinFuture({clerk:?})"));
}

#[test]
fn the_end_of_a_mailbox_without_an_actor_is_its_inboxs() {
    let (clerk, inbox) = ClerkHandle::channel();
    let mut end = clerk.join_async();
    assert!(poll_once(&mut end).is_pending());
    drop(inbox);
    assert_eq!(poll_once(&mut end), stopped());
}

#[test]
fn a_wait_says_whether_it_timed_out_or_would_be_for_ever() {
    let clerk: ClerkHandle = Clerk.start();
    assert_eq!(clerk.try_wait_timeout(Duration::ZERO), Ok(None));
    let job: Job = Box::new(|myself| {
        assert_eq!(myself.wait_timeout(Duration::MAX), None);
        myself.try_wait_timeout(Duration::MAX).map(|exit| exit.expect("it waited"))
    });
    assert!(matches!(clerk.run(job), Ok(Err(CallError::Deadlock(_)))));
    clerk.stop();
    assert_eq!(clerk.try_wait_timeout(Duration::MAX), Ok(Some(Exit::Stopped)));
}
