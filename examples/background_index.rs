//! An actor that indexes documents whenever it has nothing else to do, and answers meanwhile.
#![forbid(unsafe_code)]

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    error::Error,
    fmt, thread,
};

use actor_runtime::prelude::*;

/// Which documents have which words.
#[actor]
#[derive(Default)]
pub struct Index {
    documents: BTreeMap<String, BTreeSet<u32>>,
    indexed: usize,
    backlog: VecDeque<(u32, String)>,
    waiting_for_the_end: Vec<ReplySender<Progress>>,
}

/// How far it is.
#[derive(Clone, Copy)]
pub struct Progress {
    indexed: usize,
    backlog: usize,
}

#[actor]
impl Index {
    /// Takes a document in, to be indexed later: so this is quick however long the text is.
    pub fn add(&mut self, document: u32, text: String) {
        self.backlog.push_back((document, text));
    }

    /// How many of the documents indexed so far have this word. A search has a caller that
    /// waits, so it overtakes all additions that are queued.
    #[urgent]
    pub fn search(&self, word: &'static str) -> (usize, Progress) {
        (self.documents.get(word).map_or(0, BTreeSet::len), self.progress_now())
    }

    /// How far it is with all that was added before.
    pub fn progress(&self) -> Progress {
        self.progress_now()
    }

    /// Answers once there is nothing left to index.
    pub fn finished(&mut self, #[reply] reply: ReplySender<Progress>) {
        self.waiting_for_the_end.push(reply);
    }

    /// Called when no message waits. One document at a time: that is how long a search may have to
    /// wait for it.
    #[idle]
    fn index_one(&mut self) -> Idle {
        if let Some((document, text)) = self.backlog.pop_front() {
            for word in text.split_whitespace() {
                self.documents.entry(word.to_owned()).or_default().insert(document);
            }
            self.indexed += 1;
            return Idle::Again;
        }
        let progress = self.progress_now();
        for reply in self.waiting_for_the_end.drain(..) {
            let _ = reply.send(progress);
        }
        // Not called again before the next message: without work, the thread sleeps.
        Idle::Wait
    }

    fn progress_now(&self) -> Progress {
        Progress { indexed: self.indexed, backlog: self.backlog.len() }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} indexed, {} to go", self.indexed, self.backlog)
    }
}

const DOCUMENTS: u32 = 3000;
const WORDS: [&str; 3] = ["fox", "dog", "bee"];

fn main() -> Result<(), Box<dyn Error>> {
    // The mailbox first and the actor later, to show what comes before what.
    let (index, inbox) = IndexHandle::channel();
    for document in 1..=DOCUMENTS {
        index.add(document, text(document))?;
    }
    let after_all = index.ask().progress();
    let urgent = index.ask().search("fox");
    let actor = thread::spawn(move || Index::default().run(inbox));

    let (found, progress) = urgent.wait()?;
    println!("search, overtaking the additions: fox in {found} documents; {progress}");
    println!("behind the additions, before any idle time: {}", after_all.wait()?);

    for word in WORDS {
        let (found, progress) = index.search(word)?;
        println!("search, meanwhile: {word} in {found} documents; {progress}");
    }

    println!("finished: {}", index.finished()?);
    for word in WORDS {
        let (found, progress) = index.search(word)?;
        println!("search, finished: {word} in {found} documents; {progress}");
    }

    // It waits for messages now, and one is enough to put it to work again.
    index.add(DOCUMENTS + 1, "a fox and a bee".to_owned())?;
    println!("finished again: {}", index.finished()?);
    let (found, progress) = index.search("fox")?;
    println!("search, finished again: fox in {found} documents; {progress}");

    index.join()?.ok()?;
    let index = actor.join().expect("the actor does not panic");
    println!("ended with {} different words", index.documents.len());
    Ok(())
}

/// Every 2nd document has a fox, every 3rd a dog, every 5th a bee, and each a word of its own.
fn text(document: u32) -> String {
    let mut text = format!("number{document}");
    for (word, every) in WORDS.into_iter().zip([2, 3, 5]) {
        if document.is_multiple_of(every) {
            text = format!("{text} the {word}");
        }
    }
    text
}
