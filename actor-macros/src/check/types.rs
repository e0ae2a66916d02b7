//! Refuses the types that no message or answer can have: generic, borrowed from the caller, without a size.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{
    AngleBracketedGenericArguments, BoundLifetimes, GenericArgument, GenericParam, Lifetime, Path,
    PathArguments, ReturnType, Type, TypeParamBound,
};

use crate::errors::Errors;
use crate::names::shown;

/// Whether a type travels with a message or comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Argument,
    Answer,
}

/// What may be named in the signature of a method.
pub(crate) struct Scope {
    /// The impl's lifetimes.
    pub(crate) of_the_impl: Vec<String>,
    /// The method's.
    pub(crate) of_the_method: Vec<String>,
}

/// What became of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Sound,
    /// Reported here.
    Refused,
    /// rustc refuses the user's own method for it, and says why better than we could.
    LeftToRustc,
}

/// The type under the groups and parentheses around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// Whether a value of this type has no size, so that neither method nor message can hold it.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.qself.is_none() && path.path.is_ident("str"),
        _ => false,
    }
}

/// Judges the type of an argument or an answer; at most one error for each type.
pub(crate) fn judge(ty: &Type, role: Role, scope: &Scope, errors: &mut Errors) -> Verdict {
    let takes = if role == Role::Argument { "take" } else { "return" };
    let refusal = match bare(ty) {
        Type::Reference(reference) if reference.mutability.is_some() => Some(match role {
            Role::Argument => "only the first parameter may be `&mut`: it is the context; take a value that the message can own".to_owned(),
            Role::Answer => "an answer cannot borrow from the actor: return an owned value".to_owned(),
        }),
        // rustc asks for a size in return types by itself, and its advice holds here too.
        bare if is_unsized(bare) && role == Role::Answer => return Verdict::LeftToRustc,
        bare if is_unsized(bare) => Some(format!("a message owns what it carries, and `{}` has no size: take `{}`", shown(bare), owned(bare))),
        Type::Ptr(_) => Some(format!(
            "a raw pointer cannot be sent to another thread: {takes} an owned value, or a type of yours that is `Send`"
        )),
        Type::Never(_) => Some("an answer never comes from a method that returns `!`: return a value, or nothing".to_owned()),
        _ => None,
    };
    if let Some(refusal) = refusal {
        errors.push(ty, refusal);
        return Verdict::Refused;
    }
    let mut walk =
        Walk { role, scope, errors, bound: Vec::new(), elision: false, verdict: Verdict::Sound };
    walk.ty(ty);
    walk.verdict
}

/// What to take in place of a borrowed or unsized type.
fn owned(ty: &Type) -> String {
    match bare(ty) {
        Type::Slice(slice) => format!("Vec<{}>", shown(&slice.elem)),
        Type::TraitObject(_) => format!("Box<{}>", shown(ty)),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last().map(|segment| segment.ident.to_string());
            match last.as_deref() {
                Some("str") => "String".to_owned(),
                Some("Path") => "PathBuf".to_owned(),
                Some("OsStr") => "OsString".to_owned(),
                Some("CStr") => "CString".to_owned(),
                _ => shown(ty),
            }
        }
        _ => shown(ty),
    }
}

/// One pass through a type, which ends at the first mistake.
struct Walk<'a> {
    role: Role,
    scope: &'a Scope,
    errors: &'a mut Errors,
    /// The lifetimes that a `for<…>` around this place declares.
    bound: Vec<String>,
    /// Whether a lifetime may be left out here: among the arguments of a function type.
    elision: bool,
    verdict: Verdict,
}

impl Walk<'_> {
    fn refuse(&mut self, at: impl quote::ToTokens, message: impl std::fmt::Display) {
        self.errors.push(at, message);
        self.verdict = Verdict::Refused;
    }

    fn ty(&mut self, ty: &Type) {
        if self.verdict != Verdict::Sound {
            return;
        }
        match ty {
            Type::Array(array) => self.ty(&array.elem),
            Type::FnPtr(function) => self.under(function.lifetimes.as_ref(), |walk| {
                walk.function(function.inputs.iter().map(|input| &input.ty), &function.output);
            }),
            Type::Group(group) => self.ty(&group.elem),
            Type::ImplTrait(_) => self.impl_trait(ty),
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
                    Some(lifetime) => self.lifetime(lifetime, &|| owned(&reference.elem)),
                    None if self.elision => {}
                    None => self.borrowed(ty, &owned(&reference.elem)),
                }
                self.ty(&reference.elem);
            }
            Type::Slice(slice) => self.ty(&slice.elem),
            Type::TraitObject(object) => self.bounds(object.bounds.iter()),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.ty(elem)),
            _ => {}
        }
    }

    fn impl_trait(&mut self, ty: &Type) {
        let boxed = shown(ty);
        let boxed = boxed.trim_start_matches("impl").trim();
        let message = match self.role {
            Role::Argument => format!(
                "`impl Trait` makes the method generic, and a message has one type: take `Box<dyn {boxed}>`, or make the actor generic"
            ),
            Role::Answer => format!(
                "`impl Trait` has no name, and an answer has a type with one: return `Box<dyn {boxed}>`"
            ),
        };
        self.refuse(ty, message);
    }

    fn borrowed(&mut self, at: impl quote::ToTokens, owned: &str) {
        let (what, instead) = match self.role {
            Role::Argument => (
                "a message outlives the call that sends it, so it cannot borrow from the caller",
                "take",
            ),
            Role::Answer => {
                ("an answer outlives the handler, so it cannot borrow from the actor", "return")
            }
        };
        let or = match self.scope.of_the_impl.first() {
            Some(lifetime) => format!(", or borrow for `{lifetime}`"),
            None => String::new(),
        };
        self.refuse(at, format!("{what}: {instead} `{owned}`{or}"));
    }

    fn lifetime(&mut self, lifetime: &Lifetime, owned: &dyn Fn() -> String) {
        let name = lifetime.to_string();
        let known = name == "'static"
            || self.bound.contains(&name)
            || self.scope.of_the_impl.contains(&name);
        if self.verdict != Verdict::Sound || known || (name == "'_" && self.elision) {
            return;
        }
        if name == "'_" || self.scope.of_the_method.contains(&name) {
            self.borrowed(lifetime, &owned());
        } else {
            // Declared nowhere.
            self.verdict = Verdict::LeftToRustc;
        }
    }

    fn path(&mut self, path: &Path) {
        for segment in &path.segments {
            match &segment.arguments {
                PathArguments::None => {}
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
                    self.lifetime(lifetime, &|| with_static(path))
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
                    self.under(bound.lifetimes.as_ref(), |walk| walk.path(&bound.path));
                }
                TypeParamBound::Lifetime(lifetime) => {
                    self.lifetime(lifetime, &|| "'static".to_owned())
                }
                _ => {}
            }
        }
    }

    /// The types in a function type: there lifetimes may be left out.
    fn function<'b>(&mut self, inputs: impl Iterator<Item = &'b Type>, output: &ReturnType) {
        let outside = std::mem::replace(&mut self.elision, true);
        inputs.for_each(|input| self.ty(input));
        if let ReturnType::Type(_, output) = output {
            self.ty(output);
        }
        self.elision = outside;
    }

    fn under(&mut self, lifetimes: Option<&BoundLifetimes>, inside: impl FnOnce(&mut Self)) {
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

/// A path with `'static` for the lifetimes that were left open.
fn with_static(path: &Path) -> String {
    let tokens: TokenStream = path.to_token_stream();
    shown(&tokens).replace("'_", "'static")
}
