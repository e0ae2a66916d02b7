//! The chains of the errors: each cause is printed once, whatever error it is the cause of.

use std::{
    error::Error,
    fmt::{self, Debug},
    io,
    time::Duration,
};

use actor_runtime::{
    Child, Failure, Inbox, Messages, NameTaken, Panic, Registry, Reply, SendError, SpawnError,
    StartError, System, Topic, Weak, Workers, prelude::*,
};

use crate::sys::test;

#[actor]
struct Fuse;

#[actor]
impl Fuse {
    pub fn blow(&mut self) {
        panic!("too much current")
    }

    pub fn give_up(&mut self, ctx: &mut Context<FuseHandle>) {
        ctx.fail("the wire is old")
    }

    pub fn ask_itself(&self, ctx: &mut Context<FuseHandle>) -> Result<(), CallError> {
        ctx.weak().upgrade().expect("it has a handle").flush()
    }

    #[stopped]
    fn end(&mut self, exit: &Exit) {
        if matches!(exit, Exit::Panicked(_)) {
            panic!("and the box burns")
        }
    }
}

#[actor]
struct Vase;

#[actor]
impl Vase {
    pub fn fill(&mut self) {}
}

impl Drop for Vase {
    fn drop(&mut self) {
        panic!("broken")
    }
}

/// A user's error, whose text does not contain that of its cause.
#[derive(Debug)]
struct Outer(Inner);

#[derive(Debug)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no settings")
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such file")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl Error for Inner {}

/// The error's text and those of its causes, as code that prints a chain finds them.
fn chain(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut next = Some(error);
    let texts = std::iter::from_fn(|| {
        let error = next?;
        next = error.source();
        Some(error.to_string())
    });
    texts.collect()
}

/// No text of the chain is part of another one.
#[track_caller]
fn says_nothing_twice(error: &(dyn Error + 'static)) {
    let chain = chain(error);
    for (n, text) in chain.iter().enumerate() {
        assert!(!text.is_empty(), "{chain:?}");
        for other in &chain[n + 1..] {
            assert!(!text.contains(other) && !other.contains(text), "{chain:?}");
        }
    }
}

fn panicked() -> Exit {
    let fuse = Fuse.spawn();
    fuse.blow().unwrap();
    fuse.join().unwrap()
}

fn failed() -> Exit {
    let fuse = Fuse.spawn();
    fuse.give_up().unwrap();
    fuse.join().unwrap()
}

fn call_errors() -> Vec<CallError> {
    let ends = [Exit::Closed, Exit::Stopped, Exit::Killed, failed(), panicked()];
    let circle = Fuse.spawn().ask_itself().unwrap().unwrap_err();
    assert!(matches!(circle, CallError::Deadlock(_)));
    let others = [
        CallError::Panicked,
        CallError::NoReply,
        CallError::TimedOut,
        CallError::Full,
        CallError::NoThread,
        circle,
    ];
    ends.map(CallError::Ended).into_iter().chain(others).collect()
}

#[test]
fn the_chain_of_an_exit_prints_no_text_twice() {
    let (failed, panicked) = (failed(), panicked());
    let Exit::Failed(failure) = &failed else { panic!("{failed:?}") };
    let Exit::Panicked(panic) = &panicked else { panic!("{panicked:?}") };
    let text = "`Fuse` panicked in message `blow`: too much current; \
                then `Fuse` panicked in its `#[stopped]` method: and the box burns";
    assert_eq!(chain(panic), [text]);
    assert_eq!(chain(failure), ["`Fuse` failed: the wire is old"]);
    for exit in [Exit::Killed, failed.clone(), panicked.clone()] {
        says_nothing_twice(&exit.ok().unwrap_err());
    }
    // Either is an error by itself.
    let causes: [Box<dyn Error + Send + Sync>; 2] =
        [Box::new(failure.clone()), Box::new(panic.clone())];
    assert_eq!(causes.map(|cause| cause.to_string()), [failed.to_string(), panicked.to_string()]);
}

#[test]
fn the_chain_of_a_call_or_a_send_prints_no_text_twice() {
    for error in call_errors() {
        says_nothing_twice(&error);
    }
    let (fuse, inbox) = FuseHandle::channel();
    drop(inbox);
    let refused: SendError<FuseMessage> = fuse.send(FuseMessage::Blow).unwrap_err();
    says_nothing_twice(&refused);
    let fuse = Fuse.spawn();
    fuse.blow().unwrap();
    let _ = fuse.clone().join();
    says_nothing_twice(&fuse.send(FuseMessage::Blow).unwrap_err());
}

#[test]
fn the_chain_of_a_spawn_prints_no_text_twice() {
    let built_of = |error: Outer| FuseHandle::builder().spawn_with(move || Err::<Fuse, _>(error));
    let error = built_of(Outer(Inner)).unwrap_err();
    // The cause of the user's error is the cause of this one.
    assert_eq!(chain(&error), ["the actor's state was not built: no settings", "no such file"]);
    says_nothing_twice(&error);
    let no_thread = |error: io::Error| SpawnError::<Outer>::Thread(error);
    let no_stack = |error: io::Error| SpawnError::<Outer>::StackSize(1, error);
    for make in [no_thread as fn(io::Error) -> SpawnError<Outer>, no_stack] {
        let error = make(io::Error::other(Outer(Inner)));
        assert_eq!(chain(&error)[1..], ["no such file"]);
        says_nothing_twice(&error);
        says_nothing_twice(&make(io::Error::from_raw_os_error(11)));
    }
    let cannot_wait = || io::Error::new(io::ErrorKind::WouldBlock, CallError::NoThread);
    says_nothing_twice(&no_thread(cannot_wait()));
    for exit in [failed(), panicked()] {
        says_nothing_twice(&SpawnError::<Outer>::Start(exit));
    }
    let panicking = || -> Result<Fuse, Outer> { panic!("no state today") };
    says_nothing_twice(&FuseHandle::builder().spawn_with(panicking).unwrap_err());
    let others = [SpawnError::Name("\0".into()), SpawnError::Mailbox(0), SpawnError::ShutDown];
    others.iter().for_each(|error: &SpawnError| says_nothing_twice(error));
    says_nothing_twice(&SpawnError::<Outer>::Threads(0));
}

#[test]
fn the_chains_of_starts_names_and_shutdowns_print_no_text_twice() {
    let ends = [failed(), panicked()];
    for exit in ends {
        says_nothing_twice(&StartError::Child(exit.clone()));
        says_nothing_twice(&StartError::Supervisor(CallError::Ended(exit)));
    }
    let io = || io::Error::other(Outer(Inner));
    let error = StartError::Spawn(SpawnError::Thread(io()));
    assert_eq!(chain(&error)[1..], ["no such file"]);
    says_nothing_twice(&error);

    let (registry, fuse) = (Registry::new(), Fuse.spawn());
    registry.register("kitchen", &fuse).unwrap();
    let taken: NameTaken = registry.register("kitchen", &fuse).unwrap_err();
    says_nothing_twice(&taken);

    let system = System::new();
    let _vase: VaseHandle = system.spawn(Vase).unwrap();
    says_nothing_twice(&system.shutdown(Duration::MAX).ok().unwrap_err());
}

/// What is of any actor, or of any type, is shown without that being shown: it would not compile.
#[test]
fn to_be_shown_needs_nothing_of_what_it_is_of() {
    struct Mute;

    fn is_shown<T: Debug>() {}
    fn is_cloned<T: Clone>() {}
    fn is_made<T: Default>() {}

    fn of_any_actor<H: Handle>() {
        is_shown::<Messages<'_, H>>();
        is_shown::<Inbox<H>>();
        is_shown::<Weak<H>>();
        is_cloned::<Weak<H>>();
        is_shown::<Context<H>>();
        is_shown::<actor_runtime::Builder<H>>();
        is_shown::<actor_runtime::SendFuture<H::Message>>();
        is_shown::<Workers<H>>();
        is_cloned::<Workers<H>>();
        is_shown::<Child<H, Mute>>();
    }

    fn of_any_type<T>() {
        is_shown::<Reply<T>>();
        is_shown::<ReplySender<T>>();
        is_shown::<SendError<T>>();
        is_shown::<Topic<T>>();
        is_cloned::<Topic<T>>();
        is_made::<Topic<T>>();
    }

    of_any_actor::<FuseHandle>();
    of_any_type::<Mute>();
    fn is_error<T: Error + Send + Sync + Clone + Eq + 'static>() {}
    is_error::<Panic>();
    is_error::<Failure>();
    let (fuse, inbox) = FuseHandle::channel();
    let shown = format!("{:?}", inbox.iter());
    assert_eq!(shown, format!("Messages(Inbox({fuse:?}))"));
}
