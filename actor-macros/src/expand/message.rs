//! Generates the message enum: one variant for each message.

use proc_macro2::TokenStream;
use quote::quote;
use syn::GenericParam;

use super::dispatch::absent_variant;
use super::{docs, lints, stub};
use crate::model::{Message, Protocol};
use crate::tokens::text::unraw;

pub(super) fn message(protocol: &Protocol) -> TokenStream {
    let Protocol { names, vis, derives, .. } = protocol;
    let attributes = lints::of_type(protocol);
    let name = &names.message;
    let actor = &protocol.actor_name;
    let mut doc = format!(
        "What a [`{}`] sends to its `{actor}`: one variant for each message.",
        names.handle
    );
    if protocol.hides_some {
        doc.push_str(
            "\n\nCode that can name this type can send each of its variants as a value, even one whose \
             method on the handle is not visible to it.",
        );
    }
    let doc = docs::doc(&doc);
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let exhaustive = lints::of_enum(protocol);
    let generics = &protocol.parameters.message;
    let where_clause = &generics.where_clause;
    let variants = protocol.messages.iter().map(|message| variant(message, protocol));
    let absent =
        protocol.parameters.absent.iter().enumerate().map(|(number, (condition, phantom))| {
            let name = absent_variant(number);
            quote! {
                #[cfg(#condition)]
                #[doc(hidden)]
                #name(#phantom, ::core::convert::Infallible),
            }
        });
    let stubs = stub::variants(protocol);
    let packing = packing(protocol);
    quote! {
        #doc
        #derives
        #attributes
        #exhaustive
        #vis enum #name #generics #where_clause {
            #(#variants)*
            #(#stubs)*
            #(#absent)*
        }

        #packing
    }
}

/// The impl that tells how the message travels: in a box if it is large.
fn packing(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, names, parameters, .. } = protocol;
    let name = &names.message;
    let gate = protocol.forwarded.gate();
    let derived = lints::of_hidden_impl(&parameters.message, gate.as_ref());
    let lints = &protocol.forwarded.lints;
    let (generics, arguments, where_clause) = parameters.message.split_for_impl();
    let params = &parameters.message.params;
    let packing = if params.iter().all(|param| matches!(param, GenericParam::Lifetime(_))) {
        // A constant may not name a lifetime of the impl. The size is the same for every lifetime.
        let lifetimes = params.iter().map(|_| quote!('static));
        let any = (!params.is_empty()).then(|| quote!(::<#(#lifetimes),*>));
        let is_large = quote!(#runtime::__private::is_large::<#name #any>());
        quote! {
            <#runtime::__private::Large<{ #is_large }> as #runtime::__private::PackingFor<Self>>::Packing
        }
    } else {
        // The size depends on parameters, so it is not known here.
        quote!(Self)
    };
    quote! {
        #derived
        #(#lints)*
        impl #generics #runtime::__private::Message for #name #arguments #where_clause {
            type Packing = #packing;
        }
    }
}

fn variant(message: &Message, protocol: &Protocol) -> TokenStream {
    let runtime = &protocol.runtime;
    let Message { variant, forwarded, arguments, answer, .. } = message;
    let gate = forwarded.gate();
    let lints = &forwarded.lints;
    let docs = docs::of_message(message, protocol);
    let fields = message.has_fields().then(|| {
        let arguments = arguments.iter().map(|argument| {
            let (gate, name, ty) = (argument.gate(), &argument.name, &argument.ty);
            let doc = format!("The argument `{}`.", unraw(name));
            let doc = docs::doc(&doc);
            let of_field = &argument.of_field;
            quote!(#doc #gate #(#of_field)* #name: #ty,)
        });
        let answer = answer.iter().map(|answer| {
            let (field, ty) = (&answer.field, &answer.ty);
            quote! {
                /// Where the answer goes.
                #field: #runtime::ReplySender<#ty>,
            }
        });
        quote!({ #(#arguments)* #(#answer)* })
    });
    quote!(#docs #(#lints)* #gate #variant #fields,)
}
