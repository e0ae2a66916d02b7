//! Shared ownership whose counts are visible: shuttle's `Arc` is std's, and no scheduling point.

use std::{fmt, ops::Deref, sync};

use super::point;
use crate::fault::{self, Fault};

/// As std's.
#[derive(PartialEq, Eq)]
pub struct Arc<T: ?Sized>(sync::Arc<T>);

/// As std's.
pub struct Weak<T: ?Sized> {
    weak: sync::Weak<T>,
    /// Only where a fault is underneath.
    strong: Option<sync::Arc<T>>,
}

impl<T> Arc<T> {
    pub fn new(value: T) -> Self {
        Arc(sync::Arc::new(value))
    }

    pub fn try_unwrap(this: Self) -> Result<T, Self> {
        point();
        if sync::Arc::strong_count(&this.0) > 1 {
            return Err(this);
        }
        let inner = sync::Arc::clone(&this.0);
        drop(this);
        sync::Arc::try_unwrap(inner).map_err(Arc)
    }
}

impl<T: ?Sized> Arc<T> {
    pub fn strong_count(this: &Self) -> usize {
        point();
        match sync::Arc::strong_count(&this.0) {
            2 if fault::is_present(Fault::LowCount) => 1,
            1 if fault::is_present(Fault::HighCount) => 2,
            count => count,
        }
    }

    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        sync::Arc::ptr_eq(&this.0, &other.0)
    }

    pub fn downgrade(this: &Self) -> Weak<T> {
        let strong = fault::is_present(Fault::StrongWeak).then(|| sync::Arc::clone(&this.0));
        Weak { weak: sync::Arc::downgrade(&this.0), strong }
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    // No scheduling point: the thread that clones is an owner, and no code tells two owners from three.
    fn clone(&self) -> Self {
        Arc(sync::Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        // For the same reason, no point while two others are left.
        if sync::Arc::strong_count(&self.0) <= 2 {
            point();
        }
    }
}

impl<T: ?Sized> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug + ?Sized> fmt::Debug for Arc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Default> Default for Arc<T> {
    fn default() -> Self {
        Arc::new(T::default())
    }
}

impl<T: ?Sized> From<Box<T>> for Arc<T> {
    fn from(value: Box<T>) -> Self {
        Arc(value.into())
    }
}

impl<T> FromIterator<T> for Arc<[T]> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Arc(values.into_iter().collect())
    }
}

impl<T: ?Sized> Weak<T> {
    pub fn strong_count(&self) -> usize {
        point();
        match self.weak.strong_count() {
            0 if fault::is_present(Fault::HighCount) => 1,
            count => count,
        }
    }

    pub fn upgrade(&self) -> Option<Arc<T>> {
        point();
        let dead = fault::is_present(Fault::DeadWeak);
        self.weak.upgrade().filter(|_| !dead).map(Arc)
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    fn clone(&self) -> Self {
        Weak { weak: self.weak.clone(), strong: self.strong.clone() }
    }
}
