//! Corrects contexts that name the actor's type in place of its handle's.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{FnArg, GenericArgument, Ident, ItemImpl, PathArguments, Signature, Type, TypePath};

use crate::tokens::text::unraw;
use crate::tokens::types::{bare, bare_mut, behind_references, sole_argument};

/// The types of one impl that a context may name: the actor's by mistake, and its handle's.
pub(crate) struct OwnContext {
    actor: String,
    /// The name of the handle.
    name: String,
    handle: TokenStream,
}

impl OwnContext {
    /// For an impl with this header, and a handle of this name.
    pub(crate) fn new(header: &ItemImpl, handle: &Ident) -> OwnContext {
        let (_, arguments, _) = header.generics.split_for_impl();
        OwnContext {
            actor: header.self_ty.to_token_stream().to_string(),
            name: unraw(handle),
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

    /// The `Context` of the actor's own handle, if `ty` is one or borrows one. A message that carries it could not be
    /// sent. The `Context` of another crate may be carried, but not borrowed.
    pub(crate) fn of_type<'a>(&self, ty: &'a Type) -> Option<&'a Type> {
        let context = behind_references(ty);
        let Type::Path(TypePath { path, .. }) = context else { return None };
        let Type::Path(of) = bare(sole_argument(path, "Context")?) else { return None };
        let is_own = of.path.segments.last().is_some_and(|last| unraw(&last.ident) == self.name);
        let is_borrowed = matches!(bare(ty), Type::Reference(_));
        let is_of_another = path.segments.len() > 1 && path.segments[0].ident != "actor_runtime";
        (is_own && (is_borrowed || !is_of_another)).then_some(context)
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
