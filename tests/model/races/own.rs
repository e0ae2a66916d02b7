//! What an actor sends to itself, against its end.

use model::{Fault, Search, prelude::*};
use shuttle::thread;

use crate::ground::{Log, REFUSED, Scribe, ScribeHandle, settled};

fn sends_itself_and_is_let_go() -> Vec<u32> {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let other = scribe.clone();
    let telling = thread::spawn(move || other.note_two(1).unwrap());
    scribe.note(10).unwrap();
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    telling.join().unwrap();
    log.read()
}

#[test]
fn a_last_drop_waits_for_what_it_sends_itself() {
    assert_eq!(
        Search::Sampled(10_000).outcomes(sends_itself_and_is_let_go),
        ["[1, 2, 10]", "[10, 1, 2]"]
    );
}

fn sends_itself_and_is_ended(end: fn(&ScribeHandle)) -> Vec<u32> {
    let log = Log::default();
    let scribe: ScribeHandle = ScribeHandle::builder().count().spawn(Scribe::of(&log)).unwrap();
    scribe.note_two(1).unwrap();
    end(&scribe);
    scribe.shutdown().unwrap().ok().unwrap_or_default();
    settled(&scribe);
    log.read()
}

#[test]
fn a_stop_refuses_what_it_would_send_itself_or_waits_for_it() {
    let outcomes =
        Search::exhaustive_on_request().outcomes(|| sends_itself_and_is_ended(ScribeHandle::stop));
    assert_eq!(outcomes, ["[1, 2]".to_owned(), format!("[1, {REFUSED}]")]);
}

#[test]
fn a_kill_leaves_what_it_has_sent_itself_undelivered() {
    let outcomes =
        Search::exhaustive_on_request().outcomes(|| sends_itself_and_is_ended(ScribeHandle::kill));
    assert_eq!(
        outcomes,
        ["[1, 2]".to_owned(), format!("[1, {REFUSED}]"), "[1]".into(), "[]".into()]
    );
}

#[test]
fn a_message_discarded_behind_the_count_is_noticed() {
    let failure = Search::Exhaustive
        .failure(Fault::HiddenQueue, || sends_itself_and_is_ended(ScribeHandle::kill));
    assert!(failure.contains("not all is accounted for"), "{failure}");
}
