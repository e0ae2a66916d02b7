//! Refuses types that borrow from the caller or have no name, at any depth.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    AngleBracketedGenericArguments, BoundLifetimes, GenericArgument, GenericParam, Lifetime, Path,
    PathArguments, PathSegment, ReturnType, Type, TypeImplTrait, TypeParamBound,
};

use super::remedy::{boxed, owned};
use super::scope::{Role, Scope, Verdict};
use crate::errors::Errors;
use crate::tokens::text::shown;

/// Walks through a type and reports its first mistake.
pub(crate) fn walk(ty: &Type, role: Role, scope: &Scope<'_>, errors: &mut Errors) -> Verdict {
    let mut walk =
        Walk { role, scope, errors, bound: Vec::new(), may_elide: false, verdict: Verdict::Sound };
    walk.ty(ty);
    walk.verdict
}

/// The state of a walk, which ends at the first mistake.
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
                        self.lifetime(lifetime, &|| {
                            format!("make it `{}`", owned(&reference.elem))
                        });
                    }
                    None if self.may_elide => {}
                    None => self.borrowed(ty, &format!("make it `{}`", owned(&reference.elem))),
                }
                self.ty(&reference.elem);
            }
            Type::Slice(slice) => self.ty(&slice.elem),
            Type::TraitObject(object) => self.bounds(object.bounds.iter()),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.ty(elem)),
            _ => {}
        }
    }

    fn impl_trait(&mut self, written: &TypeImplTrait) {
        let boxed = boxed(&written.bounds);
        let message = match self.role {
            Role::Argument => format!(
                "`impl Trait` makes the method generic, and a message has one type: take \
                 `{boxed}`, or make the actor generic"
            ),
            Role::Answer => format!(
                "`impl Trait` has no name, and the type of an answer needs one: return \
                 `{boxed}`"
            ),
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
        let or = match self.scope.impl_lifetimes.first() {
            Some(lifetime) => format!(", or borrow for `{lifetime}`"),
            None => String::new(),
        };
        self.refuse(at, format!("{what}: {remedy}{or}"));
    }

    fn lifetime(&mut self, lifetime: &Lifetime, remedy: &dyn Fn() -> String) {
        let name = lifetime.to_string();
        let known = self.bound.contains(&name) || self.scope.outlives_the_call(lifetime);
        if self.verdict != Verdict::Sound || known || (name == "'_" && self.may_elide) {
            return;
        }
        if name == "'_" || self.scope.method_lifetimes.contains(&name) {
            self.borrowed(lifetime, &remedy());
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
                    let inner = shown(&arguments.args);
                    self.borrowed(path, &format!("make it `Cow<'static, {inner}>`"));
                }
                PathArguments::AngleBracketed(arguments) => self.arguments(arguments, path),
                PathArguments::Parenthesized(function) => {
                    self.function(function.inputs.iter().map(|input| &input.ty), &function.output);
                }
            }
        }
    }

    fn arguments(&mut self, arguments: &AngleBracketedGenericArguments, path: &Path) {
        for argument in &arguments.args {
            match argument {
                GenericArgument::Lifetime(lifetime) => {
                    self.lifetime(lifetime, &|| format!("make it `{}`", with_static(path)));
                }
                GenericArgument::Type(ty) => self.ty(ty),
                GenericArgument::AssocType(assoc) => self.ty(&assoc.ty),
                GenericArgument::Constraint(constraint) => self.bounds(constraint.bounds.iter()),
                _ => {}
            }
        }
    }

    fn bounds<'b>(&mut self, bounds: impl Iterator<Item = &'b TypeParamBound>) {
        for bound in bounds {
            match bound {
                TypeParamBound::Trait(bound) => {
                    self.with_bound(bound.lifetimes.as_ref(), |walk| walk.path(&bound.path));
                }
                TypeParamBound::Lifetime(lifetime) => {
                    self.lifetime(lifetime, &|| "leave the lifetime out".to_owned())
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
            if elided(&**output) > 0 && never_elided(inputs) && self.verdict == Verdict::Sound {
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

/// Whether this is `Cow<str>`, the one type of the standard library that is often written without
/// its lifetime. For other types, the tokens do not tell.
fn hides_lifetime(segment: &PathSegment, arguments: &AngleBracketedGenericArguments) -> bool {
    let alone = arguments.args.len() == 1;
    segment.ident == "Cow" && alone && matches!(arguments.args[0], GenericArgument::Type(_))
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

/// Whether an elided lifetime in the result certainly has no meaning: there are no arguments, or
/// the arguments have several elided lifetimes.
fn never_elided<'b>(mut inputs: impl Iterator<Item = &'b Type> + Clone) -> bool {
    inputs.clone().map(elided).sum::<usize>() > 1 || inputs.next().is_none()
}

/// A path with `'static` in place of each `'_`.
fn with_static(path: &Path) -> String {
    shown(path).replace("'_", "'static")
}
