//! Publishes a value to many actors: each subscriber gets a message of its own kind.

use std::{
    collections::BTreeMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::{
    CallError, Handle, SendError, Weak, panics,
    sys::{self, Arc, Home, Mutex},
};

/// Publishes values to any number of actors, of any kinds: each one [`subscribe`](Topic::subscribe)s
/// with a closure that makes its message from the value.
///
/// Clones share the subscribers. A topic holds its subscribers weakly, so it keeps no actor alive,
/// and removes a subscriber that has ended by itself. Subscribing and unsubscribing take about as long with many
/// subscribers as with few. The first such call after a [`publish`](Topic::publish) also drops the list that the
/// publish has gone through, which takes a small part of the time of that publish.
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
pub struct Topic<T: ?Sized>(Arc<Mutex<Subscribers<T>>>);

/// Identifies a subscription, for [`unsubscribe`](Topic::unsubscribe). Dropping it
/// changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subscription(u64);

struct Subscribers<T: ?Sized> {
    /// The subscribers by the number of their subscription, and so in the order of subscription.
    by_number: BTreeMap<u64, Arc<Subscriber<T>>>,
    /// The same subscribers, for `publish` to go through outside of the lock, since a send may block. Every
    /// change drops this list, and the next `publish` makes it again.
    list: Option<SubscriberList<T>>,
    /// The number at which the next search for ended subscribers begins.
    next_search: u64,
}

type SubscriberList<T> = Arc<Vec<Arc<Subscriber<T>>>>;

/// How many subscribers each `subscribe` checks for having ended. Since it is more than one, those that have
/// ended stay a bounded part of all. Since it is fixed, a subscribe costs the same among many as among few.
const CHECKED_AT_ONCE: usize = 4;

impl<T: ?Sized> Subscribers<T> {
    fn new() -> Self {
        Subscribers { by_number: BTreeMap::new(), list: None, next_search: 0 }
    }

    /// Checks the next few subscribers, and takes out those that have ended. The caller drops them outside of the
    /// lock.
    fn take_some_ended(&mut self) -> Vec<Arc<Subscriber<T>>> {
        let (before, from) =
            (self.by_number.range(..self.next_search), self.by_number.range(self.next_search..));
        let mut ended = Vec::new();
        let mut last = None;
        for (number, subscriber) in from.chain(before).take(CHECKED_AT_ONCE) {
            last = Some(*number);
            if subscriber.has_ended() {
                ended.push(*number);
            }
        }
        self.next_search = last.map_or(0, |last| last + 1);
        self.take(ended)
    }

    fn take(&mut self, numbers: Vec<u64>) -> Vec<Arc<Subscriber<T>>> {
        numbers.into_iter().filter_map(|number| self.by_number.remove(&number)).collect()
    }
}

struct Subscriber<T: ?Sized> {
    number: u64,
    /// `None` only during the drop. Boxed, since a model checker's `Arc` cannot be coerced to an `Arc` of
    /// a trait object.
    deliver: Option<Box<dyn Deliver<T>>>,
}

/// Sends values to one subscriber, whatever its kind.
trait Deliver<T: ?Sized>: Send + Sync {
    /// Sends the message of a value, unless it would have to wait for room.
    fn deliver(&self, value: &T) -> Delivery<'_>;
    fn has_ended(&self) -> bool;
}

/// What a subscriber has done with its message.
enum Delivery<'a> {
    Accepted,
    /// Its mailbox is full. The closure sends the message, and waits until there is room.
    MustWait(Box<dyn FnOnce() -> Delivery<'a> + 'a>),
    /// Its mailbox is full, or belongs to the actor that publishes.
    Refused,
    /// The subscriber takes no messages any more.
    Ended,
}

/// A subscriber, and the closure that makes its message from a value.
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
    fn deliver(&self, value: &T) -> Delivery<'_> {
        let Some(handle) = self.weak.upgrade() else {
            return Delivery::Ended;
        };
        let message = (self.message)(value);
        if H::HAS_URGENT && H::is_urgent(&message) {
            return Delivery::of(Handle::send(&handle, message));
        }
        match Handle::mailbox(&handle).send_without_wait(message) {
            Ok(sent) => Delivery::of(sent),
            // Holds the subscriber weakly meanwhile: this thread may wait for others first.
            Err(message) => Delivery::MustWait(Box::new(move || match self.weak.upgrade() {
                Some(handle) => Delivery::of(Handle::send(&handle, message)),
                None => Delivery::Ended,
            })),
        }
    }

    fn has_ended(&self) -> bool {
        self.weak.control().has_ended()
    }
}

impl Delivery<'_> {
    fn of<M>(sent: Result<(), SendError<M>>) -> Self {
        match sent.map_err(CallError::from) {
            Ok(()) => Delivery::Accepted,
            Err(CallError::Ended(_)) => Delivery::Ended,
            Err(_) => Delivery::Refused,
        }
    }
}

impl<T: ?Sized> Subscriber<T> {
    fn deliver(&self, value: &T) -> Delivery<'_> {
        self.deliver.as_ref().map_or(Delivery::Ended, |to| to.deliver(value))
    }

    fn has_ended(&self) -> bool {
        self.deliver.as_ref().is_none_or(|to| to.has_ended())
    }
}

/// A panic in the drop of what the closure captured is contained, since any thread may drop a subscriber.
impl<T: ?Sized> Drop for Subscriber<T> {
    fn drop(&mut self) {
        let deliver = self.deliver.take();
        let _ = panics::catch(|| drop(deliver));
    }
}

impl<T: ?Sized> Topic<T> {
    /// A topic without subscribers.
    pub fn new() -> Self {
        Topic(Arc::new(Mutex::new(Subscribers::new())))
    }

    /// Adds a subscriber. For each value published from now on, `message` makes the message that the subscriber gets.
    pub fn subscribe<H: Handle + 'static>(
        &self,
        subscriber: &H,
        message: impl Fn(&T) -> H::Message + Send + Sync + 'static,
    ) -> Subscription {
        let deliver = MessageOf { weak: subscriber.downgrade(), message };
        Subscription(self.add(Box::new(deliver)))
    }

    fn add(&self, deliver: Box<dyn Deliver<T>>) -> u64 {
        // Numbers are unique in the whole process, so that no subscription of another topic passes for one of this
        // topic.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Relaxed);
        let subscriber = Arc::new(Subscriber { number, deliver: Some(deliver) });
        let ended = self.change(|subscribers| {
            let ended = subscribers.take_some_ended();
            subscribers.by_number.insert(number, subscriber);
            ended
        });
        drop(ended);
        number
    }

    /// Removes a subscriber, and returns whether it was still there. A value that is being published on
    /// another thread may still reach it.
    pub fn unsubscribe(&self, subscription: Subscription) -> bool {
        self.change(|subscribers| subscribers.by_number.remove(&subscription.0)).is_some()
    }

    /// Sends each subscriber its message for `value`, and returns how many sends succeeded. The order is that of
    /// subscription, but for the subscribers that are full at first. A full mailbox does what its
    /// [`Overflow`](crate::Overflow) says. It may block this thread. It may refuse the message, which is not counted then.
    /// It may also drop the message, which is counted.
    ///
    /// A full subscriber holds up this thread alone: all subscribers that have room get their messages first, and
    /// then this thread waits for the others, one after the other.
    ///
    /// Values that one thread publishes reach each subscriber in the order of publication. An actor that is subscribed
    /// twice may get its two messages for one value in either order, if its mailbox is full meanwhile.
    ///
    /// # Panics
    ///
    /// If a closure that makes a message panics. The other subscribers have got their messages by then.
    pub fn publish(&self, value: &T) -> usize {
        let subscribers = self.list();
        let (mut sent, mut full, mut ended, mut panic) = (0, Vec::new(), Vec::new(), None);
        // Returns what is still to be waited for.
        let mut note = |number, delivered| {
            match delivered {
                Ok(Delivery::Accepted) => sent += 1,
                Ok(Delivery::MustWait(wait)) => return Some((number, wait)),
                Ok(Delivery::Refused) => {}
                Ok(Delivery::Ended) => ended.push(number),
                Err(payload) if panic.is_none() => panic = Some(payload),
                Err(payload) => panics::release(payload),
            }
            None
        };
        for subscriber in subscribers.iter() {
            let delivered = catch_unwind(AssertUnwindSafe(|| subscriber.deliver(value)));
            full.extend(note(subscriber.number, delivered));
        }
        for (number, wait) in full {
            // A message that is refused is dropped here, which may panic, too.
            let _ = note(number, catch_unwind(AssertUnwindSafe(wait)));
        }
        if !ended.is_empty() {
            drop(self.change(|subscribers| subscribers.take(ended)));
        }
        if let Some(payload) = panic {
            resume_unwind(payload);
        }
        sent
    }

    /// The number of subscribers. A subscriber that has ended counts until the next
    /// [`publish`](Topic::publish), or until one of the next [`subscribe`](Topic::subscribe)s finds it:
    /// each of these checks a few subscribers.
    pub fn subscriber_count(&self) -> usize {
        Home::here().at_poll();
        sys::lock(&self.0).by_number.len()
    }

    fn list(&self) -> SubscriberList<T> {
        let mut subscribers = sys::lock(&self.0);
        let Subscribers { by_number, list, .. } = &mut *subscribers;
        let list =
            list.get_or_insert_with(|| Arc::new(by_number.values().map(Arc::clone).collect()));
        Arc::clone(list)
    }

    /// Changes the subscribers under the lock. `change` must return the subscribers that it takes out: their drop
    /// runs the user's code, so the caller drops them outside of the lock.
    fn change<R>(&self, change: impl FnOnce(&mut Subscribers<T>) -> R) -> R {
        let mut subscribers = sys::lock(&self.0);
        let changed = change(&mut subscribers);
        let list = subscribers.list.take();
        drop(subscribers);
        // Dropped outside of the lock, too: the list may be the last to hold a subscriber that was taken out before.
        drop(list);
        changed
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// Counts how often it is asked whether it has ended.
    struct Counting {
        checks: Arc<AtomicUsize>,
        has_ended: bool,
    }

    impl Deliver<()> for Counting {
        fn deliver(&self, (): &()) -> Delivery<'_> {
            Delivery::Accepted
        }

        fn has_ended(&self) -> bool {
            self.checks.fetch_add(1, Relaxed);
            self.has_ended
        }
    }

    #[test]
    fn a_subscribe_checks_as_many_subscribers_among_many_as_among_few() {
        let (topic, checks) = (Topic::new(), Arc::new(AtomicUsize::new(0)));
        for n in 1..=16_000 {
            topic.add(Box::new(Counting { checks: Arc::clone(&checks), has_ended: false }));
            assert!(checks.load(Relaxed) <= n * CHECKED_AT_ONCE);
        }
        assert_eq!(topic.publish(&()), 16_000);
    }

    #[test]
    fn subscribers_that_have_ended_stay_a_part_of_all() {
        let (topic, checks) = (Topic::new(), Arc::new(AtomicUsize::new(0)));
        // Every second subscriber has ended as soon as it is added, and nothing is published.
        for n in 0..10_000 {
            topic.add(Box::new(Counting { checks: Arc::clone(&checks), has_ended: n % 2 == 0 }));
        }
        let ended = topic.subscriber_count() - 5_000;
        assert!(ended < 2_500, "{ended} that have ended");
    }
}
