//! The threads that give pooled actors their turns: a fixed number of posts, and the threads that stand at them.
//
// A thread takes entries only at a post, and gives that up where it waits for an actor: a resting thread, or a new
// one, takes it over. So as many threads are at work as there are posts, whoever waits for whom, and no entry is
// ever run on top of a waiting one.
//
// A post is given up only where a thread is to be had for it: a resting thread, or a new one. So there are always
// as many threads as posts beside those that wait (`OffDuty::absent`), and each free post has one that rests.
// Where the system refuses another thread, the one that waits keeps its post. It then runs the actor that it
// waits for, if nobody does, and tries again every `RETRY` to be replaced. If all posts are kept while entries
// are listed, the waits may be for just these entries; the crew cannot tell. So after `patience` they end with an
// error, and their threads go on to the entries.
//
// Proof that no entry is left lying while a post is free
// ======================================================
//
// A thread that lists an entry (`list`, `list_last`, and `next` for those that it leaves):
//   1. pushes the entry;
//   2. fence C;
//   3. loads `free` and `searching`, and calls a thread if a post is free and no thread is searching.
//
// A thread that gives up a post (`rest`, `leave_post`), under the lock:
//   4. stores how many posts are `free`;
//   5. fence D;
//   6. looks for entries. If there are any, it takes the post again, or calls a thread to it.
//
// Fences have one order. If C comes before D, step 6 sees the entry. If D comes before C, step 3 sees the free post.
// It calls nobody where a thread is searching. That one looks for entries after it has stopped searching, in `next` if
// it has found one and in step 6 otherwise, so it sees the entry of step 1.
//
// An entry that a thread lists at its own post is its next one, as a rule, and waking another thread
// for that would cost more than the turn takes. But the turn that it listed it in may last. So nobody
// is called for it while one that rests is watching: every `WATCH` that takes what is left lying. It
// shows that it watches no longer, and once it has an entry looks whether there are more: of its fence
// and that of whoever lists one comes first here, too.

use std::{
    cell::RefCell,
    io,
    mem::{self, ManuallyDrop},
    sync::Arc as StdArc,
};

use crate::{
    CallError,
    memory::shrink,
    scheduler::{job::Job, nesting as caller},
    sys::{
        self, Condvar, Instant, Mutex, Queue, STAY, WATCH,
        atomic::{
            AtomicBool, AtomicUsize,
            Ordering::{Relaxed, SeqCst},
            fence,
        },
        thread,
    },
};

pub(crate) type Entry = StdArc<dyn Job>;

pub(crate) struct Crew {
    /// What was listed by those who stand at no post.
    listed: Queue<Entry>,
    /// What was listed at each post.
    queues: Vec<StdArc<Queue<Entry>>>,
    /// How many posts are free, and nobody has been called to them.
    free: AtomicUsize,
    /// How many threads have been called and found nothing yet.
    searching: AtomicUsize,
    watched: AtomicBool,
    off_duty: Mutex<OffDuty>,
    called: Condvar,
    /// Of each of its threads.
    stack_size: usize,
}

struct OffDuty {
    posts: Vec<Post>,
    /// How many threads rest, those that have been called or have not begun yet among them.
    resting: usize,
    /// How many have been called and have not come yet.
    calls: usize,
    /// All there are, wherever.
    threads: usize,
    /// How many have given up their posts in order to wait, and are neither back at one nor resting.
    absent: usize,
    /// How many wait at their posts, because nobody can take their place.
    kept: usize,
    handles: Vec<thread::JoinHandle<()>>,
    dismissed: bool,
}

/// The right to take entries, and those that were listed there.
struct Post {
    entries: StdArc<Queue<Entry>>,
    turns: usize,
}

/// A thread of a crew.
struct Member {
    crew: StdArc<Crew>,
    post: Option<Post>,
    /// It is among those that are absent.
    is_absent: bool,
}

sys::thread_local! {
    /// Never dropped, so that an actor can be listed while the thread's locals go; emptied instead
    /// when the thread has done its work.
    static MEMBER: RefCell<ManuallyDrop<Option<Member>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// What this thread is to a crew, if it is anything.
fn this_member<R>(f: impl FnOnce(&mut Member) -> Option<R>) -> Option<R> {
    MEMBER.with(|member| member.borrow_mut().as_mut().and_then(f))
}

fn become_member(member: Option<Member>) {
    let former = MEMBER.with(|this| mem::replace(&mut **this.borrow_mut(), member));
    drop(former);
}

/// After so many turns a thread looks first for what was listed elsewhere.
const ELSEWHERE_FIRST: usize = 31;

impl Crew {
    pub(crate) fn new(posts: usize) -> Self {
        let queues: Vec<StdArc<Queue<Entry>>> = (0..posts).map(|_| StdArc::default()).collect();
        let post = |queue| Post { entries: StdArc::clone(queue), turns: 0 };
        let posts: Vec<_> = queues.iter().map(post).collect();
        Crew {
            listed: Queue::default(),
            queues,
            free: AtomicUsize::new(posts.len()),
            searching: AtomicUsize::new(0),
            watched: AtomicBool::new(false),
            off_duty: Mutex::new(OffDuty {
                posts,
                resting: 0,
                calls: 0,
                threads: 0,
                absent: 0,
                kept: 0,
                handles: Vec::new(),
                dismissed: false,
            }),
            called: Condvar::new(),
            stack_size: sys::stack_size(),
        }
    }

    /// Has an actor given its turn.
    pub(crate) fn list(self: &StdArc<Self>, entry: Entry) {
        let mut entry = Some(entry);
        let is_next = this_member(|member| {
            let post = member.post.as_ref().filter(|_| StdArc::ptr_eq(&member.crew, self))?;
            let is_next = post.entries.is_empty();
            post.entries.push(entry.take()?);
            Some(is_next)
        });
        if let Some(entry) = entry {
            self.listed.push(entry);
        }
        if is_next.is_some() && self.queues.len() == 1 {
            // Whoever has the only post is this thread.
            return;
        }
        // Fence C. Without it the Miri program `tells` hangs.
        fence(SeqCst);
        if is_next != Some(true) || !self.watched.load(Relaxed) {
            self.call_if_free();
        }
    }

    /// Has an actor given its turn after all that have been listed.
    pub(crate) fn list_last(self: &StdArc<Self>, entry: Entry) {
        self.listed.push(entry);
        self.call_for_entry();
    }

    /// Calls a thread to a free post, if there is one and nobody is searching.
    fn call_for_entry(self: &StdArc<Self>) {
        // Fence C. Without it the Miri program `left_end` hangs.
        fence(SeqCst);
        self.call_if_free();
    }

    fn call_if_free(self: &StdArc<Self>) {
        if self.free.load(Relaxed) > 0 && self.searching.load(Relaxed) == 0 {
            self.call(&mut sys::lock(&self.off_duty));
        }
    }

    fn call(self: &StdArc<Self>, off_duty: &mut OffDuty) {
        if off_duty.calls >= off_duty.posts.len() {
            return;
        }
        debug_assert!(off_duty.calls < off_duty.resting || off_duty.dismissed);
        off_duty.calls += 1;
        self.searching.fetch_add(1, SeqCst);
        self.show_free(off_duty);
        self.called.notify_one();
    }

    fn show_free(&self, off_duty: &OffDuty) {
        self.free.store(off_duty.posts.len() - off_duty.calls, Relaxed);
    }

    /// A thread more, which rests until it is called.
    fn hire(self: &StdArc<Self>, off_duty: &mut OffDuty) -> io::Result<()> {
        let crew = StdArc::clone(self);
        let builder = thread::Builder::new().name("actors".into()).stack_size(self.stack_size);
        let thread = builder.spawn(move || crew.work())?;
        off_duty.handles.push(thread);
        off_duty.threads += 1;
        off_duty.resting += 1;
        Ok(())
    }

    /// One thread for each post, so that it is an error at once if there are none to have.
    pub(crate) fn hire_all(self: &StdArc<Self>) -> io::Result<()> {
        let mut off_duty = sys::lock(&self.off_duty);
        for _ in &self.queues {
            self.hire(&mut off_duty)?;
        }
        Ok(())
    }

    /// Sees that a thread is there for the post of another one, which is about to give it up.
    //
    // A resting thread does not do: each is there for a free post of its own. If one of them stood in here, its post
    // would have no thread once all others are at work. The system might refuse one then, and entries would lie while a
    // post is free. So the first wait makes a ninth thread where eight posts are, also if seven of them are free. That
    // thread stays for later waits; waits at the same time need one each.
    fn have_stand_in(self: &StdArc<Self>, off_duty: &mut OffDuty) -> io::Result<()> {
        let is_there = off_duty.threads - off_duty.absent > self.queues.len();
        if is_there || off_duty.dismissed { Ok(()) } else { self.hire(off_duty) }
    }

    /// What each thread does.
    fn work(self: StdArc<Self>) {
        caller::begin_stack(self.stack_size);
        become_member(Some(Member { crew: StdArc::clone(&self), post: None, is_absent: false }));
        let mut entry = self.next(true);
        while let Some(job) = entry {
            job.take_turn(&job);
            drop(job);
            entry = self.next(false);
        }
        become_member(None);
    }

    /// The entry whose turn it is, once there is one; `None` where there will be none any more.
    fn next(self: &StdArc<Self>, is_new: bool) -> Option<Entry> {
        let (mut is_counted, mut has_rested) = (is_new, false);
        let mut was_called = false;
        loop {
            let entry = this_member(|member| self.find(member.post.as_mut()?));
            if was_called {
                self.searching.fetch_sub(1, SeqCst);
            }
            if has_rested && entry.is_some() && self.has_entries() {
                // It was called, or watched, for more than this one.
                self.call_for_entry();
            }
            if entry.is_some() {
                return entry;
            }
            let post;
            let (former, was_absent) =
                this_member(|member| Some((member.post.take(), mem::take(&mut member.is_absent))))?;
            (post, was_called) = self.rest(former, was_absent, is_counted)?;
            this_member(|member| {
                member.post = post;
                Some(())
            });
            (is_counted, has_rested) = (false, true);
        }
    }

    fn find(&self, post: &mut Post) -> Option<Entry> {
        post.turns = post.turns.wrapping_add(1);
        let elsewhere = || self.listed.steal_into(&post.entries);
        if post.turns % ELSEWHERE_FIRST == 0 {
            if let Some(entry) = elsewhere() {
                return Some(entry);
            }
        }
        post.entries.pop().or_else(elsewhere).or_else(|| {
            let (before, from) = self.queues.split_at(post.turns % self.queues.len());
            let mut others = from.iter().chain(before);
            others.find_map(|other| other.steal_into(&post.entries))
        })
    }

    fn has_entries(&self) -> bool {
        !self.listed.is_empty() || self.queues.iter().any(|queue| !queue.is_empty())
    }

    /// Rests until there is something to do at a post, and whether it was called there; `None` where
    /// there is nothing to do any more.
    fn rest(
        &self,
        post: Option<Post>,
        was_absent: bool,
        is_counted: bool,
    ) -> Option<(Option<Post>, bool)> {
        let mut off_duty = sys::lock(&self.off_duty);
        off_duty.posts.extend(post);
        off_duty.absent -= usize::from(was_absent);
        self.show_free(&off_duty);
        // Fence D. Without it the Miri program `tells` hangs.
        fence(SeqCst);
        off_duty.resting += usize::from(!is_counted);
        let mut has_stayed = false;
        loop {
            if off_duty.calls > 0 {
                off_duty.calls -= 1;
                off_duty.resting -= 1;
                return Some((off_duty.posts.pop(), true));
            }
            if off_duty.posts.len() > off_duty.calls && self.has_entries() {
                off_duty.resting -= 1;
                let post = off_duty.posts.pop();
                self.show_free(&off_duty);
                return Some((post, false));
            }
            let is_needed = off_duty.threads - off_duty.absent <= self.queues.len();
            if off_duty.dismissed || (has_stayed && !is_needed) {
                off_duty.resting -= 1;
                off_duty.threads -= 1;
                if !off_duty.dismissed {
                    // Nobody is left to join it. Its own handle is let go of.
                    let this = thread::current().id();
                    off_duty.handles.retain(|handle| handle.thread().id() != this);
                    shrink::list(&mut off_duty.handles);
                }
                return None;
            }
            let others_work = off_duty.posts.len() < self.queues.len();
            let watches =
                others_work && !off_duty.posts.is_empty() && !self.watched.swap(true, Relaxed);
            off_duty = if watches {
                let off_duty = sys::wait_timeout(&self.called, off_duty, WATCH);
                self.watched.store(false, Relaxed);
                off_duty
            } else if is_needed {
                sys::wait(&self.called, off_duty)
            } else {
                has_stayed = true;
                sys::wait_timeout(&self.called, off_duty, STAY)
            };
        }
    }

    /// Sends all threads away. No actor is left that they could be needed for.
    pub(crate) fn dismiss(&self) {
        sys::lock(&self.off_duty).dismissed = true;
        self.called.notify_all();
    }

    /// Waits until all threads are gone, but for this one if it is one of them.
    pub(crate) fn join(&self) {
        let handles = mem::take(&mut sys::lock(&self.off_duty).handles);
        let this = thread::current().id();
        for handle in handles.into_iter().filter(|handle| handle.thread().id() != this) {
            let _ = handle.join();
        }
    }
}

/// Whether this thread stands at a post.
pub(crate) fn has_post() -> bool {
    this_member(|member| member.post.as_ref().map(|_| ())).is_some()
}

/// What has become of a post that a thread was to give up before a wait.
pub(crate) enum Leave {
    /// It had none: nobody has to take its place.
    NoPost,
    Left(Away),
    /// There is no thread that could take its place, and the system refuses to give one.
    Refused,
}

/// That a thread waits, and another may stand at its post.
pub(crate) struct Away(());

/// Gives up this thread's post, before it waits.
pub(crate) fn leave_post() -> Leave {
    let crew = this_member(|Member { crew, post, .. }| post.as_ref().map(|_| StdArc::clone(crew)));
    let Some(crew) = crew else { return Leave::NoPost };
    let mut off_duty = sys::lock(&crew.off_duty);
    if crew.have_stand_in(&mut off_duty).is_err() {
        return Leave::Refused;
    }
    let post = this_member(|member| {
        member.is_absent = true;
        member.post.take()
    });
    off_duty.absent += 1;
    off_duty.posts.extend(post);
    crew.show_free(&off_duty);
    // Fence D. Without it the Miri program `left_post` hangs.
    fence(SeqCst);
    if crew.has_entries() {
        crew.call(&mut off_duty);
    }
    Leave::Left(Away(()))
}

/// It goes on: at a post again if one is free, otherwise without one until its turn is over.
impl Drop for Away {
    fn drop(&mut self) {
        this_member(|Member { crew, post, is_absent }| {
            let mut off_duty = sys::lock(&crew.off_duty);
            if off_duty.posts.len() > off_duty.calls {
                *post = off_duty.posts.pop();
                *is_absent = false;
                off_duty.absent -= 1;
                crew.show_free(&off_duty);
            }
            Some(())
        });
    }
}

/// That a thread waits at its post, because no other thread can take its place.
pub(crate) struct Kept {
    crew: StdArc<Crew>,
    /// Since when all posts have been kept while there were entries.
    starving_since: Option<Instant>,
}

impl Kept {
    /// `None` for a thread that has no post.
    pub(crate) fn begin() -> Option<Self> {
        let crew = this_member(|member| member.post.as_ref().map(|_| StdArc::clone(&member.crew)))?;
        sys::lock(&crew.off_duty).kept += 1;
        Some(Kept { crew, starving_since: None })
    }

    /// Called again and again while the thread waits.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] if it has waited long enough while nobody could take the crew's entries.
    pub(crate) fn check(&mut self) -> Result<(), CallError> {
        let is_starving = sys::lock(&self.crew.off_duty).kept >= self.crew.queues.len()
            && self.crew.has_entries();
        if !is_starving {
            self.starving_since = None;
            return Ok(());
        }
        let now = Instant::now();
        let since = *self.starving_since.get_or_insert(now);
        match now.saturating_duration_since(since) < sys::patience() {
            true => Ok(()),
            false => Err(CallError::NoThread),
        }
    }

    /// Runs an actor on this thread, which does not wait meanwhile.
    pub(crate) fn while_at_work(&mut self, run: impl FnOnce()) {
        struct AtWork<'a>(&'a Crew);
        impl Drop for AtWork<'_> {
            fn drop(&mut self) {
                sys::lock(&self.0.off_duty).kept += 1;
            }
        }
        sys::lock(&self.crew.off_duty).kept -= 1;
        let _at_work = AtWork(&self.crew);
        run();
        self.starving_since = None;
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        sys::lock(&self.crew.off_duty).kept -= 1;
    }
}
