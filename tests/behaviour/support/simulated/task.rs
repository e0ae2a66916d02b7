//! A stand-in for what polls a future until it is done.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use actor_runtime::__private::Condvar;

#[derive(Default)]
struct Notify {
    is_woken: Mutex<bool>,
    woken: Condvar,
}

impl Notify {
    fn wait(&self) {
        let mut is_woken = self.is_woken.lock().unwrap_or_else(PoisonError::into_inner);
        while !std::mem::take(&mut *is_woken) {
            is_woken = self.woken.wait(&self.is_woken, is_woken, None);
        }
    }
}

impl Wake for Notify {
    fn wake(self: Arc<Self>) {
        *self.is_woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let notify = Arc::new(Notify::default());
    let waker = Waker::from(Arc::clone(&notify));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        notify.wait();
    }
}
