//! The attributes that mean something to `#[actor]` only, and what each of them marks.

use syn::{Attribute, Ident};

/// What belongs to a message, or to its last parameter.
const OF_MESSAGES: [(&str, &str); 3] = [
    ("ask", "a method that is answered with `()`"),
    ("urgent", "a message that overtakes what is queued"),
    ("reply", "the last parameter of a message, a `ReplySender<T>`"),
];

/// A private method that the actor's loop calls by itself.
pub(crate) struct HookKind {
    /// The attribute, and the method of `Actor` that calls the user's.
    pub(crate) name: &'static str,
    marks: &'static str,
    /// What tells the loop that there is one.
    pub(crate) constant: &'static str,
    /// The type of the runtime's that it returns, if any.
    pub(crate) returns: Option<&'static str>,
}

/// To add a hook is to add its row, and its method and constant to `Actor`.
static HOOKS: [HookKind; 1] = [HookKind {
    name: "idle",
    marks: "a private method that works between messages",
    constant: "HAS_IDLE",
    returns: Some("Idle"),
}];

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
