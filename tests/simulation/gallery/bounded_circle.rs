//! Two stages with small mailboxes send to each other, and one of them does not look at the error.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{Weak, prelude::*, thread};

#[actor(mailbox = 1)]
#[derive(Default)]
struct Reader {
    writer: Option<WriterHandle>,
    confirmed: u32,
}

#[actor]
impl Reader {
    pub fn start(&mut self, writer: WriterHandle) {
        self.writer = Some(writer);
    }
    pub fn read(&mut self, item: u32) {
        if let Some(writer) = &self.writer {
            // A wait for room may be refused, since the writer waits for room here.
            let _ = writer.write(item);
        }
    }
    pub fn confirm(&mut self, _item: u32) {
        self.confirmed += 1;
    }
    pub fn confirmed(&self) -> u32 {
        self.confirmed
    }
}

#[actor(mailbox = 1)]
struct Writer {
    reader: Weak<ReaderHandle>,
    mended: bool,
    waiting: Vec<u32>,
}

#[actor]
impl Writer {
    pub fn write(&mut self, ctx: &mut Context<WriterHandle>, item: u32) {
        self.waiting.push(item);
        self.confirm(ctx);
    }
    pub fn confirm(&mut self, ctx: &mut Context<WriterHandle>) {
        let Some(reader) = self.reader.upgrade() else { return };
        if !self.mended {
            let item = self.waiting.pop().unwrap();
            let _ = reader.confirm(item);
            return;
        }
        // Never waits for the reader: what finds no room is tried again later.
        while let Some(item) = self.waiting.pop() {
            if reader.try_send(ReaderMessage::Confirm { _item: item }).is_err() {
                self.waiting.push(item);
                ctx.send_after(A_WHILE, WriterMessage::Confirm);
                return;
            }
        }
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let reader = Reader::default().spawn();
    let writer = Writer { reader: reader.downgrade(), mended, waiting: Vec::new() }.spawn();
    reader.start(writer)?;
    for item in 0..6 {
        reader.read(item)?;
        // As a rule, three items are confirmed before the next ones come. Four would be too many.
        if item % 3 == 2 {
            thread::sleep(A_WHILE);
        }
    }
    for _ in 0..100 {
        if reader.confirmed()? == 6 {
            return Ok(());
        }
        // Not the period of the writer's retries, whose message would find this ask in the mailbox each time.
        thread::sleep(3 * A_WHILE / 2);
    }
    panic!("an item is lost");
}
