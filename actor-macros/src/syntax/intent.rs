//! Tells what a method is meant as, by its marks, its visibility and its receiver.

use syn::{FnArg, Visibility};

use super::item::Method;
use crate::attributes::marks::{self, HookArgument, HookKind};

/// What a method is meant as. The check decides whether it can be that.
#[derive(Clone, Copy)]
pub(crate) enum Intent {
    /// A method with a receiver that is visible beyond its module.
    Message,
    /// A method with the mark of a hook.
    Hook(&'static HookKind),
    /// Any other method: it is the actor's own.
    Neither,
}

impl Intent {
    /// Whether the context may be one of the parameters.
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
