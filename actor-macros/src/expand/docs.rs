//! The documentation of what is generated: the user's, where there is some, and our own sentences.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};

use crate::model::{Message, Protocol};
use crate::names;

/// Documentation, indented like a comment's, so that the two can be mixed.
pub(super) fn doc(text: &str) -> TokenStream {
    let text = text.lines().map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n");
    quote!(#[doc = #text])
}

/// A link to something of the runtime's, where its path is one that text can have.
pub(super) fn link(name: &str, runtime: &TokenStream) -> String {
    let path = runtime.to_string().replace(' ', "");
    if path.contains('$') { format!("`{name}`") } else { format!("[`{name}`]({path}::{name})") }
}

/// What a message's variant and its method of the handle say: the text of the user's method, or
/// that they call it.
pub(super) fn of_message(message: &Message, protocol: &Protocol) -> TokenStream {
    let docs = &message.forwarded.docs;
    let hints = &message.forwarded.doc_hints;
    let docs = docs.iter().map(|doc| relinked(doc.clone(), protocol));
    let generated = message.forwarded.docs.is_empty().then(|| {
        doc(&format!("Calls `{}::{}`.", protocol.actor_name, names::text(&message.method)))
    });
    quote!(#generated #(#docs)* #(#hints)*)
}

/// Documentation with the links to `Self` made links to what that was: beside the impl it is
/// something else. Links to messages lead to the handle, because the actor's type may be private.
fn relinked(tokens: TokenStream, protocol: &Protocol) -> TokenStream {
    let trees = tokens.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => {
            let mut rebuilt = Group::new(group.delimiter(), relinked(group.stream(), protocol));
            rebuilt.set_span(group.span());
            TokenTree::Group(rebuilt)
        }
        TokenTree::Literal(literal) => TokenTree::Literal(relinked_text(literal, protocol)),
        tree => tree,
    });
    trees.collect()
}

fn relinked_text(literal: Literal, protocol: &Protocol) -> Literal {
    let Ok(text) = syn::parse2::<syn::LitStr>(literal.to_token_stream()) else { return literal };
    let written = text.value();
    let linked = without_self(&written, |member| {
        let is_message = |message: &Message| names::text(&message.method) == member;
        if protocol.messages.iter().any(is_message) {
            protocol.names.handle.to_string()
        } else {
            protocol.actor_path.clone()
        }
    });
    if linked == written {
        return literal;
    }
    let mut literal = Literal::string(&linked);
    literal.set_span(text.span());
    literal
}

/// Markdown with a path for each `Self` at the start of a link's target: that of the type with this
/// member.
fn without_self(text: &str, path: impl Fn(&str) -> String) -> String {
    const BEFORE: [&str; 5] = ["[", "[`", "](", "]: ", "@"];
    const AFTER: [&str; 6] = ["::", "`]", "]", ")", "\n", " "];
    let mut linked = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("Self") {
        let (before, from) = rest.split_at(at);
        let after = &from["Self".len()..];
        linked.push_str(before);
        let is_target = BEFORE.iter().any(|mark| linked.ends_with(mark))
            && (after.is_empty() || AFTER.iter().any(|mark| after.starts_with(mark)));
        let member = after.strip_prefix("::").unwrap_or_default();
        let member = member.split(|letter: char| letter != '_' && !letter.is_alphanumeric()).next();
        linked.push_str(&if is_target {
            path(member.unwrap_or_default())
        } else {
            "Self".to_owned()
        });
        rest = after;
    }
    linked.push_str(rest);
    linked
}

#[cfg(test)]
mod tests {
    use super::without_self;

    #[test]
    fn only_links_name_the_actor() {
        let cases = [
            ("see [`Self::total`], [Self::new]", "see [`H::total`], [A::new]"),
            ("[it](Self::new) of [`Self`] and [Self]", "[it](A::new) of [`A`] and [A]"),
            ("[method@Self::new] [new]: Self::new", "[method@A::new] [new]: A::new"),
            ("`Self::total`, Selfish, [Selfish], Self", "`Self::total`, Selfish, [Selfish], Self"),
        ];
        for (written, expected) in cases {
            let path = |member: &str| if member == "total" { "H" } else { "A" }.to_owned();
            assert_eq!(without_self(written, path), expected);
        }
    }
}
