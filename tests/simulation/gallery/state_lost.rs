//! An account is restarted after a panic, and begins with nothing.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use actor_runtime::{Restart, prelude::*};

#[actor]
struct Account {
    total: u64,
    /// What stands in for a file.
    saved: Arc<AtomicU64>,
}

#[actor]
impl Account {
    pub fn add(&mut self, amount: u64) -> u64 {
        self.total += amount;
        self.saved.store(self.total, Relaxed);
        self.total
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let saved = Arc::new(AtomicU64::new(0));
    let account = AccountHandle::builder().supervise(
        Restart::on_failure().at_most(1_000, std::time::Duration::MAX),
        move || Account {
            total: if mended { saved.load(Relaxed) } else { 0 },
            saved: Arc::clone(&saved),
        },
    )?;
    let (mut deposits, mut total) = (0, 0);
    while deposits < 20 {
        match account.add(1) {
            Ok(now) => (deposits, total) = (deposits + 1, now),
            Err(CallError::Panicked) => {}
            Err(error) => return Err(error.into()),
        }
    }
    assert_eq!(total, deposits, "a deposit is lost");
    Ok(())
}
