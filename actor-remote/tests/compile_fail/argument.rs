//! An argument that cannot be written travels nowhere: one error, at its type.

use actor_runtime::prelude::*;

pub struct Ticket;

#[actor]
pub struct Till;

#[actor(remote = "shop.till/1")]
impl Till {
    pub fn sell(&mut self, ticket: Ticket) {
        drop(ticket);
    }
}

fn main() {
    let till = Till.spawn();
    till.sell(Ticket).unwrap();
    let _ = till.sell(Ticket);
}
