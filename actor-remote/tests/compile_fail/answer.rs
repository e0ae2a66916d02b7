//! An answer that cannot be written comes back to nobody: one error, at its type, also if it is deferred.

use actor_runtime::prelude::*;

pub struct Ticket;

pub struct Receipt(u64);

#[actor]
pub struct Till;

#[actor(remote = "shop.till/1")]
impl Till {
    pub fn sell(&mut self) -> Ticket {
        Ticket
    }

    pub fn print(&mut self, #[reply] reply: ReplySender<Receipt>) {
        let _ = reply.send(Receipt(1));
    }
}

fn main() {
    let till = Till.spawn();
    let _: Ticket = till.sell().unwrap();
    let _ = till.ask().sell().wait();
    let _ = till.print();
}

fn elsewhere(remote: &TillRemote) {
    let ask = || actor_remote::RemoteHandle::ask(remote);
    let _ = (remote.sell(), ask().print().wait().map(|receipt| receipt.0));
    let _ = (remote.print(), ask().sell().wait());
}
