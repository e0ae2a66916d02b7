//! The `#[actor]` attribute of `actor-runtime`; use it through that crate.
//!
//! The pipeline: `syntax` takes the item apart and leaves method bodies alone, `options` reads
//! what stands in the attribute's parentheses, `check` refuses what cannot be a message,
//! `lower` makes the `model` of the rest, and `expand` turns the model into code. What was
//! refused is reported beside the user's item and the code for everything that was valid
//! (`errors`); what could not be read at all is emitted as it was (`fallback`).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod attributes;
mod check;
mod errors;
mod expand;
mod fallback;
mod lower;
mod marks;
mod mentions;
mod model;
mod names;
mod options;
mod parameters;
mod restriction;
mod self_type;
mod syntax;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use errors::Errors;
use options::{ImplOptions, TypeOptions};
use syntax::{Annotated, Impl};

/// Declares an actor, on a struct or an enum, and its messages, on its inherent `impl`.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// /// Counts things.
/// #[actor(mailbox = 1024)]
/// pub struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     /// Adds `n`.
///     pub fn add(&mut self, n: u64) { self.total += n }
///     /// The sum so far.
///     pub fn total(&self) -> u64 { self.total }
/// }
///
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(2)?;
/// assert_eq!(counter.total()?, 2);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
///
/// Every method of the `impl` that is visible beyond its module and takes `&self` or `&mut self` is
/// a message. Without a return type it is told: the handle's method returns when the message is
/// accepted. With one it is answered: the handle's method waits for the answer, and `handle.ask()`
/// has a method that does not. A first parameter `&mut Context<CounterHandle>` is the actor's
/// context and not part of the message; on a generic actor rustc then asks for `T: Send` (a context
/// belongs to a handle, and a handle to messages that can be sent): write it on the `impl`.
///
/// - On a type: `mailbox = N`, `overflow = block | reject | drop`, `name = "…"`, `stack_size = N`,
///   `on_panic = stop | resume`,
///   `timeout = <Duration>`, `count`, `crate = path`.
/// - On an impl: `handle = Name`, `message = Name`, `vis = pub(…)`, `derive(…)`, `crate = path`.
/// - On a message: `#[ask]` answers with `()`, `#[urgent]` overtakes what is queued and gets through
///   a full mailbox. On its last parameter: `#[reply]` takes the `ReplySender<T>` and answers later.
/// - On private methods, the hooks: `#[started] fn(&mut self)`, with or without the context, before the
///   first message; it may return a `Result<(), E>`, and an error ends the actor.
///   `#[idle] fn(&mut self) -> Idle`, likewise, when there is nothing to handle.
///   `#[stopped] fn(&mut self)`, with or without `&Exit`, after the last message, however it ended.
#[proc_macro_attribute]
pub fn actor(
    options: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate(options.into(), item.into()).into()
}

/// The attribute, on tokens that exist outside the compiler too.
fn annotate(options: TokenStream, item: TokenStream) -> TokenStream {
    let (expanded, reported) =
        Errors::collect(|errors| match Annotated::parse(item.clone(), errors) {
            Ok(Annotated::Type(declared)) => {
                check::placement::on_item(&declared.attrs, errors);
                let options = TypeOptions::parse(options, errors);
                let mut tokens = fallback::without_helper_attributes(item);
                tokens.extend(expand::declaration(&declared, &options));
                tokens
            }
            Ok(Annotated::Impl(block)) => messages(*block, options, errors),
            Ok(Annotated::Other { kind, keyword }) => {
                check::item::other(kind, keyword, &item, errors);
                fallback::item(item)
            }
            Err(error) => {
                errors.push_parse(error);
                fallback::item(item)
            }
        });
    let mut tokens = expanded;
    tokens.extend(reported);
    tokens
}

/// The impl, and beside it everything that its messages make.
fn messages(mut block: Impl, options: TokenStream, errors: &mut Errors) -> TokenStream {
    let options = ImplOptions::parse(options, errors);
    let protocol = lower::protocol(&mut block, options, errors);
    let mut tokens = TokenStream::new();
    if protocol.is_some() || !check::item::never_has_an_impl(&block.header) {
        quote::ToTokens::to_tokens(&block, &mut tokens);
    }
    tokens.extend(protocol.iter().map(expand::protocol));
    tokens
}
