//! A part that does not travel makes the whole not travel: the error is at the whole type.

use actor_runtime::prelude::*;

pub struct Ticket;

#[actor]
pub struct Till;

#[actor(remote = "shop.till/1")]
impl Till {
    pub fn sell(&mut self, tickets: Vec<Ticket>) -> Result<u64, String> {
        Ok(tickets.len() as u64)
    }
}

fn main() {
    let till = Till.spawn();
    let _ = till.sell(vec![Ticket]);
}
