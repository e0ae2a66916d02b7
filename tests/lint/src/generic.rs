//! Generic actors, and one that borrows.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use actor_runtime::prelude::*;

/// Keeps values by their keys.
#[actor]
#[derive(Debug, Default)]
pub struct Store<K, V> {
    /// By key.
    values: HashMap<K, V>,
}

#[actor]
impl<K: Eq + Hash, V> Store<K, V>
where
    V: Clone,
{
    /// Keeps `value`.
    pub fn put(&mut self, key: K, value: V) {
        drop(self.values.insert(key, value));
    }

    /// What is kept for `key`.
    pub fn get(&self, key: K) -> Option<V> {
        self.values.get(&key).cloned()
    }
}

/// Counts words of a text that it borrows from.
#[actor]
#[derive(Debug, Default)]
pub struct Tally<'text, const LONGEST: usize> {
    /// How often each was seen.
    words: HashMap<&'text str, usize>,
}

#[actor(handle = Words, message = Word, derive(Clone, Debug))]
impl<'text, const LONGEST: usize> Tally<'text, LONGEST> {
    /// Counts a word, if it is not too long.
    pub fn count(&mut self, word: &'text str) {
        if word.len() <= LONGEST {
            let seen = self.words.entry(word).or_default();
            *seen = seen.saturating_add(1);
        }
    }
}

/// Has a parameter that no message mentions.
#[actor]
#[derive(Debug, Clone)]
pub struct Shown<'text, T: ?Sized, U = u8> {
    /// What is shown.
    item: &'text T,
    /// What goes with it.
    beside: U,
}

#[actor]
impl<'text, T: ?Sized + Display, U: Clone> Shown<'text, T, U> {
    /// As text.
    pub fn text(&self) -> String {
        self.item.to_string()
    }

    /// What goes with it, with a number.
    pub fn beside(&self, number: [u8; 2], other: Box<Self>) -> (U, [u8; 2]) {
        drop(other);
        (self.beside.clone(), number)
    }
}
