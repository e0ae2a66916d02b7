//! The `#[actor]` attribute of `actor-runtime`; use it through that crate.
//!
//! `annotate` runs the stages in this order. Each stage imports only from those before it, and from
//! what all of them share: `errors`, `tokens`, `names`, `attributes`.
//!
//! 1. Parse: `syntax` takes the item apart and leaves method bodies alone, `options` reads the
//!    attribute's parentheses.
//! 2. `check` reports what is wrong and changes nothing.
//! 3. `mend` changes the user's item as it is emitted: it removes the marks, allows lints, and
//!    corrects what rustc would report again.
//! 4. `lower` makes the `model` of everything that is sound.
//! 5. `expand` writes code from the model, and cannot fail.
//!
//! The mistakes are reported beside the user's item and beside the code for everything that is sound.
//! An item that could not be read is emitted as it was, without its marks.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod annotate;
mod attributes;
mod check;
mod errors;
mod expand;
mod lower;
mod mend;
mod model;
mod module;
mod names;
mod options;
mod syntax;
#[cfg(test)]
mod tests;
mod tokens;

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
/// Every method of the `impl` that is visible beyond its module and takes `&self` or `&mut self` is a message. A
/// method without a return type is told: the handle's method returns when the message is accepted. A method with a
/// return type is answered: the handle's method waits for the answer, and `handle.ask()` has a method of the same
/// name that does not wait. A first parameter `&mut Context<CounterHandle>` is the actor's context and not part of
/// the message; so is a `&mut` of an alias that has `Context` in its name, or one that is called `ctx`. A generic
/// actor that takes its context needs `T: Send` on the `impl` for each `T` that its messages carry.
///
/// - On a type: `mailbox = N`, `overflow = block | reject | drop_newest`, `name = "…"`, `stack_size = N`,
///   `on_panic = stop | resume`,
///   `timeout = <Duration>`, `count`, `crate = path`.
/// - On an impl: `handle = Name`, `message = Name`, `vis = pub(…)`, `derive(…)`, `crate = path`,
///   `remote = "name/MAJOR"`, `remote_crate = path`.
/// - On a message: `#[ask]` answers with `()`, `#[urgent]` overtakes what is queued and gets through
///   a full mailbox, `#[expires]` skips an answered message whose caller has given up before its turn, `#[local]`
///   keeps a message of a remote actor from other nodes. On its last parameter: `#[reply]` takes the `ReplySender<T>` and answers later.
/// - On private methods, the hooks: `#[started] fn(&mut self)`, with or without the context, before the
///   first message; it may return a `Result<(), E>`, and an error ends the actor.
///   `#[idle] fn(&mut self) -> Idle`, likewise, when there is nothing to handle.
///   `#[stopped] fn(&mut self)`, with or without `&Exit`, after the last message, whatever ended the actor.
///
/// # Remote handles
///
/// With `remote = "shop.counter/1"`, the name and the major version of a protocol, actors on other nodes of the crate
/// `actor-remote` can be sent the same messages: `CounterRemote` is generated beside `CounterHandle`, with the same
/// methods, whose error is actor-remote's `RemoteError`. Messages go by the names of their methods, and arguments by
/// their own names. Arguments and answers have to be `serde::Serialize` and `serde::Deserialize`, and a `#[serde(…)]` on
/// a parameter is for the argument that travels. A message marked `#[local]` has no method there, and may carry
/// anything that is `Send`. The actor must not be generic. `remote_crate = path` says where actor-remote is, if it is
/// renamed or re-exported; the generated code needs no `serde` in your manifest.
#[proc_macro_attribute]
pub fn actor(
    options: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate::annotate(options.into(), item.into()).into()
}

// The marks of methods are attributes of their own, too. Inside an `#[actor] impl` they are removed
// before rustc resolves them. So rustc resolves only marks in the wrong place, and each of these attributes explains
// that mistake. rustc also suggests a mark where one is misspelt. `#[reply]` is not an attribute of its own, because
// rustc resolves no such attributes on parameters.

// Other libraries derive their trait `Actor`. Here the trait is for a handle, and `#[actor]` implements it.
#[doc(hidden)]
#[proc_macro_derive(Actor)]
pub fn derive_actor(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    annotate::derived(item.into()).into()
}

/// Marks a message that is answered with `()`, in an [`#[actor]`](macro@actor) impl.
#[proc_macro_attribute]
pub fn ask(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    annotate::misplaced("ask", item.into()).into()
}

/// Marks a message that overtakes what is queued and gets through a full mailbox, in an
/// [`#[actor]`](macro@actor) impl.
#[proc_macro_attribute]
pub fn urgent(
    _: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate::misplaced("urgent", item.into()).into()
}

/// Marks an answered message that is skipped, and counted as expired, if its caller has given up before
/// its turn, in an [`#[actor]`](macro@actor) impl. Without the mark a message that was accepted is handled, whether
/// or not its caller still waits for the answer.
#[proc_macro_attribute]
pub fn expires(
    _: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate::misplaced("expires", item.into()).into()
}

/// Marks a message that no other node sends, in an [`#[actor(remote = "…")]`](macro@actor) impl. What it carries need
/// not be serializable.
#[proc_macro_attribute]
pub fn local(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    annotate::misplaced("local", item.into()).into()
}

/// Marks the private method that is called when there is nothing to handle, in an
/// [`#[actor]`](macro@actor) impl.
#[proc_macro_attribute]
pub fn idle(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    annotate::misplaced("idle", item.into()).into()
}

/// Marks the private method that runs before the first message, in an [`#[actor]`](macro@actor)
/// impl.
#[proc_macro_attribute]
pub fn started(
    _: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate::misplaced("started", item.into()).into()
}

/// Marks the private method that runs after the last message, in an [`#[actor]`](macro@actor) impl.
#[proc_macro_attribute]
pub fn stopped(
    _: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate::misplaced("stopped", item.into()).into()
}
