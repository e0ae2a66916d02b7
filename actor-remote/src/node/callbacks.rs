//! The thread on which closures of the user run: they may block without holding up the node.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use crate::panics::contained;

pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// The thread is started with the first closure.
#[derive(Debug, Default)]
pub(crate) struct Callbacks(Mutex<Option<mpsc::Sender<Job>>>);

impl Callbacks {
    pub(crate) fn run(&self, job: Job) {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match &*queue {
            Some(sender) => match sender.send(job) {
                Ok(()) => return,
                Err(mpsc::SendError(job)) => job,
            },
            None => job,
        };
        let (sender, jobs) = mpsc::channel::<Job>();
        let run = move || {
            for job in jobs {
                // A panic of one closure is not the next one's.
                let _ = contained(job);
            }
        };
        if thread::Builder::new().name("remote-callbacks".into()).spawn(run).is_ok() {
            let _ = sender.send(job);
            *queue = Some(sender);
        }
    }

    /// No closure comes any more. Those that are queued still run.
    pub(crate) fn end(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
