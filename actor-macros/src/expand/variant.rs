//! Generates a message as a value, and as the pattern for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::local::local;
use crate::model::{Argument, Message, Protocol};

/// The variant with a value for each argument, or a variable of the argument's name, and with the sender for the answer.
pub(super) fn fields(
    message: &Message,
    protocol: &Protocol,
    of_argument: impl Fn(usize, &Argument) -> Option<TokenStream>,
) -> TokenStream {
    let (name, variant) = (&protocol.names.message, &message.variant);
    if !message.has_fields() {
        return quote!(#name::#variant);
    }
    let arguments = message.arguments.iter().enumerate().map(|(number, argument)| {
        let (gate, name) = (argument.gate(), &argument.name);
        let value = of_argument(number, argument).map(|value| quote!(: #value));
        quote!(#gate #name #value,)
    });
    let sender = local("reply");
    let answer = message.answer.iter().map(|answer| {
        let field = &answer.field;
        quote!(#field: #sender,)
    });
    quote!(#name::#variant { #(#arguments)* #(#answer)* })
}
