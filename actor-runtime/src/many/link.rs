//! Links two actors by their handles.

use crate::{Handle, lifecycle::links};

/// Links two actors of any kinds: if one of them ends abnormally, the other is told to
/// [`stop`](Handle::stop).
///
/// For actors that cannot do without each other, where waiting for calls to fail would be too late.
/// The idea is that of Erlang's links, and so is this: a normal end ([`Exit::Closed`](crate::Exit::Closed),
/// [`Exit::Stopped`](crate::Exit::Stopped); see [`Exit::ok`](crate::Exit::ok)) is none of the other's business, a link goes both ways, and
/// linking twice is linking once. Two things differ, because threads cannot be killed:
///
/// - The other one is stopped, not killed: it handles what it has accepted.
/// - That end of it is a normal one, so it goes no further. Link each pair that belongs together.
///
/// A link keeps neither actor alive and goes when one of them ends. If one has ended by the time of
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
        // In between: it told the other one, but was not there yet to be removed.
        links::remove(b.control(), a.id());
    }
}

/// Undoes [`link`], whichever way round the two were given. One that has ended abnormally before
/// has had its effect.
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
