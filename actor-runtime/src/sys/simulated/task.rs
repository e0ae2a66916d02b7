//! A task that a thread of a run polls until it is done.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{
            AtomicBool,
            Ordering::{AcqRel, Release},
        },
    },
    task::{Context, Poll, Wake, Waker},
};

use super::{choice::ThreadNo, home::Home, state::Key, world::World};

struct Notify {
    home: Home,
    thread: ThreadNo,
    is_woken: AtomicBool,
}

impl Wake for Notify {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Release);
        self.home.note_outsider(|| "wakes a task of the simulation".into());
        self.home.wake(Key::Task(self.thread));
    }
}

/// Polls `future` on the calling thread, which belongs to `world`, until it is done.
pub(crate) fn block_on<F: Future>(world: &'static World, me: ThreadNo, future: F) -> F::Output {
    let is_woken = AtomicBool::new(false);
    let notify = Arc::new(Notify { home: Home::here(), thread: me, is_woken });
    let waker = Waker::from(Arc::clone(&notify));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        if notify.is_woken.swap(false, AcqRel) {
            // It has woken itself: others may go on first.
            world.yield_baton(me);
        } else {
            world.wait_until(me, Key::Task(me), None);
            notify.is_woken.store(false, Release);
        }
    }
}
