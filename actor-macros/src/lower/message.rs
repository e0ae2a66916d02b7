//! Makes the model of a message.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, ReturnType};

use super::loop_argument::loop_argument;
use crate::attributes::Forwarded;
use crate::model::{Answer, AnswerKind, Argument, Message};
use crate::names;
use crate::syntax::{Method, arguments, context, reply_payload, reply_position, simple_name};
use crate::tokens::self_type::spelled_out;
use crate::tokens::text::unraw;

/// The model of a method that is a message.
pub(super) fn message(method: &Method, index: usize, actor: &TokenStream) -> Message {
    let signature = &method.signature;
    let context = context(signature).map(loop_argument);
    let reply = reply_position(signature);
    let typed: Vec<_> = arguments(signature).collect();

    let written: Vec<Option<&Ident>> =
        typed.iter().map(|(_, typed)| simple_name(&typed.pat)).collect();
    let is_written = |name: &str| written.iter().flatten().any(|ident| unraw(ident) == name);
    let mut carried: Vec<Argument> = Vec::new();
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
                kind: AnswerKind::Deferred,
            });
            continue;
        }
        let repeated = |ident: &Ident| carried.iter().any(|other| other.name == *ident);
        let name = match written[number] {
            Some(ident) if !repeated(ident) => ident.clone(),
            _ => Ident::new(&names::free(&[&format!("arg{number}")], is_written), typed.pat.span()),
        };
        carried.push(Argument {
            name,
            ty: spelled_out(&typed.ty, actor),
            condition: Forwarded::of(&typed.attrs).condition,
            of_field: attributes(&typed.attrs, &|attr| method.fields.of_variant(attr)),
            of_arguments: attributes(&typed.attrs, &|attr| method.fields.of_arguments(attr)),
        });
    }

    let answer = match &signature.output {
        _ if answer.is_some() => answer,
        ReturnType::Type(_, ty) => Some(Answer {
            field: reply_name(is_written, signature.ident.span()),
            ty: spelled_out(ty, actor),
            kind: AnswerKind::Returned,
        }),
        ReturnType::Default if method.is_marked("ask") => Some(Answer {
            field: reply_name(is_written, signature.ident.span()),
            ty: quote!(()),
            kind: AnswerKind::Unit,
        }),
        ReturnType::Default => None,
    };
    Message {
        index,
        method: signature.ident.clone(),
        variant: names::variant(&signature.ident),
        vis: method.vis.clone(),
        forwarded: Forwarded::of(&method.attrs),
        urgent: method.is_marked("urgent"),
        expires: method.is_marked("expires"),
        travels: method.fields.of_remote,
        context,
        arguments: carried,
        answer,
    }
}

/// Those of the attributes that are for one field.
fn attributes(all: &[Attribute], is_of_field: &dyn Fn(&Attribute) -> bool) -> Vec<Attribute> {
    all.iter().filter(|attr| is_of_field(attr)).cloned().collect()
}

/// The name of the field that holds the sender for the answer.
pub(super) fn reply_name(is_taken: impl Fn(&str) -> bool, span: Span) -> Ident {
    Ident::new(&names::free(&["reply", "reply_to", "reply_sender"], is_taken), span)
}
