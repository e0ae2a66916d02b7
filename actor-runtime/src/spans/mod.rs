//! A span for each message, and an event for each end and restart, for the crate `tracing`. Without that feature, none.
//
// A message carries the span in which it was sent (`Origin`). The thread that hands it to its handler keeps that span until
// the handler begins, which opens a span of its own: a root that follows from the sender's. A child of the sender's would
// make the trace of an actor that lives long grow for ever.

#[cfg_attr(feature = "tracing", path = "traced.rs")]
#[cfg_attr(not(feature = "tracing"), path = "untraced.rs")]
mod chosen;

pub(crate) use chosen::*;
