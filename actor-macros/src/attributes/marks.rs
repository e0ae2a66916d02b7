//! The attributes that mean something to `#[actor]` only, and what each of them marks.

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Meta, Token};

/// What belongs to a message, or to its last parameter.
const OF_MESSAGES: [(&str, &str); 4] = [
    ("ask", "a method that is answered with `()`"),
    ("urgent", "a message that overtakes what is queued"),
    ("expires", "an answered message that is skipped if its caller has given up"),
    ("reply", "the last parameter of a message, a `ReplySender<T>`"),
];

/// A private method that the actor's loop calls by itself.
pub(crate) struct HookKind {
    /// The attribute, and the method of `Actor` that calls the user's.
    pub(crate) name: &'static str,
    marks: &'static str,
    /// What tells the loop that there is one, if it has to know.
    pub(crate) constant: Option<&'static str>,
    pub(crate) takes: HookArgument,
    pub(crate) returns: HookResult,
}

/// What a hook may take beside the state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookArgument {
    Context,
    Exit,
}

/// What a hook returns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookResult {
    Nothing,
    /// This type of the runtime's.
    Type(&'static str),
    /// Nothing, or a `Result` without a value.
    Outcome,
}

/// To add a hook is to add its row, and its method (and constant) to `Actor`.
static HOOKS: [HookKind; 3] = [
    HookKind {
        name: "started",
        marks: "a private method that runs before the first message",
        constant: Some("HAS_STARTED"),
        takes: HookArgument::Context,
        returns: HookResult::Outcome,
    },
    HookKind {
        name: "idle",
        marks: "a private method that works between messages",
        constant: Some("HAS_IDLE"),
        takes: HookArgument::Context,
        returns: HookResult::Type("Idle"),
    },
    HookKind {
        name: "stopped",
        marks: "a private method that runs after the last message",
        constant: None,
        takes: HookArgument::Exit,
        returns: HookResult::Nothing,
    },
];

/// The marks that stand on a message itself.
pub(crate) const ON_MESSAGES: [&str; 3] = ["ask", "urgent", "expires"];

/// The name of every such attribute, with what it marks.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let hooks = HOOKS.iter().map(|hook| (hook.name, hook.marks));
    OF_MESSAGES.into_iter().chain(hooks)
}

/// The name of the attribute, if it is one of these, with what it marks.
pub(crate) fn named(name: &Ident) -> Option<(&'static str, &'static str)> {
    all().find(|(mark, _)| name == mark)
}

/// The hook that an attribute declares.
pub(crate) fn hook(attr: &Attribute) -> Option<&'static HookKind> {
    HOOKS.iter().find(|hook| attr.path().is_ident(hook.name))
}

/// The mark that a `cfg_attr` holds. It cannot apply: the marks are read before any `cfg_attr` is
/// evaluated.
pub(crate) fn conditional(attr: &Attribute) -> Option<&'static str> {
    fn mentioned(meta: &Meta) -> Option<&'static str> {
        let Meta::List(list) = meta else { return None };
        if !list.path.is_ident("cfg_attr") {
            return None;
        }
        let inner = Punctuated::<Meta, Token![,]>::parse_terminated;
        let inner = inner.parse2(list.tokens.clone()).ok()?;
        inner.iter().skip(1).find_map(|meta| {
            let mark = meta.path().get_ident().and_then(named);
            mark.map(|(name, _)| name).or_else(|| mentioned(meta))
        })
    }
    mentioned(&attr.meta)
}
