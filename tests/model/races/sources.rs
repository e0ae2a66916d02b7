//! What a source sends and waits for room with, against its detach and the end of its actor.

use std::sync::{Arc, Mutex};

use model::{
    Attachment, CallError, Executor, Recipient, Restart, Search, prelude::*, sys::FOR_EVER,
};
use shuttle::{future::block_on, thread};

use crate::ground::{Log, settled};

const SAMPLED: Search = Search::Sampled(5_000);
const DETACHED: u32 = 99;

type Given = Arc<Mutex<Option<(Recipient<u32>, Option<Attachment>)>>>;

/// Writes down what its source sends.
#[actor(crate = model, count, mailbox = 1)]
pub(crate) struct Drain {
    log: Log,
    given: Given,
    kept: Option<Attachment>,
}

#[actor(crate = model)]
impl Drain {
    /// Makes a source, and keeps its attachment or gives it away.
    #[ask]
    pub(crate) fn make(&mut self, ctx: &mut Context<DrainHandle>, keep: bool) {
        let (recipient, attachment) = ctx.source(|n| DrainMessage::Note { n });
        let attachment = if keep {
            self.kept = Some(attachment);
            None
        } else {
            Some(attachment)
        };
        *self.given.lock().unwrap() = Some((recipient, attachment));
    }

    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    pub(crate) fn detach(&mut self) {
        self.kept.take();
        self.log.write(DETACHED);
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn burn(&mut self) {
        std::panic::resume_unwind(Box::new("burnt"));
    }
}

struct Scene {
    drain: DrainHandle,
    log: Log,
    recipient: Recipient<u32>,
    attachment: Option<Attachment>,
    executor: Option<Executor>,
}

fn scene(pooled: bool, keep: bool) -> Scene {
    let (log, given) = (Log::default(), Given::default());
    let executor = pooled.then(|| Executor::new(1).unwrap());
    let (states, sources) = (log.clone(), Arc::clone(&given));
    let make = move || Drain { log: states.clone(), given: Arc::clone(&sources), kept: None };
    let restart = Restart::on_failure().at_most(1, FOR_EVER);
    let drain: DrainHandle = match &executor {
        None => DrainHandle::builder().supervise(restart, make),
        Some(executor) => DrainHandle::builder().supervise_on(executor, restart, make),
    }
    .unwrap();
    drain.make(keep).unwrap();
    let (recipient, attachment) = given.lock().unwrap().take().unwrap();
    Scene { drain, log, recipient, attachment, executor }
}

/// Sends three values in a row, which do not fit into the mailbox together.
fn sends(recipient: &Recipient<u32>) -> thread::JoinHandle<Vec<Result<(), CallError>>> {
    let recipient = recipient.clone();
    thread::spawn(move || (1..=3).map(|n| recipient.send(n)).collect())
}

/// That the sends which succeeded came first, and those that were refused have the right reason.
fn accepted(sent: &[Result<(), CallError>]) -> usize {
    let accepted = sent.iter().take_while(|sent| sent.is_ok()).count();
    for refused in &sent[accepted..] {
        assert!(
            matches!(refused, Err(CallError::Detached | CallError::Ended(_))),
            "{refused:?} after {accepted}"
        );
    }
    accepted
}

fn shut_down(scene: Scene) -> Log {
    let Scene { drain, log, executor, .. } = scene;
    let _ = drain.shutdown().unwrap();
    settled(&drain);
    executor.iter().for_each(|executor| executor.shutdown().unwrap());
    log
}

/// Detached by another thread. The scenario ends only if nobody who sends hangs.
fn detached_by_another(pooled: bool) {
    let mut scene = scene(pooled, false);
    let sending = sends(&scene.recipient);
    scene.attachment.take().unwrap().detach();
    let accepted = accepted(&sending.join().unwrap());
    assert_eq!(scene.recipient.try_send(4), Err(CallError::Detached));
    let log = shut_down(scene).read();
    assert!(log.len() <= accepted, "{log:?} of {accepted}");
    assert!(log.iter().copied().eq(1..=log.len() as u32), "out of order: {log:?}");
}

#[test]
fn no_send_that_waits_in_line_hangs_when_its_source_is_detached() {
    for pooled in [false, true] {
        SAMPLED.outcomes(move || detached_by_another(pooled));
    }
}

/// Detached by the actor itself: nothing of the source comes afterwards.
fn detached_by_itself(pooled: bool) -> Vec<u32> {
    let scene = scene(pooled, true);
    let sending = sends(&scene.recipient);
    let sent = scene.recipient.send_async(4);
    scene.drain.detach().unwrap();
    accepted(&sending.join().unwrap());
    let sent = block_on(sent);
    assert!(matches!(sent, Ok(()) | Err(CallError::Detached)), "{sent:?}");
    let log = shut_down(scene).read();
    assert_eq!(log.last(), Some(&DETACHED), "handled after the detach: {log:?}");
    log
}

#[test]
fn nothing_of_a_source_is_handled_after_its_detach() {
    for pooled in [false, true] {
        let outcomes = SAMPLED.outcomes(move || detached_by_itself(pooled));
        assert!(outcomes.contains(&format!("[1, 2, 3, 4, {DETACHED}]")), "{outcomes:?}");
        assert!(outcomes.contains(&format!("[4, {DETACHED}]")), "{outcomes:?}");
    }
}

fn ended(pooled: bool, end: fn(&DrainHandle)) -> usize {
    let scene = scene(pooled, true);
    let sending = sends(&scene.recipient);
    end(&scene.drain);
    let accepted = accepted(&sending.join().unwrap());
    let log = shut_down(scene).read();
    assert!(log.len() <= accepted, "{log:?} of {accepted}");
    accepted
}

#[test]
fn an_end_sends_away_who_waits_with_a_message_of_a_source() {
    for pooled in [false, true] {
        for end in [DrainHandle::stop, DrainHandle::kill, |drain: &DrainHandle| {
            drain.burn().unwrap();
        }] {
            SAMPLED.outcomes(move || ended(pooled, end));
        }
    }
}

/// The last handle goes, whoever waits with a message of the source.
fn let_go(pooled: bool) -> usize {
    let Scene { drain, log, recipient, executor, .. } = scene(pooled, true);
    let sending = sends(&recipient);
    let weak = drain.downgrade();
    assert_eq!(drain.join(), Ok(Exit::Closed));
    let accepted = accepted(&sending.join().unwrap());
    let stats = weak.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered), "{stats:?}");
    executor.iter().for_each(|executor| executor.shutdown().unwrap());
    assert!(log.read().len() <= accepted);
    accepted
}

#[test]
fn the_last_drop_waits_for_no_source() {
    for pooled in [false, true] {
        let outcomes = SAMPLED.outcomes(move || let_go(pooled));
        assert!(outcomes.contains(&"0".to_owned()) && outcomes.len() > 1, "{outcomes:?}");
    }
}

/// Two sources and a handle share the one place. The one that is detached holds up neither of the others.
fn shared(pooled: bool) {
    let mut scene = scene(pooled, false);
    let sending = sends(&scene.recipient);
    let other = scene.drain.clone();
    let telling = thread::spawn(move || [other.note(11), other.note(12)]);
    scene.attachment.take().unwrap().detach();
    assert_eq!(telling.join().unwrap(), [Ok(()), Ok(())]);
    accepted(&sending.join().unwrap());
    let log = shut_down(scene).read();
    assert!(log.iter().filter(|n| **n > 10).eq([&11, &12]), "{log:?}");
}

#[test]
fn a_detach_lets_the_others_in() {
    for pooled in [false, true] {
        SAMPLED.outcomes(move || shared(pooled));
    }
}
