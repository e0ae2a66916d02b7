//! The lane of an actor's sources: what they have sent, and which of them are attached.
//
// A source belongs to one state of the actor. What sources send lies here, and the channel holds one mark for each
// message, which keeps the message's place and its turn. So a source takes places of a bounded mailbox as a handle does.
// Marks and messages are in the same order, since both are put under the lane's lock.
//
// | a message of a source | left by | how |
// |---|---|---|
// | is sent | `Source::put` | into the lane with its mark, if there is room |
// | | `WaitingLine::join` | stands in line, if there is none |
// | | a close, `detach` | refused |
// | stands in line | `WaitingLine::let_in` | into the lane with its mark |
// | | `WaitingLine::close`, `send_away_detached` | sent away |
// | is in the lane | `take_next`, at its mark | handled |
// | | `detach`, `detach_all` | dropped, and counted as undelivered. Its mark stays, and the loop skips it |
//
// Detaching is final: afterwards no message of the source is handled, and none of its senders waits. Only the message that
// the loop has taken out by then, as another thread detaches, is still handled.
//   1. `detach` takes the source off the list of the attached ones and its messages out of the lane, under the lane's
//      lock;
//   2. it takes the line's lock, and sends away the messages of the source that stand there. Meanwhile, a receive that
//      finds such a message at the front of the line sends it away itself, and gives the place to the next one.
// A send does one of these:
//   3. it puts a message into the lane under the lane's lock, if the source is attached;
//   4. it joins the line under the line's lock, if the source is still attached under that lock.
// A step 3 before step 1 leaves its message to step 1; one after it is refused. A step 4 that finds the source attached
// came before step 1, and holds the line's lock until its message stands in line. So step 2 comes after it and finds
// the message.
//
// Locks are taken in this order: the line's, the lane's, the channel's or queue's.

use std::{
    collections::{BTreeSet, VecDeque},
    mem,
};

use crate::{
    CallError,
    lifecycle::control::Control,
    mailbox::envelope::Queued,
    memory::shrink,
    reply::dropped,
    sys::{self, Mutex},
};

pub(crate) struct Lane<M>(Mutex<LaneEntries<M>>);

struct LaneEntries<M> {
    /// In the order of the marks.
    queue: VecDeque<LaneEntry<M>>,
    attached: BTreeSet<u64>,
    last: u64,
}

struct LaneEntry<M> {
    source: u64,
    /// `None` once the source is detached.
    message: Option<Queued<M>>,
}

impl<M> Lane<M> {
    pub(crate) fn new() -> Self {
        Lane(Mutex::new(LaneEntries { queue: VecDeque::new(), attached: BTreeSet::new(), last: 0 }))
    }

    /// The number of a new source.
    pub(crate) fn attach(&self) -> u64 {
        let mut entries = sys::lock(&self.0);
        entries.last += 1;
        let number = entries.last;
        entries.attached.insert(number);
        number
    }

    pub(crate) fn is_attached(&self, source: u64) -> bool {
        sys::lock(&self.0).attached.contains(&source)
    }

    /// Puts a message of an attached source into the lane, if `put_mark` puts its mark into the channel. Hands it back
    /// with the error otherwise, which is `None` if the source is detached.
    pub(crate) fn put<E>(
        &self,
        source: u64,
        message: Queued<M>,
        put_mark: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), (Option<E>, Queued<M>)> {
        let mut entries = sys::lock(&self.0);
        if !entries.attached.contains(&source) {
            return Err((None, message));
        }
        match put_mark() {
            Ok(()) => {
                entries.queue.push_back(LaneEntry { source, message: Some(message) });
                Ok(())
            }
            Err(error) => Err((Some(error), message)),
        }
    }

    /// Takes the message whose mark has come; `None` if its source has been detached.
    pub(crate) fn take_next(&self) -> Option<Queued<M>> {
        let mut entries = sys::lock(&self.0);
        shrink::before_pop(&mut entries.queue);
        entries.queue.pop_front()?.message
    }

    /// Detaches a source: step 1.
    pub(crate) fn detach(&self, source: u64, control: &Control) -> Detached<M> {
        let mut entries = sys::lock(&self.0);
        if !entries.attached.remove(&source) {
            return Detached(Vec::new());
        }
        let taken = entries.queue.iter_mut().filter(|entry| entry.source == source);
        let taken: Vec<_> = taken.filter_map(|entry| entry.message.take()).collect();
        // Counted under the lock, so that an end that finds nothing here finds it counted.
        control.receiving.fail_to_deliver(taken.len() as u64);
        Detached(taken)
    }

    /// Detaches all sources: step 1 for each of them.
    pub(crate) fn detach_all(&self, control: &Control) -> Detached<M> {
        let mut entries = sys::lock(&self.0);
        entries.attached = BTreeSet::new();
        let taken = entries.queue.iter_mut().filter_map(|entry| entry.message.take());
        let taken: Vec<_> = taken.collect();
        control.receiving.fail_to_deliver(taken.len() as u64);
        Detached(taken)
    }
}

/// The messages of detached sources, counted already. The caller drops them after step 2: their drop is the user's code,
/// which may wait for a sender that stands in line.
#[must_use]
pub(crate) struct Detached<M>(Vec<Queued<M>>);

/// The asks among the messages fail. The drop of a `Queued` contains a panic.
impl<M> Drop for Detached<M> {
    fn drop(&mut self) {
        let messages = mem::take(&mut self.0);
        dropped::with_reason(CallError::Detached, || drop(messages));
    }
}

impl<M> Drop for Lane<M> {
    fn drop(&mut self) {
        let entries = mem::take(&mut sys::lock(&self.0).queue);
        drop(Detached(entries.into_iter().filter_map(|entry| entry.message).collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{memory::shrink::KEPT, options::Options};

    fn put(lane: &Lane<u64>, source: u64, n: u64) -> Result<(), Option<()>> {
        lane.put(source, Queued::new(n), || Ok(())).map_err(|(error, _)| error)
    }

    fn taken(lane: &Lane<u64>) -> Option<u64> {
        lane.take_next().and_then(Queued::open)
    }

    #[test]
    fn a_mark_keeps_its_turn_when_its_message_is_gone() {
        let (lane, control) = (Lane::new(), Control::new(Options::new("lane"), |_| ""));
        let [first, second] = [lane.attach(), lane.attach()];
        for n in 0..3 {
            put(&lane, first, n).unwrap();
            put(&lane, second, 10 + n).unwrap();
        }
        assert_eq!(taken(&lane), Some(0));
        drop(lane.detach(first, &control));
        drop(lane.detach(first, &control));
        assert_eq!(put(&lane, first, 9), Err(None));
        let rest: Vec<_> = (0..5).map(|_| taken(&lane)).collect();
        assert_eq!(rest, [Some(10), None, Some(11), None, Some(12)]);
        assert_eq!(control.stats().undelivered, 2);
        put(&lane, second, 13).unwrap();
        drop(lane.detach_all(&control));
        assert_eq!((put(&lane, second, 14), taken(&lane)), (Err(None), None));
        assert_eq!(control.stats().undelivered, 3);
        assert_eq!(put(&lane, lane.attach(), 15), Ok(()));
    }

    #[test]
    fn the_memory_of_a_flood_is_given_back() {
        let lane = Lane::new();
        let source = lane.attach();
        (0..100_000).for_each(|n| put(&lane, source, n).unwrap());
        assert!((0..100_000).all(|n| taken(&lane) == Some(n)));
        let capacity = sys::lock(&lane.0).queue.capacity();
        assert!(capacity <= KEPT, "{capacity}");
    }
}
