//! Refuses types that borrow from the caller or have no name, at any depth.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{
    AngleBracketedGenericArguments, BoundLifetimes, GenericArgument, GenericParam, Ident, Lifetime,
    Path, PathArguments, PathSegment, ReturnType, Type, TypeImplTrait, TypeParamBound, TypePath,
};

use super::futures::awaited;
use super::remedy::{for_borrowed, for_generic};
use super::scope::{Role, Scope, Verdict};
use crate::errors::Errors;
use crate::syntax::OPEN_LIFETIME;
use crate::tokens::bounds::has_trait;
use crate::tokens::mentions::lifetimes;
use crate::tokens::text::shown;
use crate::tokens::types::{has_function, holds_sized, is_guard, is_trait, is_unsized};

/// Walks through a type and reports the first mistake of each of its parts.
pub(crate) fn walk(ty: &Type, role: Role, scope: &Scope<'_>, errors: &mut Errors) -> Verdict {
    let mut walk =
        Walk { role, scope, errors, bound: Vec::new(), may_elide: false, verdict: Verdict::Sound };
    walk.ty(ty);
    walk.verdict
}

/// The state of a walk, which ends at the first mistake of a part.
struct Walk<'a> {
    role: Role,
    scope: &'a Scope<'a>,
    errors: &'a mut Errors,
    /// The lifetimes that the enclosing `for<…>`s declare.
    bound: Vec<String>,
    /// Whether lifetimes may be elided here, as in the arguments of a function type.
    may_elide: bool,
    verdict: Verdict,
}

impl Walk<'_> {
    fn refuse(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        self.errors.push(at, message);
        self.verdict = Verdict::Refused;
    }

    fn ty(&mut self, ty: &Type) {
        if self.verdict != Verdict::Sound {
            return;
        }
        match ty {
            Type::Array(array) => self.ty(&array.elem),
            Type::FnPtr(function) => self.with_bound(function.lifetimes.as_ref(), |walk| {
                walk.function(function.inputs.iter().map(|input| &input.ty), &function.output);
            }),
            Type::Group(group) => self.ty(&group.elem),
            Type::ImplTrait(written) => self.impl_trait(written),
            Type::Infer(_) => self.verdict = Verdict::LeftToRustc,
            Type::Paren(paren) => self.ty(&paren.elem),
            Type::Path(_) if is_trait(ty) => {
                // Before edition 2021, rustc only warns of it.
                self.errors.push_late(ty.span(), "this is a trait: write `dyn` in front of it");
                self.verdict = Verdict::LeftToRustc;
            }
            Type::Path(path) => {
                if let Some(qself) = &path.qself {
                    self.ty(&qself.ty);
                }
                self.path(&path.path);
            }
            Type::Ptr(pointer) => self.ty(&pointer.elem),
            Type::Reference(reference) => {
                match &reference.lifetime {
                    Some(lifetime) => {
                        let (role, scope) = (self.role, self.scope);
                        self.lifetime(lifetime, ty, &|| for_borrowed(&reference.elem, role, scope));
                    }
                    None if self.may_elide => {}
                    None => {
                        let remedy = for_borrowed(&reference.elem, self.role, self.scope);
                        self.borrowed(ty, &remedy);
                    }
                }
                self.ty(&reference.elem);
            }
            Type::Slice(slice) => self.ty(&slice.elem),
            Type::TraitObject(object) => {
                self.bounds(object.bounds.iter(), has_trait(&object.bounds, "Send"))
            }
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.part(elem)),
            _ => {}
        }
    }

    /// Walks through one of several parts: each may have a mistake of its own.
    fn part(&mut self, ty: &Type) {
        let others = std::mem::replace(&mut self.verdict, Verdict::Sound);
        self.ty(ty);
        if others == Verdict::Refused || self.verdict == Verdict::Sound {
            self.verdict = others;
        }
    }

    fn impl_trait(&mut self, written: &TypeImplTrait) {
        let remedy = for_generic(&written.bounds, self.role, self.scope);
        let message = match self.role {
            Role::Argument => {
                format!(
                    "`impl Trait` makes the method generic, and a message has one type: {remedy}"
                )
            }
            Role::Answer => match awaited(&written.bounds) {
                Some(output) => format!(
                    "a handler runs on the actor's thread: return `{}` itself; callers can still \
                     await it, with `handle.ask()`",
                    shown(&output)
                ),
                None => format!(
                    "`impl Trait` has no name, and the type of an answer needs one: {remedy}"
                ),
            },
        };
        self.refuse(written, message);
    }

    fn borrowed(&mut self, at: impl ToTokens, remedy: &str) {
        let what = match self.role {
            Role::Argument => {
                "a message outlives the call that sends it, so it cannot borrow from the caller"
            }
            Role::Answer => "an answer outlives the handler, so it cannot borrow from the actor",
        };
        let mut lifetimes = self.scope.impl_lifetimes.iter();
        let or = match lifetimes.find(|lifetime| !lifetime.starts_with(OPEN_LIFETIME)) {
            Some(lifetime) => format!(", or borrow for `{lifetime}`"),
            None => String::new(),
        };
        self.refuse(at, format!("{what}: {remedy}{or}"));
    }

    /// Refuses a lifetime that ends with the call, at the tokens that have it.
    fn lifetime(&mut self, lifetime: &Lifetime, at: impl ToTokens, remedy: &dyn Fn() -> String) {
        let name = lifetime.to_string();
        let known = self.bound.contains(&name) || self.scope.outlives_the_call(lifetime);
        if self.verdict != Verdict::Sound || known || (name == "'_" && self.may_elide) {
            return;
        }
        if name == "'_" || self.scope.is_of_method(&name) {
            self.borrowed(at, &remedy());
        } else {
            // The lifetime is declared nowhere.
            self.verdict = Verdict::LeftToRustc;
        }
    }

    fn path(&mut self, path: &Path) {
        for segment in &path.segments {
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments)
                    if hides_lifetime(segment, arguments) && !self.may_elide =>
                {
                    let remedy = of_path(path, self.role, self.scope);
                    self.borrowed(path, &remedy);
                }
                PathArguments::AngleBracketed(arguments) => {
                    self.arguments(arguments, segment, path)
                }
                PathArguments::Parenthesized(function) => {
                    self.function(function.inputs.iter().map(|input| &input.ty), &function.output);
                }
            }
        }
    }

    fn arguments(
        &mut self,
        arguments: &AngleBracketedGenericArguments,
        segment: &PathSegment,
        path: &Path,
    ) {
        for argument in &arguments.args {
            match argument {
                GenericArgument::Lifetime(lifetime) => {
                    let (role, scope) = (self.role, self.scope);
                    self.lifetime(lifetime, path, &|| of_path(path, role, scope));
                    // The whole type is refused, with what it borrows inside.
                    if self.verdict != Verdict::Sound {
                        return;
                    }
                }
                GenericArgument::Type(ty) if holds_sized(segment) && is_unsized(ty) => {
                    let (holder, held) = (&segment.ident, shown(ty));
                    let remedy = for_borrowed(ty, self.role, self.scope);
                    let message = format!(
                        "`{holder}` holds values with a size, and `{held}` has none: {remedy}"
                    );
                    self.refuse(ty, message);
                }
                GenericArgument::Type(ty) => self.part(ty),
                GenericArgument::AssocType(assoc) => self.ty(&assoc.ty),
                GenericArgument::Constraint(constraint) => {
                    self.bounds(constraint.bounds.iter(), true)
                }
                _ => {}
            }
        }
    }

    fn bounds<'b>(&mut self, bounds: impl Iterator<Item = &'b TypeParamBound>, is_sent: bool) {
        for bound in bounds {
            match bound {
                TypeParamBound::Trait(bound) => {
                    self.with_bound(bound.lifetimes.as_ref(), |walk| walk.path(&bound.path));
                }
                TypeParamBound::Lifetime(lifetime) => {
                    let remedy = if is_sent { "leave it out" } else { "write `Send` in its place" };
                    self.lifetime(lifetime, lifetime, &|| remedy.to_owned());
                }
                _ => {}
            }
        }
    }

    /// Walks through a function type, in which lifetimes may be elided.
    fn function<'b>(
        &mut self,
        inputs: impl Iterator<Item = &'b Type> + Clone,
        output: &ReturnType,
    ) {
        let outside = std::mem::replace(&mut self.may_elide, true);
        inputs.clone().for_each(|input| self.ty(input));
        if let ReturnType::Type(_, output) = output {
            self.ty(output);
            let is_elided = elided(&**output) > 0 && !has_function(output);
            if is_elided && never_elided(inputs) && self.verdict == Verdict::Sound {
                self.verdict = Verdict::LeftToRustc;
            }
        }
        self.may_elide = outside;
    }

    fn with_bound(&mut self, lifetimes: Option<&BoundLifetimes>, inside: impl FnOnce(&mut Self)) {
        let outside = self.bound.len();
        for param in lifetimes.iter().flat_map(|lifetimes| &lifetimes.lifetimes) {
            if let GenericParam::Lifetime(param) = param {
                self.bound.push(param.lifetime.to_string());
            }
        }
        inside(self);
        self.bound.truncate(outside);
    }
}

/// What to do instead of borrowing what the path names.
fn of_path(path: &Path, role: Role, scope: &Scope<'_>) -> String {
    let ty = Type::Path(TypePath { attrs: Vec::new(), qself: None, path: path.clone() });
    for_borrowed(&ty, role, scope)
}

/// Whether this is `Cow<str>` or the guard of a lock, which are often written without their lifetimes. For other types,
/// the tokens do not tell.
fn hides_lifetime(segment: &PathSegment, arguments: &AngleBracketedGenericArguments) -> bool {
    let alone = arguments.args.len() == 1;
    let is_known = segment.ident == "Cow" || is_guard(&segment.ident);
    is_known && alone && matches!(arguments.args[0], GenericArgument::Type(_))
}

/// The number of lifetimes that are visibly elided: those of references, and `'_`.
fn elided(tokens: impl ToTokens) -> usize {
    let mut trees = tokens.into_token_stream().into_iter().peekable();
    let mut count = 0;
    while let Some(tree) = trees.next() {
        count += match tree {
            TokenTree::Group(group) => elided(group.stream()),
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let named =
                    matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '\'');
                usize::from(!named)
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                usize::from(matches!(trees.peek(), Some(TokenTree::Ident(name)) if name == "_"))
            }
            _ => 0,
        };
    }
    count
}

/// Whether an elided lifetime in the result certainly has no meaning: there are no arguments, or the arguments have several
/// lifetimes, elided or named.
fn never_elided<'b>(mut inputs: impl Iterator<Item = &'b Type> + Clone) -> bool {
    let mut named: Vec<Ident> = Vec::new();
    // A function among them has lifetimes of its own.
    let plain = inputs.clone().filter(|input| !has_function(input));
    for name in plain.clone().flat_map(|input| lifetimes(input.to_token_stream())) {
        if name != "_" && !named.contains(&name) {
            named.push(name);
        }
    }
    let elided = plain.map(elided).sum::<usize>();
    elided + named.len() > 1 || inputs.next().is_none()
}
