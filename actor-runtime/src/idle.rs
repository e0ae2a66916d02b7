//! What an `#[idle]` method returns: when it is to be called again.

use std::time::Duration;

/// What an `#[idle]` method returns: when it is to be called again.
///
/// An `#[idle]` method is called whenever the actor has nothing to handle, and messages always come
/// first. It replaces a `try_recv` loop that does some work between messages. Unlike such a loop, it does not spin
/// while there is no work. It is not called in the drain. If it panics, and the actor resumes from panics, it is
/// called again at once: a method that always panics spins.
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
    /// Call the method again at once, unless a message has come.
    Again,
    /// Call the method again after the next message.
    Wait,
    /// Call the method again after the next message, or after this duration without one.
    WaitFor(Duration),
}
