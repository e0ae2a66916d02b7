//! Generates the traits that others derive: `Clone` and `Debug` of the handles, and of their ask views.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Generics;

use super::lints;
use super::local::local;
use crate::model::Protocol;
use crate::tokens::text::unraw;

/// The type that has the traits, whose first field is what it wraps.
pub(super) struct Wrapper<'a> {
    pub(super) name: &'a Ident,
    pub(super) generics: &'a Generics,
    /// The attribute of its methods, if rustc may inline them into other crates.
    pub(super) inline: Option<TokenStream>,
    pub(super) protocol: &'a Protocol,
}

impl Wrapper<'_> {
    /// The attributes of an impl.
    fn attributes(&self) -> TokenStream {
        let gate = self.protocol.forwarded.gate();
        lints::of_trait_impl(&self.protocol.parameters.handle, gate.as_ref())
    }
}

/// The impls for a handle, which is cloned with what it wraps. Behind that there may be a `phantom`.
pub(super) fn of_handle(wrapper: &Wrapper<'_>, phantom: Option<&TokenStream>) -> TokenStream {
    let Wrapper { name, generics, inline, .. } = wrapper;
    let attributes = wrapper.attributes();
    let (generics, arguments, where_clause) = generics.split_for_impl();
    let formatter = local("formatter");
    quote! {
        #attributes
        impl #generics ::core::clone::Clone for #name #arguments #where_clause {
            #inline
            fn clone(&self) -> Self {
                #name(::core::clone::Clone::clone(&self.0) #phantom)
            }
        }

        #attributes
        impl #generics ::core::fmt::Debug for #name #arguments #where_clause {
            #inline
            fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, #formatter)
            }
        }
    }
}

/// The impls for an ask view, which is a reference.
pub(super) fn of_view(wrapper: &Wrapper<'_>) -> TokenStream {
    let Wrapper { name, generics, inline, .. } = wrapper;
    let attributes = wrapper.attributes();
    let (generics, arguments, where_clause) = generics.split_for_impl();
    let (formatter, title) = (local("formatter"), unraw(name));
    quote! {
        #attributes
        impl #generics ::core::clone::Clone for #name #arguments #where_clause {
            #inline
            fn clone(&self) -> Self {
                *self
            }
        }

        #attributes
        impl #generics ::core::marker::Copy for #name #arguments #where_clause {}

        #attributes
        impl #generics ::core::fmt::Debug for #name #arguments #where_clause {
            #inline
            fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::DebugTuple::finish(::core::fmt::DebugTuple::field(
                    &mut ::core::fmt::Formatter::debug_tuple(#formatter, #title),
                    self.0,
                ))
            }
        }
    }
}
