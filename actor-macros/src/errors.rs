//! Collects the mistakes, so that one compilation reports all of them.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote_spanned};

/// The mistakes that were reported so far.
///
/// A value exists only inside of [`Errors::collect`], which returns the `compile_error!`s together
/// with the result. So no mistake can be forgotten.
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    late: Vec<TokenStream>,
}

impl Errors {
    /// Runs `work`. Returns its result, and the mistakes that it reported as `compile_error!`s.
    pub(crate) fn collect<T>(work: impl FnOnce(&mut Errors) -> T) -> (T, TokenStream) {
        let mut errors = Errors { found: Vec::new(), late: Vec::new() };
        let result = work(&mut errors);
        let mut reported = TokenStream::new();
        reported.append_all(errors.found.iter().map(syn::Error::to_compile_error));
        reported.append_all(errors.late);
        (result, reported)
    }

    /// Reports a mistake at these tokens.
    pub(crate) fn push(&mut self, at: impl ToTokens, message: impl Display) {
        // Only this line is compiled again for each type of tokens and of message.
        self.push_text(at.to_token_stream(), message.to_string());
    }

    fn push_text(&mut self, at: TokenStream, message: String) {
        self.found.push(syn::Error::new_spanned(at, message));
    }

    /// Reports a mistake at this place.
    pub(crate) fn push_at(&mut self, at: Span, message: impl Display) {
        self.found.push(syn::Error::new(at, message));
    }

    /// Reports that syn could not parse something.
    pub(crate) fn push_parse(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    /// Reports a mistake by a lint. Lints come last, so rustc shows it only if it finds no other
    /// error.
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

    /// The first mistake after the first `count` of them, as a `compile_error!`. rustc shows two equal ones as
    /// one, so it may be emitted again.
    pub(crate) fn first_after(&self, count: usize) -> Option<TokenStream> {
        self.found.get(count).map(syn::Error::to_compile_error)
    }

    /// The number of mistakes at tokens so far, for [`Errors::first_after`].
    pub(crate) fn found(&self) -> usize {
        self.found.len()
    }

    /// The number of mistakes so far. A step was clean if the number is the same before and after
    /// it.
    pub(crate) fn count(&self) -> usize {
        self.found.len() + self.late.len()
    }
}
