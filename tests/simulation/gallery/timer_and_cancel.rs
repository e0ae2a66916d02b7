//! An order expires by a timer, which is cancelled when it is paid: but the timer may have fired by then.

use std::{error::Error, time::Duration};

use actor_runtime::{Timer, prelude::*, thread};

#[actor]
#[derive(Default)]
struct Order {
    expiry: Option<Timer>,
    is_paid: bool,
    has_expired: bool,
}

#[actor]
impl Order {
    pub fn open(&mut self, ctx: &mut Context<OrderHandle>, mended: bool) {
        self.expiry = Some(ctx.send_after(Duration::from_secs(1), OrderMessage::Expire { mended }));
    }
    pub fn expire(&mut self, mended: bool) {
        if !(mended && self.is_paid) {
            self.has_expired = true;
        }
    }
    pub fn pay(&mut self, ctx: &mut Context<OrderHandle>, mended: bool) {
        if mended && self.has_expired {
            return;
        }
        if let Some(expiry) = self.expiry.take() {
            ctx.cancel(expiry);
        }
        self.is_paid = true;
    }
    pub fn is_paid_and_expired(&self) -> bool {
        self.is_paid && self.has_expired
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let order = Order::default().spawn();
    order.open(mended)?;
    let payer = order.clone();
    thread::spawn(move || payer.pay(mended)).join().unwrap()?;
    assert!(!order.is_paid_and_expired()?, "an order has expired and paid");
    Ok(())
}
