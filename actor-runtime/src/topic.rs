//! One value for many actors: each subscriber gets it as a message of its own.

use std::fmt;

use crate::{
    Handle,
    sys::{
        self, Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// Publishes values to any number of actors, of any kinds: each [`subscribe`](Topic::subscribe)s
/// with a closure that makes its message of the value.
///
/// Clones share the subscribers. A topic holds its subscribers weakly, so it keeps no actor alive,
/// and one that has ended drops out by itself.
///
/// ```
/// use actor_runtime::{Topic, prelude::*};
///
/// #[actor]
/// #[derive(Default)]
/// struct Display { celsius: f64 }
///
/// #[actor]
/// impl Display {
///     pub fn show(&mut self, celsius: f64) { self.celsius = celsius }
///     pub fn shown(&self) -> f64 { self.celsius }
/// }
///
/// let temperature = Topic::new();
/// let display = Display::default().spawn();
/// temperature.subscribe(&display, |celsius: &f64| DisplayMessage::Show { celsius: *celsius });
/// assert_eq!(temperature.publish(&21.5), 1);
/// assert_eq!(display.shown()?, 21.5);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub struct Topic<T: ?Sized>(Arc<Shared<T>>);

/// Tells one subscription from the others, for [`unsubscribe`](Topic::unsubscribe). Dropping it
/// changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subscription(u64);

struct Shared<T: ?Sized> {
    /// Replaced as a whole, so that publishing goes on outside of the lock: a send may block.
    subscribers: Mutex<Arc<Vec<Subscriber<T>>>>,
    last: AtomicU64,
}

struct Subscriber<T: ?Sized> {
    subscription: Subscription,
    deliver: Arc<Deliver<T>>,
}

type Deliver<T> = dyn Fn(&T) -> Delivery + Send + Sync;

enum Delivery {
    Accepted,
    /// Its mailbox is full.
    Refused,
    /// It takes no messages any more.
    Ended,
}

impl<T: ?Sized> Topic<T> {
    /// A topic without subscribers.
    pub fn new() -> Self {
        let subscribers = Mutex::new(Arc::new(Vec::new()));
        Topic(Arc::new(Shared { subscribers, last: AtomicU64::new(0) }))
    }

    /// Adds a subscriber: of each value published from now on, `message` makes what it is sent.
    pub fn subscribe<H: Handle + 'static>(
        &self,
        subscriber: &H,
        message: impl Fn(&T) -> H::Message + Send + Sync + 'static,
    ) -> Subscription {
        let weak = subscriber.downgrade();
        // Boxed first, since a model checker's `Arc` cannot turn into one of a trait object by itself.
        let deliver: Box<Deliver<T>> = Box::new(move |value: &T| match weak.upgrade() {
            None => Delivery::Ended,
            Some(handle) => match Handle::send(&handle, message(value)) {
                Ok(()) => Delivery::Accepted,
                Err(refused) if matches!(refused.reason(), crate::CallError::Stopped(_)) => {
                    Delivery::Ended
                }
                Err(_) => Delivery::Refused,
            },
        });
        let subscription = Subscription(self.0.last.fetch_add(1, Relaxed));
        let subscriber = Subscriber { subscription, deliver: Arc::from(deliver) };
        self.replace(|subscribers| subscribers.push(subscriber));
        subscription
    }

    /// Takes a subscriber out; says whether it was still there. A value that is being published on
    /// another thread may still reach it.
    pub fn unsubscribe(&self, subscription: Subscription) -> bool {
        let mut found = false;
        self.replace(|subscribers| {
            let before = subscribers.len();
            subscribers.retain(|subscriber| subscriber.subscription != subscription);
            found = subscribers.len() < before;
        });
        found
    }

    /// Sends each subscriber its message of `value`, in the order in which they came; says how many
    /// mailboxes took it. A full one does what its [`Overflow`](crate::Overflow) says: it may block
    /// this thread, or refuse (and is not counted then).
    ///
    /// What one thread publishes reaches each subscriber in its order.
    pub fn publish(&self, value: &T) -> usize {
        let subscribers = Arc::clone(&sys::lock(&self.0.subscribers));
        let mut accepted = 0;
        let mut ended = Vec::new();
        for subscriber in subscribers.iter() {
            match (subscriber.deliver)(value) {
                Delivery::Accepted => accepted += 1,
                Delivery::Refused => {}
                Delivery::Ended => ended.push(subscriber.subscription),
            }
        }
        if !ended.is_empty() {
            self.replace(|all| all.retain(|one| !ended.contains(&one.subscription)));
        }
        accepted
    }

    /// How many subscribers there are; those that have ended count until the next
    /// [`publish`](Topic::publish).
    pub fn subscribers(&self) -> usize {
        sys::lock(&self.0.subscribers).len()
    }

    fn replace(&self, change: impl FnOnce(&mut Vec<Subscriber<T>>)) {
        let mut lock = sys::lock(&self.0.subscribers);
        let mut subscribers = Vec::clone(&lock);
        change(&mut subscribers);
        let former = std::mem::replace(&mut *lock, Arc::new(subscribers));
        drop(lock);
        // The last one to let go of a closure drops what it captured: the user's code.
        drop(former);
    }
}

impl<T: ?Sized> Clone for Subscriber<T> {
    fn clone(&self) -> Self {
        Subscriber { subscription: self.subscription, deliver: Arc::clone(&self.deliver) }
    }
}

impl<T: ?Sized> Clone for Topic<T> {
    fn clone(&self) -> Self {
        Topic(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Default for Topic<T> {
    fn default() -> Self {
        Topic::new()
    }
}

impl<T: ?Sized> fmt::Debug for Topic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Topic").field("subscribers", &self.subscribers()).finish()
    }
}
