//! Two actors send to a third one, and it is taken for granted whose message comes first.

use std::error::Error;

use super::A_WHILE;
use actor_runtime::{prelude::*, thread};

#[actor]
#[derive(Default)]
struct Printer {
    margin: Option<u32>,
    printed_without: u32,
}

#[actor]
impl Printer {
    pub fn configure(&mut self, margin: u32) {
        self.margin = Some(margin);
    }
    pub fn print(&mut self) {
        self.printed_without += u32::from(self.margin.is_none());
    }
    pub fn printed_without(&self) -> u32 {
        self.printed_without
    }
}

#[actor]
struct Office {
    printer: PrinterHandle,
}

#[actor]
impl Office {
    pub fn open(&mut self) {
        self.printer.configure(20).unwrap();
    }
    pub fn is_open(&self) -> bool {
        true
    }
}

pub(super) fn run(mended: bool) -> Result<(), Box<dyn Error>> {
    let printer = Printer::default().spawn();
    let office = Office { printer: printer.clone() }.spawn();
    office.open()?;
    if mended {
        office.is_open()?;
    }
    // As a rule, the printer is configured by then.
    thread::sleep(A_WHILE);
    printer.print()?;
    assert_eq!(printer.printed_without()?, 0, "printed before it was configured");
    Ok(())
}
