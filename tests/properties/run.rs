//! Runs a program once, and writes down what came of it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use actor_runtime::{Builder, OnPanic, Restart};

use crate::{
    client::Client,
    history::{Clock, Diary, History, Id},
    program::{AfterPanic, Options, Program},
    subject::{Notebook, PlainHandle, Scribe, Subject, UrgentHandle},
};

/// Longer than any run takes that does not hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// # Errors
///
/// If it hangs.
pub fn run(program: &Program) -> Result<History, String> {
    if program.options.urgent {
        run_with::<UrgentHandle>(program)
    } else {
        run_with::<PlainHandle>(program)
    }
}

fn run_with<H: Subject>(program: &Program) -> Result<History, String> {
    let (open, gate) = channel();
    let notebook = Notebook {
        clock: Clock::default(),
        log: Arc::default(),
        gate: Arc::new(Mutex::new(Some(gate))),
        running: Arc::default(),
        alive: Arc::default(),
    };
    let undelivered = Arc::default();
    let actor: H = spawn(&program.options, &notebook, &undelivered);
    let weak = actor.downgrade();
    let (told, ends) = channel();
    let clock = notebook.clock.clone();
    actor.on_exit(move |exit| told.send((exit.clone(), clock.now())).expect("it is waited for"));

    let (tell, diaries) = channel();
    for (number, steps) in program.clients.iter().enumerate() {
        let client = Client::new(number, &actor, &notebook);
        let (steps, tell) = (steps.clone(), tell.clone());
        thread::spawn(move || tell.send(client.follow(&steps)));
    }
    drop((actor, tell));
    (0..program.head_start).for_each(|_| thread::yield_now());
    drop(open);

    let (exit, told) = within_patience(&ends, "the actor does not end")?;
    let mut history = History {
        options: program.options.clone(),
        calls: Vec::new(),
        flushes: Vec::new(),
        stops: Vec::new(),
        kills: Vec::new(),
        log: Vec::new(),
        undelivered: Vec::new(),
        exit,
        told,
        stats: Default::default(),
        leaked: 0,
    };
    for _ in &program.clients {
        let Diary { calls, flushes, stops, kills } =
            within_patience(&diaries, "a client waits for ever")?;
        history.calls.extend(calls);
        history.flushes.extend(flushes);
        history.stops.extend(stops);
        history.kills.extend(kills);
    }
    // What the clients did after the end is in there, too.
    history.stats = weak.stats();
    history.log = notebook.log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    history.undelivered = undelivered.lock().unwrap_or_else(PoisonError::into_inner).clone();
    history.leaked = Arc::strong_count(&notebook.alive) - 1;
    Ok(history)
}

fn within_patience<T>(of: &Receiver<T>, otherwise: &str) -> Result<T, String> {
    of.recv_timeout(PATIENCE).map_err(|_| otherwise.to_owned())
}

fn spawn<H: Subject>(
    options: &Options,
    notebook: &Notebook,
    undelivered: &Arc<Mutex<Vec<Id>>>,
) -> H {
    let mut builder: Builder<H> = H::builder().overflow(options.overflow);
    if let Some(places) = options.places {
        builder = builder.mailbox(places);
    }
    if options.counted {
        builder = builder.count();
    }
    if options.hooked {
        let undelivered = Arc::clone(undelivered);
        builder = builder.undelivered(move |message, _| {
            let id = H::id_of(&message);
            undelivered.lock().unwrap_or_else(PoisonError::into_inner).push(id);
        });
    }
    let notebook = notebook.clone();
    let make = move || H::state(Scribe::new(&notebook));
    match options.after_panic {
        AfterPanic::End => builder.on_panic(OnPanic::Stop).spawn_from(make),
        AfterPanic::Resume => builder.on_panic(OnPanic::Resume).spawn_from(make),
        AfterPanic::Restart => builder.supervise(Restart::on_failure().without_limit(), make),
    }
    .expect("there is a thread for it")
}
