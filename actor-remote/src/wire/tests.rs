//! What is written reads the same, and bytes that were not written here are an error at worst.

use super::{
    batch::{Direction, Header},
    down::Down,
    question::{Change, Entry, Names, Open, Question, Reply, Start},
    up::{Message, Up},
    *,
};

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn bytes(&mut self) -> Vec<u8> {
        (0..self.below(40)).map(|_| self.next() as u8).collect()
    }

    fn text(&mut self) -> String {
        (0..self.below(12)).map(|_| char::from(b'a' + self.below(26) as u8)).collect()
    }

    fn refusal(&mut self) -> Refusal {
        match self.below(8) {
            0 => Refusal::Full,
            1 => {
                let kind = KINDS[self.below(5) as usize];
                Refusal::Ended { kind, actor: self.text(), text: self.text() }
            }
            2 => Refusal::Panicked,
            3 => Refusal::NoReply,
            4 => Refusal::UnknownMessage,
            5 => Refusal::BadArgument(self.text()),
            6 => Refusal::BadAnswer(self.text()),
            _ => Refusal::Other(self.text()),
        }
    }

    fn down<'a>(&mut self, answer: &'a [u8]) -> Down<'a> {
        let number = self.next();
        match self.below(9) {
            0 => Down::Opened { serve: number, limit: 9 },
            1 => Down::Accepted { number },
            2 => Down::Refused { number, refusal: self.refusal() },
            3 => Down::NoActor { number },
            4 => Down::Forgotten { number },
            5 => Down::Answer { number, answer },
            6 => {
                let kind = KINDS[self.below(5) as usize];
                Down::Ended(End { kind, actor: self.text(), text: self.text() })
            }
            7 => Down::Withdrawn,
            _ => Down::Reset,
        }
    }

    fn node(&mut self) -> NodeId {
        NodeId(u128::from(self.next()) << 64 | u128::from(self.next()))
    }

    fn entry(&mut self) -> Entry {
        Entry { name: self.text(), protocol: self.text() }
    }

    fn question(&mut self) -> Question {
        match self.below(4) {
            3 => Question::Arrived { from: self.node() },
            0 => {
                let start = match self.below(2) {
                    0 => Start::Beginning,
                    _ => Start::After(self.text()),
                };
                Question::Names { from: self.node(), start }
            }
            1 => Question::Claim { from: self.node(), name: self.text() },
            _ => Question::Open(Open {
                from: self.node(),
                connection: self.next(),
                link: self.next(),
                fresh: self.next(),
                limit: self.next(),
                name: self.text(),
                protocol: self.text(),
            }),
        }
    }

    fn reply(&mut self) -> Reply {
        match self.below(3) {
            0 => Reply::Yes,
            1 => Reply::No,
            _ => {
                let entries = (0..self.below(5)).map(|_| self.entry()).collect();
                let is_last = self.below(2) == 0;
                Reply::Names(Names { version: self.next(), entries, is_last })
            }
        }
    }

    /// Changes, cuts or lengthens the bytes.
    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let length = bytes.len() as u64;
            match self.below(3) {
                0 => bytes.truncate(self.below(length + 1) as usize),
                1 => bytes.extend(self.bytes()),
                _ if length > 0 => bytes[self.below(length) as usize] = self.next() as u8,
                _ => {}
            }
        }
    }
}

/// Reads the bytes in each way that a node does.
fn read_all(bytes: &[u8]) {
    let _ = Question::read(bytes);
    let _ = Reply::read(bytes);
    let _ = Change::read(bytes);
    for frames in [Reader(bytes), Header::read(bytes).map_or(Reader(&[]), |(_, frames)| frames)] {
        let (mut up, mut down) = (frames, frames);
        while !up.is_empty() && Up::read(&mut up).is_ok() {}
        while !down.is_empty() && Down::read(&mut down).is_ok() {}
    }
}

#[test]
fn frames_read_as_they_were_written() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..10_000 {
        let direction = if random.below(2) == 0 { Direction::Up } else { Direction::Down };
        let header = Header { direction, from: random.node(), connection: random.next() };
        let (method, arguments, answer) = (random.text(), random.bytes(), random.bytes());
        let message = Message {
            number: random.next(),
            id: random.next(),
            remember: random.below(2) == 0,
            again: random.below(2) == 0,
            method: &method,
            arguments: &arguments,
        };
        let frame = random.down(&answer);
        let mut bytes = Vec::new();
        header.write(&mut bytes);
        assert_eq!(bytes.len(), Header::LENGTH);
        message.write(&mut bytes);
        assert_eq!(bytes.len(), Header::LENGTH + message.length());
        Up::write_close(&mut bytes);
        Up::write_leave(&mut bytes);
        frame.write(&mut bytes);
        let (read, mut frames) = Header::read(&bytes).unwrap();
        assert_eq!(read, header);
        assert_eq!(Up::read(&mut frames), Ok(Up::Message(message)));
        assert_eq!(Up::read(&mut frames), Ok(Up::Close));
        assert_eq!(Up::read(&mut frames), Ok(Up::Leave));
        assert_eq!(Down::read(&mut frames), Ok(frame));
        assert!(frames.is_empty());

        let question = random.question();
        assert_eq!(Question::read(&question.to_bytes()), Ok(question));
        let reply = random.reply();
        assert_eq!(Reply::read(&reply.to_bytes()), Ok(reply));
        let (from, version, served) = (random.node(), random.next(), random.below(2) == 0);
        let change = Change { from, version, served, entry: random.entry() };
        assert_eq!(Change::read(&change.to_bytes()), Ok(change));
    }
}

#[test]
fn bytes_of_any_kind_are_read_or_refused_and_never_panic() {
    let mut random = Random(0xfeed_beef_1234_5679);
    for round in 0..100_000 {
        let mut bytes = match round % 4 {
            0 => random.bytes(),
            1 => random.question().to_bytes(),
            2 => random.reply().to_bytes(),
            _ => {
                let mut bytes = Vec::new();
                let (method, arguments) = (random.text(), random.bytes());
                let (number, id) = (random.next(), random.next());
                let (remember, again) = (true, false);
                let message =
                    Message { number, id, remember, again, method: &method, arguments: &arguments };
                let direction = Direction::Up;
                Header { direction, from: random.node(), connection: 1 }.write(&mut bytes);
                message.write(&mut bytes);
                random.down(&arguments).write(&mut bytes);
                bytes
            }
        };
        random.spoil(&mut bytes);
        read_all(&bytes);
    }
}

#[test]
fn a_length_beyond_the_bytes_makes_no_room() {
    let mut bytes = vec![VERSION, 0];
    bytes.u64(1);
    bytes.u8(1);
    // A name of 4 GB, of which nothing is there.
    bytes.u32(u32::MAX);
    assert_eq!(Reply::read(&bytes), Err(Malformed));
}
