//! Corrects contexts that name the actor's type in place of its handle's.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{FnArg, GenericArgument, Ident, ItemImpl, PathArguments, Signature, Type};

use crate::tokens::types::{bare, bare_mut, sole_argument};

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

    /// Replaces `Context<Self>` by `Context<CounterHandle>` among the types of the parameters.
    /// Returns the types that named the actor where the context may be: the first parameter, as `&mut`.
    pub(crate) fn correct(&self, signature: &mut Signature) -> Option<Type> {
        let mut in_place = None;
        for (position, input) in signature.inputs.iter_mut().enumerate() {
            let FnArg::Typed(typed) = input else { continue };
            let is_lent = matches!(
                bare(&typed.ty),
                Type::Reference(reference)
                    if reference.mutability.is_some() && matches!(bare(&reference.elem), Type::Path(_))
            );
            let named = self.correct_type(&mut typed.ty);
            if position == 1 && is_lent {
                in_place = named;
            }
        }
        in_place
    }

    /// The context of the actor's own handle that this type is, or shares.
    pub(crate) fn misplaced(&self, ty: &Type) -> Option<Type> {
        let mut inner = bare(ty);
        while let Type::Reference(reference) = inner {
            inner = bare(&reference.elem);
        }
        let Type::Path(path) = inner else { return None };
        let of = sole_argument(&path.path, "Context")?;
        (of.to_token_stream().to_string() == self.handle.to_string()).then(|| inner.clone())
    }

    fn correct_type(&self, ty: &mut Type) -> Option<Type> {
        let context = match bare_mut(ty) {
            Type::Reference(reference) => return self.correct_type(&mut reference.elem),
            Type::Path(context) => context,
            _ => return None,
        };
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
