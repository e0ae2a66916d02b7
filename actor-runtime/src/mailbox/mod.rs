//! The mailbox: from a handle's method to the message that the actor's loop receives.

mod ask;
pub(crate) mod attachment;
pub(crate) mod builder;
pub(crate) mod channel;
mod end;
pub(crate) mod envelope;
mod full;
pub(crate) mod handle;
pub(crate) mod inbox;
pub(crate) mod join_on_drop;
mod joining;
pub(crate) mod lane;
pub(crate) mod line;
pub(crate) mod recipient;
pub(crate) mod send;
pub(crate) mod send_future;
pub(crate) mod shared;
pub(crate) mod source;
pub(crate) mod urgent;
pub(crate) mod way;
pub(crate) mod weak;
mod yields;
