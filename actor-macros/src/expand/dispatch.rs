//! The impls that tie actor, handle and messages together.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::bounds::{asked, at, granted};
use super::{allow_deprecated, local};
use crate::attributes::{all, gate};
use crate::model::{Given, Message, Protocol};
use crate::names;

pub(super) fn dispatch(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, names, parameters, actor, .. } = protocol;
    let gate = protocol.forwarded.gate();
    let (handle, message, ask) = (&names.handle, &names.message, &names.ask);
    let (generics, arguments, own_where) = parameters.actor.split_for_impl();
    let (_, message_arguments, _) = parameters.message.split_for_impl();
    let lifetime = &parameters.ask;
    let view = parameters.ask_view();
    let (_, view_arguments, _) = view.split_for_impl();
    let where_clause = granted(protocol);
    let asked = asked(protocol);
    let (mailbox, index, given, context) =
        (local("mailbox"), local("index"), local("message"), local("context"));
    let phantom = parameters.phantom.as_ref().map(|_| quote!(, ::core::marker::PhantomData));
    let named = protocol.messages.iter().map(name_arm);
    let wanted = protocol.messages.iter().map(|message| wanted_arm(message, protocol));
    let absent = parameters.absent.iter().enumerate().map(|(number, (condition, _))| {
        let variant = absent_variant(number);
        quote!(#[cfg(#condition)] #message::#variant(..) => true,)
    });
    let received = protocol.messages.iter().map(|message| receive_arm(message, protocol));
    let lints = &protocol.forwarded.lints;
    // The dispatch has no choice but to call a deprecated method.
    let deprecated = allow_deprecated(protocol.messages.iter().map(|message| &message.forwarded));
    // A second such impl is an error at the two types.
    let once = quote_spanned!(at(actor.span())=> impl);
    quote! {
        #asked

        #gate
        #[automatically_derived]
        #(#lints)*
        #once #generics #runtime::__private::OneActorImplPerType for #actor #own_where {}

        #gate
        #[automatically_derived]
        #(#lints)*
        #deprecated
        impl #generics #runtime::Handle for #handle #arguments #where_clause {
            type Message = #message #message_arguments;
            type Ask<#lifetime> = #ask #view_arguments where Self: #lifetime;

            fn ask(&self) -> Self::Ask<'_> {
                #ask(self)
            }

            fn from_mailbox(#mailbox: #runtime::__private::Mailbox<Self::Message>) -> Self {
                #handle(#mailbox #phantom)
            }

            fn mailbox(&self) -> &#runtime::__private::Mailbox<Self::Message> {
                &self.0
            }

            fn options() -> #runtime::__private::Options {
                <#actor as #runtime::Declared>::options()
            }

            fn message_name(#index: ::core::primitive::usize) -> &'static ::core::primitive::str {
                match #index {
                    #(#named)*
                    _ => "",
                }
            }

            fn is_wanted(#given: &Self::Message) -> ::core::primitive::bool {
                match *#given {
                    #(#wanted)*
                    #(#absent)*
                }
            }
        }

        #gate
        #[automatically_derived]
        #(#lints)*
        #deprecated
        impl #generics #runtime::Actor<#handle #arguments> for #actor #where_clause {
            #[inline]
            fn receive(
                &mut self,
                #given: #message #message_arguments,
                #context: &mut #runtime::Context<#handle #arguments>,
            ) {
                match #given {
                    #(#received)*
                }
            }
        }
    }
}

/// The name of a variant that stands for parameters no message mentions under the current `cfg`s.
pub(super) fn absent_variant(number: usize) -> Ident {
    format_ident!("__Absent{number}")
}

fn name_arm(message: &Message) -> TokenStream {
    let gate = message.forwarded.gate();
    let (index, name) = (message.index, names::text(&message.method));
    quote!(#gate #index => #name,)
}

fn wanted_arm(message: &Message, protocol: &Protocol) -> TokenStream {
    let (runtime, name, variant) = (&protocol.runtime, &protocol.names.message, &message.variant);
    let gate = message.forwarded.gate();
    match &message.answer {
        Some(answer) => {
            let (field, sender) = (&answer.field, local("reply"));
            let is_wanted = quote!(#runtime::ReplySender::is_wanted(#sender));
            quote!(#gate #name::#variant { #field: ref #sender, .. } => #is_wanted,)
        }
        None => quote!(#gate #name::#variant { .. } => true,),
    }
}

fn receive_arm(message: &Message, protocol: &Protocol) -> TokenStream {
    let (runtime, name) = (&protocol.runtime, &protocol.names.message);
    let Message { index, variant, .. } = message;
    let gate = message.forwarded.gate();
    let (context, sender) = (local("context"), local("reply"));
    let arguments = message.arguments.iter().map(|argument| {
        let (gate, name) = (argument.gate(), &argument.name);
        quote!(#gate #name,)
    });
    let answer = message.answer.iter().map(|answer| {
        let field = &answer.field;
        quote!(#field: #sender,)
    });
    let fields = message.has_fields().then(|| quote!({ #(#arguments)* #(#answer)* }));
    let call = call(message, protocol);
    let body = match message.answer.as_ref().map(|answer| answer.given) {
        None => quote! {
            #runtime::Context::begin(#context, #index);
            #call
        },
        Some(given) => {
            let answered = match given {
                Given::Returned => quote!(#runtime::__private::answer(#sender, #call)),
                Given::Ended => quote!(#call; #runtime::__private::answer(#sender, ())),
                Given::Later => call,
            };
            quote! {
                if #runtime::Context::begin_answer(#context, #index, &#sender) {
                    #answered
                }
            }
        }
    };
    quote!(#gate #name::#variant #fields => { #body })
}

/// The call of the user's method.
///
/// A call's argument cannot be under a `cfg`: where the method has such arguments, there is a call
/// for each combination.
fn call(message: &Message, protocol: &Protocol) -> TokenStream {
    let (actor, method) = (&protocol.actor, &message.method);
    let mut arguments: Vec<(Option<&TokenStream>, TokenStream)> = Vec::new();
    if let Some(context) = &message.context {
        let name = {
            let mut name = local("context");
            name.set_span(at(context.span));
            name
        };
        arguments.push((context.condition.as_ref(), name.into_token_stream()));
    }
    for argument in &message.arguments {
        arguments.push((argument.condition.as_ref(), argument.name.to_token_stream()));
    }
    if matches!(&message.answer, Some(answer) if answer.given == Given::Later) {
        arguments.push((None, local("reply").into_token_stream()));
    }

    let mut conditions: Vec<&TokenStream> = Vec::new();
    for condition in arguments.iter().filter_map(|(condition, _)| *condition) {
        if !conditions.iter().any(|known| same_text(known, condition)) {
            conditions.push(condition);
        }
    }
    if conditions.is_empty() {
        let arguments = arguments.into_iter().map(|(_, argument)| argument);
        return quote!(<#actor>::#method(self #(, #arguments)*));
    }
    // Bit n of a combination says whether condition n holds.
    let calls = (0..1_u32 << conditions.len()).map(|combination| {
        let holds = |number: usize| combination & (1 << number) != 0;
        let predicates = conditions.iter().enumerate().map(|(number, condition)| {
            if holds(number) { quote!(#condition) } else { quote!(not(#condition)) }
        });
        let given = arguments.iter().filter(|(condition, _)| {
            condition.is_none_or(|condition| {
                conditions.iter().position(|known| same_text(known, condition)).is_some_and(holds)
            })
        });
        let given = given.map(|(_, argument)| argument);
        let gate = gate(all(predicates.collect()).as_ref());
        quote!(#gate { <#actor>::#method(self #(, #given)*) })
    });
    quote!({ #(#calls)* })
}

fn same_text(one: &TokenStream, other: &TokenStream) -> bool {
    one.to_string() == other.to_string()
}
