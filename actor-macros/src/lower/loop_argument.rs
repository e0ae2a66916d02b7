//! Makes the model of an argument that the actor's loop passes.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{PatType, Type};

use crate::attributes::Forwarded;
use crate::model::LoopArgument;
use crate::tokens::types::behind_references;

pub(super) fn loop_argument(typed: &PatType) -> LoopArgument {
    LoopArgument { span: named(&typed.ty), condition: Forwarded::of(&typed.attrs).condition }
}

/// The place of the name of the type behind a reference. One token is what a stable compiler can point at.
fn named(ty: &Type) -> Span {
    match behind_references(ty) {
        Type::Path(path) => path.path.segments.last().map_or(ty.span(), |last| last.ident.span()),
        other => other.span(),
    }
}
