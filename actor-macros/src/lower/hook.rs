//! Makes the model of a hook.

use syn::spanned::Spanned as _;
use syn::{ReturnType, Signature};

use super::loop_argument::loop_argument;
use crate::attributes::Forwarded;
use crate::attributes::marks::HookKind;
use crate::model::Hook;
use crate::syntax::{Method, hook_argument};

/// The model of a method that is a hook.
pub(super) fn hook(method: &Method, kind: &'static HookKind) -> Hook {
    let Signature { ident, output, .. } = &method.signature;
    Hook {
        kind,
        method: ident.clone(),
        condition: Forwarded::of(&method.attrs).condition,
        argument: hook_argument(&method.signature, kind).map(loop_argument),
        output: match output {
            ReturnType::Default => ident.span(),
            ReturnType::Type(_, ty) => ty.span(),
        },
    }
}
