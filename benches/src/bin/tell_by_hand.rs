//! Tells to a loop written by hand, for instructions.sh to count.
//
// A program of its own that shares no code with the one beside it: how much of std's channel the
// compiler inlines depends on what else is in the program, and moves both figures by more than a tenth.

use std::{
    env,
    sync::mpsc::{self, SyncSender},
    thread,
};

enum Message {
    Add(u64),
    Increment(SyncSender<u64>),
}

fn main() {
    let tells = env::args().nth(1).and_then(|tells| tells.parse::<u64>().ok());
    let tells = tells.expect("the number of tells");
    let (counter, inbox) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut total = 0;
        while let Ok(message) = inbox.recv() {
            match message {
                Message::Add(n) => total += n,
                Message::Increment(reply) => {
                    total += 1;
                    let _ = reply.send(total);
                }
            }
        }
    });
    for _ in 0..tells {
        counter.send(Message::Add(1)).expect("the counter is alive");
    }
    let (reply, answer) = mpsc::sync_channel(1);
    counter.send(Message::Increment(reply)).expect("the counter is alive");
    assert_eq!(answer.recv(), Ok(tells + 1), "tells were lost");
    drop(counter);
    thread.join().expect("the counter did not panic");
}
