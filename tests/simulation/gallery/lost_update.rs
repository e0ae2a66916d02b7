//! Two clients read a total and write it back, each in two asks.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{prelude::*, thread};

#[actor]
#[derive(Default)]
struct Account {
    total: u64,
}

#[actor]
impl Account {
    pub fn total(&self) -> u64 {
        self.total
    }
    pub fn set(&mut self, total: u64) {
        self.total = total;
    }
    pub fn add(&mut self, amount: u64) {
        self.total += amount;
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let account = Account::default().spawn();
    let deposit = |amount| {
        let account = account.clone();
        thread::spawn(move || match mended {
            true => account.add(amount),
            false => account.set(account.total()? + amount),
        })
    };
    let first = deposit(10);
    // As a rule, the first client is through by then.
    thread::sleep(A_WHILE);
    let second = deposit(20);
    first.join().unwrap()?;
    second.join().unwrap()?;
    assert_eq!(account.total()?, 30, "an update is lost");
    Ok(())
}
