//! Makes the model of an impl's messages from its syntax; what cannot be a message is reported and
//! left out.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{FnArg, Ident, Pat, PatType, Path, ReturnType, Signature};

use super::parameters::parameters;
use crate::attributes::Forwarded;
use crate::attributes::marks::HookKind;
use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::model::{Answer, Argument, Given, GivenArgument, Hook, Message, Protocol};
use crate::names;
use crate::options::ImplOptions;
use crate::syntax::{
    Entry, Impl, Intent, Method, context, hook_argument, reply_payload, reply_position,
};
use crate::tokens::self_type::spelled_out;
use crate::tokens::text::unraw;

/// The path of actor-runtime: the option's, or the crate's own name.
pub(crate) fn runtime(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::actor_runtime), |path| quote!(#path))
}

/// The protocol that an impl declares, unless its header is beyond us.
pub(crate) fn protocol(
    block: &mut Impl,
    options: ImplOptions,
    errors: &mut Errors,
) -> Option<Protocol> {
    check::placement::on_item(&block.header.attrs, errors);
    check::placement::on_item(&block.inner, errors);
    let actor_path = check::item::self_path(&block.header, errors)?;
    let actor_name = actor_path.segments.last()?.ident.clone();
    let actor_segments: Vec<String> =
        actor_path.segments.iter().map(|segment| unraw(&segment.ident)).collect();
    let actor = block.header.self_ty.to_token_stream();
    let generics = &block.header.generics;
    let handle = options.handle.as_ref().map_or_else(|| names::handle(&actor_name), Ident::clone);
    let handle_type = {
        let (_, arguments, _) = generics.split_for_impl();
        quote!(#handle #arguments)
    };
    let lifetimes: Vec<String> =
        generics.lifetimes().map(|param| param.lifetime.to_string()).collect();

    let (mut messages, mut hooks) = (Vec::new(), Vec::new());
    let mut declared = 0;
    for entry in &mut block.entries {
        let method = match entry {
            Entry::Other { attrs, .. } => {
                check::placement::on_item(attrs, errors);
                continue;
            }
            Entry::Method(method) => method,
        };
        let intent = method.intent();
        if intent.takes_context() {
            let signature = &mut method.signature;
            check::handle_in_context(signature, &actor, &handle_type, errors);
        }
        match intent {
            Intent::Message => {}
            Intent::Hook(kind) => {
                if check::hook(method, kind, errors) {
                    hooks.push(hook(method, kind));
                }
                continue;
            }
            Intent::Neither => {
                check::placement::in_other_method(method, errors);
                continue;
            }
        }
        declared += 1;
        method.allowed = expand::lints::of_message(&method.vis, &method.signature);
        if check::message(method, &handle, &lifetimes, errors) {
            messages.push(message(method, declared - 1, &actor));
        }
    }
    if declared == 0 && errors.count() == 0 {
        check::item::no_message(&block.header, errors);
    }
    let messages = check::protocol::distinct(messages, errors);

    let (handle, message) = (options.handle, options.message);
    let names = check::protocol::distinct_types(&actor_name, handle, message, errors);
    let vis = options.vis.unwrap_or_else(|| check::protocol::most_visible(&messages, errors));
    Some(Protocol {
        runtime: runtime(options.runtime.as_ref()),
        actor_name: unraw(&actor_name),
        actor_path: actor_segments.join("::"),
        names,
        parameters: parameters(generics, &actor, &messages, errors),
        actor,
        hides_some: check::protocol::hides_some(&vis, &messages),
        vis,
        derives: options.derives,
        forwarded: Forwarded::of(block.header.attrs.iter().chain(&block.inner)),
        messages,
        hooks: check::hook::distinct(hooks, errors),
    })
}

/// The hook that a checked method is.
fn hook(method: &Method, kind: &'static HookKind) -> Hook {
    let Signature { ident, output, .. } = &method.signature;
    Hook {
        kind,
        method: ident.clone(),
        condition: Forwarded::of(&method.attrs).condition,
        argument: hook_argument(&method.signature, kind).map(given),
        output: match output {
            ReturnType::Default => ident.span(),
            ReturnType::Type(_, ty) => ty.span(),
        },
    }
}

fn given(typed: &PatType) -> GivenArgument {
    GivenArgument { span: typed.ty.span(), condition: Forwarded::of(&typed.attrs).condition }
}

/// The message that a checked method is.
fn message(method: &Method, index: usize, actor: &TokenStream) -> Message {
    let signature = &method.signature;
    let context = context(signature).map(given);
    let reply = reply_position(signature);
    let first = if context.is_some() { 2 } else { 1 };
    let typed: Vec<_> = signature
        .inputs
        .iter()
        .enumerate()
        .skip(first)
        .filter_map(|(position, input)| match input {
            FnArg::Typed(typed) => Some((position, typed)),
            FnArg::Receiver(_) => None,
        })
        .collect();

    let written: Vec<Option<&Ident>> =
        typed.iter().map(|(_, typed)| simple_name(&typed.pat)).collect();
    let is_written = |name: &str| written.iter().flatten().any(|ident| unraw(ident) == name);
    let mut arguments: Vec<Argument> = Vec::new();
    let mut answer = None;
    for (number, (position, typed)) in typed.iter().enumerate() {
        if reply == Some(*position) {
            let payload = reply_payload(&typed.ty);
            let field = written[number]
                .cloned()
                .unwrap_or_else(|| reply_name(is_written, signature.ident.span()));
            answer = payload.map(|payload| Answer {
                field,
                ty: spelled_out(payload, actor),
                given: Given::Later,
            });
            continue;
        }
        let repeated = |ident: &Ident| arguments.iter().any(|other| other.name == *ident);
        let name = match written[number] {
            Some(ident) if !repeated(ident) => ident.clone(),
            _ => Ident::new(&names::free(&[&format!("arg{number}")], is_written), typed.pat.span()),
        };
        arguments.push(Argument {
            name,
            ty: spelled_out(&typed.ty, actor),
            condition: Forwarded::of(&typed.attrs).condition,
        });
    }

    let is_marked = |name| method.attrs.iter().any(|attr| attr.path().is_ident(name));
    let answer = match &signature.output {
        _ if answer.is_some() => answer,
        ReturnType::Type(_, ty) => {
            Some((spelled_out(ty, actor), Given::Returned)).map(|(ty, given)| Answer {
                field: reply_name(is_written, signature.ident.span()),
                ty,
                given,
            })
        }
        ReturnType::Default if is_marked("ask") => Some(Answer {
            field: reply_name(is_written, signature.ident.span()),
            ty: quote!(()),
            given: Given::Ended,
        }),
        ReturnType::Default => None,
    };
    Message {
        index,
        method: signature.ident.clone(),
        variant: names::variant(&signature.ident),
        vis: method.vis.clone(),
        forwarded: Forwarded::of(&method.attrs),
        urgent: is_marked("urgent"),
        expires: is_marked("expires"),
        context,
        arguments,
        answer,
    }
}

/// The name that a pattern binds, if it is no more than a name.
fn simple_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(pat) if pat.subpat.is_none() && pat.by_ref.is_none() => Some(&pat.ident),
        Pat::Paren(paren) => simple_name(&paren.pat),
        _ => None,
    }
}

/// A name for the field where the answer goes.
fn reply_name(is_taken: impl Fn(&str) -> bool, span: Span) -> Ident {
    Ident::new(&names::free(&["reply", "reply_to", "reply_sender"], is_taken), span)
}
