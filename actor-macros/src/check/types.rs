//! Refuses the types that no message or answer can have.

use syn::punctuated::Punctuated;
use syn::{Token, Type, TypeParamBound};

use super::borrows::walk;
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
    let bare = bare(ty);
    if is_unsized(bare) && role == Role::Answer {
        // rustc asks for a size in return types by itself, and its advice holds here too.
        return Verdict::LeftToRustc;
    }
    let refusal = match (bare, role) {
        (Type::Reference(reference), Role::Argument) if reference.mutability.is_some() => {
            "only the first parameter may be `&mut`: it is the context; take a value that the \
             message can own"
                .to_owned()
        }
        (Type::Reference(reference), Role::Answer) if reference.mutability.is_some() => {
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

/// What to take in place of a borrowed or unsized type.
pub(crate) fn owned(ty: &Type) -> String {
    match bare(ty) {
        Type::Slice(slice) => format!("Vec<{}>", shown(&slice.elem)),
        Type::TraitObject(object) => boxed(&object.bounds),
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
