//! Generic actors: types, lifetimes and constants, with and without bounds.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::marker::PhantomData;

use actor_runtime::{CallError, prelude::*};

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
    let store = Store { values: HashMap::new() }.spawn();
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
    let handle: UnusedHandle<'static, [u8], &str, u8, 2, 3> = unused.spawn();
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
    let absent = Absent { items: vec![1, 2] }.spawn();
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
    let tally = std::thread::scope(|scope| {
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
        std::thread::scope(|scope| {
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
    let implied = Implied { items: vec![&1_u8], nested: Some(&&'x') }.spawn();
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
    let drawing = Drawing::<Square> { sides: Vec::new() }.spawn();
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
    let meter: CelsiusHandle = Meter { unit: Celsius }.spawn();
    assert_eq!(meter.read(), Ok("°C"));
}

/// Generic code over actors, for which every `Send` is known.
fn spawn_store<K, V>(key: K, value: V) -> StoreHandle<K, V>
where
    K: Eq + Hash + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    let store = Store { values: HashMap::new() }.spawn();
    store.put(key, value).unwrap();
    store
}

#[test]
fn generic_code_spawns_generic_actors() {
    assert_eq!(spawn_store('a', 1).get('a'), Ok(Some(1)));
}
