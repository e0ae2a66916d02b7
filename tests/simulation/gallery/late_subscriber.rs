//! A display subscribes to prices, and the first one is published before it has.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{Topic, prelude::*, thread};

#[actor]
#[derive(Default)]
struct Display {
    prices: Vec<u32>,
}

#[actor]
impl Display {
    pub fn subscribe(&mut self, ctx: &mut Context<DisplayHandle>, prices: Topic<u32>) -> bool {
        let me = ctx.weak().upgrade().expect("a caller has a handle");
        let _ = prices.subscribe(&me, |price| DisplayMessage::Show { price: *price });
        true
    }
    pub fn show(&mut self, price: u32) {
        self.prices.push(price);
    }
    pub fn prices(&self) -> Vec<u32> {
        self.prices.clone()
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let (prices, display) = (Topic::new(), Display::default().spawn());
    let subscribed = display.ask().subscribe(prices.clone());
    if mended {
        subscribed.wait()?;
    } else {
        subscribed.forget()?;
        // As a rule, the display has subscribed by then.
        thread::sleep(A_WHILE);
    }
    prices.publish(&7);
    display.flush()?;
    assert_eq!(display.prices()?, [7], "a price is missed");
    Ok(())
}
