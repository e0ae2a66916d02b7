//! Statics of which each world has its own, so that runs at the same time do not share them.

use std::{any::Any, ops::Deref};

use super::world;

/// A value of the process, and one more for each world. Runs that use a world one after the other share its value.
#[derive(Debug)]
pub(crate) struct Global<T: 'static> {
    outside: T,
    make: fn() -> T,
}

impl<T: Any + Send + Sync> Global<T> {
    pub(crate) const fn new(outside: T, make: fn() -> T) -> Self {
        Global { outside, make }
    }
}

impl<T: Any + Send + Sync> Deref for Global<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match world::here() {
            None => &self.outside,
            Some((world, _)) => world.own_value(std::ptr::from_ref(self).addr(), self.make),
        }
    }
}

/// Declares a static. In the model checker, each execution has a fresh one; in a simulation, each world has its own.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $(#[$attribute])*
        static $name: $crate::sys::Global<$type> = $crate::sys::Global::new($value, || $value);
    };
}
pub(crate) use global;
