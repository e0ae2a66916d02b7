//! Generic actors: types, lifetimes and constants, with and without bounds.

use std::{
    collections::HashMap,
    fmt::{Debug, Display},
    hash::Hash,
    marker::PhantomData,
};

use crate::{
    support::driver::Start,
    sys::{test, thread},
};
use actor_runtime::prelude::*;

#[actor]
struct Store<K, V> {
    values: HashMap<K, V>,
}

/// Neither `Send` nor `'static` is asked for: `spawn` asks.
#[actor(derive(Debug))]
impl<K: Eq + Hash, V> Store<K, V>
where
    V: Clone,
{
    pub fn put(&mut self, key: K, value: V) {
        self.values.insert(key, value);
    }

    pub fn get(&self, key: K) -> Option<V> {
        self.values.get(&key).cloned()
    }

    pub fn all(&self) -> Vec<V> {
        self.values.values().cloned().collect()
    }
}

#[test]
fn types_are_parameters_of_everything() {
    let store = Store { values: HashMap::new() }.start();
    store.put("one", 1).unwrap();
    store.put("two", 2).unwrap();
    assert_eq!(store.get("two"), Ok(Some(2)));
    assert_eq!(store.all().map(|all| all.len()), Ok(2));
    let other: StoreHandle<&str, i32> = store.clone();
    assert_eq!(other.ask().get("one").wait(), Ok(Some(1)));
}

/// Some parameters are in no message, and the bounds that concern them are not the enum's.
#[actor]
struct Unused<'a, A: ?Sized, B, C, const N: usize, const M: usize> {
    a: Box<A>,
    b: B,
    c: PhantomData<&'a C>,
}

#[actor]
impl<'a, A, B, C, const N: usize, const M: usize> Unused<'a, A, B, C, N, M>
where
    A: ?Sized + Debug + AsRef<[C]>,
    B: Clone + Into<String>,
    C: 'a,
    Option<B>: Clone,
{
    pub fn first(&self, n: [u8; N]) -> B {
        let _ = (&self.a, n, self.c, M);
        self.b.clone()
    }
}

#[test]
fn an_unused_parameter_stays_out_of_the_enum() {
    let unused = Unused::<[u8], _, u8, 2, 3> { a: Box::from([1, 2]), b: "b", c: PhantomData };
    let handle: UnusedHandle<'static, [u8], &str, u8, 2, 3> = unused.start();
    assert_eq!(handle.first([1, 2]), Ok("b"));
    assert!(!format!("{handle:?} {:?}", handle.ask()).is_empty());

    // By value and by reference, the enum is matched whole.
    let (handle, inbox) = UnusedHandle::<'static, [u8], &str, u8, 2, 3>::channel();
    let answer = handle.ask().first([3, 4]);
    let message: UnusedMessage<&str, 2> = inbox.recv().unwrap();
    let UnusedMessage::First { n, reply: _ } = &message;
    assert_eq!(*n, [3, 4]);
    let UnusedMessage::First { n: _, reply } = message;
    reply.send("answer").unwrap();
    assert_eq!(answer.wait(), Ok("answer"));
}

/// A parameter that only absent messages mention.
#[actor]
struct Absent<T> {
    items: Vec<T>,
}

#[actor]
impl<T> Absent<T> {
    pub fn len(&self) -> usize {
        self.items.len()
    }

    #[cfg(any())]
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }

    #[cfg(not(test))]
    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }
}

#[test]
fn a_parameter_may_be_there_under_a_condition_only() {
    let absent = Absent { items: vec![1, 2] }.start();
    assert_eq!(absent.len(), Ok(2));
    let by_value = |message: AbsentMessage<u8>| match message {
        AbsentMessage::Len { reply } => drop(reply),
    };
    let (handle, inbox) = AbsentHandle::<u8>::channel();
    let len = handle.ask().len();
    by_value(inbox.recv().unwrap());
    assert_eq!(len.wait(), Err(CallError::NoReply));
}

#[actor]
#[derive(Default)]
struct Tally<'a> {
    words: HashMap<&'a str, usize>,
}

/// Messages that borrow: for the impl's lifetime, for `'static`, and for any at all.
#[actor]
impl<'a> Tally<'a> {
    pub fn count(&mut self, word: &'a str) {
        *self.words.entry(word).or_default() += 1;
    }

    pub fn most(&self) -> Option<(&'a str, usize)> {
        self.words.iter().map(|(word, count)| (*word, *count)).max_by_key(|(_, count)| *count)
    }

    pub fn known(&self, all: &'static [&'static str]) -> usize {
        all.iter().filter(|word| self.words.contains_key(*word)).count()
    }

    pub fn each(&self, mut visit: Box<dyn FnMut(&str) + Send + 'a>, then: fn(&str) -> &str) {
        self.words.keys().for_each(|word| visit(then(word)));
    }
}

#[test]
fn state_and_messages_may_borrow() {
    let text = String::from("to be or not to be or to do");
    let mut visited = Vec::new();
    let tally = thread::scope(|scope| {
        let (tally, inbox) = TallyHandle::channel();
        let actor = scope.spawn(|| Tally::default().run(inbox));
        for word in text.split(' ') {
            tally.count(word).unwrap();
        }
        assert_eq!(tally.most(), Ok(Some(("to", 3))));
        assert_eq!(tally.known(&["be", "or", "and"]), Ok(2));
        tally.each(Box::new(|word| visited.push(word.len())), str::trim).unwrap();
        drop(tally);
        actor.join().unwrap()
    });
    assert_eq!(tally.words.len(), 5);
    assert_eq!(visited.len(), 5);
}

/// References to a type parameter, two lifetimes, and one that outlives the other.
#[actor]
struct Pairs<'a, 'b: 'a, T> {
    pairs: Vec<(&'a T, &'b T)>,
}

#[actor]
impl<'a, 'b: 'a, T: Display> Pairs<'a, 'b, T> {
    pub fn add(&mut self, one: &'a T, other: &'b T) {
        self.pairs.push((one, other));
    }

    pub fn longest(&self) -> Option<&'b T> {
        self.pairs.first().map(|(_, other)| *other)
    }

    pub fn nested(&mut self, all: Vec<&'a &'b T>) -> String {
        all.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn references_to_a_parameter_are_sent() {
    let outer = [1, 2];
    let references = [&outer[0], &outer[1]];
    let first = {
        let inner = [3, 4];
        thread::scope(|scope| {
            let (pairs, inbox) = PairsHandle::channel();
            scope.spawn(|| Pairs { pairs: Vec::new() }.run(inbox));
            pairs.add(&inner[0], &outer[0]).unwrap();
            pairs.add(&inner[1], &outer[1]).unwrap();
            assert_eq!(pairs.nested(references.iter().collect()), Ok("12".to_owned()));
            pairs.longest().unwrap()
        })
    };
    assert_eq!(first, Some(&1));
}

/// What the type implies about its parameters holds for the handle too.
#[actor]
struct Implied<'a, 'b, T, U> {
    items: Vec<&'a T>,
    nested: Option<&'a &'b U>,
}

#[actor]
impl<'a, 'b, T, U: Clone> Implied<'a, 'b, T, U> {
    pub fn len(&self) -> usize {
        self.items.len() + self.nested.iter().count()
    }

    pub fn push(&mut self, other: Vec<T>, unrelated: &'b u8) {
        let _ = (other, unrelated);
    }
}

#[test]
fn outlives_relations_are_implied() {
    let implied = Implied { items: vec![&1_u8], nested: Some(&&'x') }.start();
    implied.push(vec![1], &2).unwrap();
    assert_eq!(implied.len(), Ok(2));
}

trait Shape {
    type Side: Copy;
    const SIDES: usize;
}

struct Square;

impl Shape for Square {
    type Side = u8;
    const SIDES: usize = 4;
}

#[actor]
struct Drawing<S: Shape> {
    sides: Vec<S::Side>,
}

/// Associated types, and `Self` at depth.
#[actor]
impl<S: Shape> Drawing<S> {
    pub fn draw(&mut self, side: S::Side, other: <S as Shape>::Side) {
        self.sides.extend([side, other]);
    }

    pub fn complete(&self) -> Option<Vec<S::Side>> {
        (self.sides.len() == S::SIDES).then(|| self.sides.clone())
    }

    pub fn swap(&mut self, mut other: Box<Self>) -> (Box<Self>, fn(&Self) -> usize) {
        std::mem::swap(self, &mut other);
        (other, |drawing| drawing.sides.len())
    }
}

#[test]
fn associated_types_and_self_are_spelled_out() {
    let drawing = Drawing::<Square> { sides: Vec::new() }.start();
    drawing.draw(1, 2).unwrap();
    drawing.draw(3, 4).unwrap();
    assert_eq!(drawing.complete(), Ok(Some(vec![1, 2, 3, 4])));
    let (old, len) = drawing.swap(Box::new(Drawing { sides: vec![9] })).unwrap();
    assert_eq!(len(&old), 4);
}

/// Not every instance of a generic type is the same actor.
#[actor]
struct Meter<U> {
    unit: U,
}

struct Celsius;

#[actor(handle = CelsiusHandle, message = CelsiusMessage)]
impl Meter<Celsius> {
    pub fn read(&self) -> &'static str {
        let _ = &self.unit;
        "°C"
    }
}

#[test]
fn one_instance_of_a_generic_type_may_be_an_actor() {
    let meter: CelsiusHandle = Meter { unit: Celsius }.start();
    assert_eq!(meter.read(), Ok("°C"));
}

/// Generic code over actors, for which every `Send` is known.
fn spawn_store<K, V>(key: K, value: V) -> StoreHandle<K, V>
where
    K: Eq + Hash + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    let store = Store { values: HashMap::new() }.start();
    store.put(key, value).unwrap();
    store
}

#[test]
fn generic_code_spawns_generic_actors() {
    assert_eq!(spawn_store('a', 1).get('a'), Ok(Some(1)));
}

/// Bounds in a `where` clause are as good as bounds at the parameter.
#[actor]
struct Produces<I> {
    items: I,
}

#[actor]
impl<I> Produces<I>
where
    I: Iterator,
{
    pub fn next(&mut self) -> Option<I::Item> {
        self.items.next()
    }
}

#[actor]
struct Converts<A, B> {
    from: A,
    to: Option<B>,
}

#[actor]
impl<A, B> Converts<A, B>
where
    A: Into<B> + Clone,
{
    pub fn set(&mut self, to: B) {
        self.to = Some(to);
    }

    pub fn get(&mut self) -> B {
        self.to.take().unwrap_or_else(|| self.from.clone().into())
    }
}

struct Needs<T: Clone>(T);

#[actor]
struct Shared<T: ?Sized, U> {
    item: Box<T>,
    other: Vec<U>,
}

#[actor]
impl<T, U> Shared<T, U>
where
    T: ?Sized + AsRef<[U]>,
    U: Clone,
{
    pub fn set(&mut self, item: Box<T>) {
        self.item = item;
    }

    pub fn len(&self) -> usize {
        <T as AsRef<[U]>>::as_ref(&self.item).len() + self.other.len()
    }
}

#[actor]
struct Wants<T> {
    last: Option<T>,
}

#[actor]
impl<T> Wants<T>
where
    T: Clone,
{
    pub fn set(&mut self, new: Needs<T>) {
        self.last = Some(new.0);
    }

    pub fn get(&self) -> Option<T> {
        self.last.clone()
    }
}

#[test]
fn where_clauses_are_carried() {
    let produces = Produces { items: 1..3 }.start();
    assert_eq!(produces.next(), Ok(Some(1)));
    let converts = Converts::<u8, u64> { from: 1, to: None }.start();
    assert_eq!(converts.get(), Ok(1));
    converts.set(2).unwrap();
    assert_eq!(converts.get(), Ok(2));
    let shared = Shared::<[u8], u8> { item: Box::from([1]), other: vec![] }.start();
    shared.set(Box::from([1, 2, 3])).unwrap();
    assert_eq!(shared.len(), Ok(3));
    let wants = Wants { last: None }.start();
    wants.set(Needs('x')).unwrap();
    assert_eq!(wants.get(), Ok(Some('x')));
}

/// `Self` in a bound stands for the actor.
#[actor]
#[derive(Clone)]
struct Copied<T> {
    item: T,
}

#[actor]
impl<T> Copied<T>
where
    Self: Clone,
    T: Clone,
{
    pub fn get(&self) -> Self {
        self.clone()
    }
}

#[test]
fn self_in_a_bound_is_spelled_out() {
    let copied = Copied { item: 'x' }.start();
    assert_eq!(copied.get().map(|copy| copy.item), Ok('x'));
}

/// What a message projects from a parameter may depend on another one that no message names.
trait Yields {
    type Out;
    fn out(&self) -> Self::Out;
}

trait Turns<U> {
    type Out: Clone;
    fn turn(&self, from: &U) -> Self::Out;
}

struct Five;

impl Yields for Five {
    type Out = u8;
    fn out(&self) -> u8 {
        5
    }
}

impl<U: ToString> Turns<U> for Five {
    type Out = String;
    fn turn(&self, from: &U) -> String {
        from.to_string()
    }
}

#[actor]
struct Equal<T, U> {
    source: T,
    last: Option<U>,
}

#[actor]
impl<T: Yields<Out = U>, U> Equal<T, U> {
    pub fn out(&mut self) -> T::Out {
        let last = self.last.take();
        last.unwrap_or_else(|| self.source.out())
    }
}

#[actor]
struct Turning<T, U> {
    source: T,
    from: U,
}

#[actor]
impl<T: Turns<U> + Clone + Unpin, U: Clone> Turning<T, U> {
    pub fn turned(&self) -> T::Out {
        self.source.turn(&self.from)
    }
}

/// Here it is another bound that depends on it, or no message projects.
#[actor]
struct Beside<T, U> {
    items: T,
    from: U,
}

#[actor]
impl<T, U> Beside<T, U>
where
    T: Iterator + Into<U>,
    T::Item: Clone,
{
    pub fn next(&mut self) -> Option<T::Item> {
        let _ = &self.from;
        self.items.next()
    }
}

#[actor]
struct Plain<T, U> {
    source: T,
    from: U,
}

#[actor]
impl<T, U> Plain<T, U>
where
    T: Turns<U>,
    T::Out: Clone,
{
    pub fn replace(&mut self, source: T) {
        let _ = source.turn(&self.from);
        self.source = source;
    }
}

#[test]
fn projections_bring_what_they_depend_on() {
    let equal = Equal { source: Five, last: None }.start();
    assert_eq!(equal.out(), Ok(5));
    let turning: TurningHandle<Seven, u8> = Turning { source: Seven, from: 7 }.start();
    assert_eq!(turning.turned(), Ok(7));
    let beside = Beside { items: vec![1_u8].into_iter(), from: Vec::new().into_iter() };
    let (handle, inbox) = BesideHandle::channel();
    let next = handle.ask().next();
    drop(handle);
    drop(beside.run(inbox));
    assert_eq!(next.wait(), Ok(Some(1)));
    let plain: PlainHandle<Five, u8> = Plain { source: Five, from: 1 }.start();
    plain.replace(Five).unwrap();
    let by_value = |message: PlainMessage<Five>| match message {
        PlainMessage::Replace { source: _ } => {}
    };
    by_value(PlainMessage::Replace { source: Five });
}

#[derive(Clone)]
struct Seven;

impl<U: Clone> Turns<U> for Seven {
    type Out = U;
    fn turn(&self, from: &U) -> U {
        from.clone()
    }
}

/// Defaults are the type's own; the handle names its parameters as the impl does.
#[actor]
struct Ring<T = u8, const N: usize = 2> {
    items: [T; N],
}

#[actor]
impl<T: Copy, const N: usize> Ring<T, N> {
    pub fn turn(&mut self, by: usize) -> [T; N] {
        self.items.rotate_left(by);
        self.items
    }
}

#[test]
fn parameters_may_have_defaults() {
    let ring: Ring = Ring { items: [1, 2] };
    let ring: RingHandle<u8, 2> = ring.start();
    assert_eq!(ring.turn(1), Ok([2, 1]));
    assert_eq!(Ring { items: ['a', 'b', 'c'] }.start().turn(1), Ok(['b', 'c', 'a']));
}

/// Bounds for every lifetime: at the parameter, in the `where` clause, and in a message.
#[actor]
struct Filters<F, G> {
    first: F,
    second: G,
}

#[actor]
impl<F: for<'x> Fn(&'x str) -> &'x str, G> Filters<F, G>
where
    for<'y> G: Fn(&'y str) -> Option<&'y str>,
    for<'z> &'z F: Copy,
{
    pub fn apply(&self, text: String) -> Option<String> {
        (self.second)((self.first)(&text)).map(str::to_owned)
    }

    pub fn also(
        &self,
        text: String,
        third: Box<dyn for<'t> Fn(&'t str) -> &'t str + Send>,
    ) -> String {
        third((self.first)(&text)).to_owned()
    }

    pub fn replace(&mut self, first: F) {
        self.first = first;
    }
}

#[test]
fn bounds_may_be_for_every_lifetime() {
    fn word(text: &str) -> Option<&str> {
        text.split(' ').next()
    }
    let filters = Filters { first: str::trim as fn(&str) -> &str, second: word }.start();
    assert_eq!(filters.apply("  to be ".to_owned()), Ok(Some("to".to_owned())));
    assert_eq!(filters.also(" a.".to_owned(), Box::new(|text| &text[..1])), Ok("a".to_owned()));
    filters.replace(str::trim_end).unwrap();
    assert_eq!(filters.apply(" to".to_owned()), Ok(Some(String::new())));
}

#[actor]
struct Ledger<K, const N: usize, V> {
    rows: Vec<(K, [V; N])>,
}

#[actor]
impl<const N: usize, V: Clone + Send + 'static, K: PartialEq + Send + 'static> Ledger<K, N, V> {
    pub fn put(&mut self, key: K, row: [V; N]) {
        self.rows.push((key, row));
    }

    pub fn get(&self, key: K) -> Option<[V; N]> {
        self.rows.iter().find(|(known, _)| *known == key).map(|(_, row)| row.clone())
    }
}

/// The users of the handle know the type, not the `impl`.
#[test]
fn the_handle_has_its_parameters_in_the_order_of_the_type() {
    let ledger: LedgerHandle<u8, 2, &str> = Ledger { rows: Vec::new() }.start();
    ledger.put(1, ["a", "b"]).unwrap();
    ledger.send(LedgerMessage::<u8, 2, &str>::Put { key: 2, row: ["c", "d"] }).unwrap();
    assert_eq!(ledger.get(2), Ok(Some(["c", "d"])));
    assert_eq!(ledger.ask().get(1).wait(), Ok(Some(["a", "b"])));
}
