//! The outcomes of messages that may be repeated, so that each is handled once.

use std::collections::BTreeMap;

use crate::error::Refusal;

/// How many outcomes of one remote handle are remembered.
const OUTCOMES: usize = 1024;

/// How many bytes of answers to one remote handle are remembered.
const BYTES: usize = 4 << 20;

/// How many bytes of outcomes a node remembers, of all remote handles.
pub(crate) const BYTES_OF_NODE: usize = 64 << 20;

/// About what an outcome takes beside its texts.
const OVERHEAD: usize = 96;

/// What is remembered of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// It stood in line before a full mailbox when its connection broke, so it may have been accepted or not.
    Doubtful,
    /// A message without an answer is in the mailbox, or was.
    Accepted,
    /// The ask with this ticket is in the mailbox, or is being handled.
    Asked(u64),
    Answered(Vec<u8>),
    Refused(Refusal),
}

/// What is to be done with a message that may be a repetition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    HandOver,
    Forgotten,
    Known(Remembered),
}

/// The outcomes of one remote handle's messages, by id.
#[derive(Debug)]
pub(crate) struct Memory {
    outcomes: BTreeMap<u64, Remembered>,
    bytes: usize,
    /// Of the repeated messages below this id, those that are not in `outcomes` are forgotten.
    floor: u64,
}

impl Memory {
    /// The remote handle has sent no message with the id `fresh` or a higher one.
    pub(crate) fn new(fresh: u64) -> Self {
        Memory { outcomes: BTreeMap::new(), bytes: 0, floor: fresh }
    }

    pub(crate) fn verdict(&self, id: u64, again: bool) -> Verdict {
        match self.outcomes.get(&id) {
            Some(Remembered::Doubtful) => Verdict::Forgotten,
            Some(known) => Verdict::Known(known.clone()),
            None if again && id < self.floor => Verdict::Forgotten,
            None => Verdict::HandOver,
        }
    }

    pub(crate) fn knows(&self, id: u64) -> bool {
        self.outcomes.contains_key(&id)
    }

    /// About the bytes that it takes.
    pub(crate) fn cost(&self) -> usize {
        self.bytes + self.outcomes.len() * OVERHEAD
    }

    pub(crate) fn forget(&mut self, id: u64) {
        if let Some(outcome) = self.outcomes.remove(&id) {
            self.bytes -= bytes_of(&outcome);
            self.floor = self.floor.max(id + 1);
        }
    }

    pub(crate) fn set(&mut self, id: u64, outcome: Remembered) {
        self.bytes += bytes_of(&outcome);
        if let Some(before) = self.outcomes.insert(id, outcome) {
            self.bytes -= bytes_of(&before);
        }
        while self.outcomes.len() > OUTCOMES || self.bytes > BYTES {
            let Some((oldest, outcome)) = self.outcomes.pop_first() else { break };
            self.bytes -= bytes_of(&outcome);
            self.floor = self.floor.max(oldest + 1);
        }
    }
}

fn bytes_of(outcome: &Remembered) -> usize {
    match outcome {
        Remembered::Answered(answer) => answer.len(),
        Remembered::Refused(Refusal::Ended { actor, text, .. }) => actor.len() + text.len(),
        Remembered::Refused(
            Refusal::BadArgument(text) | Refusal::BadAnswer(text) | Refusal::Other(text),
        ) => text.len(),
        Remembered::Refused(_)
        | Remembered::Doubtful
        | Remembered::Accepted
        | Remembered::Asked(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_is_known_until_it_falls_out_and_forgotten_after_that() {
        let mut memory = Memory::new(1);
        assert_eq!(memory.verdict(1, true), Verdict::HandOver, "it never arrived");
        for id in 1..=OUTCOMES as u64 {
            memory.set(id, Remembered::Accepted);
        }
        assert_eq!(memory.verdict(1, true), Verdict::Known(Remembered::Accepted));
        memory.set(OUTCOMES as u64 + 1, Remembered::Accepted);
        assert_eq!(memory.verdict(1, true), Verdict::Forgotten);
        assert_eq!(memory.verdict(2, true), Verdict::Known(Remembered::Accepted));
        assert_eq!(memory.verdict(5000, false), Verdict::HandOver);
    }

    #[test]
    fn answers_fall_out_by_their_bytes() {
        let mut memory = Memory::new(1);
        for id in 1..=5 {
            memory.set(id, Remembered::Answered(vec![0; 1 << 20]));
        }
        assert_eq!(memory.verdict(1, true), Verdict::Forgotten);
        assert!(matches!(memory.verdict(2, true), Verdict::Known(Remembered::Answered(_))));
    }

    #[test]
    fn what_was_sent_before_the_memory_began_is_forgotten() {
        let memory = Memory::new(10);
        assert_eq!(memory.verdict(9, true), Verdict::Forgotten);
        assert_eq!(memory.verdict(10, true), Verdict::HandOver);
    }

    #[test]
    fn an_ask_that_was_forgotten_stays_so_when_its_answer_comes() {
        let mut memory = Memory::new(1);
        memory.set(1, Remembered::Asked(7));
        for id in 2..=OUTCOMES as u64 + 1 {
            memory.set(id, Remembered::Accepted);
        }
        memory.set(1, Remembered::Answered(vec![1]));
        assert_eq!(memory.verdict(1, true), Verdict::Forgotten);
    }
}
