//! Shared ownership whose counts are visible: shuttle's `Arc` is std's, and no scheduling point.

use std::{fmt, ops::Deref, sync};

use super::point;
use crate::fault::{self, Fault};

/// As std's.
#[derive(PartialEq, Eq)]
pub struct Arc<T>(sync::Arc<T>);

/// As std's.
pub struct Weak<T> {
    weak: sync::Weak<T>,
    /// Only where a fault is underneath.
    strong: Option<sync::Arc<T>>,
}

impl<T> Arc<T> {
    pub fn new(value: T) -> Self {
        Arc(sync::Arc::new(value))
    }

    pub fn strong_count(this: &Self) -> usize {
        point();
        match sync::Arc::strong_count(&this.0) {
            2 if fault::is_present(Fault::LowCount) => 1,
            1 if fault::is_present(Fault::HighCount) => 2,
            count => count,
        }
    }

    pub fn downgrade(this: &Self) -> Weak<T> {
        let strong = fault::is_present(Fault::StrongWeak).then(|| sync::Arc::clone(&this.0));
        Weak { weak: sync::Arc::downgrade(&this.0), strong }
    }
}

impl<T> Clone for Arc<T> {
    // No scheduling point: whoever clones is an owner, and nobody tells two owners from three.
    fn clone(&self) -> Self {
        Arc(sync::Arc::clone(&self.0))
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        // For the same reason, no point while two others are left.
        if sync::Arc::strong_count(&self.0) <= 2 {
            point();
        }
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Arc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Weak<T> {
    pub fn upgrade(&self) -> Option<Arc<T>> {
        point();
        self.weak.upgrade().map(Arc)
    }
}

impl<T> Clone for Weak<T> {
    fn clone(&self) -> Self {
        Weak { weak: self.weak.clone(), strong: self.strong.clone() }
    }
}
