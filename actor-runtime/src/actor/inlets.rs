//! What comes to an actor from outside of its mailbox's handles: answers by pipes, and what its sources send.

use std::{panic::AssertUnwindSafe, sync::Arc as StdArc};

use crate::{
    Attachment, CallError, Context, Handle, Recipient, Reply, SourceEnd, SpawnError,
    activity::Activity,
    actor::pipe::Pipes,
    mailbox::{
        attachment::AnySource,
        lane::Lane,
        source::{Source, SourceTarget},
    },
    memory::packed::{Message, Packed, PackedOf},
    panics,
    sys::{Arc, thread},
};

/// The pipes and sources of an actor. Most actors have none.
pub(crate) struct Inlets<M> {
    /// Of the present state.
    pipes: Option<Pipes<M>>,
    /// Of all states. The inbox shares it once the loop has registered it.
    lane: Option<Arc<Lane<M>>>,
    is_registered: bool,
}

impl<M> Default for Inlets<M> {
    fn default() -> Self {
        Inlets { pipes: None, lane: None, is_registered: false }
    }
}

type SourceOf<H> = StdArc<Source<PackedOf<H>>>;

impl<H: Handle> Context<H> {
    /// Has the answer come back as a message: once `reply` has its result, `make` makes a message of it. So a handler
    /// asks another actor and goes on, and blocks no thread.
    ///
    /// The actor's own loop polls the reply, and `make` runs there, when the turn of its message has come: a panic of
    /// `make` is a panic of the actor. The message is accepted at that moment, takes no place in the mailbox, and takes
    /// turns with it as what the actor [sends itself](Context::send) does. The actor that answers neither blocks nor
    /// runs anything of this one.
    ///
    /// Pending pipes are counted nowhere and hold no actor alive. Like timers, they end with the state that has made them,
    /// and make no message once the actor was told to stop or its last handle is gone.
    ///
    /// A pipe gives up one thing: actors that wait for each other by pipes are in no circle that is found, so what would
    /// be a [`CallError::Deadlock`](crate::CallError::Deadlock) is a message that never comes.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Archive;
    ///
    /// #[actor]
    /// impl Archive {
    ///     pub fn find(&self, word: String) -> usize { word.len() }
    /// }
    ///
    /// #[actor]
    /// struct Clerk { archive: ArchiveHandle, letters: usize }
    ///
    /// #[actor]
    /// impl Clerk {
    ///     /// Goes on while the archive searches.
    ///     pub fn look_up(&mut self, ctx: &mut Context<ClerkHandle>, word: String) {
    ///         ctx.pipe(self.archive.ask().find(word), |result| ClerkMessage::Found { result });
    ///     }
    ///
    ///     pub fn found(&mut self, result: Result<usize, CallError>) { self.letters += result.unwrap_or(0) }
    ///     pub fn letters(&self) -> usize { self.letters }
    /// }
    ///
    /// let clerk = Clerk { archive: Archive.spawn(), letters: 0 }.spawn();
    /// clerk.look_up("fish".into())?;
    /// clerk.look_up("bird".into())?;
    /// while clerk.letters()? < 8 {
    ///     std::thread::yield_now();
    /// }
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn pipe<T: Send + 'static>(
        &mut self,
        reply: Reply<T>,
        make: impl FnOnce(Result<T, CallError>) -> H::Message + Send + 'static,
    ) where
        H: 'static,
    {
        self.quiet = false;
        let weak = &self.weak;
        let pipes = self.inlets.get_or_insert_default().pipes.get_or_insert_with(|| {
            let weak = weak.clone();
            Pipes::new(weak.control().is_pooled(), move || weak.wake())
        });
        pipes.add(reply, |result| Packed::new(make(result)));
    }

    /// Takes the items of `source` on a thread of its own, one after the other, and sends the actor a message of each.
    /// The source is a [`mpsc::Receiver`](std::sync::mpsc::Receiver), or an iterator that reads a socket or a file.
    /// `make` runs on that thread, which has the actor's name.
    ///
    /// - **Room.** While the mailbox is full, the thread waits, whatever the mailbox's [`Overflow`](crate::Overflow) says. So the
    ///   source is read no faster than its messages are handled.
    /// - **Order.** The messages of one source are handled in its order. They have no order relative to what handles or
    ///   other sources send.
    /// - **End.** The thread ends with its source, with the state that has attached it, or when the [`Attachment`] is
    ///   dropped or detached. If it waits in its source at that moment, it ends after the next item.
    /// - **Lifetime.** The thread does not keep the actor alive. The actor may end while the thread still waits in its
    ///   source.
    /// - **Panics.** A panic of the source or of `make` ends the thread. What it has sent by then is handled.
    ///
    /// [`attach_with`](Context::attach_with) takes a source that is not `Send`, and [`source`](Context::source) is for
    /// callbacks.
    ///
    /// # Errors
    ///
    /// [`SpawnError::Thread`] if the system has no thread to give, and [`SpawnError::Name`] if the actor's name contains
    /// a NUL byte. The source has been dropped then.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use actor_runtime::{Attachment, SpawnError, prelude::*};
    ///
    /// #[actor(mailbox = 16)]
    /// struct Sum { total: u64, numbers: Option<mpsc::Receiver<u64>>, source: Option<Attachment> }
    ///
    /// #[actor]
    /// impl Sum {
    ///     #[started]
    ///     fn start(&mut self, ctx: &mut Context<SumHandle>) -> Result<(), SpawnError> {
    ///         if let Some(numbers) = self.numbers.take() {
    ///             self.source = Some(ctx.attach(numbers, |n| SumMessage::Add { n })?);
    ///         }
    ///         Ok(())
    ///     }
    ///
    ///     pub fn add(&mut self, n: u64) { self.total += n }
    ///     pub fn total(&self) -> u64 { self.total }
    /// }
    ///
    /// let (send, numbers) = mpsc::channel();
    /// let sum = Sum { total: 0, numbers: Some(numbers), source: None }.spawn();
    /// (1..=100).try_for_each(|n| send.send(n))?;
    /// while sum.total()? < 5050 {
    ///     std::thread::yield_now();
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn attach<S>(
        &mut self,
        source: S,
        make: impl FnMut(S::Item) -> H::Message + Send + 'static,
    ) -> Result<Attachment, SpawnError>
    where
        S: IntoIterator + Send + 'static,
        H: 'static,
    {
        self.attach_with(move || source, make)
    }

    /// As [`attach`](Context::attach), for a source that is not `Send`: `open` makes it on its thread.
    ///
    /// # Errors
    ///
    /// As [`attach`](Context::attach). A panic of `open` is one of the source.
    ///
    /// ```no_run
    /// use std::io;
    /// use actor_runtime::{Attachment, SpawnError, prelude::*};
    ///
    /// #[actor(mailbox = 16)]
    /// #[derive(Default)]
    /// struct Shell { input: Option<Attachment> }
    ///
    /// #[actor]
    /// impl Shell {
    ///     #[started]
    ///     fn start(&mut self, ctx: &mut Context<ShellHandle>) -> Result<(), SpawnError> {
    ///         let input = ctx.attach_with(|| io::stdin().lines(), |line| ShellMessage::Line { line })?;
    ///         // The input has ended.
    ///         input.on_end(|_| ShellMessage::Quit);
    ///         self.input = Some(input);
    ///         Ok(())
    ///     }
    ///
    ///     pub fn line(&mut self, line: io::Result<String>) { println!("{line:?}") }
    ///     pub fn quit(&mut self, ctx: &mut Context<ShellHandle>) { ctx.stop() }
    /// }
    /// ```
    pub fn attach_with<S>(
        &mut self,
        open: impl FnOnce() -> S + Send + 'static,
        make: impl FnMut(S::Item) -> H::Message + Send + 'static,
    ) -> Result<Attachment, SpawnError>
    where
        S: IntoIterator + 'static,
        H: 'static,
    {
        SpawnError::check_name(self.name())?;
        let thread = thread::Builder::new().name(self.name().to_owned());
        let source = self.new_source();
        if source.is_attached() {
            let sending = StdArc::clone(&source);
            // The thread is not joined: it ends by itself.
            let spawned = thread.spawn(move || send_all(&sending, open, make));
            drop(spawned.map_err(|error| {
                source.detach();
                SpawnError::Thread(error)
            })?);
        } else {
            // The actor takes no more messages.
            let _ = panics::catch(|| drop((open, make)));
        }
        Ok(Attachment::new(source))
    }

    /// A recipient whose messages are those of a source: what [`attach`](Context::attach) is for threads, this is for
    /// callbacks. It holds no actor alive, and everything that is sent through it is given up when the [`Attachment`] is
    /// dropped or detached, or the present state ends. From then on its sends fail with [`CallError::Detached`].
    ///
    /// A full mailbox does with its messages what its [`Overflow`](crate::Overflow) says. A sender that waits for room is
    /// sent away when the source is detached. So a handler may detach the source and then wait for the thread that sends.
    /// An `#[urgent]` message does not overtake here: it has its turn among the source's own.
    ///
    /// ```
    /// use std::thread::{self, JoinHandle};
    /// use actor_runtime::{Attachment, prelude::*};
    ///
    /// #[actor(mailbox = 1)]
    /// #[derive(Default)]
    /// struct Meter { last: u32, reader: Option<(Attachment, JoinHandle<CallError>)> }
    ///
    /// #[actor]
    /// impl Meter {
    ///     pub fn start(&mut self, ctx: &mut Context<MeterHandle>) {
    ///         let (readings, attachment) = ctx.source(|value| MeterMessage::Read { value });
    ///         let reader = thread::spawn(move || {
    ///             let refused = (1..).find_map(|value| readings.send(value).err());
    ///             refused.expect("it is detached at last")
    ///         });
    ///         self.reader = Some((attachment, reader));
    ///     }
    ///
    ///     pub fn read(&mut self, value: u32) { self.last = value }
    ///
    ///     /// The reader may wait for room in the mailbox of this very actor.
    ///     pub fn stop(&mut self) -> bool {
    ///         let Some((attachment, reader)) = self.reader.take() else { return false };
    ///         attachment.detach();
    ///         reader.join().is_ok_and(|refused| refused == CallError::Detached)
    ///     }
    /// }
    ///
    /// let meter = Meter::default().spawn();
    /// meter.start()?;
    /// assert!(meter.stop()?);
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn source<T>(
        &mut self,
        make: impl Fn(T) -> H::Message + Send + Sync + 'static,
    ) -> (Recipient<T>, Attachment)
    where
        H: 'static,
    {
        let source = self.new_source();
        let target = SourceTarget::new(StdArc::clone(&source), make);
        // A panic leaves nothing half changed: see the other recipients.
        (Recipient::new(AssertUnwindSafe(target)), Attachment::new(source))
    }

    fn new_source(&mut self) -> SourceOf<H> {
        let inlets = self.inlets.get_or_insert_default();
        // The loop registers a new lane before it takes the next envelope.
        self.quiet &= inlets.is_registered;
        let lane = inlets.lane.get_or_insert_with(|| Arc::new(Lane::new()));
        StdArc::new(Source::new(lane, self.weak.control(), self.weak.weak_shared()))
    }

    /// The lane of the sources, if the inbox is still to learn of it.
    pub(crate) fn new_lane(&mut self) -> Option<Arc<Lane<PackedOf<H>>>> {
        let inlets = self.inlets.as_mut().filter(|inlets| !inlets.is_registered)?;
        let lane = inlets.lane.as_ref()?;
        inlets.is_registered = true;
        Some(Arc::clone(lane))
    }

    pub(crate) fn has_new_lane(&self) -> bool {
        self.inlets.as_ref().is_some_and(|inlets| inlets.lane.is_some() && !inlets.is_registered)
    }

    fn pipes(&self) -> Option<&Pipes<PackedOf<H>>> {
        self.inlets.as_ref()?.pipes.as_ref()
    }

    pub(crate) fn has_pipes(&self) -> bool {
        self.pipes().is_some_and(|pipes| !pipes.is_empty())
    }

    /// Whether a pipe is to be polled.
    pub(crate) fn has_woken(&self) -> bool {
        self.pipes().is_some_and(|pipes| pipes.has_woken())
    }

    /// The message of a pipe whose result is here by now.
    pub(crate) fn next_piped(&mut self) -> Option<PackedOf<H>> {
        let ready = self.inlets.as_mut()?.pipes.as_mut()?.next_ready()?;
        self.turn_to(Activity::PIPE);
        let message = ready.message();
        self.accept_made(message)
    }

    /// Notes that the loop of a thread is about to wait. False if it has to poll first.
    pub(crate) fn begin_wait(&self) -> bool {
        self.pipes().is_none_or(|pipes| pipes.begin_wait(self.weak.takes_messages()))
    }

    /// Notes that the loop of a thread waits no longer.
    pub(crate) fn end_wait(&self) {
        self.pipes().into_iter().for_each(|pipes| pipes.end_wait());
    }

    /// Drops the pipes with the state that has made them.
    pub(crate) fn end_pipes(&mut self) {
        let pipes = self.inlets.as_mut().and_then(|inlets| inlets.pipes.take());
        pipes.into_iter().for_each(|pipes| pipes.end());
    }
}

/// The work of an attached thread.
fn send_all<S: IntoIterator, M>(
    sending: &StdArc<Source<Packed<M>>>,
    open: impl FnOnce() -> S,
    mut make: impl FnMut(S::Item) -> M,
) where
    M: Message,
{
    // What the source and the closure hold is dropped before the actor is told.
    let has_finished = panics::catch(move || {
        open().into_iter().all(|item| {
            // It may have been detached while it waited for the item.
            sending.is_attached() && sending.send_patiently(Packed::new(make(item))).is_ok()
        })
    });
    match has_finished {
        Ok(true) => sending.end(SourceEnd::Finished),
        Err(text) => sending.end(SourceEnd::Panicked(text)),
        // The actor takes no more of it, and so no message of the end.
        Ok(false) => {}
    }
}
