//! State and messages that borrow, on scoped threads.

use std::collections::HashMap;

use actor_runtime::prelude::*;

use crate::sys::{test, thread};

#[actor]
#[derive(Default)]
struct Tally<'a> {
    words: HashMap<&'a str, usize>,
}

#[actor]
impl<'a> Tally<'a> {
    pub fn count(&mut self, word: &'a str) {
        *self.words.entry(word).or_default() += 1;
    }

    pub fn longest(&self) -> Option<&'a str> {
        self.words.keys().copied().max_by_key(|word| (word.len(), *word))
    }
}

#[test]
fn words_are_counted_where_they_lie() {
    let text = String::from("the quick brown fox jumps over the lazy dog");
    let (words, longest) = thread::scope(|s| {
        let (tally, inbox) = TallyHandle::channel();
        let aggregator = s.spawn(|| Tally::default().run(inbox));
        for half in [&text[..19], &text[19..]] {
            let tally = tally.clone();
            s.spawn(move || half.split_whitespace().try_for_each(|word| tally.count(word)));
        }
        let longest = loop {
            if let Some(longest) = tally.longest()? {
                break longest;
            }
        };
        drop(tally);
        Ok::<_, CallError>((aggregator.join().expect("no handler panicked").words, longest))
    })
    .unwrap();
    assert_eq!(words["the"], 2);
    assert_eq!(words.len(), 8);
    assert!(text.contains(longest));
    let range = text.as_bytes().as_ptr_range();
    assert!(words.keys().all(|word| range.contains(&word.as_ptr())), "nothing was copied");
}

#[test]
fn borrowed_state_may_be_used_again_afterwards() {
    #[actor]
    struct Collector<'a> {
        into: &'a mut Vec<u32>,
    }

    #[actor]
    impl<'a> Collector<'a> {
        pub fn push(&mut self, n: u32) {
            self.into.push(n);
        }
    }

    let mut numbers = vec![1];
    thread::scope(|s| {
        let (collector, inbox) = CollectorHandle::channel();
        s.spawn(|| Collector { into: &mut numbers }.run(inbox));
        collector.push(2).unwrap();
    });
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn a_message_may_lend_what_outlives_the_actor() {
    #[actor]
    #[derive(Default)]
    struct Stamp<'a> {
        last: Option<&'a mut [u8]>,
    }

    #[actor]
    impl<'a> Stamp<'a> {
        pub fn put(&mut self, target: &'a mut [u8]) -> Option<&'a mut [u8]> {
            target[0] = 7;
            self.last.replace(target)
        }
    }

    let mut pages = [[0; 2], [0; 2]];
    thread::scope(|s| {
        let (stamp, inbox) = StampHandle::channel();
        s.spawn(|| Stamp::default().run(inbox));
        let [first, second] = &mut pages;
        assert_eq!(stamp.put(first), Ok(None));
        let first = stamp.put(second).unwrap().expect("it was kept");
        first[1] = 8;
    });
    assert_eq!(pages, [[7, 8], [7, 0]]);
}
