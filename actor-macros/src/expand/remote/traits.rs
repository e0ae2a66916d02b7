//! Generates the impls that connect the handle, the remote handle and what is encoded.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{decoding_arm, serde, travelling};
use crate::expand::bounds::assumed;
use crate::expand::lints;
use crate::expand::local::local;
use crate::model::{Protocol, Remote};

pub(super) fn traits(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let Remote { path, protocol: name } = remote;
    let names = &protocol.names;
    let (handle, message, own, view) =
        (&names.handle, &names.message, &names.remote, &names.remote_ask);
    let hidden = lints::of_hidden_impl(&protocol.parameters.actor, None);
    let serde = serde(remote);
    let lints = &protocol.forwarded.lints;
    let lifetime = &protocol.parameters.ask;
    // What the impls say of the handle is true only if its messages can be sent.
    let (of_handle, _) = assumed(protocol);
    let (method, encoded, link) = (local("method"), local("arguments"), local("link"));
    let (serializer, deserializer) = (local("serializer"), local("deserializer"));
    let arms =
        travelling(protocol).map(|message| decoding_arm(message, &encoded, protocol, remote));
    quote! {
        #hidden
        #(#lints)*
        impl #path::Protocol for #handle #of_handle {
            const PROTOCOL: &'static ::core::primitive::str = #name;

            type Remote = #own;

            fn decode(
                #method: &::core::primitive::str,
                #encoded: &[::core::primitive::u8],
            ) -> ::core::result::Result<#path::__private::Incoming<#message>, #path::__private::Undecoded> {
                match #method {
                    #(#arms)*
                    _ => ::core::result::Result::Err(#path::__private::Undecoded::UnknownMessage),
                }
            }
        }

        #hidden
        #(#lints)*
        impl #path::RemoteHandle for #own #of_handle {
            type Local = #handle;
            type Ask<#lifetime> = #view<#lifetime> where Self: #lifetime;

            fn ask(&self) -> Self::Ask<'_> {
                #view(&self.0)
            }

            fn from_link(#link: #path::__private::Link<#handle>) -> Self {
                #own(#link)
            }

            fn link(&self) -> &#path::__private::Link<#handle> {
                &self.0
            }
        }

        // It travels as the name of its actor.
        #hidden
        impl #serde::Serialize for #own {
            fn serialize<S: #serde::Serializer>(
                &self,
                #serializer: S,
            ) -> ::core::result::Result<<S as #serde::Serializer>::Ok, <S as #serde::Serializer>::Error> {
                let #link: &__Link = &self.0;
                #path::__private::serialize_remote(#link, #serializer)
            }
        }

        #hidden
        impl<'de> #serde::Deserialize<'de> for #own {
            fn deserialize<D: #serde::Deserializer<'de>>(
                #deserializer: D,
            ) -> ::core::result::Result<Self, <D as #serde::Deserializer<'de>>::Error> {
                let #link: __Link = #path::__private::deserialize_remote(#deserializer)?;
                ::core::result::Result::Ok(#own(#link))
            }
        }
    }
}
