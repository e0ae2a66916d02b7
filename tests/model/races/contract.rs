//! std's channels and the model's do the same, in all that the runtime relies on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc::{RecvTimeoutError, TrySendError},
    },
    time::Duration,
};

use model::Search;

/// Counts those of its kind that have been dropped.
struct Drops(Arc<AtomicUsize>);

impl Drop for Drops {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

macro_rules! contract {
    ($mpsc:path, $spawn:path) => {{
        use $mpsc as mpsc;

        // In order; then, with the sender gone, the rest first.
        let (sender, receiver) = mpsc::channel();
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        assert_eq!(receiver.recv(), Ok(1));
        drop(sender);
        assert_eq!(receiver.recv_timeout(Duration::ZERO), Ok(2));
        assert_eq!(receiver.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Disconnected));
        assert!(receiver.recv().is_err());

        // A receive that does not wait, and one that waits for a while.
        let (sender, receiver) = mpsc::channel::<()>();
        assert_eq!(receiver.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
        let short = Duration::from_millis(1);
        assert_eq!(receiver.recv_timeout(short), Err(RecvTimeoutError::Timeout));
        assert_eq!(receiver.recv_timeout(short), Err(RecvTimeoutError::Timeout));
        drop(sender);

        // Places.
        let (sender, receiver) = mpsc::sync_channel(1);
        sender.try_send(1).unwrap();
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        assert_eq!(receiver.recv(), Ok(1));
        sender.try_send(3).unwrap();
        drop(receiver);
        assert_eq!(sender.try_send(4), Err(TrySendError::Disconnected(4)));

        // The receiver's drop discards what is queued, although there are senders.
        let drops = Arc::new(AtomicUsize::new(0));
        let (sender, receiver) = mpsc::channel();
        sender.send(Drops(Arc::clone(&drops))).unwrap();
        drop(receiver);
        assert_eq!(drops.load(Relaxed), 1);
        assert!(sender.send(Drops(Arc::clone(&drops))).is_err());

        // A receiver that waits is woken, by a message and by the end.
        let (sender, receiver) = mpsc::channel();
        let thread = $spawn(move || (receiver.recv(), receiver.recv()));
        sender.send(1).unwrap();
        drop(sender);
        let (message, end) = thread.join().unwrap();
        assert!(message == Ok(1) && end.is_err());
    }};
}

#[test]
fn std_keeps_the_contract() {
    contract!(std::sync::mpsc, std::thread::spawn);
}

#[test]
fn the_model_keeps_the_contract() {
    Search::Sampled(200).outcomes(|| contract!(model::sys::mpsc, shuttle::thread::spawn));
}
