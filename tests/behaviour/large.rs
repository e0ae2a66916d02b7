//! Large messages: they are what other messages are, on stacks that hold few of them.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use actor_runtime::{Overflow, Restart, SendError, Weak, prelude::*};
use futures::FutureExt as _;

use crate::{
    support::driver::{Start, StartBuilt},
    sys::{
        block_on,
        mpsc::{self, channel},
        test, thread,
    },
};

/// A message of this size travels in a box.
const SIZE: usize = 16 << 10;

/// A loop written by hand takes a message of this size on std's 2 MiB of stack.
const HUGE: usize = if cfg!(debug_assertions) { 64 << 10 } else { 512 << 10 };

/// All its bytes are the same number, so that a part that was lost or mixed up is seen.
struct Page<const N: usize = SIZE>([u8; N]);

impl<const N: usize> Page<N> {
    fn of(n: u8) -> Self {
        Page([n; N])
    }

    fn number(&self) -> u8 {
        let [first, rest @ ..] = &self.0[..] else { panic!("an empty page") };
        assert!(rest.iter().all(|byte| byte == first), "a page of several numbers");
        *first
    }
}

#[actor]
#[derive(Default)]
struct Book {
    numbers: Vec<u8>,
    kept: Vec<ReplySender<Page>>,
}

#[actor]
impl Book {
    pub fn write(&mut self, page: Page) {
        self.numbers.push(page.number());
    }

    #[urgent]
    pub fn insert(&mut self, page: Page) {
        self.numbers.push(page.number());
    }

    pub fn copy(&mut self, page: Page) -> Page {
        self.numbers.push(page.number());
        page
    }

    #[urgent]
    #[ask]
    pub fn mark(&mut self, page: Page) {
        self.numbers.push(page.number());
    }

    /// Answered by `give`.
    pub fn lend(&mut self, page: Page, #[reply] reply: ReplySender<Page>) {
        self.numbers.push(page.number());
        self.kept.push(reply);
    }

    pub fn give(&mut self, n: u8) {
        self.kept.drain(..).for_each(|reply| drop(reply.send(Page::of(n))));
    }

    pub fn numbers(&self) -> Vec<u8> {
        self.numbers.clone()
    }

    pub fn block(&mut self, running: mpsc::Sender<()>, go_on: mpsc::Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn tear(&mut self, page: Page) {
        panic!("page {} is torn", page.number());
    }

    /// Sends itself a page at once, one later, and one again and again, until there are six.
    pub fn work(&mut self, ctx: &mut Context<BookHandle>, page: Page) {
        self.numbers.push(page.number());
        assert!(ctx.send(BookMessage::Write { page: Page::of(1) }).is_ok());
        ctx.send_after(Duration::from_millis(1), BookMessage::Write { page: Page::of(2) });
        let mut n = 2;
        ctx.send_every(Duration::from_millis(2), move || {
            n += 1;
            BookMessage::Count { page: Page::of(n) }
        });
    }

    pub fn count(&mut self, ctx: &mut Context<BookHandle>, page: Page) {
        self.numbers.push(page.number());
        if page.number() == 5 {
            ctx.stop();
        }
    }
}

/// Has the actor wait in a handler until what is returned is dropped.
fn block(book: &BookHandle) -> mpsc::Sender<()> {
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    book.block(running, go_on).unwrap();
    runs.recv().unwrap();
    latch
}

fn number(message: BookMessage) -> u8 {
    match message {
        BookMessage::Write { page } | BookMessage::Insert { page } => page.number(),
        _ => panic!("not a page that is told"),
    }
}

fn handed_back(refused: SendError<BookMessage>) -> (CallError, u8) {
    (refused.reason().clone(), number(refused.into_message()))
}

#[test]
fn they_are_told_and_asked_in_order() {
    let book = Book::default().start();
    book.write(Page::of(1)).unwrap();
    assert_eq!(book.copy(Page::of(2)).unwrap().number(), 2);
    let copied = book.ask().copy(Page::of(3));
    book.send(BookMessage::Write { page: Page::of(4) }).unwrap();
    assert_eq!(copied.wait().unwrap().number(), 3);
    let lent = book.ask().lend(Page::of(5));
    book.give(7).unwrap();
    assert_eq!(lent.wait().unwrap().number(), 7);
    book.mark(Page::of(6)).unwrap();
    assert_eq!(book.numbers(), Ok((1..=6).collect()));
    assert_eq!(book.join(), Ok(Exit::Closed));
}

#[test]
fn one_asker_waits_for_an_answer_that_another_message_gives() {
    let book = Book::default().start();
    let asker = {
        let book = book.clone();
        thread::spawn(move || book.lend(Page::of(1)).unwrap().number())
    };
    while book.numbers().unwrap().is_empty() {
        thread::yield_now();
    }
    book.give(9).unwrap();
    assert_eq!(asker.join().unwrap(), 9);
}

#[test]
fn they_wait_for_room_and_keep_their_order() {
    let book = BookHandle::builder().mailbox(2).start(Book::default()).unwrap();
    let latch = block(&book);
    book.write(Page::of(1)).unwrap();
    let second = book.ask().copy(Page::of(2));
    let third = book.ask().copy(Page::of(3));
    let mut fourth = book.send_async(BookMessage::Write { page: Page::of(4) });
    assert!((&mut fourth).now_or_never().is_none(), "there is no room");
    let cancelled = book.send_async(BookMessage::Write { page: Page::of(5) });
    drop(cancelled);
    let sender = {
        let book = book.clone();
        thread::spawn(move || (6..20).for_each(|n| book.write(Page::of(n)).unwrap()))
    };
    drop(latch);
    assert_eq!(second.wait().unwrap().number(), 2);
    assert_eq!(third.wait().unwrap().number(), 3);
    block_on(fourth).unwrap();
    sender.join().unwrap();
    let numbers = book.numbers().unwrap();
    assert!(numbers.starts_with(&[1, 2, 3]), "{numbers:?}");
    // The thread may have come to the line at any time.
    let (fourth, rest): (Vec<u8>, Vec<u8>) = numbers[3..].iter().partition(|n| **n == 4);
    assert_eq!((fourth, rest), (vec![4], (6..20).collect()));
}

#[test]
fn a_full_mailbox_hands_them_back_or_drops_them() {
    let full = |overflow| {
        let builder = BookHandle::builder().mailbox(1).overflow(overflow);
        let book = builder.start(Book::default()).unwrap();
        let latch = block(&book);
        book.write(Page::of(1)).unwrap();
        (book, latch)
    };
    let write = |n| BookMessage::Write { page: Page::of(n) };

    let (book, latch) = full(Overflow::Reject);
    assert_eq!(book.write(Page::of(2)), Err(CallError::Full));
    assert_eq!(book.copy(Page::of(3)).err(), Some(CallError::Full));
    assert_eq!(book.ask().copy(Page::of(4)).wait().err(), Some(CallError::Full));
    assert_eq!(book.send(write(5)).map_err(handed_back), Err((CallError::Full, 5)));
    assert_eq!(book.try_send(write(6)).map_err(handed_back), Err((CallError::Full, 6)));
    let sent = block_on(book.send_async(write(7)));
    assert_eq!(sent.map_err(handed_back), Err((CallError::Full, 7)));
    drop(latch);
    assert_eq!(book.stats().rejected, 6);
    book.flush().unwrap();
    assert_eq!(book.numbers(), Ok(vec![1]));

    let (book, latch) = full(Overflow::DropNewest);
    assert_eq!(book.write(Page::of(2)), Ok(()));
    book.send(write(3)).unwrap();
    assert_eq!(book.ask().copy(Page::of(4)).wait().err(), Some(CallError::Full));
    drop(latch);
    assert_eq!(book.stats().dropped, 2);
    book.flush().unwrap();
    assert_eq!(book.numbers(), Ok(vec![1]));
}

#[test]
fn urgent_ones_overtake_and_get_through_a_full_mailbox() {
    let book = BookHandle::builder().mailbox(2).start(Book::default()).unwrap();
    let latch = block(&book);
    book.write(Page::of(3)).unwrap();
    book.write(Page::of(4)).unwrap();
    book.insert(Page::of(1)).unwrap();
    book.send(BookMessage::Insert { page: Page::of(2) }).unwrap();
    let marked = book.ask().mark(Page::of(9));
    drop(latch);
    marked.wait().unwrap();
    assert_eq!(book.numbers(), Ok(vec![1, 2, 9, 3, 4]));
}

#[test]
fn an_ended_actor_hands_them_back() {
    let book = Book::default().start();
    book.stop();
    assert_eq!(book.clone().join(), Ok(Exit::Stopped));
    let gone = CallError::Ended(Exit::Stopped);
    assert_eq!(book.write(Page::of(1)), Err(gone.clone()));
    assert_eq!(book.copy(Page::of(1)).err(), Some(gone.clone()));
    assert_eq!(book.ask().copy(Page::of(1)).wait().err(), Some(gone.clone()));
    assert_eq!(book.insert(Page::of(1)), Err(gone.clone()));
    let refused = book.send(BookMessage::Write { page: Page::of(2) });
    assert_eq!(refused.map_err(handed_back), Err((gone.clone(), 2)));
    let refused = book.try_send(BookMessage::Insert { page: Page::of(3) });
    assert_eq!(refused.map_err(handed_back), Err((gone.clone(), 3)));
    let refused = block_on(book.send_async(BookMessage::Write { page: Page::of(4) }));
    assert_eq!(refused.map_err(handed_back), Err((gone, 4)));
}

#[test]
fn what_was_not_handled_reaches_the_hook() {
    let (told, lost) = channel();
    let book = BookHandle::builder()
        .mailbox(3)
        .undelivered(move |message, exit| match message {
            BookMessage::Copy { page, reply } => {
                let _ = reply.send(page);
            }
            message => told.send((number(message), exit.clone())).unwrap(),
        })
        .start(Book::default())
        .unwrap();
    let latch = block(&book);
    book.write(Page::of(1)).unwrap();
    book.write(Page::of(2)).unwrap();
    let answered = book.ask().copy(Page::of(3));
    let in_line = book.ask().copy(Page::of(4));
    book.insert(Page::of(5)).unwrap();
    book.kill();
    drop(latch);
    assert_eq!(answered.wait().unwrap().number(), 3);
    assert_eq!(in_line.wait().err(), Some(CallError::Ended(Exit::Killed)), "never accepted");
    assert_eq!(book.wait_timeout(Duration::MAX), Some(Exit::Killed));
    assert_eq!(book.stats().undelivered, 4);
    drop(book);
    assert_eq!(lost.iter().collect::<Vec<_>>(), [5, 1, 2].map(|n| (n, Exit::Killed)));
}

#[test]
fn an_actor_sends_them_to_itself_and_has_timers_with_them() {
    let (told, found) = channel();
    let book = BookHandle::builder()
        .undelivered(|_, _| panic!("everything is handled"))
        .start(Book::default())
        .unwrap();
    book.on_exit(move |exit| told.send(exit.clone()).unwrap());
    book.work(Page::of(0)).unwrap();
    assert_eq!(found.recv(), Ok(Exit::Stopped));
    // 0; 1 at once; 2 later; 3, 4 and 5, one each period.
    assert_eq!(book.stats().handled, 6);
}

#[test]
fn a_fresh_state_handles_those_behind_a_failure() {
    let (told, numbers) = channel();
    let book =
        BookHandle::builder().start_supervised(Restart::on_failure(), Book::default).unwrap();
    let latch = block(&book);
    book.write(Page::of(1)).unwrap();
    book.tear(Page::of(2)).unwrap();
    let copied = book.ask().copy(Page::of(3));
    book.write(Page::of(4)).unwrap();
    drop(latch);
    assert_eq!(copied.wait().unwrap().number(), 3);
    told.send(book.numbers().unwrap()).unwrap();
    assert_eq!(numbers.recv(), Ok(vec![3, 4]));
    assert_eq!(book.stats().restarts, 1);
}

#[test]
fn a_loop_of_ones_own_receives_them() {
    let (book, inbox) = BookHandle::builder().mailbox(4).channel();
    book.write(Page::of(1)).unwrap();
    book.write(Page::of(2)).unwrap();
    book.write(Page::of(3)).unwrap();
    let mut copied = book.ask().copy(Page::of(4));
    assert_eq!(inbox.recv().map(number), Some(1));
    assert_eq!(inbox.try_recv().map(number), Ok(2));
    assert_eq!(inbox.recv_timeout(Duration::MAX).map(number), Ok(3));
    let Some(BookMessage::Copy { page, reply }) = inbox.iter().next() else { panic!() };
    assert!(reply.is_wanted());
    reply.send(page).ok().unwrap();
    assert_eq!(copied.try_wait().unwrap().map(|page| page.number()), Some(4));
    book.write(Page::of(5)).unwrap();
    drop(inbox);
    assert_eq!(book.stats().undelivered, 1);
}

/// Says when it is dropped.
struct Dropped(mpsc::Sender<u8>, Page);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(self.1.number());
    }
}

#[actor]
struct Bin;

#[actor]
impl Bin {
    pub fn put(&mut self, waste: Dropped, out_of_order: bool) {
        assert!(!out_of_order, "out of order with {}", waste.1.number());
    }
}

#[test]
fn each_is_dropped_once_wherever_it_ends() {
    let (told, dropped) = channel();
    let waste = |n| Dropped(told.clone(), Page::of(n));
    let bin = BinHandle::builder().mailbox(1).overflow(Overflow::Reject).start(Bin).unwrap();
    bin.put(waste(1), false).unwrap();
    bin.flush().unwrap();
    bin.put(waste(2), true).unwrap();
    let watched = bin.clone();
    assert!(matches!(bin.join(), Ok(Exit::Panicked(_))));
    watched.put(waste(3), false).unwrap_err();
    drop(watched.send(BinMessage::Put { waste: waste(4), out_of_order: false }));
    let (bin, inbox) = BinHandle::builder().mailbox(1).channel();
    bin.put(waste(5), false).unwrap();
    drop(bin.send_async(BinMessage::Put { waste: waste(6), out_of_order: false }));
    drop(inbox);
    drop(told);
    drop(bin);
    let mut numbers: Vec<u8> = dropped.try_iter().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_drop_that_panics_is_contained() {
    struct Bomb(#[expect(dead_code, reason = "it is there for its size")] Page);
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }
    #[actor]
    struct Cellar;
    #[actor]
    impl Cellar {
        pub fn store(&mut self, bomb: Bomb) {
            std::mem::forget(bomb);
        }
    }
    let (cellar, inbox) = CellarHandle::channel();
    cellar.store(Bomb(Page::of(1))).unwrap();
    cellar.store(Bomb(Page::of(2))).unwrap();
    drop(inbox);
    assert_eq!(cellar.stats().undelivered, 2);
    // One that is refused is its sender's.
    assert!(catch_unwind(AssertUnwindSafe(|| cellar.store(Bomb(Page::of(3))))).is_err());
}

/// Messages that hold whatever could make their size depend on itself.
#[actor]
#[derive(Default)]
struct Ring {
    passed: u32,
}

#[actor]
impl Ring {
    pub fn pass(&mut self, to: RingHandle, left: u32, page: Page) {
        self.passed += u32::from(page.number());
        if let Some(left) = left.checked_sub(1) {
            to.clone().pass(to, left, page).unwrap();
        }
    }

    pub fn pass_weakly(
        &mut self,
        to: Weak<RingHandle>,
        refused: Option<Box<SendError<RingMessage>>>,
    ) {
        self.passed += u32::from(refused.is_none());
        drop(to);
    }

    pub fn queue(&mut self, all: Vec<RingMessage>, by: ReplySender<RingHandle>) {
        self.passed += all.len() as u32;
        drop(by);
    }

    pub fn passed(&self) -> u32 {
        self.passed
    }
}

#[test]
fn they_may_hold_a_handle_of_their_own_actor() {
    let ring = Ring::default().start();
    ring.pass(ring.clone(), 3, Page::of(2)).unwrap();
    ring.pass_weakly(ring.downgrade(), None).unwrap();
    while ring.passed().unwrap() < 9 {
        thread::yield_now();
    }
    assert_eq!(ring.passed(), Ok(9));
    assert_eq!(ring.join(), Ok(Exit::Closed));
}

/// The messages have no parameters, though the actor has.
#[actor]
struct Shelf<T, const N: usize> {
    things: [Option<T>; N],
    pages: u32,
}

#[actor]
impl<T: Send + 'static, const N: usize> Shelf<T, N> {
    pub fn write(&mut self, page: Page) {
        self.pages += u32::from(page.number());
    }

    pub fn pages(&self) -> u32 {
        self.pages + self.things.iter().flatten().count() as u32
    }
}

/// Their size is not known where they are declared.
#[actor]
struct Tray<const N: usize> {
    sum: u32,
}

#[actor]
impl<const N: usize> Tray<N> {
    pub fn write(&mut self, page: Page<N>) {
        self.sum += u32::from(page.number());
    }

    pub fn swap(&mut self, page: Page<N>) -> Page<N> {
        self.sum += u32::from(page.number());
        page
    }
}

#[test]
fn parameters_of_the_actor_or_the_messages_change_nothing() {
    let shelf = Shelf { things: [Some("a"), None], pages: 0 }.start();
    shelf.write(Page::of(2)).unwrap();
    assert_eq!(shelf.pages(), Ok(3));

    let tray = Tray::<8192> { sum: 0 }.start();
    tray.write(Page::of(1)).unwrap();
    assert_eq!(tray.swap(Page::of(2)).unwrap().number(), 2);
}

#[actor(mailbox = 2)]
struct Disk {
    sum: u64,
}

#[actor]
impl Disk {
    pub fn write(&mut self, page: [u8; HUGE]) {
        self.sum += u64::from(page[0]);
    }

    pub fn swap(&mut self, page: [u8; HUGE]) -> [u8; HUGE] {
        page
    }

    pub fn sum(&self) -> u64 {
        self.sum
    }
}

#[test]
fn what_a_loop_by_hand_takes_on_a_default_stack_fits_into_this_one() {
    let idle = Disk { sum: 0 }.start();
    assert_eq!(idle.sum(), Ok(0), "a message that is never sent is no matter");
    assert_eq!(idle.join(), Ok(Exit::Closed));

    let disk = Disk { sum: 0 }.start();
    let sender = disk.clone();
    thread::spawn(move || (0..100).for_each(|_| sender.write([1; HUGE]).unwrap())).join().unwrap();
    let asker = disk.clone();
    thread::spawn(move || assert_eq!(asker.swap([7; HUGE]).unwrap()[0], 7)).join().unwrap();
    assert_eq!(disk.sum(), Ok(100));
    assert_eq!(disk.join(), Ok(Exit::Closed));
}
