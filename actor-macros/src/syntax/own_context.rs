//! Corrects contexts that name the actor's type in place of its handle's.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{FnArg, GenericArgument, Ident, ItemImpl, PathArguments, Signature, Type};

/// The types of one impl that a context may name: the actor's by mistake, and its handle's.
pub(crate) struct OwnContext {
    actor: String,
    handle: TokenStream,
}

impl OwnContext {
    /// For an impl with this header, and a handle of this name.
    pub(crate) fn new(header: &ItemImpl, handle: &Ident) -> OwnContext {
        let (_, arguments, _) = header.generics.split_for_impl();
        OwnContext {
            actor: header.self_ty.to_token_stream().to_string(),
            handle: quote!(#handle #arguments),
        }
    }

    /// The type that a context has to name.
    pub(crate) fn handle(&self) -> &TokenStream {
        &self.handle
    }

    /// Replaces `Context<Self>` by `Context<CounterHandle>` in the references among the parameters.
    /// Returns the types that named the actor.
    pub(crate) fn correct(&self, signature: &mut Signature) -> Vec<Type> {
        let types = signature.inputs.iter_mut().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&mut *typed.ty),
            FnArg::Receiver(_) => None,
        });
        types.filter_map(|ty| self.correct_type(ty)).collect()
    }

    fn correct_type(&self, ty: &mut Type) -> Option<Type> {
        let Type::Reference(reference) = ty else { return None };
        let Type::Path(context) = &mut *reference.elem else { return None };
        let last = context.path.segments.last_mut()?;
        let PathArguments::AngleBracketed(arguments) = &mut last.arguments else { return None };
        let Some(GenericArgument::Type(of)) = arguments.args.first_mut() else { return None };
        let text = of.to_token_stream().to_string();
        if last.ident != "Context" || (text != "Self" && text != self.actor) {
            return None;
        }
        let named = of.clone();
        if let Ok(handle) = syn::parse2(self.handle.clone()) {
            *of = handle;
        }
        Some(named)
    }
}
