//! Makes the model of an argument that the actor's loop passes.

use syn::PatType;
use syn::spanned::Spanned as _;

use crate::attributes::Forwarded;
use crate::model::GivenArgument;

pub(super) fn given(typed: &PatType) -> GivenArgument {
    GivenArgument { span: typed.ty.span(), condition: Forwarded::of(&typed.attrs).condition }
}
