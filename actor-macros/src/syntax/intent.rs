//! Tells what a method is meant as, by its marks, its visibility and its receiver.

use syn::{FnArg, Visibility};

use super::item::Method;
use crate::attributes::marks::{self, HookArgument, HookKind};

/// What a method is meant as. Whether it can be that is another question.
#[derive(Clone, Copy)]
pub(crate) enum Intent {
    /// It has a receiver and is visible beyond its module.
    Message,
    /// It has the mark of a hook.
    Hook(&'static HookKind),
    /// A method that concerns the actor alone.
    Neither,
}

impl Intent {
    /// Whether the context may be among its parameters.
    pub(crate) fn takes_context(self) -> bool {
        match self {
            Intent::Message => true,
            Intent::Hook(kind) => kind.takes == HookArgument::Context,
            Intent::Neither => false,
        }
    }
}

impl Method {
    pub(crate) fn intent(&self) -> Intent {
        let has_receiver = matches!(self.signature.inputs.first(), Some(FnArg::Receiver(_)));
        match self.attrs.iter().find_map(marks::hook) {
            Some(kind) => Intent::Hook(kind),
            None if has_receiver && !is_private(&self.vis) => Intent::Message,
            None => Intent::Neither,
        }
    }
}

/// Whether it reaches no further than its module.
pub(crate) fn is_private(vis: &Visibility) -> bool {
    match vis {
        Visibility::Inherited => true,
        Visibility::Restricted(restricted) => restricted.path.is_ident("self"),
        Visibility::Public(_) => false,
    }
}
