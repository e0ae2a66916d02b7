//! The impls that tie actor, handle and messages together.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::WhereClause;
use syn::spanned::Spanned as _;

use super::local;
use crate::attributes::gate;
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
    let where_clause = where_clause(protocol);
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
    let span = at(actor.span());
    let once = quote_spanned!(span=> #runtime::__private::OneActorImplPerType);
    quote! {
        #gate
        #[automatically_derived]
        impl #generics #once for #actor #own_where {}

        #gate
        #[automatically_derived]
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

            fn message_name(#index: usize) -> &'static str {
                match #index {
                    #(#named)*
                    _ => "",
                }
            }

            fn is_wanted(#given: &Self::Message) -> bool {
                match *#given {
                    #(#wanted)*
                    #(#absent)*
                }
            }
        }

        #gate
        #[automatically_derived]
        impl #generics #runtime::Actor<#handle #arguments> for #actor #where_clause {
            fn receive(&mut self, #given: #message #message_arguments, #context: &mut #runtime::Context<#handle #arguments>) {
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

/// The user's place, but the macro's own context: lints see generated code there, errors see the user's.
fn at(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

/// The impl's where clause, and that the type is declared and everything in a message can be sent to another thread.
///
/// Both impls get the same predicates at the same places, so that rustc reports what does not hold once, there.
fn where_clause(protocol: &Protocol) -> WhereClause {
    let Protocol { runtime, actor, names, parameters, .. } = protocol;
    let mut generics = parameters.actor.clone();
    let clause = generics.make_where_clause();
    let mut seen: Vec<String> = Vec::new();
    let mut require = |ty: &TokenStream,
                       spanned: &TokenStream,
                       bound: &dyn Fn(Span, Span) -> TokenStream| {
        let bound = bound(at(spanned.span()), at(last_span(spanned)));
        let text = format!("{ty}: {bound}");
        if !seen.contains(&text) {
            seen.push(text);
            clause.predicates.extend(syn::parse2::<syn::WherePredicate>(quote!(#ty: #bound)).ok());
        }
    };
    require(actor, actor, &|first, _| quote_spanned!(first=> #runtime::Declared));
    let send = |first: Span, last: Span| {
        let start = quote_spanned!(first=> ::core);
        let end = quote_spanned!(last=> ::Send);
        quote!(#start::marker #end)
    };
    for message in &protocol.messages {
        if message.forwarded.condition.is_some() {
            // A predicate cannot be under a `cfg`, but the enum that it is about can be different.
            let (name, (_, arguments, _)) = (&names.message, parameters.message.split_for_impl());
            require(&quote!(#name #arguments), &message.method.to_token_stream(), &send);
            continue;
        }
        for argument in &message.arguments {
            require(&argument.ty, &argument.ty, &send);
        }
        if let Some(answer) = &message.answer {
            require(&answer.ty, &answer.ty, &send);
        }
    }
    clause.clone()
}

fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |tree| tree.span())
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
            quote!(#gate #name::#variant { #field: ref #sender, .. } => #runtime::ReplySender::is_wanted(#sender),)
        }
        None => quote!(#gate #name::#variant { .. } => true,),
    }
}

fn receive_arm(message: &Message, protocol: &Protocol) -> TokenStream {
    let (runtime, name) = (&protocol.runtime, &protocol.names.message);
    let Message { index, variant, .. } = message;
    let gate = message.forwarded.gate();
    // The handle's method warns whoever calls it; the dispatch has no choice.
    let knows = message.forwarded.deprecated.then(|| quote!(#[allow(deprecated)]));
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
    quote!(#gate #knows #name::#variant #fields => { #body })
}

/// The call of the user's method.
///
/// A call's argument cannot be under a `cfg`: where the method has such arguments, there is a call for each combination.
fn call(message: &Message, protocol: &Protocol) -> TokenStream {
    let (actor, method) = (&protocol.actor, &message.method);
    let mut arguments: Vec<(Option<&TokenStream>, TokenStream)> = Vec::new();
    if let Some(context) = &message.context {
        let name = Ident::new("context", at(context.span));
        arguments.push((context.condition.as_ref(), name.into_token_stream()));
    }
    for argument in &message.arguments {
        arguments.push((argument.condition.as_ref(), argument.name.to_token_stream()));
    }
    if matches!(&message.answer, Some(answer) if answer.given == Given::Later) {
        arguments.push((None, local("reply").into_token_stream()));
    }

    // Each with the predicates under which it is the call.
    let mut calls: Vec<(Vec<TokenStream>, TokenStream)> = vec![(Vec::new(), TokenStream::new())];
    for (condition, argument) in arguments {
        let without = calls.clone();
        for (predicates, list) in &mut calls {
            predicates.extend(condition.cloned());
            list.extend(quote!(, #argument));
        }
        if let Some(condition) = condition {
            calls.extend(without.into_iter().map(|(mut predicates, list)| {
                predicates.push(quote!(not(#condition)));
                (predicates, list)
            }));
        }
    }
    if let [(_, list)] = &calls[..] {
        return quote!(<#actor>::#method(self #list));
    }
    let calls = calls.into_iter().map(|(predicates, list)| {
        let gate = gate(crate::attributes::all(predicates).as_ref());
        quote!(#gate { <#actor>::#method(self #list) })
    });
    quote!({ #(#calls)* })
}
