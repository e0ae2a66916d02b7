//! Spawning: what goes wrong is an error that names it, and leaves nothing behind.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
};

use actor_runtime::{Builder, Restart, Running, SpawnError, prelude::*};

use crate::{
    calls::{Counter, CounterHandle},
    support::alone::is_confined,
    sys::{mpsc, not_simulated, test, thread},
};

#[actor]
struct Local {
    words: Rc<RefCell<Vec<String>>>,
}

#[actor]
impl Local {
    pub fn push(&mut self, word: String) -> usize {
        self.words.borrow_mut().push(word);
        self.words.borrow().len()
    }
}

#[test]
fn state_that_is_not_send_is_built_on_the_actors_thread() {
    let local = LocalHandle::builder().spawn_from(|| Local { words: Rc::default() }).unwrap();
    assert_eq!(local.push("a".into()), Ok(1));

    let local = LocalHandle::builder()
        .spawn_with(|| Ok::<_, String>(Local { words: Rc::default() }))
        .unwrap();
    assert_eq!(local.push("a".into()), Ok(1));
    assert_eq!(local.join(), Ok(Exit::Closed));
}

#[test]
fn an_error_of_the_build_is_the_spawners_and_leaves_nothing_behind() {
    let witness = Arc::new(());
    let seen = Arc::clone(&witness);
    let spawned = CounterHandle::builder().spawn_with(move || {
        let _seen = seen;
        "x".parse::<u64>().map(Counter::new)
    });
    let error = spawned.unwrap_err();
    assert!(matches!(error, SpawnError::Build(_)));
    let text = error.to_string();
    assert_eq!(text, "the actor's state was not built: invalid digit found in string");
    assert_eq!(Arc::strong_count(&witness), 1, "the thread is gone with all it held");
}

#[test]
fn a_panic_of_the_build_is_the_spawners_or_the_end() {
    fn fail() -> Counter {
        panic!("no state today")
    }
    match CounterHandle::builder().spawn_with(|| Ok::<_, String>(fail())) {
        Err(SpawnError::Panicked(panic)) => {
            assert_eq!((panic.running(), panic.text()), (Running::Build, "no state today"));
        }
        other => panic!("not a panic but {other:?}"),
    }
    let counter = CounterHandle::builder().spawn_from(fail).unwrap();
    let total = counter.total();
    assert!(matches!(total, Err(CallError::Ended(Exit::Panicked(_)))), "{total:?}");
    let Ok(Exit::Panicked(panic)) = counter.join() else { panic!("it lives") };
    let text = "`Counter` panicked in the closure that builds its state: no state today";
    assert_eq!(panic.to_string(), text);
}

#[test]
fn messages_sent_while_the_state_is_built_are_handled() {
    let (go, wait) = mpsc::channel::<()>();
    let counter = CounterHandle::builder()
        .spawn_from(move || {
            let _ = wait.recv();
            Counter::new(1)
        })
        .unwrap();
    counter.add(1).unwrap();
    let total = counter.ask().total();
    drop(go);
    assert_eq!(total.wait(), Ok(2));
}

#[test]
fn a_name_with_a_nul_byte_is_an_error() {
    let error = CounterHandle::builder().name("a\0b").spawn(Counter::new(0)).unwrap_err();
    assert!(matches!(&error, SpawnError::Name(name) if name == "a\0b"));
    assert_eq!(error.to_string(), r#"an actor's name has no NUL byte, "a\0b" has"#);
}

#[test]
fn a_mailbox_that_is_none_or_too_large_is_an_error() {
    let spawn = |places| CounterHandle::builder().mailbox(places).spawn(Counter::new(0));
    let error = spawn(0).unwrap_err();
    assert!(matches!(error, SpawnError::Mailbox(0)));
    assert_eq!(error.to_string(), "a mailbox of 0 places takes no message: give it at least 1");
    for places in [usize::MAX, usize::MAX / 2, 1 << 50] {
        let error = spawn(places).unwrap_err();
        assert!(matches!(error, SpawnError::Mailbox(n) if n == places));
    }
    spawn(1).unwrap().total().unwrap();
}

#[test]
fn an_absurd_stack_size_is_an_error() {
    for bytes in [1 << 46, usize::MAX, usize::MAX - 1, isize::MAX as usize] {
        let error = CounterHandle::builder().stack_size(bytes).spawn(Counter::new(0)).unwrap_err();
        assert!(matches!(error, SpawnError::StackSize(n, _) if n == bytes), "{error:?}");
        assert!(error.to_string().starts_with(&format!("no thread with a stack of {bytes} bytes")));
    }
    // A size below the system's least becomes the least.
    let counter = CounterHandle::builder().stack_size(0).spawn(Counter::new(3)).unwrap();
    assert_eq!(counter.total(), Ok(3));
}

/// Tells how it was spawned; what it holds shows whether it is left behind.
#[actor]
struct Owner {
    token: Arc<()>,
}

#[actor]
impl Owner {
    pub fn count(&self) -> usize {
        Arc::strong_count(&self.token)
    }
}

type Way = fn(Builder<OwnerHandle>, Arc<()>) -> Result<OwnerHandle, SpawnError<String>>;

/// The four ways to a thread, each with a token in the state or its maker, and one in the hook.
const WAYS: [Way; 4] = [
    |builder, token| widen(builder.spawn(Owner { token })),
    |builder, token| widen(builder.spawn_from(move || Owner { token })),
    |builder, token| builder.spawn_with(move || Ok(Owner { token })),
    |builder, token| {
        let make = move || Owner { token: Arc::clone(&token) };
        widen(builder.supervise(Restart::always(), make))
    },
];

fn widen(spawned: Result<OwnerHandle, SpawnError>) -> Result<OwnerHandle, SpawnError<String>> {
    spawned.map_err(|error| match error {
        SpawnError::StackSize(bytes, error) => SpawnError::StackSize(bytes, error),
        other => panic!("{other}"),
    })
}

/// Spawns with what must be gone if that fails; says of the error how large a stack was asked for.
fn spawn_holding(way: Way, stack: usize) -> Result<OwnerHandle, usize> {
    let (state, hook) = (Arc::new(()), Arc::new(()));
    let held = Arc::clone(&hook);
    let builder = OwnerHandle::builder().stack_size(stack).mailbox(4).undelivered(move |_, _| {
        let _held = &held;
        panic!("nothing was ever sent")
    });
    way(builder, Arc::clone(&state)).map_err(|error| {
        let SpawnError::StackSize(bytes, cause) = error else { panic!("{error}") };
        assert!(cause.raw_os_error().is_some(), "{cause:?}");
        assert_eq!((Arc::strong_count(&state), Arc::strong_count(&hook)), (1, 1), "left behind");
        bytes
    })
}

#[test]
fn a_failed_spawn_leaves_nothing_behind_whichever_way_it_went() {
    const TOO_MUCH: usize = 1 << 46;
    for way in WAYS {
        assert_eq!(spawn_holding(way, TOO_MUCH).unwrap_err(), TOO_MUCH);
        assert!(spawn_holding(way, 1 << 20).unwrap().count().is_ok());
    }
}

#[test]
fn a_state_that_a_failed_spawn_drops_may_panic_the_spawner() {
    #[actor]
    struct Vase {
        _token: Arc<()>,
    }

    #[actor]
    impl Vase {
        pub fn nothing(&self) {}
    }

    impl Drop for Vase {
        fn drop(&mut self) {
            panic!("broken")
        }
    }

    let token = Arc::new(());
    let (in_hook, in_state) = (Arc::clone(&token), Arc::clone(&token));
    let builder = VaseHandle::builder().stack_size(1 << 46).undelivered(move |_, _| {
        let _held = &in_hook;
    });
    let spawned =
        catch_unwind(AssertUnwindSafe(|| builder.spawn(Vase { _token: in_state }).map(drop)));
    assert_eq!(spawned.unwrap_err().downcast_ref(), Some(&"broken"), "as any value's drop would");
    assert_eq!(Arc::strong_count(&token), 1, "nothing is left behind");
    // Built on the actor's thread, it is that thread's to drop.
    let refused = VaseHandle::builder().spawn_with(move || {
        let _vase = Vase { _token: token };
        Err::<Vase, _>("never needed")
    });
    let Err(SpawnError::Panicked(panic)) = refused else { panic!("{refused:?}") };
    assert_eq!((panic.running(), panic.text()), (Running::Build, "broken"));
}

#[test]
fn spawn_panics_with_the_error_where_it_was_called() {
    #[actor(stack_size = 1 << 46)]
    struct Tall;

    #[actor]
    impl Tall {
        pub fn nothing(&self) {}
    }

    let payload = catch_unwind(AssertUnwindSafe(|| Tall.spawn())).unwrap_err();
    let text = payload.downcast_ref::<String>().unwrap();
    assert!(text.starts_with("failed to spawn an actor: no thread with a stack"), "{text}");
}

#[test]
fn a_mailbox_that_cannot_be_made_is_channels_panic() {
    let made = catch_unwind(|| drop(CounterHandle::builder().mailbox(0).channel()));
    let payload = made.unwrap_err();
    assert!(payload.downcast_ref::<String>().unwrap().starts_with("failed to make a mailbox"));
}

const STACK: usize = 256 << 20;
/// Room for some eight stacks, and half of one left over: the allocator must find room when a stack does not.
const EIGHT_STACKS: usize = 8 * STACK + STACK / 2;

#[not_simulated("limits the address space of a process of its own")]
#[test]
fn when_the_system_has_no_room_for_another_thread_the_spawn_is_an_error() {
    const TEST: &str =
        "spawning::when_the_system_has_no_room_for_another_thread_the_spawn_is_an_error";
    if !is_confined(TEST, EIGHT_STACKS, STACK) {
        return;
    }
    let mut owners = Vec::new();
    for way in WAYS.into_iter().cycle() {
        match spawn_holding(way, STACK) {
            Ok(owner) => owners.push(owner),
            Err(stack) => {
                assert_eq!(stack, STACK);
                break;
            }
        }
        assert!(owners.len() < 100, "the limit does not hold");
    }
    assert!(owners.len() > WAYS.len(), "each way has been gone");
    for way in WAYS {
        assert_eq!(spawn_holding(way, STACK).unwrap_err(), STACK);
        assert!(owners.iter().all(|owner| owner.count().is_ok()));
        // There is room again once one of them has ended.
        assert_eq!(owners.pop().unwrap().join(), Ok(Exit::Closed));
        owners.push(spawn_holding(way, STACK).unwrap());
    }
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
fn an_attach_without_a_thread_to_be_had_is_an_error() {
    // The stack of a source's thread is of std's default size.
    if !is_confined(
        "spawning::an_attach_without_a_thread_to_be_had_is_an_error",
        EIGHT_STACKS,
        STACK,
    ) {
        return;
    }

    #[actor]
    #[derive(Default)]
    struct Ear {
        heard: Vec<u64>,
        sources: Vec<actor_runtime::Attachment>,
    }

    #[actor]
    impl Ear {
        /// Whether there is a thread for one more source, which then blocks.
        pub fn listen(
            &mut self,
            ctx: &mut Context<EarHandle>,
            source: mpsc::Receiver<u64>,
        ) -> Result<(), SpawnError> {
            self.sources.push(ctx.attach(source, |n| EarMessage::Hear { n })?);
            Ok(())
        }

        pub fn hear(&mut self, n: u64) {
            self.heard.push(n);
        }

        pub fn heard(&self) -> Vec<u64> {
            self.heard.clone()
        }
    }

    let ear = Ear::default().spawn();
    let mut senders = Vec::new();
    loop {
        let (sender, source) = mpsc::channel();
        match ear.listen(source).unwrap() {
            Ok(()) => senders.push(sender),
            Err(error) => {
                assert!(matches!(error, SpawnError::Thread(_)), "{error}");
                assert!(sender.send(0).is_err(), "the source has been dropped");
                break;
            }
        }
        assert!(senders.len() < 100, "the limit does not hold");
    }
    // The others go on, and so does the actor.
    for sender in &senders {
        sender.send(1).unwrap();
    }
    while ear.heard().unwrap().len() < senders.len() {
        thread::yield_now();
    }
    assert!(!senders.is_empty());
}
