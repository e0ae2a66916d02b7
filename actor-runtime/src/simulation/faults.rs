//! What is to go wrong in a simulation.

use std::{ops::Range, time::Duration};

use crate::sys;

/// What is to go wrong in the runs of a [`Simulation`](super::Simulation), and how often. The seed decides where.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::simulation::{Faults, Simulation};
///
/// let faults = Faults::new().panics(0.01).delays(Duration::ZERO..Duration::from_millis(20)).full_mailboxes(0.05);
/// let simulation = Simulation::new().faults(faults);
/// # simulation.seeds(1).run(|_| ());
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a `Simulation` has the faults that it is given"]
pub struct Faults(sys::Faults);

impl Faults {
    /// Nothing goes wrong.
    pub fn new() -> Self {
        Faults::default()
    }

    /// The handler of a message panics before it begins, with this probability. Exempt are the hooks `#[started]`,
    /// `#[stopped]` and `#[idle]`, the runtime's own actors, and loops that receive from an [`Inbox`](crate::Inbox).
    ///
    /// # Panics
    ///
    /// If `probability` does not lie between 0 and 1.
    #[track_caller]
    pub fn panics(self, probability: f64) -> Self {
        Faults(sys::Faults { panics: checked(probability), ..self.0 })
    }

    /// The turn of each message comes later by a time in `delays`. The messages of each sender keep their order. An actor
    /// with a queue is delayed for each of its messages, and holds its thread of an executor meanwhile.
    ///
    /// # Panics
    ///
    /// If `delays` is empty.
    #[track_caller]
    pub fn delays(self, delays: Range<Duration>) -> Self {
        assert!(!delays.is_empty(), "no delay lies in {delays:?}");
        Faults(sys::Faults { delays: Some(delays), ..self.0 })
    }

    /// A bounded mailbox that has room says that it is full, with this probability. What becomes of the message is what
    /// the actor's [`Overflow`](crate::Overflow) says: a sender that waits for room finds some at once. Sends of
    /// [sources](crate::Attachment) find the room that there is.
    ///
    /// # Panics
    ///
    /// If `probability` does not lie between 0 and 1.
    #[track_caller]
    pub fn full_mailboxes(self, probability: f64) -> Self {
        Faults(sys::Faults { full_mailboxes: checked(probability), ..self.0 })
    }

    pub(super) fn rules(&self, seed: u64) -> sys::Rules {
        sys::Rules::of(seed, self.0.clone())
    }
}

#[track_caller]
fn checked(probability: f64) -> f64 {
    assert!((0.0..=1.0).contains(&probability), "no probability: {probability}");
    probability
}
