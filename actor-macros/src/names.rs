//! Chooses the names of the generated items.

use proc_macro2::Span;
use quote::format_ident;
use syn::Ident;

use crate::tokens::text::unraw;

/// The names of the generated types.
pub(crate) struct Names {
    pub(crate) message: Ident,
    pub(crate) handle: Ident,
    pub(crate) ask: Ident,
    /// The handle on other nodes, and its ask view.
    pub(crate) remote: Ident,
    pub(crate) remote_ask: Ident,
}

impl Names {
    /// `CounterMessage`, `CounterHandle`, `CounterAsk`, `CounterRemote` and `CounterRemoteAsk`, unless the impl's options
    /// say otherwise.
    pub(crate) fn new(actor: &Ident, handle: Option<&Ident>, message: Option<&Ident>) -> Names {
        let span = at(actor);
        let handle = handle.cloned().unwrap_or_else(|| self::handle(actor));
        let stem = unraw(&handle);
        let stem = stem.strip_suffix("Handle").unwrap_or(&stem);
        let named = |suffix: &str| {
            identifier(&format!("{stem}{suffix}"), handle.span())
                .unwrap_or_else(|| format_ident!("{actor}{suffix}"))
        };
        Names {
            message: message
                .cloned()
                .unwrap_or_else(|| format_ident!("{actor}Message", span = span)),
            ask: named("Ask"),
            remote: named("Remote"),
            remote_ask: named("RemoteAsk"),
            handle,
        }
    }
}

/// The name of the handle, unless the impl's options say otherwise.
pub(crate) fn handle(actor: &Ident) -> Ident {
    format_ident!("{actor}Handle", span = at(actor))
}

/// The place of the user's type, where rustc then suggests changes of generics. The span's context
/// does not matter: names of items have no hygiene.
fn at(actor: &Ident) -> Span {
    actor.span().resolved_at(Span::mixed_site())
}

/// The variant for a method: the method's name in upper camel case, with the method's span.
pub(crate) fn variant(method: &Ident) -> Ident {
    let name = unraw(method);
    let mut camel = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            camel.push(upper(first));
            camel.push_str(letters.as_str());
        }
    }
    if camel == "Self" {
        camel.push_str("Message");
    }
    if camel.starts_with(|first: char| first.is_ascii_digit()) {
        camel.insert(0, '_');
    }
    // A name of underscores only is kept.
    identifier(&camel, method.span()).unwrap_or_else(|| Ident::new(&name, method.span()))
}

/// The upper case of a letter, if that is a single letter, too.
fn upper(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => letter,
    }
}

/// The identifier with this text, if the text is one.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    let mut ident: Ident = syn::parse_str(name).ok()?;
    ident.set_span(span);
    Some(ident)
}

/// The methods that take the handle itself, each with its owner's name of it and another name for a message. A message of
/// such a name would never be sent: the receiver of a handle's method is a reference, and rustc prefers the other.
const RESERVED: [(&str, &str, &str); 5] = [
    ("join", "Handle::join", "enter"),
    ("join_async", "Handle::join_async", "enter_async"),
    ("join_on_drop", "Handle::join_on_drop", "enter_on_drop"),
    ("into", "Into::into", "convert"),
    ("try_into", "TryInto::try_into", "try_convert"),
];

/// What a call of the method means already, and another name for it, if its name is that of a method that takes the
/// handle itself.
pub(crate) fn reserved(method: &Ident) -> Option<(&'static str, &'static str)> {
    let name = unraw(method);
    let found = RESERVED.iter().find(|(reserved, ..)| *reserved == name);
    found.map(|(_, owner, instead)| (*owner, *instead))
}

/// The methods of every remote handle, each with another name for a message. A message of such a name would be in the
/// way: rustc prefers the methods of the type itself to those of a trait.
const RESERVED_REMOTELY: [(&str, &str); 4] = [
    ("name", "title"),
    ("with_timeout", "set_timeout"),
    ("retry", "try_again"),
    ("on_exit", "note_exit"),
];

/// Another name for a message that other nodes send, if its name is that of a method of every remote handle.
pub(crate) fn reserved_remotely(method: &Ident) -> Option<&'static str> {
    let name = unraw(method);
    RESERVED_REMOTELY.iter().find(|(reserved, _)| *reserved == name).map(|(_, instead)| *instead)
}

/// The first name that is not taken: of the candidates, or else of `wanted_1`, `wanted_2`, …, where
/// `wanted` is the first candidate.
pub(crate) fn free(candidates: &[&str], taken: impl Fn(&str) -> bool) -> String {
    let numbered = (1_u32..).map(|n| format!("{}_{n}", candidates[0]));
    let free = candidates.iter().map(ToString::to_string).chain(numbered).find(|name| !taken(name));
    free.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_upper_camel_case_and_never_keywords() {
        let cases = [
            ("add", "Add"),
            ("get_url", "GetUrl"),
            ("r#type", "Type"),
            ("foo_", "Foo"),
            ("_foo", "Foo"),
            ("a__b", "AB"),
            ("_1st", "_1st"),
            ("v1_2", "V12"),
            ("__", "__"),
            ("self_", "SelfMessage"),
            ("größe", "Größe"),
            ("ß", "ß"),
            ("数", "数"),
        ];
        for (method, expected) in cases {
            let method: Ident = syn::parse_str(method).expect("an identifier");
            assert_eq!(variant(&method).to_string(), expected);
        }
    }

    #[test]
    fn other_types_are_named_after_the_handle() {
        let names = |handle: Option<&str>| {
            let handle = handle.map(|name| Ident::new(name, Span::call_site()));
            let names =
                Names::new(&Ident::new("Counter", Span::call_site()), handle.as_ref(), None);
            [names.handle, names.ask, names.remote, names.remote_ask].map(|name| name.to_string())
        };
        assert_eq!(
            names(None),
            ["CounterHandle", "CounterAsk", "CounterRemote", "CounterRemoteAsk"]
        );
        assert_eq!(names(Some("Meter")), ["Meter", "MeterAsk", "MeterRemote", "MeterRemoteAsk"]);
        assert_eq!(
            names(Some("MeterHandle")),
            ["MeterHandle", "MeterAsk", "MeterRemote", "MeterRemoteAsk"]
        );
        assert_eq!(names(Some("Handle")), ["Handle", "Ask", "Remote", "RemoteAsk"]);
    }

    #[test]
    fn the_first_name_that_is_not_taken_is_free() {
        assert_eq!(free(&["reply", "reply_to"], |name| name == "reply"), "reply_to");
        assert_eq!(free(&["reply"], |name| ["reply", "reply_1"].contains(&name)), "reply_2");
    }
}
