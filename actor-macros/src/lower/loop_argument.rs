//! Makes the model of an argument that the actor's loop passes.

use syn::PatType;
use syn::spanned::Spanned as _;

use crate::attributes::Forwarded;
use crate::model::LoopArgument;

pub(super) fn loop_argument(typed: &PatType) -> LoopArgument {
    LoopArgument { span: typed.ty.span(), condition: Forwarded::of(&typed.attrs).condition }
}
