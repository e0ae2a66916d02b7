//! Refuses the types that no message or answer can have.

use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Lifetime, Path, PathArguments, Token, Type, TypeParamBound, TypePath,
    TypeReference,
};

use super::borrows::walk;
use crate::errors::Errors;
use crate::tokens::text::{shown, unraw};

/// Whether a type travels with a message or comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Argument,
    Answer,
}

/// What may be named in the signature of a method.
pub(crate) struct Scope {
    /// What the actor's handle is called.
    pub(crate) handle: String,
    /// The impl's lifetimes.
    pub(crate) of_the_impl: Vec<String>,
    /// The method's.
    pub(crate) of_the_method: Vec<String>,
}

impl Scope {
    /// Whether what is borrowed for this lifetime may be carried by a message.
    pub(crate) fn outlives_the_call(&self, lifetime: &Lifetime) -> bool {
        let name = lifetime.to_string();
        name == "'static" || self.of_the_impl.contains(&name)
    }
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
    let bare = bare(ty);
    if is_unsized(bare) && role == Role::Answer {
        // rustc asks for a size in return types by itself, and its advice holds here too.
        return Verdict::LeftToRustc;
    }
    if let (Role::Argument, Some(context)) = (role, own_context(bare, &scope.handle)) {
        errors.push(
            ty,
            format!(
                "the context comes first, and as `&mut`: make `ctx: &mut {}` the first parameter",
                shown(context),
            ),
        );
        return Verdict::Refused;
    }
    let refusal = match (bare, role) {
        (Type::Reference(reference), Role::Argument) if is_lent(reference, scope) => format!(
            "a message cannot borrow from the caller: take `{}`; only the context is `&mut`, and \
             it comes first",
            owned(&reference.elem),
        ),
        (Type::Reference(reference), Role::Answer) if is_lent(reference, scope) => {
            "an answer cannot borrow from the actor: return an owned value".to_owned()
        }
        (Type::Ptr(_), _) => {
            "a raw pointer cannot be sent to another thread: wrap it in a type of \
                              yours that is `Send`"
                .to_owned()
        }
        (Type::Never(_), _) => {
            "a method that returns `!` never answers: return a value, or nothing".to_owned()
        }
        _ if is_unsized(bare) => format!(
            "a message owns what it carries, and `{}` has no size: take `{}`",
            shown(bare),
            owned(bare),
        ),
        _ => return walk(ty, role, scope, errors),
    };
    errors.push(ty, refusal);
    Verdict::Refused
}

/// Whether it borrows exclusively, and not for longer than a call.
fn is_lent(reference: &TypeReference, scope: &Scope) -> bool {
    let lifetime = reference.lifetime.as_ref();
    reference.mutability.is_some() && !lifetime.is_some_and(|of| scope.outlives_the_call(of))
}

/// The `Context` of the actor's own handle, if this borrows one, or is one: a message that carried it could be
/// sent by nobody. One of another crate may be carried.
fn own_context<'a>(ty: &'a Type, handle: &str) -> Option<&'a Type> {
    let (mut context, mut is_borrowed) = (bare(ty), false);
    while let Type::Reference(reference) = context {
        (context, is_borrowed) = (bare(&reference.elem), true);
    }
    let Type::Path(TypePath { path, .. }) = context else { return None };
    let qualified = path.segments.len() > 1 && path.segments[0].ident != "actor_runtime";
    (is_context_of(path, handle) && (is_borrowed || !qualified)).then_some(context)
}

fn is_context_of(path: &Path, handle: &str) -> bool {
    let Some(Type::Path(of)) = sole_argument(path, "Context").map(bare) else { return false };
    of.path.segments.last().is_some_and(|of| unraw(&of.ident) == handle)
}

/// The `T` of a path that ends in `name<T>`.
pub(crate) fn sole_argument<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut arguments = arguments.args.iter();
    match (last.ident == name, arguments.next(), arguments.next()) {
        (true, Some(GenericArgument::Type(ty)), None) => Some(ty),
        _ => None,
    }
}

/// What to take in place of a borrowed or unsized type.
pub(crate) fn owned(ty: &Type) -> String {
    match bare(ty) {
        Type::Slice(slice) => format!("Vec<{}>", shown(&slice.elem)),
        Type::TraitObject(object) => boxed(&object.bounds),
        Type::ImplTrait(written) => boxed(&written.bounds),
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

/// The boxed trait object that can be sent in place of something with these bounds.
pub(crate) fn boxed(bounds: &Punctuated<TypeParamBound, Token![+]>) -> String {
    let mut named: Vec<String> = bounds
        .iter()
        .filter(|bound| !matches!(bound, TypeParamBound::PreciseCapture(_)))
        .map(shown)
        .collect();
    if !named.iter().any(|bound| bound == "Send") {
        named.push("Send".to_owned());
    }
    format!("Box<dyn {}>", named.join(" + "))
}
