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

use super::{
    trace::What,
    world::{self, Key, ThreadNo, Trouble, World},
};

struct Notify {
    world: &'static World,
    /// Of the run.
    number: u64,
    thread: ThreadNo,
    is_woken: AtomicBool,
}

impl Wake for Notify {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Release);
        if world::here().is_none_or(|(world, _)| !std::ptr::eq(world, self.world)) {
            self.world.fail_run(self.number, Trouble::outside("wakes a task of the simulation"));
        }
        self.world.wake_all_of(self.number, Key::Task(self.thread));
    }
}

/// Polls `future` on the calling thread, which belongs to `world`, until it is done.
pub(crate) fn block_on<F: Future>(world: &'static World, me: ThreadNo, future: F) -> F::Output {
    let is_woken = AtomicBool::new(false);
    let notify = Arc::new(Notify { world, number: world.number(), thread: me, is_woken });
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
            world.wait_until(me, Key::Task(me), None, None::<What>);
            notify.is_woken.store(false, Release);
        }
    }
}
