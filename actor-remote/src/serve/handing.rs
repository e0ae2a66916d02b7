//! One message, from its frame to the mailbox or to a refusal.

use std::{
    mem,
    task::{Context, Poll},
};

use crate::{
    error::Refusal,
    serve::{
        connection::{InLine, Key},
        memory::{Memory, Remembered, Verdict},
        serving::{Serving, Ticket},
        target::{Answering, Handed},
        wake::{Woken, waker},
    },
    wire::{
        Malformed, Reader,
        batch::{WINDOW, WINDOW_BYTES},
        down::Down,
        up::{Message, Up},
    },
};

/// What a client that keeps to the window never exceeds: the window, and a second one that it fills while the
/// acceptance of the first is on its way.
const WAITING: usize = 2 * WINDOW;
const WAITING_BYTES: usize = 2 * WINDOW_BYTES;

impl Serving {
    /// Takes the frames of a batch. An error resets the connection: its bytes are not those of a node, or a message of it
    /// is missing.
    pub(crate) fn take_frames(
        &mut self,
        key: Key,
        frames: &mut Reader<'_>,
    ) -> Result<(), Malformed> {
        while !frames.is_empty() {
            match Up::read(frames)? {
                Up::Close => {
                    self.close_for_good(key);
                    return Ok(());
                }
                Up::Leave => {
                    self.close(key);
                    return Ok(());
                }
                Up::Message(message) => {
                    let Some(connection) = self.connections.get_mut(&key) else { return Ok(()) };
                    if message.number < connection.expected {
                        continue;
                    }
                    if message.number > connection.expected {
                        return Err(Malformed);
                    }
                    connection.expected += 1;
                    if connection.is_dealt_with() && !self.held_up.contains(&key.node) {
                        self.take_message(key, &message);
                        continue;
                    }
                    connection.wait(&message);
                    let limit = WAITING_BYTES + self.max_message;
                    if connection.waiting.len() > WAITING || connection.waiting_bytes > limit {
                        return Err(Malformed);
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes on with a connection whose message stood in line.
    pub(crate) fn go_on(&mut self, key: Key) {
        let Some(connection) = self.connections.get_mut(&key) else { return };
        let Some(in_line) = &mut connection.in_line else { return };
        let waker = waker(Woken::Connection(key), &self.wake);
        let Poll::Ready(admitted) =
            in_line.admission.as_mut().poll(&mut Context::from_waker(&waker))
        else {
            return;
        };
        let Some(in_line) = connection.in_line.take() else { return };
        let InLine { number, id, remember, answering, .. } = in_line;
        match admitted {
            Ok(()) => self.accepted(key, number, id, remember, answering),
            Err(refusal) => self.refused(key, number, id, remember, refusal),
        }
        self.take_waiting(key);
    }

    /// Takes the messages that waited for the one before them, or for room for their answers.
    pub(crate) fn take_waiting(&mut self, key: Key) {
        while !self.held_up.contains(&key.node) {
            let Some(connection) = self.connections.get_mut(&key) else { return };
            if connection.in_line.is_some() {
                return;
            }
            let Some(next) = connection.waiting.pop_front() else { return };
            connection.waiting_bytes -= next.as_message().length();
            self.take_message(key, &next.as_message());
        }
    }

    /// Hands a message over, or does again what was done the first time.
    fn take_message(&mut self, key: Key, message: &Message<'_>) {
        let Some(connection) = self.connections.get(&key) else { return };
        let (serve, link) = (connection.serve, (key.node, connection.link));
        let number = message.number;
        let Some(served) = self.actors.get(&serve) else {
            let frame = match self.ends.get(&serve).cloned() {
                // Whether it was handled before the end is not remembered.
                _ if message.again => Down::Forgotten { number },
                Some(end) => Down::Refused { number, refusal: end.into() },
                None => Down::NoActor { number },
            };
            self.write(key, &frame);
            return self.dealt(key, number);
        };
        if message.remember {
            let memory = served.memory.get(&link);
            let verdict = memory.map_or(Verdict::Forgotten, |memory| {
                Memory::verdict(memory, message.id, message.again)
            });
            match verdict {
                Verdict::HandOver => {}
                Verdict::Forgotten => {
                    self.write(key, &Down::Forgotten { number });
                    return self.dealt(key, number);
                }
                Verdict::Known(known) => return self.repeat(key, number, &known),
            }
        }
        if message.arguments.len() + message.method.len() > self.max_message {
            let refusal = Refusal::BadArgument(format!(
                "the message has {} bytes, and {} are allowed",
                message.arguments.len() + message.method.len(),
                self.max_message
            ));
            return self.refused(key, number, message.id, message.remember, refusal);
        }
        let waker = waker(Woken::Connection(key), &self.wake);
        match served.target.hand_over(message.method, message.arguments, &waker) {
            Handed::Refused(refusal) => {
                self.refused(key, number, message.id, message.remember, refusal);
            }
            Handed::Accepted(answering) => {
                self.accepted(key, number, message.id, message.remember, answering);
            }
            Handed::Waits(admission, answering) => {
                let (id, remember) = (message.id, message.remember);
                if let Some(connection) = self.connections.get_mut(&key) {
                    connection.in_line =
                        Some(InLine { number, id, remember, admission, answering });
                }
            }
        }
    }

    fn repeat(&mut self, key: Key, number: u64, known: &Remembered) {
        match known {
            Remembered::Accepted | Remembered::Doubtful => {}
            Remembered::Asked(ticket) => {
                if let Some(open) = self.tickets.get_mut(ticket) {
                    let before = mem::replace(&mut open.key, key);
                    open.number = number;
                    if let Some(before) = self.connections.get_mut(&before) {
                        before.tickets.remove(ticket);
                    }
                    if let Some(connection) = self.connections.get_mut(&key) {
                        connection.tickets.insert(*ticket);
                    }
                }
            }
            Remembered::Answered(answer) => self.write(key, &Down::Answer { number, answer }),
            Remembered::Refused(refusal) => {
                self.write(key, &Down::Refused { number, refusal: refusal.clone() });
            }
        }
        self.dealt(key, number);
    }

    fn accepted(
        &mut self,
        key: Key,
        number: u64,
        id: u64,
        remember: bool,
        answering: Option<Answering>,
    ) {
        let Some(connection) = self.connections.get_mut(&key) else { return };
        let message = (connection.serve, (key.node, connection.link), id);
        if answering.is_some() {
            connection.tickets.insert(self.next_ticket);
        }
        self.dealt(key, number);
        let Some(answering) = answering else {
            if remember {
                self.remember(message, Remembered::Accepted);
            }
            return;
        };
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        if remember {
            self.remember(message, Remembered::Asked(ticket));
        }
        let remembered = remember.then_some(message);
        self.tickets.insert(ticket, Ticket { answering, key, number, remembered });
        self.look_for_answer(ticket);
    }

    fn refused(&mut self, key: Key, number: u64, id: u64, remember: bool, refusal: Refusal) {
        let Some(connection) = self.connections.get(&key) else { return };
        let message = (connection.serve, (key.node, connection.link), id);
        self.write(key, &Down::Refused { number, refusal: refusal.clone() });
        if remember {
            self.remember(message, Remembered::Refused(refusal));
        }
        self.dealt(key, number);
    }

    fn dealt(&mut self, key: Key, number: u64) {
        if let Some(connection) = self.connections.get_mut(&key) {
            let before = mem::replace(&mut connection.dealt, number);
            debug_assert_eq!(before + 1, number, "messages are dealt with in their order");
        }
        self.touch(key);
    }
}
