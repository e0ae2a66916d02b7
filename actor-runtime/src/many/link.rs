//! Links two actors by their handles: an abnormal end of one stops the other.

use crate::{Handle, lifecycle::links};

/// Links two actors of any kinds: if one of them ends abnormally, the other is told to
/// [`stop`](Handle::stop).
///
/// Links are for actors that depend on each other, where it would be too late to wait for calls to fail.
/// They work as Erlang's links do. A normal end ([`Exit::Closed`](crate::Exit::Closed),
/// [`Exit::Stopped`](crate::Exit::Stopped); see [`Exit::ok`](crate::Exit::ok)) does not affect the other actor, a link
/// works in both directions, and linking twice has the same effect as linking once. Two things differ, because
/// threads cannot be killed:
///
/// - The other actor is stopped, not killed: it handles the messages that it has accepted.
/// - That end is a normal one, so it does not stop further actors. Link each pair that belongs together.
///
/// A link keeps neither actor alive, and ends when one of them ends. If one has ended by the time of
/// the call, the link takes effect at once. An actor that goes on after a failure,
/// [supervised](crate::Builder::supervise) or not, has not ended. Linking an actor to itself does
/// nothing.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{link, prelude::*};
///
/// #[actor]
/// struct Pump;
///
/// #[actor]
/// impl Pump {
///     pub fn run_dry(&mut self) { panic!("no water") }
/// }
///
/// #[actor]
/// struct Boiler;
///
/// #[actor]
/// impl Boiler {
///     pub fn heat(&mut self) {}
/// }
///
/// let (pump, boiler) = (Pump.spawn(), Boiler.spawn());
/// link(&pump, &boiler);
/// pump.run_dry()?;
/// assert_eq!(boiler.wait_timeout(Duration::MAX), Some(Exit::Stopped));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub fn link<A, B>(a: &A, b: &B)
where
    A: Handle + 'static,
    B: Handle + 'static,
{
    if a.id() == b.id() {
        return;
    }
    let (a, b) = (a.downgrade(), b.downgrade());
    if let Err(exit) = links::add(a.control(), Box::new(b.clone())) {
        return links::stop_after(&exit, &b);
    }
    if let Err(exit) = links::add(b.control(), Box::new(a.clone())) {
        links::remove(a.control(), b.id());
        return links::stop_after(&exit, &a);
    }
    if a.control().has_ended() {
        // `a` has ended between the two calls of `add`: its end has notified `b`, but found no link of `b` to remove.
        links::remove(b.control(), a.id());
    }
}

/// Undoes [`link`], whatever the order of the two arguments was. If one of the actors has ended abnormally before,
/// the link has had its effect already.
///
/// ```
/// # use actor_runtime::{link, prelude::*, unlink};
/// # #[actor] struct Lamp;
/// # #[actor]
/// # impl Lamp {
/// #     pub fn switch(&mut self) {}
/// # }
/// let (hall, cellar) = (Lamp.spawn(), Lamp.spawn());
/// link(&hall, &cellar);
/// unlink(&cellar, &hall);
/// hall.kill();
/// assert_eq!(hall.join()?, Exit::Killed);
/// assert_eq!(cellar.join()?, Exit::Closed);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub fn unlink<A: Handle, B: Handle>(a: &A, b: &B) {
    links::remove(Handle::mailbox(a).control(), b.id());
    links::remove(Handle::mailbox(b).control(), a.id());
}
