//! What sends, handles and ends calls these, and they do nothing.

use crate::{ActorId, Exit};

/// How a type opens the spans of its messages: not at all.
pub(crate) type OpenSpan = ();

/// The type of an actor, in generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! __actor_type {
    ($name:literal) => {
        $crate::__private::ActorType::new(::core::concat!(::core::module_path!(), "::", $name), ())
    };
}

/// The span in which a message was sent.
pub(crate) struct Origin;

impl Origin {
    #[inline(always)]
    pub(crate) fn now() -> Self {
        Origin
    }

    #[inline(always)]
    pub(crate) fn arrive(&mut self) {}

    #[inline(always)]
    pub(crate) fn forget(&mut self) {}
}

#[inline(always)]
pub(crate) fn forget_arrived() {}

/// The span of the message that an actor handles.
pub(crate) struct Handling;

impl Handling {
    pub(crate) const NOTHING: Self = Handling;

    #[inline(always)]
    pub(crate) fn begin(
        &mut self,
        _: &OpenSpan,
        _: ActorId,
        _: &str,
        _: impl FnOnce() -> &'static str,
    ) {
    }

    #[inline(always)]
    pub(crate) fn end(&mut self) {}
}

#[inline(always)]
pub(crate) fn ended(_: impl FnOnce() -> &'static str, _: ActorId, _: &str, _: &Exit, _: bool) {}

#[inline(always)]
pub(crate) fn restarted(_: impl FnOnce() -> &'static str, _: ActorId, _: &str, _: u64) {}
