//! Generates what stands for the refused messages: methods and variants that do nothing.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Protocol, Remote, Stub};

/// The methods of the handle.
pub(super) fn of_handle(protocol: &Protocol) -> impl Iterator<Item = TokenStream> {
    protocol.stubs.iter().map(|stub| {
        let runtime = &protocol.runtime;
        handles(stub, &quote!(#runtime::CallError))
    })
}

/// The methods of the remote handle.
pub(super) fn of_remote(protocol: &Protocol, remote: &Remote) -> impl Iterator<Item = TokenStream> {
    let path = &remote.path;
    let travelling = protocol.stubs.iter().filter(|stub| stub.travels);
    travelling.map(move |stub| handles(stub, &quote!(#path::RemoteError)))
}

/// The methods of the remote handle's ask view.
pub(super) fn of_remote_ask(
    protocol: &Protocol,
    remote: &Remote,
) -> impl Iterator<Item = TokenStream> {
    let path = &remote.path;
    protocol.stubs.iter().filter(|stub| stub.travels).map(move |stub| {
        let answer = stub.answer.clone().unwrap_or_else(|| quote!(()));
        method(stub, &quote!(&self), &quote!(#path::RemoteReply<#answer>))
    })
}

/// The method of a handle whose calls fail with `error`.
fn handles(stub: &Stub, error: &TokenStream) -> TokenStream {
    let answer = stub.answer.clone().unwrap_or_else(|| quote!(()));
    let failure = stub.failure.as_ref().unwrap_or(error);
    let receiver = if stub.by_value { quote!(self) } else { quote!(&self) };
    method(stub, &receiver, &quote!(::core::result::Result<#answer, #failure>))
}

/// The methods of the ask view.
pub(super) fn of_ask(protocol: &Protocol) -> impl Iterator<Item = TokenStream> {
    let runtime = &protocol.runtime;
    protocol.stubs.iter().filter_map(move |stub| {
        let answer = stub.answer.as_ref()?;
        Some(method(stub, &quote!(&self), &quote!(#runtime::Reply<#answer>)))
    })
}

fn method(stub: &Stub, receiver: &TokenStream, output: &TokenStream) -> TokenStream {
    let Stub { method, vis, gate, generics, arguments, .. } = stub;
    let where_clause = &generics.where_clause;
    let arguments = arguments.iter().map(|(gate, ty)| quote!(, #gate _: #ty));
    quote! {
        #gate
        #[allow(warnings)]
        #vis fn #method #generics (#receiver #(#arguments)*) -> #output #where_clause {
            ::core::unimplemented!()
        }
    }
}

/// The variants of the enum.
pub(super) fn variants(protocol: &Protocol) -> impl Iterator<Item = TokenStream> {
    protocol.stubs.iter().filter_map(|stub| {
        let (gate, variant) = (&stub.gate, stub.variant.as_ref()?);
        let (name, ty) = (&variant.name, &variant.ty);
        let fields = variant.fields.iter().map(|(gate, field)| quote!(#gate #field: #ty,));
        let fields = (!variant.fields.is_empty()).then(|| quote!({ #(#fields)* }));
        Some(quote!(#gate #[allow(warnings)] #name #fields,))
    })
}

/// The arms that match the variants, each with this result.
pub(super) fn arms(protocol: &Protocol, result: &TokenStream) -> TokenStream {
    let message = &protocol.names.message;
    let arms = protocol.stubs.iter().filter_map(|stub| {
        let (gate, name) = (&stub.gate, &stub.variant.as_ref()?.name);
        Some(quote!(#gate #message::#name { .. } => #result,))
    });
    quote!(#(#arms)*)
}
