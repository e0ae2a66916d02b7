//! A generated item has the parameters and bounds that it needs, and no more.

use std::marker::PhantomData;

use crate::{support::driver::Start, sys::test};
use actor_runtime::prelude::*;

/// A parameter that is there for a bound of another one alone.
#[actor]
struct Source<I> {
    items: I,
}

#[actor]
impl<I: Iterator<Item = N>, N> Source<I> {
    pub fn next(&mut self) -> Option<I::Item> {
        self.items.next()
    }
}

#[test]
fn a_parameter_may_be_named_by_a_bound_alone() {
    let source: SourceHandle<_, u8> = Source { items: [1_u8].into_iter() }.start();
    assert_eq!(source.next(), Ok(Some(1)));
    // The enum projects the item, and does without its other name.
    let _: Option<SourceMessage<std::array::IntoIter<u8, 1>>> = None;
}

/// What a message projects depends on a parameter by one bound; the bounds of other types do not
/// count.
trait Reads<F> {
    type Out: Send;
    fn read(&self, from: &F) -> Self::Out;
}

struct Length;

impl<F: AsRef<str>> Reads<F> for Length {
    type Out = usize;
    fn read(&self, from: &F) -> usize {
        from.as_ref().len()
    }
}

#[actor]
struct Reader<T, F, U> {
    reads: T,
    from: F,
    other: Option<U>,
}

#[actor]
impl<T, F, U> Reader<T, F, U>
where
    T: Reads<F>,
    U: Iterator,
{
    pub fn read(&mut self) -> T::Out {
        self.other = None;
        self.reads.read(&self.from)
    }
}

#[test]
fn a_projection_depends_on_the_bounds_of_its_own_type() {
    let reader = Reader { reads: Length, from: "four", other: None::<std::ops::Range<u8>> };
    assert_eq!(reader.start().read(), Ok(4));
    let _: Option<ReaderMessage<Length, &str>> = None;
}

/// One lifetime outlives the other, at the parameter or in a `where` clause, and messages name one.
#[actor]
struct Longer<'a, 'b> {
    long: &'a str,
    short: &'b str,
}

#[actor]
impl<'a: 'b, 'b> Longer<'a, 'b> {
    pub fn set(&mut self, long: &'a str) {
        self.long = long;
        self.short = long;
    }
}

#[actor]
struct Shorter<'a, 'b> {
    long: &'a str,
    short: &'b str,
}

#[actor]
impl<'a, 'b> Shorter<'a, 'b>
where
    'a: 'b,
{
    pub fn get(&mut self) -> &'b str {
        self.short = self.long;
        self.short
    }
}

#[test]
fn a_lifetime_outlives_another_that_no_message_names() {
    let longer = Longer { long: "", short: "" }.start();
    longer.set("long").unwrap();
    let _: Option<LongerMessage<'static>> = None;
    let shorter = Shorter { long: "long", short: "" }.start();
    assert_eq!(shorter.get(), Ok("long"));
    let _: Option<ShorterMessage<'static>> = None;
}

/// A parameter without a size that no message mentions.
#[actor]
struct About<T: ?Sized> {
    what: PhantomData<fn(&T)>,
}

#[actor]
impl<T: ?Sized> About<T> {
    pub fn name(&self) -> &'static str {
        let About { what: PhantomData } = self;
        std::any::type_name::<T>()
    }
}

#[test]
fn an_unused_parameter_needs_no_size() {
    let about: AboutHandle<str> = About { what: PhantomData }.start();
    assert_eq!(about.name(), Ok("str"));
}

/// A parameter that only an argument mentions, under a condition that does not hold.
#[actor]
struct Partly<V> {
    kept: Option<V>,
}

#[actor]
impl<V> Partly<V> {
    pub fn is_kept(&mut self, #[cfg(any())] instead: V) -> bool {
        self.kept.is_some()
    }
}

#[test]
fn a_parameter_may_be_that_of_an_absent_argument() {
    assert_eq!(Partly { kept: Some('x') }.start().is_kept(), Ok(true));
}
