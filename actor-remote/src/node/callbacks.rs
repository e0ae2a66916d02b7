//! The thread on which closures of the user run: they may block without holding up the node.

use std::{
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use crate::panics::contained;

pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// The thread is started with the first closure.
#[derive(Default)]
pub(crate) struct Callbacks(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    thread: Option<mpsc::Sender<Job>>,
    /// Closures that came while the system had no thread for them. The next one tries again.
    waiting: Vec<Job>,
}

impl Callbacks {
    pub(crate) fn run(&self, job: Job) {
        let mut queue = self.lock();
        let job = match &queue.thread {
            Some(sender) => match sender.send(job) {
                Ok(()) => return,
                Err(mpsc::SendError(job)) => job,
            },
            None => job,
        };
        queue.waiting.push(job);
        let (sender, jobs) = mpsc::channel::<Job>();
        let run = move || {
            for job in jobs {
                // A panic of one closure is not the next one's.
                let _ = contained(job);
            }
        };
        if thread::Builder::new().name("remote-callbacks".into()).spawn(run).is_ok() {
            for job in queue.waiting.drain(..) {
                let _ = sender.send(job);
            }
            queue.thread = Some(sender);
        }
    }

    /// No closure comes any more. Those that are queued still run.
    pub(crate) fn end(&self) {
        self.lock().thread.take();
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
