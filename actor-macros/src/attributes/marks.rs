//! Lists the marks, the attributes that only `#[actor]` understands, and recognizes them by their paths.

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

/// The marks of a message and of its last parameter, each with what it marks.
const OF_MESSAGES: [(&str, &str); 5] = [
    ("ask", "a method that is answered with `()`"),
    ("urgent", "a message that overtakes what is queued"),
    ("expires", "an answered message that is skipped if its caller has given up"),
    ("local", "a message that no other node sends"),
    ("reply", "the last parameter of a message, a `ReplySender<T>`"),
];

/// A kind of hook: a private method that the actor's loop calls by itself.
pub(crate) struct HookKind {
    /// The name of the mark.
    pub(crate) name: &'static str,
    marks: &'static str,
    /// The constant of `Actor` that tells the loop of the hook, if the loop has to know.
    pub(crate) constant: Option<&'static str>,
    pub(crate) takes: HookArgument,
    pub(crate) returns: HookResult,
}

/// The parameter that a hook may have beside the receiver.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookArgument {
    Context,
    Exit,
}

/// The return type of a hook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookResult {
    Nothing,
    /// The type of this name in the runtime.
    Type(&'static str),
    /// No type, or a `Result` without a value.
    Outcome,
}

/// A new hook needs a row here, and a method (and a constant) of `Actor`.
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

/// The marks that stand on a message, rather than on its parameter.
pub(crate) const ON_MESSAGES: [&str; 4] = ["ask", "urgent", "expires", "local"];

/// The name of every mark, with what it marks.
fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let hooks = HOOKS.iter().map(|hook| (hook.name, hook.marks));
    OF_MESSAGES.into_iter().chain(hooks)
}

/// The last name of a path that may lead to the runtime: alone, after `actor_runtime`, or after `actor_runtime::prelude`.
pub(crate) fn name_in_the_runtime(path: &[String]) -> Option<&str> {
    match path {
        [name] => Some(name),
        [runtime, name] if runtime == "actor_runtime" => Some(name),
        [runtime, prelude, name] if runtime == "actor_runtime" && prelude == "prelude" => {
            Some(name)
        }
        _ => None,
    }
}

/// Whether the attribute is the mark of this name.
pub(crate) fn is(attr: &Attribute, name: &str) -> bool {
    of_path(attr.path()).is_some_and(|(mark, _)| mark == name)
}

/// The mark of this path, if there is one, with what it marks.
pub(crate) fn of_path(path: &Path) -> Option<(&'static str, &'static str)> {
    let names: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    named(name_in_the_runtime(&names)?)
}

/// The mark of this name, if there is one, with what it marks.
pub(crate) fn named(name: &str) -> Option<(&'static str, &'static str)> {
    all().find(|(mark, _)| name == *mark)
}

/// The kind of hook that an attribute marks, if it is the mark of a hook.
pub(crate) fn hook(attr: &Attribute) -> Option<&'static HookKind> {
    HOOKS.iter().find(|hook| is(attr, hook.name))
}

/// The mark inside a `cfg_attr`, if there is one. Such a mark has no effect, because the macro
/// reads the marks before rustc evaluates the `cfg_attr`.
pub(crate) fn conditional(attr: &Attribute) -> Option<&'static str> {
    fn mentioned(meta: &Meta) -> Option<&'static str> {
        let Meta::List(list) = meta else { return None };
        if !list.path.is_ident("cfg_attr") {
            return None;
        }
        let inner = Punctuated::<Meta, Token![,]>::parse_terminated;
        let inner = inner.parse2(list.tokens.clone()).ok()?;
        inner.iter().skip(1).find_map(|meta| {
            let mark = of_path(meta.path());
            mark.map(|(name, _)| name).or_else(|| mentioned(meta))
        })
    }
    mentioned(&attr.meta)
}
