//! Creatures meet in pairs at one mall, and each changes its colour by the other's.

use actor_runtime::prelude::*;

use super::Scale;

const CREATURES: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Blue,
    Red,
    Yellow,
}

impl Colour {
    /// Two of one colour keep it; of two colours both become the third.
    fn complement(self, other: Colour) -> Colour {
        use Colour::{Blue, Red, Yellow};
        match (self, other) {
            (Blue, Blue) | (Red, Yellow) | (Yellow, Red) => Blue,
            (Red, Red) | (Blue, Yellow) | (Yellow, Blue) => Red,
            (Yellow, Yellow) | (Blue, Red) | (Red, Blue) => Yellow,
        }
    }
}

/// Who comes first waits for an answer until a second one comes.
#[actor]
struct Mall {
    meetings: u64,
    waiting: Option<(Colour, ReplySender<Option<Colour>>)>,
}

#[actor]
impl Mall {
    /// Answered with the colour of whom one meets, or with nothing once the mall is closed.
    pub(super) fn meet(&mut self, colour: Colour, #[reply] reply: ReplySender<Option<Colour>>) {
        if self.meetings == 0 {
            let _ = reply.send(None);
            return;
        }
        let Some((other, waiting)) = self.waiting.take() else {
            self.waiting = Some((colour, reply));
            return;
        };
        self.meetings -= 1;
        let _ = waiting.send(Some(colour));
        let _ = reply.send(Some(other));
    }
}

#[actor]
struct Creature {
    colour: Colour,
    mall: MallHandle,
}

#[actor]
impl Creature {
    /// How many it has met when the mall closes.
    pub(super) fn live(&mut self) -> u64 {
        let mut met = 0;
        while let Some(other) = self.mall.meet(self.colour).expect("the mall answers") {
            self.colour = self.colour.complement(other);
            met += 1;
        }
        met
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let meetings = scale.pick(50_000, 200);
    let mall = Mall { meetings, waiting: None }.spawn();
    let colours = [Colour::Blue, Colour::Red, Colour::Yellow];
    let creatures = colours.iter().cycle().take(CREATURES).map(|colour| {
        let creature = Creature { colour: *colour, mall: mall.clone() };
        creature.spawn()
    });
    let creatures = creatures.collect::<Vec<_>>();
    let lives = actor_runtime::wait_all(creatures.iter().map(|creature| creature.ask().live()));
    let met = lives.into_iter().map(|life| life.expect("the creature answers")).sum::<u64>();
    assert_eq!(met, 2 * meetings, "a meeting had not two sides");
    super::end(creatures);
    super::end([mall]);
    2 * meetings
}

#[cfg(test)]
mod tests {
    use super::Colour::{Blue, Red, Yellow};

    #[test]
    fn two_colours_make_the_third() {
        assert_eq!(Blue.complement(Red), Yellow);
        assert_eq!(Yellow.complement(Red), Blue);
        assert_eq!(Yellow.complement(Blue), Red);
        assert_eq!(Red.complement(Red), Red);
    }
}
