//! Stage 5, expand: generates code from the model. Nothing here can fail.

mod ask;
mod bounds;
mod call;
mod completion;
mod declaration;
mod derived;
mod diagnostics;
mod dispatch;
mod docs;
mod handle;
mod hook;
mod lints;
mod local;
mod message;
mod part;
mod remote;
mod stub;
mod variant;

use proc_macro2::TokenStream;

use crate::model::Protocol;

pub(crate) use declaration::declaration;

/// Every item that stands beside the user's impl.
pub(crate) fn protocol(protocol: &Protocol) -> TokenStream {
    let mut tokens = message::message(protocol);
    tokens.extend(handle::handle(protocol));
    tokens.extend(ask::ask_view(protocol));
    tokens.extend(remote::types(protocol));
    tokens.extend(dispatch::dispatch(protocol));
    tokens.extend(completion::of_keys(&protocol.keys, "an_impl", &protocol.runtime));
    tokens
}
