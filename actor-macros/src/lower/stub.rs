//! Makes the model of what stands for a refused message.
//!
//! A stub takes what the user's method takes, and answers what it answers, so that each use of the message is right.
//! A type that cannot stand outside of the method is replaced by one that rustc has an error of already: an array whose
//! length is the `compile_error!` of the refusal. Of such a type, and of all that is done with its values, rustc reports
//! nothing more. It reports the same `compile_error!` once, however often it stands there.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Ident, PatType, ReturnType, Type, WherePredicate};

use super::message::reply_name;
use crate::attributes::Forwarded;
use crate::model::{Message, Stub, StubVariant};
use crate::names;
use crate::syntax::{
    Intent, Method, OwnContext, arguments, hook_argument, meant_as_context, reply_parameter,
    reply_payload, simple_name,
};
use crate::tokens::bounds::has_constraint;
use crate::tokens::mentions::{bound_lifetimes, has_word, name, none_elided, with_static};
use crate::tokens::self_type::{spelled_out, spelled_out_generics};
use crate::tokens::text::unraw;
use crate::tokens::types::{
    bare, has_function, is_one_of, is_trait, is_unsized, unsized_parameters,
};

/// What stands for a refused method, whose `error` is that of the refusal; nothing is, if rustc itself refuses it.
/// Nothing can stand for it if its answer cannot be written.
pub(super) fn stub(
    method: &Method,
    error: Option<&TokenStream>,
    own_context: &OwnContext,
    sound: &[Message],
    actor: &TokenStream,
    lifetimes: &Generics,
    is_remote: bool,
) -> Option<Stub> {
    let signature = &method.signature;
    let scope = Scope { error, actor, of_impl: lifetimes, of_method: &signature.generics };
    let reply = reply_parameter(signature);
    let of_hook = match method.intent {
        Intent::Hook(kind) => hook_argument(signature, kind),
        Intent::Message | Intent::Neither => None,
    };
    let is_of_hook = |typed: &PatType| of_hook.is_some_and(|own| std::ptr::eq(own, typed));
    let typed: Vec<&PatType> = arguments(signature)
        .filter(|(position, typed)| {
            reply.map(|(at, _)| at) != Some(*position) && !is_of_hook(typed)
        })
        .map(|(_, typed)| typed)
        .filter(|typed| !meant_as_context(typed) && own_context.of_type(&typed.ty).is_none())
        .collect();
    let gates: Vec<Option<TokenStream>> =
        typed.iter().map(|typed| Forwarded::of(&typed.attrs).gate()).collect();
    let types = typed.iter().map(|typed| scope.argument(&typed.ty));
    let answer = match (reply, &signature.output) {
        (_, ReturnType::Type(_, ty)) => Some(scope.answer(ty)?),
        (Some((_, reply)), ReturnType::Default) => match reply_payload(&reply.ty) {
            Some(payload) => Some(scope.answer(payload)?),
            None => Some(scope.mistake()?),
        },
        (None, ReturnType::Default) => method.is_marked("ask").then(|| quote!(())),
    };
    let by_value = names::reserved(&signature.ident).is_some();
    // Whether the callers of an asynchronous method wait for it or `.await` it, both are right. So is a second use of the
    // handle, after a method that takes it: rustc looks for moves only where all types are known.
    let is_open = signature.asyncness.is_some() || by_value;
    let failure = if is_open { scope.mistake() } else { None };
    let taken = |name: &Ident| sound.iter().any(|message| message.variant == *name);
    let name = names::variant(&signature.ident);
    let variant = scope.mistake().filter(|_| !taken(&name)).map(|ty| {
        let reply = answer.iter().map(|_| reply.and_then(|(_, reply)| simple_name(&reply.pat)));
        let fields = fields(&typed, reply.collect(), &signature.ident);
        StubVariant { name, fields, ty }
    });
    Some(Stub {
        method: signature.ident.clone(),
        vis: method.vis.clone(),
        gate: Forwarded::of(&method.attrs).gate(),
        generics: needed(spelled_out_generics(&signature.generics, actor).ok()?, lifetimes),
        by_value,
        travels: method.travels(is_remote),
        arguments: gates.iter().cloned().zip(types).collect(),
        answer,
        failure,
        variant,
    })
}

/// The generics with the predicates on a parameter, which the types of the method may need. The others may not hold, which
/// rustc reports of the method.
fn needed(of_method: Generics, of_impl: &Generics) -> Generics {
    let names: Vec<String> = of_method
        .params
        .iter()
        .chain(&of_impl.params)
        .map(|param| name(param).to_string())
        .collect();
    let is_needed = |predicate: &&WherePredicate| {
        names.iter().any(|name| has_word(predicate.to_token_stream(), name))
    };
    let mut needed = of_method;
    needed.where_clause = needed.where_clause.and_then(|mut clause| {
        clause.predicates = clause.predicates.iter().filter(is_needed).cloned().collect();
        (!clause.predicates.is_empty()).then_some(clause)
    });
    needed
}

/// The fields that the parameters would be, and the one for the sender of the answer, each with its `cfg` attribute.
fn fields(
    typed: &[&PatType],
    reply: Vec<Option<&Ident>>,
    method: &Ident,
) -> Vec<(Option<TokenStream>, Ident)> {
    let mut fields: Vec<(Option<TokenStream>, Ident)> = Vec::new();
    for typed in typed {
        let gate = Forwarded::of(&typed.attrs).gate();
        fields.extend(simple_name(&typed.pat).map(|name| (gate, name.clone())));
    }
    for name in reply {
        let taken = |name: &str| fields.iter().any(|(_, field)| unraw(field) == name);
        let name = name.cloned().unwrap_or_else(|| reply_name(taken, method.span()));
        fields.push((None, name));
    }
    let mut seen: Vec<String> = Vec::new();
    fields.retain(|(_, field)| {
        let name = unraw(field);
        let is_new = !seen.contains(&name);
        seen.push(name);
        is_new
    });
    fields
}

/// What a type of the method means outside of it.
struct Scope<'a> {
    error: Option<&'a TokenStream>,
    actor: &'a TokenStream,
    of_impl: &'a Generics,
    of_method: &'a Generics,
}

impl Scope<'_> {
    /// A type that rustc has an error of already.
    fn mistake(&self) -> Option<TokenStream> {
        self.error.map(|error| quote!([(); { #error }]))
    }

    fn argument(&self, ty: &Type) -> TokenStream {
        let is_unsized = is_unsized(ty) || is_one_of(ty, &unsized_parameters(self.of_impl));
        // rustc words a mistake in the type of a function, or in the arguments of a trait, otherwise in another place.
        let is_left = self.error.is_none() && (has_function(ty) || has_constraint(ty));
        if is_unsized || is_left || !self.can_be_written(ty.to_token_stream(), false, false) {
            return quote!(impl ::core::marker::Sized);
        }
        spelled_out(ty, self.actor)
    }

    fn answer(&self, ty: &Type) -> Option<TokenStream> {
        if is_unsized(ty) && self.error.is_none() {
            let ty = spelled_out(ty, self.actor);
            return Some(quote!(&'static (#ty)));
        }
        if self.error.is_none() {
            // rustc reports each undeclared lifetime in the user's method; here `'static` stands for it.
            let bound = bound_lifetimes(ty.to_token_stream());
            let stays = |name: &str| self.declares(name) || bound.iter().any(|own| own == name);
            let written = with_static(ty.to_token_stream(), &stays);
            let ty = if has_function(ty) { none_elided(written) } else { written };
            let ty = spelled_out(&ty, self.actor);
            let is_written = !is_trait(&syn::parse2(ty.clone()).ok()?)
                && self.can_be_written(ty.clone(), true, false);
            return is_written.then_some(ty);
        }
        let is_never = matches!(bare(ty), Type::Never(_));
        if is_unsized(ty) || is_never || !self.can_be_written(ty.to_token_stream(), true, false) {
            return self.mistake();
        }
        Some(spelled_out(ty, self.actor))
    }

    /// Whether rustc knows the type outside of the method: all of its lifetimes are declared, and nothing in it is
    /// left to be inferred. Any lifetime is taken for declared behind a `for<…>`.
    fn can_be_written(&self, tokens: TokenStream, is_answer: bool, mut binds: bool) -> bool {
        let mut trees = tokens.into_iter().peekable();
        while let Some(tree) = trees.next() {
            let written = match &tree {
                TokenTree::Group(group) => self.can_be_written(group.stream(), is_answer, binds),
                TokenTree::Ident(word) if word == "for" => {
                    binds = true;
                    true
                }
                TokenTree::Ident(word) => word != "_" && !(is_answer && word == "impl"),
                TokenTree::Punct(punct) if punct.as_char() == '\'' => match trees.next() {
                    Some(TokenTree::Ident(name)) => binds || self.declares(&name.to_string()),
                    _ => false,
                },
                _ => true,
            };
            if !written {
                return false;
            }
        }
        true
    }

    fn declares(&self, lifetime: &str) -> bool {
        let mut declared = self.of_impl.lifetimes().chain(self.of_method.lifetimes());
        matches!(lifetime, "static" | "_") || declared.any(|param| param.lifetime.ident == lifetime)
    }
}
