//! Generates the calls of the user's methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use super::diagnostics::at;
use super::local::local;
use crate::attributes::{all, gate};
use crate::model::{AnswerKind, Argument, LoopArgument, Message, Protocol};

/// An argument, with the condition under which it exists.
pub(super) type Passed<'a> = (Option<&'a TokenStream>, TokenStream);

/// The argument that the loop passes. A wrong type is an error at the parameter's type.
pub(super) fn loop_argument<'a>(argument: &'a LoopArgument, name: &str) -> Passed<'a> {
    let mut name = local(name);
    name.set_span(at(argument.span));
    (argument.condition.as_ref(), name.into_token_stream())
}

/// The context that the loop passes, as the type that the parameter has. A wrong type is an error at the parameter's type,
/// in words about contexts.
pub(super) fn context<'a>(argument: &'a LoopArgument, protocol: &Protocol) -> Passed<'a> {
    let (condition, name) = loop_argument(argument, "context");
    let runtime = &protocol.runtime;
    let passed = quote_spanned!(at(argument.span)=> #runtime::__private::IsContext::of(#name));
    (condition, passed)
}

/// The call of the method that handles a message. `value` names each argument.
pub(super) fn of_message(
    this: &TokenStream,
    message: &Message,
    value: impl Fn(usize, &Argument) -> Ident,
    protocol: &Protocol,
) -> TokenStream {
    let context = message.context.iter().map(|argument| context(argument, protocol));
    let arguments = message.arguments.iter().enumerate().map(|(number, argument)| {
        (argument.condition.as_ref(), value(number, argument).into_token_stream())
    });
    let is_deferred =
        matches!(&message.answer, Some(answer) if answer.kind == AnswerKind::Deferred);
    let reply = is_deferred.then(|| (None, local("reply").into_token_stream()));
    let arguments = context.chain(arguments).chain(reply).collect();
    call(this, &message.method, arguments, Span::call_site(), protocol)
}

/// The call of `method` on the actor `this`. A wrong type of its result is an error at `span`.
///
/// An argument of a call cannot be under a `cfg`. So there is one call for each combination of the
/// conditions on the arguments.
pub(super) fn call(
    this: &TokenStream,
    method: &Ident,
    arguments: Vec<Passed<'_>>,
    span: Span,
    protocol: &Protocol,
) -> TokenStream {
    let actor = &protocol.actor;
    if protocol.parameters.undetermined {
        // No tokens can say which instance of the impl to call.
        return quote!(loop {});
    }
    let call = |arguments: &mut dyn Iterator<Item = &TokenStream>| quote_spanned!(span=> <#actor>::#method(#this #(, #arguments)*));
    let mut conditions: Vec<&TokenStream> = Vec::new();
    for condition in arguments.iter().filter_map(|(condition, _)| *condition) {
        if !conditions.iter().any(|known| same_text(known, condition)) {
            conditions.push(condition);
        }
    }
    if conditions.is_empty() {
        return call(&mut arguments.iter().map(|(_, argument)| argument));
    }
    // Bit n of a combination tells whether condition n holds.
    let calls = (0..1_u32 << conditions.len()).map(|combination| {
        let holds = |number: usize| combination & (1 << number) != 0;
        let predicates = conditions.iter().enumerate().map(|(number, condition)| {
            if holds(number) { quote!(#condition) } else { quote!(not(#condition)) }
        });
        let gate = gate(Some(&all(&predicates.collect::<Vec<_>>())));
        let passed = arguments.iter().filter(|(condition, _)| {
            condition.is_none_or(|condition| {
                conditions.iter().position(|known| same_text(known, condition)).is_some_and(holds)
            })
        });
        let call = call(&mut passed.map(|(_, argument)| argument));
        quote!(#gate { #call })
    });
    quote!({ #(#calls)* })
}

fn same_text(one: &TokenStream, other: &TokenStream) -> bool {
    one.to_string() == other.to_string()
}
