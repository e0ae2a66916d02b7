//! Reports each mistake once, and expands the rest of the item: what all refusals have in common, and those of items.

use super::expand;

/// The messages of the `compile_error!`s in an expansion.
pub(super) fn reported(expanded: &str) -> Vec<String> {
    let file = syn::parse_file(expanded).expect("an expansion is a file");
    let errors = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) => Some(item),
        _ => None,
    });
    errors.map(|item| item.mac.parse_body::<syn::LitStr>().expect("a message").value()).collect()
}

/// The errors about one more method in an impl that is otherwise sound.
pub(super) fn about(method: &str) -> Vec<String> {
    with_options("", method)
}

/// The errors about one more method in the impl of a remote actor that is otherwise sound.
pub(super) fn about_remote(method: &str) -> Vec<String> {
    with_options("remote = \"shop.counter/1\"", method)
}

fn with_options(options: &str, method: &str) -> Vec<String> {
    let item = format!("impl Counter {{ pub fn add(&mut self, n: u64) {{}} {method} }}");
    let expanded = expand(options, &item);
    assert!(expanded.contains("Add {"), "the sound message is there: {expanded}");
    let unquoted = expanded.replace("`#[", "");
    for helper in ["#[ask]", "#[reply]", "#[urgent]", "#[expires]", "#[local]", "#[idle]"] {
        assert!(!unquoted.contains(helper), "{expanded}");
    }
    reported(&expanded)
}

/// Each of the methods is one mistake, whose error has the words beside it.
pub(super) fn assert_each(mistakes: &[(&str, &str)]) {
    for (method, expected) in mistakes {
        assert_one(method, expected, &about(method));
    }
}

pub(super) fn assert_one(method: &str, expected: &str, reported: &[String]) {
    assert_eq!(reported.len(), 1, "{method}: {reported:?}");
    assert!(reported[0].contains(expected), "{method}: {reported:?}");
}

#[test]
fn no_two_generated_types_have_one_name() {
    for (options, expected) in [
        ("handle = Counter", "`Counter` is the actor itself"),
        ("message = Counter", "`Counter` is the actor itself"),
        ("message = CounterHandle", "`CounterHandle` is the name of the handle"),
        ("message = CounterAsk", "`CounterAsk` is the name of the ask view"),
        ("handle = Meter, message = MeterAsk", "`MeterAsk` is the name of the ask view"),
    ] {
        let reported = reported(&expand(options, "impl Counter { pub fn f(&self) {} }"));
        assert_eq!(reported.len(), 1, "{options}: {reported:?}");
        assert!(reported[0].contains(expected), "{options}: {reported:?}");
    }
}

#[test]
fn a_repeated_attribute_is_refused() {
    for item in [
        "#[derive(Debug)] #[actor] struct Counter;",
        "#[actor_runtime::actor] #[cfg(x)] impl Counter { pub fn f(&self) {} }",
        "#[::actor_runtime::prelude::actor] #[ask] enum Counter {}",
    ] {
        let expanded = expand("", item);
        let reported = reported(&expanded);
        assert!(reported[0].contains("`#[actor]` is given twice"), "{reported:?}");
        assert_eq!(
            reported.len(),
            item.matches("actor]").count() + item.matches("ask").count(),
            "{reported:?}"
        );
        let code = expanded.replace("`#[actor]`", "");
        assert!(!code.contains("actor]") && code.contains("for Counter"), "{expanded}");
    }
    assert!(expand("", "#[other::actor] struct Counter;").contains("#[other::actor]"));
}

#[test]
fn other_items_are_emitted_as_they_were() {
    let items = [
        ("union Counter { n: u64 }", "put it in a field of a struct"),
        ("trait Counter { #[ask] fn f(#[reply] &self); }", "annotate the type"),
        ("fn Counter() {}", "put this function into the `impl`"),
        ("mod Counter {}", "this is a `mod`"),
        ("unsafe extern \"C\" fn Counter() {}", "put this function into the `impl`"),
        ("impl Clone for Counter { #[ask] fn clone(&self) -> Self { Counter } }", "inherent"),
        ("impl dyn Counter { pub fn f(&self) {} }", "a struct or an enum"),
        ("impl <Counter as X>::Counter { pub fn f(&self) {} }", "a struct or an enum"),
        ("impl Counter<'_> { pub fn f(&self) {} }", "it needs a name"),
        ("impl Counter<Vec<X<'_>>> { pub fn f(&self) {} }", "it needs a name"),
    ];
    for (item, expected) in items {
        let expanded = expand("", item);
        let reported = reported(&expanded);
        assert_eq!(reported.len(), 1, "{expanded}");
        assert!(reported[0].contains(expected), "{reported:?}");
        assert!(expanded.contains("Counter") && !expanded.contains("#[ask]"), "{expanded}");
    }
}

/// What only resembles a mark stays. So do marks outside of any `#[actor]`: rustc resolves them.
#[test]
fn only_marks_are_removed() {
    let expanded = expand("", "fn counter(names: &[ask]) {}");
    assert!(expanded.contains("&[ask]"), "{expanded}");
    for nested in [
        "impl Clone for Counter { fn clone(&self) -> Self { #[ask] fn inner() {} } }",
        "trait Counter { fn f(&self) { #[ask] fn inner() {} } }",
    ] {
        let expanded = expand("", nested);
        assert!(expanded.contains("#[ask]"), "{expanded}");
    }
}

/// What is lent or carried otherwise does not tell whether the parameter has to be `Send`.
#[test]
fn a_generic_actor_that_takes_its_own_context_sends_what_its_messages_carry() {
    let about = |method: &str| {
        reported(&expand("", &format!("impl<T, U: X> Counter<T, U> {{ {method} }}")))
    };
    for method in [
        "pub fn f(&mut self, ctx: &mut Context<CounterHandle<T, U>>, x: T) {}",
        "pub fn f(&mut self, ctx: &mut Own<T>, x: HashMap<u8, (U, [T; 2])>) {}",
        "pub fn f(&mut self, _: &mut rt::Context<CounterHandle<T, U>>) -> Result<u8, T> {}",
    ] {
        let reported = about(method);
        assert_eq!(reported.len(), 1, "{method}: {reported:?}");
        assert!(reported[0].contains("so `T` has to be `Send`: write `T: Send`"), "{reported:?}");
    }
    for method in [
        "pub fn f(&mut self, cx: &mut DrawContext, x: T) {}",
        "pub fn f(&mut self, ctx: &mut Context<CounterHandle<T, U>>, x: U) {}",
        "pub fn f(&mut self, ctx: &mut Context<CounterHandle<T, U>>, x: Mine<T>) {}",
        "pub fn f(&mut self, x: T) {}",
    ] {
        assert_eq!(about(method), [""; 0], "{method}");
    }
}

/// rustc reports it in the impl, and generated code has it once.
#[test]
fn each_lifetime_that_is_not_declared_is_declared_once() {
    for (head, expected) in [
        ("impl Counter<'a>", "struct CounterHandle<'a>("),
        ("impl Counter<Text<'a>, &'b u8>", "struct CounterHandle<'a, 'b>("),
        ("impl<T: Source<'a>> Counter<T>", "struct CounterHandle<'a, T: Source<'a>>("),
        ("impl<'r#a> Counter<'a>", "struct CounterHandle<'r#a>("),
        ("impl Counter<Box<dyn for<'x> Fn(&'x u8)>, &'static u8>", "struct CounterHandle("),
    ] {
        let expanded = expand("", &format!("{head} {{ pub fn f(&self) {{}} }}"));
        assert!(expanded.contains(expected), "{expanded}");
    }
}

/// The impl of a trait stands beside a `spawn` of its type, but only where the type can have it.
#[test]
fn only_a_type_of_the_users_is_spawned_by_a_stand_in() {
    for head in [
        "impl Greeter for Counter",
        "impl<'a, T: X> my::Greeter for Counter<'a, T> where T: Y",
        "unsafe impl Greeter for a::b::Counter<u8>",
        "impl Greeter for Arc",
    ] {
        let expanded = expand("", &format!("{head} {{}}"));
        assert!(expanded.contains("pub fn spawn("), "{expanded}");
    }
    for head in [
        "impl<T: Display> Greeter for T",
        "impl Greeter for Vec<u8>",
        "impl Greeter for Arc<Counter>",
        "impl<K, V> Greeter for collections::HashMap<K, V>",
        "impl Greeter for std::fmt::Error",
        "impl Greeter for [Counter]",
        "impl Greeter for &Counter",
        "impl Greeter<u8> for Counter",
        "impl<T> Greeter for Counter",
        "impl !Greeter for Counter",
        "impl Display for Counter",
    ] {
        let expanded = expand("", &format!("{head} {{}}"));
        assert!(!expanded.contains("fn spawn"), "{expanded}");
        assert_eq!(reported(&expanded).len(), 1, "{expanded}");
    }
}

#[test]
fn items_that_rustc_would_refuse_again_are_left_out() {
    for item in ["impl !Send for Counter {}", "impl [Counter] { pub fn f(&self) {} }"] {
        let expanded = expand("", item);
        assert_eq!(reported(&expanded).len(), 1, "{expanded}");
        assert!(!expanded.contains("Counter"), "{expanded}");
    }
}

#[test]
fn a_type_of_std_is_no_actor() {
    for ty in ["Vec<u32>", "Option<u8>", "String", "u32", "std::sync::Mutex<u8>", "Box<Own>"] {
        let expanded = expand("", &format!("impl {ty} {{ pub fn f(&self) {{}} }}"));
        let reported = reported(&expanded);
        assert_eq!(reported.len(), 1, "{expanded}");
        assert!(reported[0].contains("an actor is a type of yours"), "{reported:?}");
        assert!(!expanded.contains("fn f"), "rustc would refuse the impl again: {expanded}");
    }
    for ty in ["Vec", "my::Vec<u8>", "Path", "Option<K, V>", "Mutex<u8>"] {
        let expanded = expand("", &format!("impl {ty} {{ pub fn f(&self) {{}} }}"));
        assert!(!expanded.contains("compile_error"), "{expanded}");
    }
}
