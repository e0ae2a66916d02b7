//! Several actors of one kind behind one value, which chooses the actor for each message.

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    num::NonZeroUsize,
};

use crate::{
    Actor, Builder, Executor, Handle, Restart, SpawnError,
    sys::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

/// Several actors of one kind behind one value: in turn, by load, or by key.
///
/// Clones share the actors and the turn. Each choice returns a handle, so that every method of
/// the actor can be called.
///
/// ```
/// use std::num::NonZeroUsize;
/// use actor_runtime::{Workers, prelude::*};
///
/// #[actor]
/// struct Parser;
///
/// #[actor]
/// impl Parser {
///     pub fn parse(&self, text: String) -> Option<u64> { text.parse().ok() }
/// }
///
/// let four = NonZeroUsize::new(4).unwrap();
/// let parsers = Workers::spawn(four, ParserHandle::builder, |_| Parser)?;
/// assert_eq!(parsers.in_turn().parse("42".into())?, Some(42));
/// assert_eq!(parsers.least_pending().parse("x".into())?, None);
/// assert_eq!(parsers.by_key("a customer").parse("7".into())?, Some(7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Workers<H> {
    /// Never empty.
    handles: Arc<[H]>,
    turn: Arc<AtomicUsize>,
}

impl<H: Handle> Workers<H> {
    /// Spawns `number` actors. `builder` says how each runs, and `make` makes the state of each, given
    /// its number from 0 on. This turns [`count`](Builder::count) on, for [`least_pending`](Workers::least_pending), and
    /// so that workers yield before they sleep.
    ///
    /// # Errors
    ///
    /// The error of the first spawn that fails. The actors before it end, since their handles are dropped.
    pub fn spawn<A>(
        number: NonZeroUsize,
        builder: impl Fn() -> Builder<H>,
        mut make: impl FnMut(usize) -> A,
    ) -> Result<Self, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        Workers::of((0..number.get()).map(|n| builder().count().spawn(make(n))))
    }

    /// As [`spawn`](Workers::spawn), with all actors run by the threads of `executor`. It runs at most as many of
    /// them at a time as it has threads. So as many actors as threads are enough, if any actor may do any work. More
    /// actors help with [`by_key`](Workers::by_key), where the messages of each actor wait for one another.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Workers::spawn), with the errors of [`Builder::spawn_on`].
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    /// use actor_runtime::{Executor, Workers, prelude::*};
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Shard { total: u64 }
    ///
    /// #[actor]
    /// impl Shard {
    ///     pub fn add(&mut self, n: u64) -> u64 { self.total += n; self.total }
    /// }
    ///
    /// let executor = Executor::new(2)?;
    /// let number = NonZeroUsize::new(1_000).unwrap();
    /// let shards = Workers::spawn_on(&executor, number, ShardHandle::builder, |_| Shard::default())?;
    /// assert_eq!(shards.by_key("a customer").add(3)?, 3);
    /// assert_eq!(shards.by_key("a customer").add(4)?, 7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_on<A>(
        executor: &Executor,
        number: NonZeroUsize,
        builder: impl Fn() -> Builder<H>,
        mut make: impl FnMut(usize) -> A,
    ) -> Result<Self, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        Workers::of((0..number.get()).map(|n| builder().count().spawn_on(executor, make(n))))
    }

    /// Spawns `number` actors, each of which is given a fresh state after a failure, as by
    /// [`Builder::supervise`]. `make` makes each state of an actor on the actor's own thread, given the
    /// actor's number from 0 on. The limit of `restart` counts the restarts of each actor alone.
    ///
    /// A restart keeps the handle and the mailbox, and so [`by_key`](Workers::by_key) keeps its keys. An actor that is
    /// killed, or may not be restarted any more, has ended for good: [`in_turn`](Workers::in_turn) and
    /// [`least_pending`](Workers::least_pending) skip it. An actor that waits to be restarted counts as busy.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Workers::spawn), with the errors of [`Builder::supervise`].
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    /// use actor_runtime::{Restart, Workers, prelude::*};
    ///
    /// #[actor]
    /// struct Divider { number: usize, divisions: u32 }
    ///
    /// #[actor]
    /// impl Divider {
    ///     pub fn divide(&mut self, a: u32, b: u32) -> u32 { self.divisions += 1; a / b }
    ///     pub fn divisions(&self) -> (usize, u32) { (self.number, self.divisions) }
    /// }
    ///
    /// let four = NonZeroUsize::new(4).unwrap();
    /// let make = |number| Divider { number, divisions: 0 };
    /// let dividers = Workers::supervise(four, DividerHandle::builder, Restart::on_failure(), make)?;
    /// let divider = dividers.by_key("a customer");
    /// let (number, _) = divider.divisions()?;
    /// assert_eq!(divider.divide(6, 3)?, 2);
    /// assert_eq!(divider.divide(1, 0), Err(CallError::Panicked));
    /// assert_eq!(dividers.by_key("a customer").divisions()?, (number, 0)); // a fresh state of the same actor
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn supervise<A>(
        number: NonZeroUsize,
        builder: impl Fn() -> Builder<H>,
        restart: Restart,
        make: impl Fn(usize) -> A + Send + Sync + 'static,
    ) -> Result<Self, SpawnError>
    where
        A: Actor<H>,
        H: 'static,
    {
        let make = Arc::new(make);
        Workers::of((0..number.get()).map(|n| {
            let make = Arc::clone(&make);
            builder().count().supervise(restart.clone(), move || make(n))
        }))
    }

    /// As [`supervise`](Workers::supervise), with all actors run by the threads of `executor`. See
    /// [`spawn_on`](Workers::spawn_on) for their number. An actor that waits for a restart blocks no thread.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Workers::spawn), with the errors of [`Builder::supervise_on`].
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    /// use actor_runtime::{Executor, Restart, Workers, prelude::*};
    ///
    /// #[actor]
    /// struct Parser;
    ///
    /// #[actor]
    /// impl Parser {
    ///     pub fn parse(&self, text: String) -> u64 { text.parse().expect("a number") }
    /// }
    ///
    /// let executor = Executor::new(2)?;
    /// let number = NonZeroUsize::new(100).unwrap();
    /// let restart = Restart::on_failure();
    /// let parsers = Workers::supervise_on(&executor, number, ParserHandle::builder, restart, |_| Parser)?;
    /// assert_eq!(parsers.by_key("a customer").parse("seven".into()), Err(CallError::Panicked));
    /// assert_eq!(parsers.by_key("a customer").parse("7".into()), Ok(7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn supervise_on<A>(
        executor: &Executor,
        number: NonZeroUsize,
        builder: impl Fn() -> Builder<H>,
        restart: Restart,
        make: impl Fn(usize) -> A + Send + Sync + 'static,
    ) -> Result<Self, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let make = Arc::new(make);
        Workers::of((0..number.get()).map(|n| {
            let make = Arc::clone(&make);
            builder().count().supervise_on(executor, restart.clone(), move || make(n))
        }))
    }

    fn of(spawned: impl Iterator<Item = Result<H, SpawnError>>) -> Result<Self, SpawnError> {
        let handles = spawned.collect::<Result<_, _>>()?;
        Ok(Workers { handles, turn: Arc::new(AtomicUsize::new(0)) })
    }

    /// The next actor, in rotation. An actor that takes no messages any more is skipped, unless none does. The others
    /// share its turns evenly.
    #[inline]
    pub fn in_turn(&self) -> &H {
        let turn = self.turn.fetch_add(1, Relaxed);
        // Most of the time this actor takes messages: no other one is looked at.
        let next = &self.handles[self.place(turn)];
        if next.is_open() { next } else { self.next_open(turn) }
    }

    /// The place of the actor that has this turn.
    #[inline]
    fn place(&self, turn: usize) -> usize {
        let number = self.handles.len();
        // The number of workers is often a power of two. A mask then replaces a division, which would cost more than the
        // rest of a turn, but for its atomic addition.
        if number.is_power_of_two() { turn & (number - 1) } else { turn % number }
    }

    #[cold]
    #[inline(never)]
    fn next_open(&self, turn: usize) -> &H {
        &self.handles[self.place(self.skip_ended(turn))]
    }

    /// All actors, beginning with the next one that takes messages, or simply with the next one if none does.
    fn turns(&self) -> impl Iterator<Item = &H> {
        let turn = self.turn.fetch_add(1, Relaxed);
        self.from(self.skip_ended(turn))
    }

    /// The first turn, from this one on, of an actor that takes messages; this one if none does.
    fn skip_ended(&self, turn: usize) -> usize {
        let passed = self.from(turn).position(H::is_open).unwrap_or(0);
        if passed > 0 {
            // Otherwise the actor behind those that are passed over would have their turns as well.
            self.turn.fetch_add(passed, Relaxed);
        }
        turn.wrapping_add(passed)
    }

    /// All actors, beginning with the one that has this turn.
    fn from(&self, turn: usize) -> impl Iterator<Item = &H> {
        let (before, from) = self.handles.split_at(self.place(turn));
        from.iter().chain(before)
    }

    /// The actor with the least to do: each queued message counts as one, and so does the message that it handles. So
    /// if one thread sends as many slow messages as there are free actors, none of them waits behind another. What
    /// several threads choose at once is an estimate, because the counts change while they are compared. An actor that
    /// has just answered counts that message until its thread has gone on. An actor that takes no messages any more is
    /// skipped, unless none does.
    ///
    /// If each actor has something to do, this looks at all of them; otherwise it stops at the first one
    /// that has nothing.
    pub fn least_pending(&self) -> &H {
        // Actors with equal counts are chosen in turn. Otherwise the first would get all messages of a quiet time.
        let mut turns = self.turns();
        let first = turns.next().expect("there are workers");
        let load = |handle: &H| Handle::mailbox(handle).control().load();
        let (mut least, mut smallest) = (first, load(first));
        for handle in turns.filter(|handle| handle.is_open()) {
            if smallest == 0 {
                break;
            }
            let load = load(handle);
            if load < smallest {
                (least, smallest) = (handle, load);
            }
        }
        least
    }

    /// The actor that this key belongs to. It is the same for equal keys, as long as these workers exist, so
    /// that the messages of one key are handled in order. The actor may have ended.
    pub fn by_key(&self, key: &(impl Hash + ?Sized)) -> &H {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        // The cast fits: the remainder is less than a `usize`.
        &self.handles[(hasher.finish() % self.handles.len() as u64) as usize]
    }

    /// All actors.
    pub fn iter(&self) -> std::slice::Iter<'_, H> {
        self.handles.iter()
    }
}

impl<'a, H: Handle> IntoIterator for &'a Workers<H> {
    type Item = &'a H;
    type IntoIter = std::slice::Iter<'a, H>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<H> Clone for Workers<H> {
    fn clone(&self) -> Self {
        Workers { handles: Arc::clone(&self.handles), turn: Arc::clone(&self.turn) }
    }
}

impl<H: Handle> fmt::Debug for Workers<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|handle| Handle::mailbox(handle).control())).finish()
    }
}
