//! An actor owns an SQLite connection, for plain threads and for a tokio task at once.
//
// A connection belongs to one thread at a time. Here that thread is the actor's: it opens the
// database, it runs every statement, and it closes it. Everybody else has a handle.
#![forbid(unsafe_code)]

use std::{error::Error, thread};

use actor_runtime::prelude::*;
use rusqlite::{Connection, params};

/// A shelf of notes in a database. The bound makes writers wait where the disk is slower.
#[actor(mailbox = 128)]
pub struct Notes {
    connection: Connection,
}

#[actor]
impl Notes {
    fn open(path: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute(
            "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, author TEXT, text TEXT)",
            params![],
        )?;
        Ok(Notes { connection })
    }

    /// Adds a note and answers with its number.
    pub fn insert(&mut self, author: String, text: String) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached("INSERT INTO note (author, text) VALUES (?1, ?2)")?
            .insert(params![author, text])
    }

    /// How many notes each author has.
    pub fn authors(&self) -> rusqlite::Result<Vec<(String, i64)>> {
        self.connection
            .prepare_cached("SELECT author, COUNT(*) FROM note GROUP BY author ORDER BY author")?
            .query_map(params![], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    }
}

const NOTES_EACH: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    // A path that leads nowhere is the spawner's to deal with, as if it had opened it itself.
    let nowhere = "/no/such/folder/notes.db";
    match NotesHandle::builder().spawn_with(move || Notes::open(nowhere)) {
        Ok(_) => return Err("a database was opened where there is no folder".into()),
        Err(error) => println!("as expected, no actor: {error}"),
    }

    let path = std::env::args().nth(1).unwrap_or_else(|| ":memory:".to_owned());
    let notes = NotesHandle::builder().spawn_with(move || Notes::open(&path))?;

    let before = count(&notes.authors()??);
    let plain: Vec<_> = ["ada", "grace"]
        .map(|author| {
            let notes = notes.clone();
            thread::spawn(move || insert_blocking(&notes, author))
        })
        .into();
    insert_in_a_task(&notes)?;
    for thread in plain {
        thread.join().expect("inserting does not panic").map_err(|error| error.to_string())?;
    }

    let authors = notes.authors()??;
    for (author, count) in &authors {
        println!("{author} has {count} notes");
    }
    if count(&authors) != before + 3 * NOTES_EACH as i64 {
        return Err("notes were lost".into());
    }

    // The connection closes on the actor's thread before `join` returns.
    notes.join()?.ok()?;
    Ok(())
}

fn count(authors: &[(String, i64)]) -> i64 {
    authors.iter().map(|(_, count)| count).sum()
}

/// A plain thread waits for each answer. The first `?` is for the call, the second for SQLite.
fn insert_blocking(notes: &NotesHandle, author: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    for n in 1..=NOTES_EACH {
        notes.insert(author.to_owned(), format!("note {n} from a thread"))??;
    }
    Ok(())
}

/// A task awaits them, and its thread is free meanwhile. Neither the actor nor its handle knows of
/// tokio: any executor will do.
fn insert_in_a_task(notes: &NotesHandle) -> Result<(), Box<dyn Error>> {
    let notes = notes.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let task = runtime.spawn(async move {
        for n in 1..=NOTES_EACH {
            notes.ask().insert("tokio".to_owned(), format!("note {n} from a task")).await??;
        }
        Ok::<(), Box<dyn Error + Send + Sync>>(())
    });
    runtime.block_on(task)?.map_err(|error| error.to_string())?;
    Ok(())
}
