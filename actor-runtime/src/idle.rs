//! What an actor wants when it has nothing to handle.

use std::time::Duration;

/// What an `#[idle]` method returns: when it wants to be called again.
///
/// Such a method is called whenever the actor has nothing to handle, and messages always come
/// first: the `try_recv` loop that does some work between messages, without spinning when there is
/// no work either. It is not called in the drain. One that panics each time, of an actor that
/// resumes, is called again each time: it spins.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// /// Looks for primes between questions.
/// #[actor]
/// #[derive(Default)]
/// struct Primes { found: Vec<u32>, next: u32 }
///
/// #[actor]
/// impl Primes {
///     pub fn found(&self) -> usize { self.found.len() }
///
///     #[idle]
///     fn search(&mut self) -> Idle {
///         if self.next == 100 { return Idle::Wait }
///         self.next += 1;
///         if self.next > 1 && self.found.iter().all(|prime| self.next % prime != 0) {
///             self.found.push(self.next);
///         }
///         Idle::Again
///     }
/// }
///
/// let primes = Primes::default().spawn();
/// while primes.found()? < 25 {}
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Idle {
    /// Again at once, unless a message has come.
    Again,
    /// After the next message.
    Wait,
    /// After the next message, or this duration without one.
    WaitFor(Duration),
}
