//! Tells what a method is meant as, by its marks, its visibility and its receiver.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Attribute, FnArg, Ident, Signature, Visibility};

use super::item::{Body, Intent, Method};
use crate::attributes::marks::{self, HookArgument};
use crate::tokens::mentions::has_word;

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
    /// What the method is meant as, as it was parsed.
    pub(super) fn read_intent(&self) -> Intent {
        let has_receiver = self.has_receiver() || self.lacks_receiver();
        match self.attrs.iter().find_map(marks::hook) {
            Some(kind) => Intent::Hook(kind),
            None if has_receiver && !is_private(&self.vis) => Intent::Message,
            None => Intent::Neither,
        }
    }

    fn has_receiver(&self) -> bool {
        matches!(self.signature.inputs.first(), Some(FnArg::Receiver(_)))
    }

    /// Whether the method is meant as a message.
    pub(crate) fn is_message(&self) -> bool {
        matches!(self.intent, Intent::Message)
    }

    /// The first mark of this name on the method.
    pub(crate) fn mark(&self, name: &str) -> Option<&Attribute> {
        self.attrs.iter().find(|attr| marks::is(attr, name))
    }

    /// Whether the method has this mark.
    pub(crate) fn is_marked(&self, name: &str) -> bool {
        self.mark(name).is_some()
    }

    /// Whether other nodes can send the message, if the actor is remote.
    pub(crate) fn travels(&self, is_remote: bool) -> bool {
        is_remote && !self.is_marked("local")
    }

    /// Whether the method has no receiver, although its body uses one.
    pub(crate) fn lacks_receiver(&self) -> bool {
        match &self.body {
            Body::Block(TokenTree::Group(body)) => {
                // A function within the body has a receiver of its own.
                !self.has_receiver()
                    && !has_word(body.stream(), "fn")
                    && uses_receiver(body.stream())
            }
            _ => false,
        }
    }

    /// The signature with the receiver that it lacks.
    pub(crate) fn with_receiver(&self) -> Signature {
        let mut signature = self.signature.clone();
        if self.lacks_receiver() {
            // `self` means what it means in the body.
            let this = Ident::new("self", signature.ident.span());
            if let Ok(receiver) = syn::parse2(quote!(&mut #this)) {
                signature.inputs.insert(0, FnArg::Receiver(receiver));
            }
        }
        signature
    }
}

/// Whether there is a `self.` among the tokens, at any depth. `self::` is a path.
fn uses_receiver(tokens: TokenStream) -> bool {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let found = match tree {
            TokenTree::Group(group) => uses_receiver(group.stream()),
            TokenTree::Ident(ident) => {
                let is_used =
                    matches!(trees.peek(), Some(TokenTree::Punct(p)) if p.as_char() == '.');
                ident == "self" && is_used
            }
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// Whether it reaches no further than its module.
pub(crate) fn is_private(vis: &Visibility) -> bool {
    match vis {
        Visibility::Inherited => true,
        Visibility::Restricted(restricted) => restricted.path.is_ident("self"),
        Visibility::Public(_) => false,
    }
}
