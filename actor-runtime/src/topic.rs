//! One value for many actors: each subscriber gets it as a message of its own.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::{
    CallError, Handle, Weak, panics,
    sys::{self, Arc, Mutex},
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
pub struct Topic<T: ?Sized>(Arc<Subscribers<T>>);

/// Tells one subscription from the others, for [`unsubscribe`](Topic::unsubscribe). Dropping it
/// changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subscription(u64);

/// Replaced as a whole, so that publishing goes on outside of the lock: a send may block.
type Subscribers<T> = Mutex<Arc<Vec<Subscriber<T>>>>;

struct Subscriber<T: ?Sized> {
    subscription: Subscription,
    /// `None` only while it is dropped. Boxed, since a model checker's `Arc` cannot turn into one of
    /// a trait object by itself.
    deliver: Option<Arc<Box<dyn Deliver<T>>>>,
}

trait Deliver<T: ?Sized>: Send + Sync {
    fn deliver(&self, value: &T) -> Delivery;
    fn has_ended(&self) -> bool;
}

enum Delivery {
    Accepted,
    /// Its mailbox is full, or this thread's own.
    Refused,
    /// It takes no messages any more.
    Ended,
}

struct MessageOf<H: Handle, F> {
    weak: Weak<H>,
    message: F,
}

impl<T, H, F> Deliver<T> for MessageOf<H, F>
where
    T: ?Sized,
    H: Handle,
    F: Fn(&T) -> H::Message + Send + Sync,
{
    fn deliver(&self, value: &T) -> Delivery {
        let Some(handle) = self.weak.upgrade() else {
            return Delivery::Ended;
        };
        match Handle::send(&handle, (self.message)(value)).map_err(CallError::from) {
            Ok(()) => Delivery::Accepted,
            Err(CallError::Stopped(_)) => Delivery::Ended,
            Err(_) => Delivery::Refused,
        }
    }

    fn has_ended(&self) -> bool {
        self.weak.exit().is_some()
    }
}

impl<T: ?Sized> Subscriber<T> {
    fn deliver(&self, value: &T) -> Delivery {
        self.deliver.as_ref().map_or(Delivery::Ended, |to| to.deliver(value))
    }

    fn has_ended(&self) -> bool {
        self.deliver.as_ref().is_none_or(|to| to.has_ended())
    }
}

/// What the closure captured is the user's, and this may be a stranger's thread.
impl<T: ?Sized> Drop for Subscriber<T> {
    fn drop(&mut self) {
        let deliver = self.deliver.take();
        let _ = panics::catch(|| drop(deliver));
    }
}

impl<T: ?Sized> Topic<T> {
    /// A topic without subscribers.
    pub fn new() -> Self {
        Topic(Arc::new(Mutex::new(Arc::new(Vec::new()))))
    }

    /// Adds a subscriber: of each value published from now on, `message` makes what it is sent.
    pub fn subscribe<H: Handle + 'static>(
        &self,
        subscriber: &H,
        message: impl Fn(&T) -> H::Message + Send + Sync + 'static,
    ) -> Subscription {
        let deliver = MessageOf { weak: subscriber.downgrade(), message };
        let deliver: Box<dyn Deliver<T>> = Box::new(deliver);
        // Of the whole process, so that another topic's subscription is none of this one's.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let subscription = Subscription(LAST.fetch_add(1, Relaxed));
        let subscriber = Subscriber { subscription, deliver: Some(Arc::new(deliver)) };
        self.replace(|subscribers| {
            subscribers.retain(|subscriber| !subscriber.has_ended());
            subscribers.push(subscriber);
        });
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

    /// Sends each subscriber its message of `value`, in the order in which they came; says to how
    /// many it was sent. A full mailbox does what its [`Overflow`](crate::Overflow) says: it may
    /// block this thread, or refuse (and is not counted then), or drop the message (and is).
    ///
    /// What one thread publishes reaches each subscriber in its order.
    ///
    /// # Panics
    ///
    /// If a closure that makes a message panics; the other subscribers have got theirs by then.
    pub fn publish(&self, value: &T) -> usize {
        let subscribers = Arc::clone(&sys::lock(&self.0));
        let (mut sent, mut ended, mut panic) = (0, Vec::new(), None);
        for subscriber in subscribers.iter() {
            match catch_unwind(AssertUnwindSafe(|| subscriber.deliver(value))) {
                Ok(Delivery::Accepted) => sent += 1,
                Ok(Delivery::Refused) => {}
                Ok(Delivery::Ended) => ended.push(subscriber.subscription),
                Err(payload) if panic.is_none() => panic = Some(payload),
                Err(payload) => panics::release(payload),
            }
        }
        if !ended.is_empty() {
            self.replace(|all| all.retain(|one| !ended.contains(&one.subscription)));
        }
        if let Some(payload) = panic {
            resume_unwind(payload);
        }
        sent
    }

    /// How many subscribers there are; those that have ended count until the next
    /// [`publish`](Topic::publish) or [`subscribe`](Topic::subscribe).
    pub fn subscriber_count(&self) -> usize {
        sys::lock(&self.0).len()
    }

    fn replace(&self, change: impl FnOnce(&mut Vec<Subscriber<T>>)) {
        let mut lock = sys::lock(&self.0);
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
        Subscriber { subscription: self.subscription, deliver: self.deliver.clone() }
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
        f.debug_struct("Topic").field("subscribers", &self.subscriber_count()).finish()
    }
}
