//! Generates items as a user may write them, sound ones and ones with mistakes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const HEADS: &[&str] = &[
    "impl Counter",
    "impl<'a, T: Clone + 'a, const N: usize> Counter<'a, T, N> where T: Copy, Self: Sized",
    "impl<T: ?Sized> a::b::Counter<T>",
    "#[cfg(x)] #[allow(dead_code)] impl Counter<u8>",
    "impl Counter<'_>",
    "impl<T> Clone for Counter<T>",
    "impl Greeter for Counter",
    "impl<T> Greeter for T",
    "impl Greeter for Vec<u8>",
    "impl dyn Counter",
    "unsafe impl Counter",
];

const ATTRIBUTES: &[&str] = &[
    "",
    "/// Text.",
    "#[ask]",
    "#[reply]",
    "#[urgent]",
    "#[urgent] #[cfg(x)]",
    "#[expires]",
    "#[expires] #[ask]",
    "#[local]",
    "#[local] #[ask]",
    "#[idle]",
    "#[idle] #[cfg(x)]",
    "#[cfg(x)]",
    "#[cfg_attr(x, cfg(y), must_use = \"z\", doc = \"t\")]",
    "#[expect(unused)]",
    "#[deprecated]",
    "#[cfg_attr(x, ask)]",
    "#[cfg_attr()]",
    "#[started]",
    "#[stopped]",
    "#[actor]",
    "#[doc = \"[`Self::f`]\"]",
];

const VISIBILITIES: &[&str] = &[
    "pub",
    "pub",
    "pub(crate)",
    "pub(super)",
    "pub(in a::b)",
    "pub(in super::super)",
    "pub(self)",
    "",
];

const QUALIFIERS: &[&str] = &["", "", "", "", "async", "const", "unsafe", "extern \"C\""];

const NAMES: &[&str] = &[
    "add", "r#type", "self_", "__", "_1", "a__b", "join", "größe", "ask", "stop", "add_",
    "r#match", "foo_bar", "fooBar",
];

const GENERICS: &[&str] = &["", "", "", "<U>", "<'m>"];

const RECEIVERS: &[&str] =
    &["&self", "&mut self", "&mut self", "self", "self: Box<Self>", "&'a self", ""];

const MARKS: &[&str] = &["", "", "", "#[reply]", "#[cfg(x)]", "#[ask]", "#[serde(default)]"];

const PATTERNS: &[&str] =
    &["x", "mut y", "_", "(a, b)", "r#fn", "arg0", "reply", "ref z", "message @ Some(_)"];

const TYPES: &[&str] = &[
    "u8",
    "T",
    "Self",
    "[Self; N]",
    "[u8; Self::N]",
    "&'a T",
    "&str",
    "Vec<Option<&u8>>",
    "Cow<'_, str>",
    "impl Copy",
    "Box<dyn Fn(&u8) -> &u8 + 'a>",
    "for<'x> fn(&'x T) -> &'x T",
    "_",
    "()",
    "str",
    "[T]",
    "*const T",
    "!",
    "&mut Context<CounterHandle>",
    "ReplySender<Vec<Self>>",
    "ReplySender",
    "mac!(T)",
    "<T as X<'a>>::Y",
    "dyn X<Y = T>",
    "Idle",
    "dyn X + Y",
    "&mut Context<Other>",
    "ReplySender<&str>",
    "fn(&str) -> &str",
];

const BODIES: &[&str] = &["{}", "{ self.total }", ";"];

/// Bodies while they are typed.
const HALF_TYPED: &[&str] = &["{}", "{ self. }", ";", "{ let = }"];

const OTHERS: &[&str] =
    &["const X: u8 = { 1 };", "mac!(x);", "type Y = u8;", "#[ask] const Z: u8 = 0;"];

const OPTIONS: &[&str] = &[
    "mailbox = 4",
    "mailbox = 0",
    "mailbox = f::<A, B>()",
    "overflow = drop_newest",
    "overflow = x",
    "name = \"x\"",
    "name = 3",
    "stack_size = 1 << 16",
    "on_panic = resume",
    "timeout = 5",
    "timeout = Duration::MAX",
    "count",
    "count = 1",
    "crate = ::a::b",
    "crate = \"a\"",
    "handle = Meter",
    "handle = r#type",
    "message = CounterHandle",
    "vis = pub(crate)",
    "derive(Debug, Clone)",
    "derive",
    "remote = \"shop.counter/1\"",
    "remote = \"shop.counter/1\"",
    "remote = \"counter\"",
    "remote",
    "remote_crate = a::b",
    "frobnicate",
];

const DECLARATIONS: &[&str] = &[
    "#[cfg(x)] pub struct Counter<'a, T: X = u8>(&'a T) where T: Y;",
    "enum Counter { A { x: u8 }, B }",
    "#[ask] struct Counter { #[reply] x: u8 }",
    "union Counter { x: u8 }",
    "pub(crate) trait Counter<T> { fn f(&self); }",
    "#[actor] #[derive(Debug)] pub struct Counter;",
];

/// An impl with a few methods. It parses.
pub(super) fn block() -> impl Strategy<Value = String> {
    block_of(BODIES)
}

/// An impl with bodies that do not parse.
pub(super) fn half_typed() -> impl Strategy<Value = String> {
    block_of(HALF_TYPED)
}

fn block_of(bodies: &'static [&'static str]) -> impl Strategy<Value = String> {
    let entry = prop_oneof![8 => method(bodies), 1 => select(OTHERS).prop_map(str::to_owned)];
    (select(HEADS), vec(entry, 0..5))
        .prop_map(|(head, entries)| format!("{head} {{ {} }}", entries.join("\n")))
}

fn method(bodies: &'static [&'static str]) -> impl Strategy<Value = String> {
    let parameter = (select(MARKS), select(PATTERNS), select(TYPES))
        .prop_map(|(mark, pattern, ty)| format!("{mark} {pattern}: {ty}"));
    let signature = (select(NAMES), select(GENERICS), select(RECEIVERS), vec(parameter, 0..4));
    let output = prop_oneof![Just(""), select(TYPES)];
    let before = (vec(select(ATTRIBUTES), 0..3), select(VISIBILITIES), select(QUALIFIERS));
    (before, signature, output, select(bodies)).prop_map(
        |((attributes, vis, qualifier), (name, generics, receiver, parameters), output, body)| {
            let inputs = [receiver.to_owned()].into_iter().chain(parameters);
            let inputs: Vec<String> = inputs.filter(|input| !input.is_empty()).collect();
            let arrow = if output.is_empty() { "" } else { "->" };
            format!(
                "{}\n{vis} {qualifier} fn {name}{generics}({}) {arrow} {output} {body}",
                attributes.join("\n"),
                inputs.join(", "),
            )
        },
    )
}

pub(super) fn declaration() -> impl Strategy<Value = String> {
    select(DECLARATIONS).prop_map(str::to_owned)
}

pub(super) fn options() -> impl Strategy<Value = String> {
    vec(select(OPTIONS), 0..5).prop_map(|options| options.join(", "))
}
