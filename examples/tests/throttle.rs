//! Permits go to the callers that asked first, none is lost, and the timer rests while nothing is spent.

use std::{
    collections::{BTreeMap, VecDeque},
    process::Command,
};

mod built_example;

#[test]
fn permits_are_given_in_the_order_in_which_they_were_asked_for() {
    let output = Command::new(built_example::executable("throttle", &[])).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();

    let (mut waiting, mut got) = (VecDeque::new(), BTreeMap::<&str, u32>::new());
    let (mut permits, mut rested_at, mut last_time) = (0_u64, Vec::new(), 0);
    for line in printed.lines() {
        let (time, event) = line.split_once(" ms  ").expect(line);
        let time: u128 = time.trim().parse().unwrap();
        assert!(time >= last_time, "{printed}");
        last_time = time;
        if let Some(caller) = event.strip_suffix(" asks") {
            waiting.push_back(caller);
        } else if let Some((caller, permit)) = event.split_once(" gets permit ") {
            permits += 1;
            assert_eq!(permit.parse(), Ok(permits), "{printed}");
            assert_eq!(waiting.pop_front(), Some(caller), "{printed}");
            *got.entry(caller).or_default() += 1;
        } else {
            assert_eq!(event, "nothing is spent, the timer rests", "{printed}");
            assert!(waiting.is_empty(), "{printed}");
            rested_at.push(permits);
        }
    }
    // Two rounds of 4 callers with 4 permits each, and a rest after each round. Callers who are
    // slow to ask may let it rest in between.
    assert_eq!(permits, 32, "{printed}");
    assert!(rested_at.contains(&16), "{printed}");
    assert!(printed.ends_with("nothing is spent, the timer rests\n"), "{printed}");
    let expected = BTreeMap::from([("ada", 8), ("barbara", 8), ("edsger", 8), ("grace", 8)]);
    assert_eq!(got, expected, "{printed}");
}
