//! The guide: a page for each subject. Begin with [messages], or with the page on what you come from:
//! [a loop written by hand](from_a_loop) or [actix](from_actix).
//
// The pages are files of the package, so that the documentation that is built from it has them. The links in a page
// resolve in this scope.

#[allow(unused_imports)]
use crate::*;

#[doc = include_str!("../guide/from_a_loop.md")]
pub mod from_a_loop {}

#[doc = include_str!("../guide/from_actix.md")]
pub mod from_actix {}

#[doc = include_str!("../guide/messages.md")]
pub mod messages {}

#[doc = include_str!("../guide/mailboxes.md")]
pub mod mailboxes {}

#[doc = include_str!("../guide/shutdown.md")]
pub mod shutdown {}

#[doc = include_str!("../guide/async.md")]
pub mod from_async_code {}

#[doc = include_str!("../guide/timers.md")]
pub mod timers {}

#[doc = include_str!("../guide/sources.md")]
pub mod sources {}

#[doc = include_str!("../guide/many.md")]
pub mod many {}

#[doc = include_str!("../guide/pool.md")]
pub mod pool {}

#[doc = include_str!("../guide/remote.md")]
pub mod remote {}

#[doc = include_str!("../guide/supervision.md")]
pub mod supervision {}

#[doc = include_str!("../guide/failures.md")]
pub mod failures {}

#[doc = include_str!("../guide/options.md")]
pub mod options {}

#[doc = include_str!("../guide/testing.md")]
pub mod testing {}

#[doc = include_str!("../guide/production.md")]
pub mod production {}

#[doc = include_str!("../guide/speed.md")]
pub mod speed {}
