//! Makes the model of a type's declaration.

use proc_macro2::Span;
use syn::LitStr;

use super::paths::runtime;
use crate::attributes::Forwarded;
use crate::model;
use crate::options::TypeOptions;
use crate::syntax::Declaration;
use crate::tokens::text::unraw;

/// The declaration of a type with these options.
pub(crate) fn declaration(declared: Declaration, options: TypeOptions) -> model::Declaration {
    let Declaration { attrs, ident, generics } = declared;
    let name = options.name.clone();
    model::Declaration {
        runtime: runtime(options.runtime.as_ref()),
        forwarded: Forwarded::of(&attrs),
        name: name.unwrap_or_else(|| LitStr::new(&unraw(&ident), Span::call_site())),
        actor: ident,
        generics,
        options,
    }
}
