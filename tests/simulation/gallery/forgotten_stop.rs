//! A room and its guest hold each other, and a guest that comes as the room closes is not sent away.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{prelude::*, thread};

#[actor]
#[derive(Default)]
struct Room {
    guests: Vec<GuestHandle>,
    is_closed: bool,
}

#[actor]
impl Room {
    pub fn enter(&mut self, guest: GuestHandle, mended: bool) {
        if self.is_closed && mended {
            guest.stop();
        } else {
            self.guests.push(guest);
        }
    }
    pub fn close(&mut self) {
        self.is_closed = true;
        self.guests.drain(..).for_each(|guest| guest.stop());
    }
}

#[actor]
struct Guest {
    _room: RoomHandle,
}

#[actor]
impl Guest {
    pub fn greet(&self) {}
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let room = Room::default().spawn();
    let door = room.clone();
    let visitor = thread::spawn(move || {
        let guest = Guest { _room: door.clone() }.spawn();
        door.enter(guest, mended)
    });
    // As a rule, the guest is there by then.
    thread::sleep(A_WHILE);
    room.close()?;
    visitor.join().unwrap()?;
    Ok(())
}
