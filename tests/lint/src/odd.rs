//! Odd names, patterns, conditions, visibilities and lint levels.

use std::vec::IntoIter;

use actor_runtime::prelude::*;

/// A state without fields that are seen.
#[actor]
#[derive(Debug)]
enum Light {
    /// Dark.
    Off,
    /// Shining, since then.
    On {
        /// When it was switched on.
        since: u64,
    },
}

#[actor(crate = actor_runtime)]
impl Light {
    /// Switches it.
    pub fn switch(&mut self, now: u64) {
        *self = match *self {
            Self::Off => Self::On { since: now },
            Self::On { .. } => Self::Off,
        };
    }

    /// Since when it shines.
    pub(crate) fn since(&self) -> Option<u64> {
        match *self {
            Self::Off => None,
            Self::On { since } => Some(since),
        }
    }
}

/// A handle of a type that stays private.
#[must_use]
pub fn light() -> LightHandle {
    let light = Light::Off.spawn();
    if light.since().is_err() {
        light.stop();
    }
    light
}

/// Holds a few.
#[actor(name = "few")]
#[derive(Debug)]
pub struct Few {
    /// The items.
    items: Vec<u8>,
}

impl Few {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new() }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Default for Few {
    fn default() -> Self {
        Self::new()
    }
}

#[actor]
impl Few {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// All of them.
    #[expect(clippy::iter_without_into_iter, reason = "odd")]
    pub fn iter(&self) -> IntoIter<u8> {
        self.items.clone().into_iter()
    }

    /// The next one.
    #[expect(clippy::should_implement_trait, reason = "odd")]
    pub fn next(&mut self) -> Option<u8> {
        self.items.pop()
    }

    /// As something else.
    pub fn sum(&self) -> u8 {
        self.items.iter().fold(0, |sum, item| sum.wrapping_add(*item))
    }

    /// By its own name.
    pub fn r#type(&self, r#fn: u8) -> u8 {
        r#fn
    }

    /// A pair, one that is ignored, and one that is changed.
    pub fn pairs(&mut self, (first, second): (u8, u8), _: u8, mut third: u8) {
        third = third.wrapping_add(1);
        self.items.extend([first, second, third]);
    }

    /// Under a condition.
    #[cfg(debug_assertions)]
    pub fn debugged(&self, #[cfg(debug_assertions)] number: u8) -> u8 {
        number
    }

    /// Never there.
    #[cfg(any())]
    pub fn absent(&self, missing: Missing) {}

    /// The old way.
    #[deprecated = "use `len`"]
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// Expensive.
    #[must_use = "it takes its time"]
    pub fn sorted(&self) -> Vec<u8> {
        let mut items = self.items.clone();
        items.sort_unstable();
        items
    }

    /// Fails if there are none.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn first(&self) -> Result<u8, String> {
        self.items.first().copied().ok_or_else(|| "there are none".to_owned())
    }

    /// Many arguments.
    #[expect(clippy::too_many_arguments, reason = "odd")]
    pub fn many(&mut self, a1: u8, a2: u8, a3: u8, a4: u8, a5: u8, a6: u8, a7: u8) {
        self.items.extend([a1, a2, a3, a4, a5, a6, a7]);
    }

    /// A large one, passed by value.
    pub fn large(&mut self, page: [u8; 4096]) {
        self.items.extend(page.first());
    }

    /// A flag or more.
    #[expect(clippy::fn_params_excessive_bools, reason = "odd")]
    pub fn flags(&mut self, one: bool, two: bool, three: bool, four: bool) {
        self.items.push(u8::from(one && two && three && four));
    }

    /// A text by value.
    pub fn text(&mut self, text: String, unit: ()) {
        self.items.extend(text.bytes());
        drop(text);
        let () = unit;
    }

    /// A trait object that is `Send` by its trait.
    pub fn count_by(&mut self, count: Box<dyn Count>) -> Box<dyn Count> {
        self.items.push(count.count());
        count
    }
}

/// Counts something, on any thread.
pub trait Count: Send {
    /// The count.
    fn count(&self) -> u8;
}
