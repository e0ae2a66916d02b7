//! Random rounds of everything at once: every round ends, and its counts add up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Waker,
    time::Duration,
};

use crate::{
    support::driver::StartBuilt,
    sys::{fewer, test, thread},
};
use actor_runtime::{OnPanic, Overflow, prelude::*};

const ROUNDS: u64 = fewer(1_000);
const CLIENTS: usize = 5;

/// xorshift: the same rounds every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// Counts how many of it there are.
struct Token(Arc<AtomicUsize>);

impl Token {
    fn new(alive: &Arc<AtomicUsize>) -> Self {
        alive.fetch_add(1, Ordering::SeqCst);
        Token(Arc::clone(alive))
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[actor(count)]
#[derive(Default)]
struct Busy {
    last: [u64; CLIENTS],
    out_of_order: Arc<AtomicUsize>,
}

#[actor]
impl Busy {
    pub fn tell(&mut self, client: usize, n: u64, _token: Token) {
        self.check(client, n);
    }

    pub fn ask_it(&mut self, client: usize, n: u64, token: Token) -> Token {
        self.check(client, n);
        token
    }

    pub fn fail(&mut self, client: usize, n: u64, _token: Token) {
        self.check(client, n);
        std::panic::resume_unwind(Box::new("on purpose, and without a word"));
    }

    pub fn send_on(&mut self, ctx: &mut Context<BusyHandle>, client: usize, n: u64, token: Token) {
        self.check(client, n);
        let _ = ctx.send(BusyMessage::Take { token });
    }

    pub fn take(&mut self, token: Token) {
        drop(token);
    }

    fn check(&mut self, client: usize, n: u64) {
        if n <= self.last[client] {
            self.out_of_order.fetch_add(1, Ordering::SeqCst);
        }
        self.last[client] = n;
    }
}

/// What one client does; says how many of its messages it knows to have been accepted.
fn work(busy: BusyHandle, client: usize, mut random: Random, alive: &Arc<AtomicUsize>) -> u64 {
    let (mut accepted, mut kept) = (0, Vec::new());
    for n in 1..=random.below(200) {
        let token = Token::new(alive);
        match random.below(40) {
            0..=9 => accepted += u64::from(busy.tell(client, n, token).is_ok()),
            10..=13 => drop(busy.ask().ask_it(client, n, token)),
            14..=17 => kept.push(busy.ask().ask_it(client, n, token)),
            18..=21 => accepted += u64::from(busy.ask_it(client, n, token).is_ok()),
            22..=24 => {
                let mut reply = busy.ask().ask_it(client, n, token);
                let _ = reply.wait_timeout(Duration::from_micros(random.below(100)));
            }
            25..=27 => {
                let mut reply = busy.ask().ask_it(client, n, token);
                let mut cx = std::task::Context::from_waker(Waker::noop());
                if Future::poll(std::pin::Pin::new(&mut reply), &mut cx).is_pending() {
                    kept.push(reply);
                }
            }
            28..=30 => {
                let told = BusyMessage::Tell { client, n, _token: token };
                accepted += u64::from(busy.try_send(told).is_ok());
            }
            31..=33 => accepted += u64::from(busy.send_on(client, n, token).is_ok()),
            34 if random.below(6) == 0 => {
                accepted += u64::from(busy.fail(client, n, token).is_ok());
            }
            35 => drop(busy.downgrade().upgrade()),
            36 if random.below(20) == 0 => busy.stop(),
            37 if random.below(20) == 0 => busy.kill(),
            _ => drop(busy.flush()),
        }
    }
    drop(busy);
    for reply in kept {
        match reply.wait() {
            Ok(_) => accepted += 1,
            Err(CallError::Deadlock(_) | CallError::NoReply) => panic!("no reason for that"),
            Err(_) => {}
        }
    }
    accepted
}

fn round(mut random: Random) {
    let (alive, watched) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let state = Busy::default();
    let out_of_order = Arc::clone(&state.out_of_order);
    let mut builder = BusyHandle::builder()
        .on_panic([OnPanic::Stop, OnPanic::Resume][random.below(2) as usize])
        .overflow(
            [Overflow::Block, Overflow::Reject, Overflow::DropNewest][random.below(3) as usize],
        );
    if let places @ 1.. = random.below(5) as usize {
        builder = builder.mailbox(places);
    }
    let busy = builder.start(state).unwrap();
    for _ in 0..2 {
        let watched = Arc::clone(&watched);
        busy.on_exit(move |_| {
            watched.fetch_add(1, Ordering::SeqCst);
        });
    }
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (busy, alive) = (busy.clone(), Arc::clone(&alive));
            let random = Random(random.below(u64::MAX) | 1);
            thread::spawn(move || work(busy, client, random, &alive))
        })
        .collect();
    let joiner = thread::spawn({
        let busy = busy.clone();
        move || busy.join()
    });
    let accepted: u64 = clients.into_iter().map(|client| client.join().unwrap()).sum();
    let exit = busy.shutdown().unwrap();
    let stats = busy.stats();
    drop(busy);
    assert_eq!(joiner.join().unwrap(), Ok(exit.clone()));
    let handled_or_not = stats.handled + stats.expired + stats.undelivered;
    assert_eq!((stats.accepted, stats.pending), (Some(handled_or_not), Some(0)), "{stats:?}");
    assert!(handled_or_not + stats.dropped >= accepted, "{stats:?} of {accepted}");
    assert!(!matches!(exit, Exit::Closed), "a handle was there until the end");
    assert_eq!(out_of_order.load(Ordering::SeqCst), 0);
    assert_eq!(watched.load(Ordering::SeqCst), 2);
    assert_eq!(alive.load(Ordering::SeqCst), 0, "messages leaked");
}

#[test]
fn every_round_ends_and_balances() {
    for seed in 1..=ROUNDS {
        round(Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    }
}
