//! A client whose ask times out asks once more; the first ask was handled, too.

use std::{collections::HashSet, error::Error, time::Duration};

use actor_runtime::prelude::*;

#[actor(timeout = Duration::from_secs(2))]
#[derive(Default)]
struct Bank {
    charged: u64,
    seen: HashSet<u64>,
}

#[actor]
impl Bank {
    pub fn charge(&mut self, amount: u64) -> u64 {
        self.charged += amount;
        self.charged
    }
    pub fn charge_once(&mut self, payment: u64, amount: u64) -> u64 {
        if self.seen.insert(payment) {
            self.charged += amount;
        }
        self.charged
    }
    pub fn charged(&self) -> u64 {
        self.charged
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let bank = Bank::default().spawn();
    let charge = || match mended {
        true => bank.charge_once(1, 100),
        false => bank.charge(100),
    };
    while let Err(error) = charge() {
        assert_eq!(error, CallError::TimedOut);
    }
    let charged = bank.ask().charged().wait_timeout(Duration::from_secs(3600))?;
    assert_eq!(charged, 100, "charged twice");
    Ok(())
}
