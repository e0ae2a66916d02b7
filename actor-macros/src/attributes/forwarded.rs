//! Decides which generated items repeat which of the user's attributes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// The attributes of a method, or of the impl, that generated items repeat.
#[derive(Default, Clone)]
pub(crate) struct Forwarded {
    /// The predicate of a `cfg`: every generated item exists under it only.
    pub(crate) condition: Option<TokenStream>,
    /// Documentation, for the variant and the handle's method. The ask view has its own.
    pub(crate) docs: Vec<TokenStream>,
    /// Attributes for rustdoc, such as `#[doc(hidden)]`, for every generated item.
    pub(crate) doc_hints: Vec<TokenStream>,
    /// Lint levels, for every generated item. A lint that is allowed for a method is allowed for
    /// the fields that its parameters become.
    pub(crate) lints: Vec<TokenStream>,
    /// Warnings to the caller, for the methods of handle and ask view.
    pub(crate) warnings: Vec<TokenStream>,
}

impl Forwarded {
    pub(crate) fn of<'a>(attrs: impl IntoIterator<Item = &'a Attribute>) -> Forwarded {
        let mut forwarded = Forwarded::default();
        for attr in attrs {
            forwarded.add(&attr.meta, &[]);
        }
        forwarded
    }

    /// Adds one attribute. `under` holds the predicates of the `cfg_attr`s around it.
    fn add(&mut self, meta: &Meta, under: &[TokenStream]) {
        let Some(name) = meta.path().get_ident().map(ToString::to_string) else { return };
        match (name.as_str(), meta) {
            ("cfg", Meta::List(list)) => {
                let predicate = &list.tokens;
                let predicate = match under {
                    [] => predicate.clone(),
                    under => quote!(any(not(all(#(#under),*)), #predicate)),
                };
                let conditions: Vec<_> =
                    self.condition.take().into_iter().chain([predicate]).collect();
                self.condition = Some(all(&conditions));
            }
            ("cfg_attr", Meta::List(list)) => {
                let inner = Punctuated::<Meta, Token![,]>::parse_terminated;
                let Ok(inner) = inner.parse2(list.tokens.clone()) else { return };
                let mut inner = inner.into_iter();
                let Some(predicate) = inner.next() else { return };
                let under: Vec<TokenStream> =
                    under.iter().cloned().chain([predicate.into_token_stream()]).collect();
                inner.for_each(|meta| self.add(&meta, &under));
            }
            ("doc", Meta::List(_)) => self.doc_hints.push(attribute(under, meta)),
            ("doc", _) => self.docs.push(attribute(under, meta)),
            ("deprecated", _) => self.warnings.push(attribute(under, meta)),
            ("allow" | "warn" | "deny", _) => self.lints.push(attribute(under, meta)),
            // The generated code need not do what the lint expects of the method, so an expectation
            // could go unfulfilled.
            ("expect", Meta::List(list)) => {
                let lints = &list.tokens;
                self.lints.push(attribute(under, &quote!(allow(#lints))));
            }
            // Without a message it says no more than `Result` and `Reply` say by themselves, and clippy would report
            // the repetition.
            ("must_use", Meta::Path(_)) => {}
            ("must_use", _) => self.warnings.push(attribute(under, meta)),
            _ => {}
        }
    }

    /// The `cfg` attribute of everything that is generated for the method.
    pub(crate) fn gate(&self) -> Option<TokenStream> {
        gate(self.condition.as_ref())
    }
}

/// A `cfg` attribute with this predicate, if there is a predicate.
pub(crate) fn gate(condition: Option<&TokenStream>) -> Option<TokenStream> {
    condition.map(|predicate| quote!(#[cfg(#predicate)]))
}

/// The conjunction of `cfg` predicates.
pub(crate) fn all(predicates: &[TokenStream]) -> TokenStream {
    match predicates {
        [single] => single.clone(),
        predicates => quote!(all(#(#predicates),*)),
    }
}

fn attribute(under: &[TokenStream], meta: &impl ToTokens) -> TokenStream {
    if under.is_empty() {
        return quote!(#[#meta]);
    }
    let predicate = all(under);
    quote!(#[cfg_attr(#predicate, #meta)])
}
