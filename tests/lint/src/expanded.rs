//! What the macro expands to, as the source text that it would be: no lint knows that it was generated.
// What is on by default, then, and `missing_docs`: the stricter ones leave generated code alone.
#![allow(
    clippy::cargo,
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    clippy::type_complexity,
    single_use_lifetimes,
    unreachable_pub,
    unused_lifetimes,
    unused_results,
    reason = "generated code is seen by none of these"
)]
#![allow(dead_code, non_snake_case, reason = "nobody uses these actors, and some have odd names")]

/// The expansions that the macro's own tests hold.
macro_rules! expanded {
    ($($name:ident)*) => {$(
        mod $name {
            include!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../actor-macros/src/tests/expansions/",
                stringify!($name),
                ".expanded.rs",
            ));
        }
    )*};
}

expanded! {
    borrowed
    conditional
    context_and_reply
    every_option
    expires
    forwarded_attributes
    generic
    odd_names
    started_and_stopped
    told_and_asked
    unused_parameters
    urgent_and_idle
    visibilities
}
