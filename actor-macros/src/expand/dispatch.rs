//! Generates the impls that connect actor, handle and messages.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::bounds::{assumed, bound_checks};
use super::diagnostics::{at, do_not_recommend_own};
use super::local::local;
use super::variant;
use super::{call, hook, lints, remote, stub};
use crate::model::{AnswerKind, Argument, Message, Protocol};
use crate::tokens::text::unraw;

pub(super) fn dispatch(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, names, parameters, actor, .. } = protocol;
    let gate = protocol.forwarded.gate();
    let derived = lints::of_hidden_impl(&parameters.actor, gate.as_ref());
    let unrecommended = do_not_recommend_own(runtime);
    let (handle, message, ask) = (&names.handle, &names.message, &names.ask);
    let (generics, arguments, own_where) = parameters.actor.split_for_impl();
    let (_, message_arguments, _) = parameters.message.split_for_impl();
    let lifetime = &parameters.ask;
    let view = parameters.ask_view();
    let (_, view_arguments, _) = view.split_for_impl();
    let (of_handle, of_actor) = assumed(protocol);
    let bound_checks = bound_checks(protocol, remote::beside_checks(protocol));
    let (mailbox, index, received, context, probe) =
        (local("mailbox"), local("index"), local("message"), local("context"), local("probe"));
    let phantom = parameters.phantom.as_ref().map(|_| quote!(, ::core::marker::PhantomData));
    let type_name = protocol.actor_name.to_string();
    let named = protocol.messages.iter().map(name_arm);
    let absent: Vec<TokenStream> = parameters
        .absent
        .iter()
        .enumerate()
        .map(|(number, (condition, _))| {
            let variant = absent_variant(number);
            quote!(#[cfg(#condition)] #message::#variant(..) => true,)
        })
        .collect();
    let urgent = urgent(protocol, &absent);
    let arms = protocol.messages.iter().map(|message| receive_arm(message, protocol));
    let stubs = stub::arms(protocol, &quote!(::core::unimplemented!()));
    let hooks = protocol.hooks.iter().map(|hook| hook::hook(hook, protocol));
    let lints = &protocol.forwarded.lints;
    // The dispatch has to call a deprecated method.
    let deprecated =
        lints::of_deprecated(protocol.messages.iter().map(|message| &message.forwarded));
    let kind = kind(protocol);
    // A second such impl is an error at the two types.
    let once = quote_spanned!(at(actor.span())=> impl);
    quote! {
        #bound_checks

        #derived
        #(#lints)*
        #once #generics #runtime::__private::OneActorImplPerType for #actor #own_where {
            #kind
        }

        #derived
        #(#lints)*
        #deprecated
        impl #generics #runtime::Handle for #handle #arguments #of_handle {
            type Message = #message #message_arguments;
            type Ask<#lifetime> = #ask #view_arguments where Self: #lifetime;

            #[inline]
            fn ask(&self) -> Self::Ask<'_> {
                #ask(&self.0 #phantom)
            }

            #[inline]
            fn from_mailbox(#mailbox: #runtime::__private::Mailbox<Self::Message>) -> Self {
                #handle(#mailbox #phantom)
            }

            #[inline]
            fn mailbox(&self) -> &#runtime::__private::Mailbox<Self::Message> {
                &self.0
            }

            fn options() -> #runtime::__private::Options {
                #[allow(unused_imports)]
                use #runtime::__private::{IfDeclared as _, Otherwise as _};
                let #probe = &#runtime::__private::Probe::<#actor>::new();
                #probe.options()
            }

            fn message_name(#index: ::core::primitive::usize) -> &'static ::core::primitive::str {
                match #index {
                    #(#named)*
                    _ => "",
                }
            }

            fn actor_type() -> &'static #runtime::__private::ActorType {
                static TYPE: #runtime::__private::ActorType =
                    #runtime::__private::actor_type!(#type_name);
                &TYPE
            }

            #urgent
        }

        #derived
        #unrecommended
        #(#lints)*
        #deprecated
        impl #generics #runtime::Actor<#handle #arguments> for #actor #of_actor {
            #[inline]
            fn receive(
                &mut self,
                #received: #message #message_arguments,
                #context: &mut #runtime::Context<#handle #arguments>,
            ) {
                match #received {
                    #(#arms)*
                    #stubs
                }
            }

            #(#hooks)*
        }
    }
}

/// The type that tells whether a message is answered. A refused message may be one that is.
fn kind(protocol: &Protocol) -> TokenStream {
    let runtime = &protocol.runtime;
    let answers = quote!(type Kind = #runtime::__private::Answers;);
    let never = quote!(type Kind = #runtime::__private::NeverAnswers;);
    let answered = protocol.messages.iter().filter(|message| message.answer.is_some());
    let conditions: Option<Vec<&TokenStream>> =
        answered.map(|message| message.forwarded.condition.as_ref()).collect();
    match conditions {
        _ if !protocol.stubs.is_empty() => answers,
        Some(conditions) if conditions.is_empty() => never,
        Some(conditions) => quote! {
            #[cfg(any(#(#conditions),*))]
            #answers
            #[cfg(not(any(#(#conditions),*)))]
            #never
        },
        // One of them exists under every `cfg`.
        None => answers,
    }
}

/// The name of a variant for parameters that no message mentions under the current `cfg`s.
pub(super) fn absent_variant(number: usize) -> Ident {
    format_ident!("__Absent{number}")
}

/// The code that tells urgent messages from others, if there are urgent ones.
fn urgent(protocol: &Protocol, absent: &[TokenStream]) -> Option<TokenStream> {
    let (name, queued) = (&protocol.names.message, local("message"));
    let urgent: Vec<&Message> = protocol.messages.iter().filter(|message| message.urgent).collect();
    if urgent.is_empty() {
        return None;
    }
    let conditions: Option<Vec<&TokenStream>> =
        urgent.iter().map(|message| message.forwarded.condition.as_ref()).collect();
    let has_urgent = match conditions {
        Some(conditions) => quote!(::core::cfg!(any(#(#conditions),*))),
        // One of them exists under every `cfg`.
        None => quote!(true),
    };
    let arms = protocol.messages.iter().map(|message| {
        let (gate, variant, urgent) = (message.forwarded.gate(), &message.variant, message.urgent);
        let fields = any_fields(message);
        quote!(#gate #name::#variant #fields => #urgent,)
    });
    let stubs = stub::arms(protocol, &quote!(false));
    Some(quote! {
        const HAS_URGENT: ::core::primitive::bool = #has_urgent;

        fn is_urgent(#queued: &Self::Message) -> ::core::primitive::bool {
            match *#queued {
                #(#arms)*
                #(#absent)*
                #stubs
            }
        }
    })
}

fn name_arm(message: &Message) -> TokenStream {
    let gate = message.forwarded.gate();
    let (index, name) = (message.index, unraw(&message.method));
    quote!(#gate #index => #name,)
}

/// The pattern for the fields of a variant.
fn any_fields(message: &Message) -> Option<TokenStream> {
    message.has_fields().then(|| quote!({ .. }))
}

fn receive_arm(message: &Message, protocol: &Protocol) -> TokenStream {
    let (runtime, index) = (&protocol.runtime, message.index);
    let gate = message.forwarded.gate();
    let (context, sender) = (local("context"), local("reply"));
    let pattern =
        variant::fields(message, protocol, |number, _| Some(field_value(number).to_token_stream()));
    if protocol.parameters.undetermined {
        // No tokens can say which instance of the impl to call.
        return quote!(#gate #pattern => loop {},);
    }
    let argument = |number, _: &Argument| field_value(number);
    let call = call::of_message(&quote!(self), message, argument, protocol);
    let handled = match message.answer.as_ref().map(|answer| answer.kind) {
        None => call,
        Some(AnswerKind::Returned) => quote!(#runtime::__private::answer(#sender, #call)),
        Some(AnswerKind::Unit) => quote!(#call; #runtime::__private::answer(#sender, ())),
        Some(AnswerKind::Deferred) => quote!(#runtime::__private::defer(&#sender); #call),
    };
    let handled = match message.expires {
        true => quote!(if #runtime::Context::is_wanted(#context, &#sender) { #handled }),
        false => handled,
    };
    quote! {
        #gate #pattern => {
            #runtime::Context::begin(#context, #index);
            #handled
        }
    }
}

/// The name of the variable that holds a field. It is not the argument's name, which could mean a
/// constant in a pattern.
fn field_value(number: usize) -> Ident {
    local(&format!("argument_{number}"))
}
