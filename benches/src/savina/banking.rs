//! A teller has accounts transfer money to each other, at random.

use actor_runtime::prelude::*;

use super::{Random, Scale};

const ACCOUNTS: usize = 100;
const OPENING: i64 = 1_000;
/// Transfers that are under way at the same time.
const UNDER_WAY: usize = 64;

#[actor]
struct Account {
    balance: i64,
}

#[actor]
impl Account {
    /// Pays at once, and leaves it to the receiver to answer when the money is there: two accounts
    /// that pay each other do not wait for each other.
    pub(super) fn transfer(
        &mut self,
        amount: i64,
        to: AccountHandle,
        #[reply] done: ReplySender<()>,
    ) {
        self.balance -= amount;
        to.send(AccountMessage::Deposit { amount, done }).expect("the account is open");
    }

    pub(super) fn deposit(&mut self, amount: i64, #[reply] done: ReplySender<()>) {
        self.balance += amount;
        let _ = done.send(());
    }

    pub(super) fn balance(&self) -> i64 {
        self.balance
    }
}

#[actor]
struct Teller {
    accounts: Vec<AccountHandle>,
    random: Random,
}

#[actor]
impl Teller {
    #[ask]
    pub(super) fn work(&mut self, transfers: usize) {
        let mut done = 0;
        while done < transfers {
            let batch = UNDER_WAY.min(transfers - done);
            let under_way = (0..batch).map(|_| self.start_one()).collect::<Vec<_>>();
            for transfer in under_way {
                transfer.wait().expect("the money arrives");
            }
            done += batch;
        }
    }

    /// From one account to any other one.
    fn start_one(&mut self) -> actor_runtime::Reply<()> {
        let from = self.random.below(ACCOUNTS);
        let to = (from + 1 + self.random.below(ACCOUNTS - 1)) % ACCOUNTS;
        let amount = 1 + self.random.below(50) as i64;
        self.accounts[from].ask().transfer(amount, self.accounts[to].clone())
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let transfers = scale.pick(60_000, 500);
    let accounts = (0..ACCOUNTS).map(|_| Account { balance: OPENING }.spawn()).collect::<Vec<_>>();
    let teller = Teller { accounts: accounts.clone(), random: Random::new(1) }.spawn();
    teller.work(transfers).expect("the teller answers");

    let balances = accounts.iter().map(|account| account.balance().expect("the account is open"));
    let balances = balances.collect::<Vec<_>>();
    let total = balances.iter().sum::<i64>();
    assert_eq!(total, OPENING * ACCOUNTS as i64, "money was lost, or made");
    assert!(balances.iter().any(|balance| *balance != OPENING), "nothing was transferred");
    super::end([teller]);
    super::end(accounts);
    2 * transfers as u64
}
