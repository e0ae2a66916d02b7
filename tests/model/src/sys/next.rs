//! A worker's next entry, as the runtime's `sys::NextEntry`: each operation is one step.

use std::sync::Mutex;

use super::{lock::inner, point};
use crate::fault::{self, Fault};

/// As the runtime's.
#[derive(Debug, Default)]
pub struct NextEntry(Mutex<Option<u64>>);

impl NextEntry {
    pub fn put(&self, number: u64) {
        point();
        if !fault::is_present(Fault::LostEntry) {
            let former = inner(&self.0).replace(number);
            assert_eq!(former, None, "an entry is put over another one");
        }
    }

    pub fn put_alone(&self, number: u64) {
        self.put(number);
    }

    pub fn take(&self) -> Option<u64> {
        point();
        inner(&self.0).take()
    }

    pub fn take_alone(&self) -> Option<u64> {
        self.take()
    }

    pub fn is_empty(&self) -> bool {
        point();
        inner(&self.0).is_none()
    }
}
