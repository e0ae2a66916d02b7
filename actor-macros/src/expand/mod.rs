//! Generates code from a checked model: nothing here can fail.

mod ask;
mod bounds;
mod call;
mod declaration;
mod dispatch;
mod docs;
mod handle;
mod hook;
pub(crate) mod lints;
mod message;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::model::Protocol;

pub(crate) use declaration::declaration;

/// Everything that stands beside the user's impl.
pub(crate) fn protocol(protocol: &Protocol) -> TokenStream {
    let mut tokens = message::message(protocol);
    tokens.extend(handle::handle(protocol));
    tokens.extend(ask::ask_view(protocol));
    tokens.extend(dispatch::dispatch(protocol));
    tokens
}

/// The name of a local variable, which cannot meet a name of the user's: not a variable's, because
/// of its context, and not a constant's or a static's, which a pattern would mean, because of its
/// underscores.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// On the impls of actors that the runtime has itself: rustc would name them to whoever lacks an
/// impl. Elsewhere it would keep rustc from telling which bound of the impl is not met.
fn of_the_runtime_itself(runtime: &TokenStream) -> Option<TokenStream> {
    (runtime.to_string() == "crate").then(|| quote!(#[diagnostic::do_not_recommend]))
}
