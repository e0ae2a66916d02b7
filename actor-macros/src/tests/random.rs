//! Whatever it is fed, the attribute gives code or an error, and never panics.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::oracle::check;
use super::tokens;

/// A small generator (xorshift): the same cases on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// One token, or a group of some.
    fn tree(&mut self, depth: usize) -> TokenTree {
        const WORDS: [&str; 54] = [
            "pub",
            "fn",
            "self",
            "Self",
            "mut",
            "impl",
            "struct",
            "enum",
            "for",
            "where",
            "dyn",
            "const",
            "async",
            "unsafe",
            "extern",
            "crate",
            "super",
            "in",
            "type",
            "trait",
            "union",
            "Counter",
            "T",
            "u8",
            "str",
            "Vec",
            "Cow",
            "ReplySender",
            "Context",
            "ask",
            "reply",
            "urgent",
            "idle",
            "cfg",
            "cfg_attr",
            "doc",
            "must_use",
            "deprecated",
            "expect",
            "mailbox",
            "overflow",
            "drop",
            "name",
            "timeout",
            "count",
            "vis",
            "derive",
            "handle",
            "message",
            "join",
            "_",
            "größe",
            "as",
            "macro_rules",
        ];
        const PUNCTS: &str = "#&:;,<>=-+*!?.|'/@$%^~";
        match self.below(if depth == 0 { 8 } else { 11 }) {
            0 => TokenTree::Literal(match self.below(5) {
                0 => Literal::string("a\0b"),
                1 => Literal::usize_unsuffixed(0),
                2 => Literal::u8_suffixed(7),
                3 => Literal::f64_unsuffixed(0.5),
                _ => Literal::character('x'),
            }),
            1..=4 => match self.one_of(&WORDS) {
                word if self.below(20) == 0
                    && !["_", "self", "Self", "super", "crate"].contains(&word) =>
                {
                    TokenTree::Ident(Ident::new_raw(word, Span::call_site()))
                }
                word => TokenTree::Ident(Ident::new(word, Span::call_site())),
            },
            5..=7 => {
                let punct = PUNCTS.as_bytes()[self.below(PUNCTS.len())] as char;
                let alone = punct != '\'' && self.below(2) == 0;
                TokenTree::Punct(Punct::new(
                    punct,
                    if alone { Spacing::Alone } else { Spacing::Joint },
                ))
            }
            kind => {
                let delimiter = match kind {
                    8 => Delimiter::Parenthesis,
                    9 => Delimiter::Brace,
                    _ if self.below(2) == 0 => Delimiter::Bracket,
                    _ => Delimiter::None,
                };
                TokenTree::Group(Group::new(delimiter, self.soup(depth - 1)))
            }
        }
    }

    fn soup(&mut self, depth: usize) -> TokenStream {
        (0..self.below(8)).map(|_| self.tree(depth)).collect()
    }

    /// Tokens with a few of them dropped, doubled, swapped or replaced, at any depth.
    fn spoiled(&mut self, tokens: TokenStream, rate: usize) -> TokenStream {
        let mut spoiled: Vec<TokenTree> = Vec::new();
        for tree in tokens {
            let tree = match tree {
                TokenTree::Group(group) => {
                    let inner = self.spoiled(group.stream(), rate);
                    TokenTree::Group(Group::new(group.delimiter(), inner))
                }
                tree => tree,
            };
            match self.below(rate) {
                0 => {}
                1 => spoiled.extend([tree.clone(), tree]),
                2 => spoiled.push(self.tree(2)),
                3 => {
                    spoiled.push(tree);
                    let last = spoiled.len() - 1;
                    spoiled.swap(last, last / 2);
                }
                _ => spoiled.push(tree),
            }
        }
        spoiled.into_iter().collect()
    }

    /// An impl with a few random methods.
    fn block(&mut self) -> String {
        const HEADS: [&str; 8] = [
            "impl Counter",
            "impl<'a, T: Clone + 'a, const N: usize> Counter<'a, T, N> where T: Copy, Self: Sized",
            "impl<T: ?Sized> a::b::Counter<T>",
            "#[cfg(x)] #[allow(dead_code)] impl Counter<u8>",
            "impl Counter<'_>",
            "impl<T> Clone for Counter<T>",
            "impl dyn Counter",
            "unsafe impl Counter",
        ];
        const ATTRIBUTES: [&str; 14] = [
            "",
            "/// Text.",
            "#[ask]",
            "#[reply]",
            "#[urgent]",
            "#[urgent] #[cfg(x)]",
            "#[idle]",
            "#[idle] #[cfg(x)]",
            "#[cfg(x)]",
            "#[cfg_attr(x, cfg(y), must_use = \"z\", doc = \"t\")]",
            "#[expect(unused)]",
            "#[deprecated]",
            "#[cfg_attr(x, ask)]",
            "#[cfg_attr()]",
        ];
        const VISIBILITIES: [&str; 8] = [
            "pub",
            "pub",
            "pub(crate)",
            "pub(super)",
            "pub(in a::b)",
            "pub(in super::super)",
            "pub(self)",
            "",
        ];
        const NAMES: [&str; 12] = [
            "add", "r#type", "self_", "__", "_1", "a__b", "join", "größe", "ask", "stop", "add_",
            "r#match",
        ];
        const RECEIVERS: [&str; 7] =
            ["&self", "&mut self", "&mut self", "self", "self: Box<Self>", "&'a self", ""];
        const TYPES: [&str; 25] = [
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
        ];
        const PATTERNS: [&str; 9] =
            ["x", "mut y", "_", "(a, b)", "r#fn", "arg0", "reply", "ref z", "message @ Some(_)"];
        const BODIES: [&str; 4] = ["{}", "{ self. }", ";", "{ let = }"];
        let mut text = format!("{} {{ const X: u8 = {{ 1 }}; mac!(x); ", self.one_of(&HEADS));
        for _ in 0..self.below(5) {
            let mut inputs = vec![self.one_of(&RECEIVERS).to_owned()];
            for _ in 0..self.below(4) {
                let attribute = ["", "", "", "#[reply]", "#[cfg(x)]", "#[ask]"][self.below(6)];
                inputs.push(format!(
                    "{attribute} {}: {}",
                    self.one_of(&PATTERNS),
                    self.one_of(&TYPES)
                ));
            }
            inputs.retain(|input| !input.is_empty());
            let output = match self.below(2) {
                0 => String::new(),
                _ => format!("-> {}", self.one_of(&TYPES)),
            };
            text.push_str(&format!(
                "{}\n{} {} fn {}{}({}) {output} {} ",
                self.one_of(&ATTRIBUTES),
                self.one_of(&VISIBILITIES),
                ["", "", "", "", "async", "const", "unsafe", "extern \"C\""][self.below(8)],
                self.one_of(&NAMES),
                ["", "", "", "<U>", "<'m>"][self.below(5)],
                inputs.join(", "),
                self.one_of(&BODIES),
            ));
        }
        text + "}"
    }

    fn options(&mut self) -> String {
        const OPTIONS: [&str; 22] = [
            "mailbox = 4",
            "mailbox = 0",
            "mailbox = f::<A, B>()",
            "overflow = drop",
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
            "frobnicate",
        ];
        let given: Vec<&str> = (0..self.below(5)).map(|_| self.one_of(&OPTIONS)).collect();
        given.join(", ")
    }
}

#[test]
fn random_tokens() {
    let mut random = Random(0x5eed_1234_abcd_0001);
    for _ in 0..3_000 {
        let (options, item) = (random.soup(3), random.soup(4));
        check(options, item);
    }
}

#[test]
fn random_items() {
    let mut random = Random(0x5eed_1234_abcd_0002);
    let mut items = 0;
    for _ in 0..1_500 {
        let (options, item) = (random.options(), random.block());
        items += usize::from(check(tokens(&options), tokens(&item)));
    }
    assert!(items > 300, "only {items} were items");
}

#[test]
fn spoiled_items() {
    const TYPES: [&str; 5] = [
        "#[cfg(x)] pub struct Counter<'a, T: X = u8>(&'a T) where T: Y;",
        "enum Counter { A { x: u8 }, B }",
        "#[ask] struct Counter { #[reply] x: u8 }",
        "union Counter { x: u8 }",
        "pub(crate) trait Counter<T> { fn f(&self); }",
    ];
    let mut random = Random(0x5eed_1234_abcd_0003);
    let mut items = 0;
    for round in 0..3_000 {
        let item = if round % 4 == 0 { random.one_of(&TYPES).to_owned() } else { random.block() };
        let options = random.options();
        let (options, item) = (tokens(&options), tokens(&item));
        let rate = 20 + random.below(200);
        let (options, item) = (random.spoiled(options, rate), random.spoiled(item, rate));
        items += usize::from(check(options, item));
    }
    assert!(items > 300, "only {items} were items");
}
