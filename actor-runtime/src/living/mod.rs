//! The list of the actors that live, for what shows them (`view`). Without that feature nothing is listed.
//
// A pooled actor is in its executor's list anyway, so an executor is listed here as one group, and the spawn of a pooled
// actor costs nothing. Every other actor is listed by itself, from the making of its mailbox to its end.

#[cfg_attr(feature = "view", path = "listed.rs")]
#[cfg_attr(not(feature = "view"), path = "unlisted.rs")]
mod chosen;

pub(crate) use chosen::*;
