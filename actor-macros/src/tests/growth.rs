//! The expansion grows linearly with the number of messages.

use std::time::{Duration, Instant};

use proc_macro2::{TokenStream, TokenTree};

use super::tokens;
use crate::annotate::annotate;

const COUNTS: [usize; 4] = [50, 100, 200, 400];

/// An impl with this header and this many messages, of three kinds.
fn block(header: &str, messages: usize) -> TokenStream {
    let methods: String = (0..messages)
        .map(|n| match n % 3 {
            0 => format!("/// Adds.\npub fn add_{n}(&mut self, n: u64, all: Vec<String>) {{ self.total += n }}\n"),
            1 => format!("/// See [`Self::add_0`].\npub fn total_{n}(&self) -> u64 {{ self.total }}\n"),
            _ => format!("#[ask] pub fn reset_{n}(&mut self, ctx: &mut Context<CounterHandle>, key: K) {{}}\n"),
        })
        .collect();
    tokens(&format!("{header} {{ {methods} }}"))
}

fn count(tokens: TokenStream) -> usize {
    let of_tree = |tree| match tree {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(of_tree).sum()
}

/// Time is shown, not asserted: `cargo test -p actor-macros growth -- --nocapture`.
#[test]
fn twice_the_messages_are_twice_the_tokens() {
    grows_linearly("", "impl<K: Clone, V> Counter<K, V>");
}

#[test]
fn twice_the_remote_messages_are_twice_the_tokens() {
    grows_linearly("remote = \"shop.counter/1\"", "impl Counter");
}

fn grows_linearly(options: &str, header: &str) {
    let options = tokens(options);
    let block = |messages| block(header, messages);
    let sizes = COUNTS.map(|messages| {
        let input = block(messages);
        let runs = (0..5).map(|_| {
            let (input, start) = (input.clone(), Instant::now());
            let size = count(annotate(options.clone(), input));
            (start.elapsed(), size)
        });
        let (fastest, size) = runs.min().unwrap_or((Duration::ZERO, 0));
        println!("{messages} messages: {size} tokens in {fastest:?}");
        size
    });
    assert!(sizes.is_sorted());
    // There are three kinds of messages, so 30 more of them always add the same number of tokens.
    let [few, more, most] =
        [30, 60, 90].map(|messages| count(annotate(options.clone(), block(messages))));
    assert_eq!(more - few, most - more);
}
