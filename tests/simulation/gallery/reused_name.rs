//! A player leaves, another takes its name, and a message for the first one reaches the second.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{Registry, prelude::*, thread};

#[actor]
struct Player {
    number: u32,
    wrong: u32,
}

#[actor]
impl Player {
    pub fn hand_out(&mut self, to: u32) {
        self.wrong += u32::from(to != self.number);
    }
    pub fn wrong(&self) -> u32 {
        self.wrong
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let players = Registry::new();
    let first = Player { number: 1, wrong: 0 }.spawn();
    players.register("north", &first)?;
    let dealer = {
        let (players, first) = (players.clone(), first.clone());
        thread::spawn(move || {
            let found: Option<PlayerHandle> = players.whereis("north");
            let player = if mended { Some(first) } else { found };
            player.map(|player| player.hand_out(1))
        })
    };
    // As a rule, the dealer is through by then.
    thread::sleep(A_WHILE);
    first.stop();
    let _ = first.join()?;
    let second = Player { number: 2, wrong: 0 }.spawn();
    players.register("north", &second)?;
    // An error tells the dealer that the player has left.
    let _ = dealer.join().unwrap();
    assert_eq!(second.wrong()?, 0, "the player gets another's message");
    Ok(())
}
