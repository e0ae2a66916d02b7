//! An actor of each kind in a crate that denies nearly every lint there is.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    future_incompatible,
    keyword_idents,
    let_underscore,
    nonstandard_style,
    refining_impl_trait,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    unused,
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    closure_returning_async_block,
    deprecated_in_future,
    ffi_unwind_calls,
    impl_trait_redundant_captures,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unstable_features,
    unused_crate_dependencies,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo, clippy::restriction)]
#![allow(
    clippy::blanket_clippy_restriction_lints,
    clippy::implicit_return,
    reason = "these contradict other lints"
)]
#![allow(
    clippy::arbitrary_source_item_ordering,
    clippy::multiple_inherent_impl,
    clippy::missing_inline_in_public_items,
    clippy::must_use_candidate,
    clippy::pub_use,
    clippy::single_call_fn,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "this is about what stands in the sources, and no more than taste"
)]
#![allow(clippy::cargo_common_metadata, reason = "the workspace is published elsewhere")]

mod expanded;
mod generic;
mod odd;
mod plain;

pub use generic::{
    Shown, ShownAsk, ShownHandle, ShownMessage, Store, StoreAsk, StoreHandle, StoreMessage, Tally,
    Word, Words, WordsAsk,
};
pub use odd::{
    Count, Few, FewAsk, FewHandle, FewMessage, LightAsk, LightHandle, LightMessage, light,
};
pub use plain::{Counter, CounterAsk, CounterHandle, CounterMessage};
