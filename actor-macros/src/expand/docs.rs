//! Generates documentation from the user's text and the macro's own sentences.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::Parser as _;

use crate::model::{Message, Protocol};
use crate::tokens::groups::regrouped;
use crate::tokens::text::unraw;

/// A text as documentation, indented like that of a comment, so that both can be mixed.
pub(super) fn doc(text: &str) -> TokenStream {
    let text = text.lines().map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n");
    quote!(#[doc = #text])
}

/// A link to an item of the library at this path, or only its name if no text can have the path.
pub(super) fn link(name: &str, library: &TokenStream) -> String {
    match in_text(library) {
        Some(path) => format!("[`{name}`]({path}::{name})"),
        None => format!("`{name}`"),
    }
}

/// The path as it is written in a text, where nothing means what `$crate` means.
pub(super) fn in_text(path: &TokenStream) -> Option<String> {
    let text = path.to_string().replace(' ', "");
    (!text.contains('$')).then_some(text)
}

/// The documentation of a message's variant and of its handle's method: the text of the user's
/// method, or that they call it.
pub(super) fn of_message(message: &Message, protocol: &Protocol) -> TokenStream {
    let docs = &message.forwarded.docs;
    let hints = &message.forwarded.doc_hints;
    let has_code = docs.iter().any(may_have_code);
    let docs = docs.iter().map(|doc| copied(doc.clone(), has_code, protocol));
    let generated = message
        .forwarded
        .docs
        .is_empty()
        .then(|| doc(&format!("Calls `{}::{}`.", protocol.actor_name, unraw(&message.method))));
    quote!(#generated #(#docs)* #(#hints)*)
}

/// The documentation of the handle's method: the text of the user's method, with `notes` as
/// paragraphs before its first heading. Behind the heading they would belong to its section.
pub(super) fn of_method(message: &Message, protocol: &Protocol, notes: &[String]) -> TokenStream {
    let notes = notes.iter().map(|note| doc(note));
    let notes = quote!(#(#[doc = ""] #notes)*);
    let docs = &message.forwarded.docs;
    let mut fence = None;
    let section = docs.iter().enumerate().find_map(|(nth, doc)| {
        let text = text_of(doc)?;
        first_heading(&text.value(), &mut fence).map(|at| (nth, text, at))
    });
    let Some((nth, literal, at)) = section else {
        let docs = of_message(message, protocol);
        return quote!(#docs #notes);
    };
    let text = literal.value();
    let part = |text: &str| {
        let text = syn::LitStr::new(text, literal.span());
        (!text.value().is_empty()).then(|| quote!(#[doc = #text]))
    };
    let (before, after) = (part(text[..at].trim_end_matches('\n')), part(&text[at..]));
    let has_code = docs.iter().any(may_have_code);
    let copied = |docs: TokenStream| copied(docs, has_code, protocol);
    let (former, later) = (docs[..nth].iter().cloned(), docs[nth + 1..].iter().cloned());
    let before = former.chain(before).map(copied);
    let after = after.into_iter().chain(later).map(copied);
    let hints = &message.forwarded.doc_hints;
    quote!(#(#before)* #notes #[doc = ""] #(#after)* #(#hints)*)
}

/// What the marks of the message say of each call.
pub(super) fn of_marks(message: &Message) -> impl Iterator<Item = String> + use<> {
    let urgent = message.urgent.then(|| {
        "Urgent: it overtakes what is queued, and gets through a full mailbox.".to_owned()
    });
    let expires = message.expires.then(|| {
        "Expires: if its caller has given up before its turn, it is not handled.".to_owned()
    });
    urgent.into_iter().chain(expires)
}

/// What the marks of the message say of each call from another node.
pub(super) fn of_marks_elsewhere(message: &Message) -> impl Iterator<Item = String> + use<> {
    let urgent = message.urgent.then(|| {
        "Urgent: once it is the first of this handle's messages on the actor's node, it overtakes what is queued in the \
         mailbox, and gets through a full one. It overtakes no message of this handle that stands in line there."
            .to_owned()
    });
    let expires = message.expires.then(|| {
        "Expires for callers in the actor's own process only: the actor does not hear of the deadlines of other nodes, \
         and may handle a message whose caller has given up."
            .to_owned()
    });
    urgent.into_iter().chain(expires)
}

/// That the method waits for the answer, and the call through the `handle` that does not.
pub(super) fn of_wait(message: &Message, handle: &str) -> String {
    let call = of_call(message, handle);
    format!("Blocks until the answer comes. In a task, write `{call}.await` instead.")
}

/// The call through the `handle` that sends the message without waiting for what `comes` of it.
pub(super) fn of_call(message: &Message, handle: &str) -> String {
    let arguments = if message.arguments.is_empty() { "" } else { "…" };
    format!("{handle}.ask().{}({arguments})", message.method)
}

/// The documentation of the ask view's method, beside that of the `handle`.
pub(super) fn of_view(message: &Message, handle: &Ident, comes: &str) -> TokenStream {
    let method = unraw(&message.method);
    doc(&format!("Sends what [`{handle}::{method}`] sends, and returns at once: {comes}."))
}

/// The section on errors, which goes on if the user's text has one: the method's own errors are in the answer.
pub(super) fn of_errors(message: &Message, errors: &str) -> TokenStream {
    let docs = &message.forwarded.docs;
    let has_section = docs.iter().any(|doc| doc.to_string().contains("# Errors"));
    let heading = if has_section { "" } else { "# Errors\n\n" };
    doc(&format!("\n{heading}{errors}"))
}

/// Documentation for a copy of the user's text. rustdoc tests the examples in the user's text, and not once more in each
/// copy: `has_code` tells whether there may be one in any part of the text.
fn copied(doc: TokenStream, has_code: bool, protocol: &Protocol) -> TokenStream {
    let doc = relinked(doc, protocol);
    if !has_code {
        return doc;
    }
    let attribute = doc.into_iter().find_map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    quote!(#[cfg_attr(not(doctest), #attribute)])
}

/// Whether there may be an example in the text: a fence, or an indented line. Behind `///` one space is no indentation.
fn may_have_code(doc: &TokenStream) -> bool {
    const INDENTED: &str = "     ";
    text_of(doc).is_none_or(|text| {
        let text = text.value();
        let fenced = text.contains("```") || text.contains("~~~");
        fenced || text.contains('\t') || text.lines().any(|line| line.starts_with(INDENTED))
    })
}

/// The text of a `#[doc = "…"]`. Other attributes have none.
fn text_of(doc: &TokenStream) -> Option<syn::LitStr> {
    let attributes = syn::Attribute::parse_outer.parse2(doc.clone()).ok()?;
    let [syn::Attribute { meta: syn::Meta::NameValue(named), .. }] = attributes.as_slice() else {
        return None;
    };
    match &named.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

/// The character and the length of the line that begins a block of code.
type Fence = (char, usize);

/// Where the first heading begins. Lines of code may look like one, so `fence` is the block of code that the
/// text is within; it is kept from one part of the documentation to the next.
fn first_heading(text: &str, fence: &mut Option<Fence>) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(words) = unindented(line) {
            match *fence {
                Some(open) if closes(words, open) => *fence = None,
                Some(_) => {}
                None if is_heading(words) => return Some(at),
                None => *fence = fence_of(words),
            }
        }
        at += line.len();
    }
    None
}

/// The line without its indentation; `None` for a line of indented code. Markdown allows 3 spaces, and `///`
/// leaves one more.
fn unindented(line: &str) -> Option<&str> {
    const MOST_SPACES: usize = 4;
    let words = line.trim_start_matches(' ');
    (line.len() - words.len() <= MOST_SPACES).then_some(words)
}

fn is_heading(words: &str) -> bool {
    let title = words.trim_start_matches('#');
    (1..=6).contains(&(words.len() - title.len())) && title.starts_with(' ')
}

/// The fence that the line begins, if it does.
fn fence_of(words: &str) -> Option<Fence> {
    let mark = words.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let info = words.trim_start_matches(mark);
    let length = words.len() - info.len();
    // A line with more backticks behind is code within a paragraph.
    let is_inline = mark == '`' && info.contains('`');
    (length >= 3 && !is_inline).then_some((mark, length))
}

fn closes(words: &str, (mark, length): Fence) -> bool {
    let rest = words.trim_start_matches(mark);
    words.len() - rest.len() >= length && rest.trim().is_empty()
}

/// Documentation in which links to `Self` lead to the same item as in the impl. Links to messages
/// lead to the handle, because the actor's type may be private.
fn relinked(tokens: TokenStream, protocol: &Protocol) -> TokenStream {
    let trees = tokens.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => {
            TokenTree::Group(regrouped(&group, relinked(group.stream(), protocol)))
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
        let is_message = |message: &Message| unraw(&message.method) == member;
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

/// Markdown with `path(member)` in place of each `Self` at the start of a link's target.
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
    use super::{first_heading, without_self};

    #[test]
    fn a_heading_is_no_line_of_code_and_no_attribute() {
        let cases = [
            (" All of them.\n\n # Errors\n\n None.", Some(15)),
            (" # Errors", Some(0)),
            (" ```\n # use x;\n ```", None),
            (" ```\n # use x;\n ```\n ## Panics", Some(20)),
            (" #[actor], #1, ####### and #", None),
            ("     # use x::y;", None),
            ("     # use x::y;\n # Errors", Some(17)),
            ("    # Errors", Some(0)),
            (" ````\n ```\n # use x;\n ```\n # use y;\n ````\n # Errors", Some(42)),
            (" ~~~\n ```\n # use x;\n ~~~\n # Errors", Some(25)),
            (" ```\n ```rust\n # use x;\n ```\n # Errors", Some(29)),
            (" ```x``` is code.\n # Errors", Some(18)),
            ("     ```\n # Errors", Some(9)),
        ];
        for (text, expected) in cases {
            assert_eq!(first_heading(text, &mut None), expected, "{text}");
        }
        // Begun in the part before.
        let mut fence = None;
        assert_eq!(first_heading(" ````", &mut fence), None);
        assert_eq!(first_heading(" # use x;", &mut fence), None);
        assert_eq!(first_heading(" ```", &mut fence), None);
        assert_eq!(first_heading(" # use y;", &mut fence), None);
        assert_eq!(first_heading(" `````", &mut fence), None);
        assert_eq!(first_heading(" # Errors", &mut fence), Some(0));
    }

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
