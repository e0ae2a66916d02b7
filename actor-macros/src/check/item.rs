//! Refuses items that cannot declare an actor or its messages.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{ItemImpl, Path, PathArguments, Type};

use crate::errors::Errors;
use crate::syntax::{AssociatedType, Impl};
use crate::tokens::self_type;
use crate::tokens::text::unraw;
use crate::tokens::types::{bare, is_primitive};

/// Refuses an item that is neither a type nor an impl.
pub(crate) fn other(kind: &str, keyword: TokenStream, item: &TokenStream, errors: &mut Errors) {
    const BELONGS: &str = "`#[actor]` belongs on a struct or an enum, and on its inherent `impl`";
    let at = if keyword.is_empty() { item.clone() } else { keyword };
    let message = match kind {
        "union" => format!("{BELONGS}: a union cannot be an actor, put it in a field of a struct"),
        "fn" => format!(
            "{BELONGS}: put this function into the `impl` and make it `pub` with `&mut self`"
        ),
        "trait" => {
            format!("{BELONGS}: a trait has no state to own, annotate the type that implements it")
        }
        "" => BELONGS.to_owned(),
        "extern" => format!("{BELONGS}: this is an `{kind}`"),
        kind => format!("{BELONGS}: this is a `{kind}`"),
    };
    errors.push(at, message);
}

/// The path of the actor's type. Any other header is refused.
pub(super) fn actor_path<'a>(header: &'a ItemImpl, errors: &mut Errors) -> Option<&'a Path> {
    if let Some((path, _)) = &header.trait_ {
        errors.push(
            path,
            "the messages of an actor are the methods of its inherent `impl`: annotate that one, \
             and leave this trait's without `#[actor]`",
        );
        return None;
    }
    match bare(&header.self_ty) {
        Type::Path(path) if path.qself.is_none() && is_foreign(&path.path) => {
            errors.push(
                path,
                "an actor is a type of yours: put this one into a field of a struct, and annotate the \
                 struct and its `impl`",
            );
            None
        }
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        other => {
            errors.push(other, "an actor is a struct or an enum: name one here");
            None
        }
    }
}

/// Whether rustc refuses the impl by itself: an inherent impl for such a type, or `impl !Trait`. If
/// it were emitted, its mistake would be reported twice.
pub(crate) fn is_refused_by_rustc(header: &ItemImpl) -> bool {
    header.modifiers.polarity.is_some()
        || header.trait_.is_none()
            && match bare(&header.self_ty) {
                Type::Array(_)
                | Type::FnPtr(_)
                | Type::Never(_)
                | Type::Ptr(_)
                | Type::Reference(_)
                | Type::Slice(_)
                | Type::Tuple(_) => true,
                Type::Path(path) => path.qself.is_none() && is_foreign(&path.path),
                _ => false,
            }
}

/// Whether this is a type of std's, as far as its tokens tell: a path from one of std's crates, a primitive type, or one
/// of the prelude's types with the arguments that it has there.
pub(crate) fn is_foreign(path: &Path) -> bool {
    const IN_THE_PRELUDE: [(&str, usize); 5] =
        [("Box", 1), ("Option", 1), ("Result", 2), ("String", 0), ("Vec", 1)];
    if let (Some(first), true) = (path.segments.first(), path.segments.len() > 1) {
        return ["alloc", "core", "std"].iter().any(|krate| first.ident == krate);
    }
    let Some(segment) = path.segments.last() else { return false };
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.len(),
        _ => 0,
    };
    is_primitive(&segment.ident)
        || IN_THE_PRELUDE.iter().any(|(name, count)| segment.ident == name && arguments == *count)
}

/// Refuses the `'_`s in the type of the impl.
pub(super) fn open_lifetimes(block: &Impl, actor: &Path, errors: &mut Errors) {
    let name = actor.segments.last().map_or_else(String::new, |last| unraw(&last.ident));
    for lifetime in &block.open_lifetimes {
        errors.push(
            lifetime,
            format!(
                "the messages carry this lifetime, so it needs a name: declare it, as in \
                 `impl<'a> {name}<'a>`"
            ),
        );
    }
}

/// Refuses a type inside of the impl.
pub(super) fn associated_type(ty: &AssociatedType, errors: &mut Errors) {
    let name = &ty.name;
    errors.push(
        name,
        format!(
            "an inherent `impl` has no types of its own: declare `type {name} = …;` outside of it, and \
             write `{name}` for `Self::{name}`"
        ),
    );
}

/// Reports that no method of the impl is a message.
pub(super) fn no_message(header: &ItemImpl, errors: &mut Errors) {
    errors.push(
        header.self_ty.to_token_stream(),
        "no method here is a message: make one `pub` (any visibility does), with `&self` or \
         `&mut self`",
    );
}

/// Refuses bounds that cannot be repeated outside of the impl.
pub(super) fn bounds(header: &ItemImpl, errors: &mut Errors) {
    const REPEATED: &str = "these bounds are repeated outside the `impl`, where there is no \
                            `Self`: write the actor's type instead";
    let generics = &header.generics;
    if self_type::spelled_out_generics(generics, &header.self_ty.to_token_stream()).is_ok() {
        return;
    }
    match &generics.where_clause {
        Some(clause) => errors.push(quote!(#generics #clause), REPEATED),
        None => errors.push(generics, REPEATED),
    }
}
