//! Collects every independent mistake, so that one compilation reports them all.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote_spanned};

/// The mistakes found so far.
///
/// It exists only inside [`Errors::collect`], which hands out the `compile_error!`s along with the
/// result: they cannot be forgotten.
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    late: Vec<TokenStream>,
}

impl Errors {
    /// Runs `work` and returns its result with the mistakes it reported, as `compile_error!`s.
    pub(crate) fn collect<T>(work: impl FnOnce(&mut Errors) -> T) -> (T, TokenStream) {
        let mut errors = Errors { found: Vec::new(), late: Vec::new() };
        let result = work(&mut errors);
        let mut reported = TokenStream::new();
        reported.append_all(errors.found.iter().map(syn::Error::to_compile_error));
        reported.append_all(errors.late);
        (result, reported)
    }

    /// Reports a mistake at the tokens that make it.
    pub(crate) fn push(&mut self, at: impl ToTokens, message: impl Display) {
        // Nothing but this line is compiled for each kind of tokens and of message.
        self.push_text(at.to_token_stream(), message.to_string());
    }

    fn push_text(&mut self, at: TokenStream, message: String) {
        self.found.push(syn::Error::new_spanned(at, message));
    }

    /// Reports a mistake at a place.
    pub(crate) fn push_at(&mut self, at: Span, message: impl Display) {
        self.found.push(syn::Error::new(at, message));
    }

    /// Reports what syn could not parse.
    pub(crate) fn push_parse(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    /// Reports a mistake only if rustc finds no other one: by a lint, which comes last.
    pub(crate) fn push_late(&mut self, at: Span, message: &str) {
        self.late.push(quote_spanned! {at=>
            #[deny(unused_must_use)]
            const _: () = {
                #[must_use = #message]
                const fn unreadable() -> ::core::primitive::bool {
                    true
                }
                unreadable();
            };
        });
    }

    /// How many mistakes were reported: compare before and after to know whether a step was clean.
    pub(crate) fn count(&self) -> usize {
        self.found.len() + self.late.len()
    }
}
