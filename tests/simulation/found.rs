//! Polls, loops and restarts let others go on. Each of these was a hang, or let time pass wrongly.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use actor_runtime::{
    Attachment, Executor, Overflow, Registry, Restart, StopToken, System, Topic, prelude::*,
    simulation::Simulation, thread, time::Instant,
};

const HOUR: Duration = Duration::from_secs(3600);

/// Works in small pieces for as long as there is no message.
#[actor]
#[derive(Default)]
struct Restless {
    pieces: u64,
}

#[actor]
impl Restless {
    pub fn pieces(&self) -> u64 {
        self.pieces
    }

    #[idle]
    fn work(&mut self) -> Idle {
        self.pieces += 1;
        Idle::Again
    }
}

fn patient() -> Simulation {
    Simulation::new().seeds(30).patience(Duration::from_secs(2))
}

#[test]
fn an_idle_method_that_is_called_again_at_once_lets_others_go_on() {
    patient().run(|_| {
        let restless = Restless::default().spawn();
        let done = restless.pieces()?;
        while restless.pieces()? == done {}
        restless.stop();
        assert_eq!(restless.join()?, Exit::Stopped);
        Ok(())
    });
}

#[test]
fn an_idle_method_on_an_executor_lets_others_go_on() {
    patient().run(|_| {
        let restless = Restless::default().spawn_on(Executor::global());
        let done = restless.ask().pieces().wait_timeout(HOUR)?;
        while restless.ask().pieces().wait_timeout(HOUR)? == done {}
        restless.stop();
        assert_eq!(restless.join()?, Exit::Stopped);
        Ok(())
    });
}

#[actor]
#[derive(Default)]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

#[test]
fn a_thread_that_polls_a_reply_lets_its_actor_go_on_in_the_end_whatever_the_priorities() {
    Simulation::new().seeds(100).run(|_| {
        let counter = Counter::default().spawn();
        let mut total = counter.ask().total();
        while total.try_wait()?.is_none() {}
        Ok(())
    });
}

#[test]
fn an_hour_does_not_pass_because_thousands_of_messages_are_handled() {
    Simulation::new().seeds(6).run(|_| {
        let counter = Counter::default().spawn();
        let sleeper = thread::spawn(|| thread::sleep(HOUR));
        (0..10_000).try_for_each(|_| counter.add(1))?;
        assert_eq!(counter.total()?, 10_000);
        assert!(!sleeper.is_finished());
        Ok(())
    });
}

#[test]
fn a_loop_without_rest_does_not_keep_a_far_deadline_from_coming() {
    Simulation::new().seeds(3).run(|_| {
        let counter = Counter::default().spawn();
        let waiter = thread::spawn(|| thread::sleep(100 * HOUR));
        while !waiter.is_finished() {
            counter.total()?;
        }
        Ok(())
    });
}

/// Reports that it runs, and goes on until it is to stop.
#[actor]
struct Searcher {
    runs: Sender<StopToken>,
}

#[actor]
impl Searcher {
    pub fn search(&mut self, ctx: &mut Context<SearcherHandle>) {
        self.runs.send(ctx.stop_token()).unwrap();
        while !ctx.is_stopping() {}
    }

    pub fn search_by_token(&mut self, ctx: &mut Context<SearcherHandle>) {
        let token = ctx.stop_token();
        self.runs.send(token.clone()).unwrap();
        while !token.is_stopped() {}
    }

    pub fn search_while_asked(&mut self, #[reply] reply: ReplySender<()>) {
        while reply.is_wanted() {}
    }
}

/// Runs `loops` for 30 seeds. Each of them would go on for ever if the thread did not let others go on.
fn ends(loops: fn(SearcherHandle, Receiver<StopToken>)) {
    patient().run(move |_| {
        let (runs, running) = channel();
        loops(Searcher { runs }.spawn(), running);
    });
}

#[test]
fn a_handler_that_looks_whether_it_is_to_stop_lets_others_go_on() {
    ends(|searcher, _| {
        searcher.search().unwrap();
        assert_eq!(searcher.shutdown(), Ok(Exit::Stopped));
    });
}

#[test]
fn a_look_at_a_token_lets_others_go_on() {
    ends(|searcher, running| {
        searcher.search_by_token().unwrap();
        let token = loop {
            match running.try_recv() {
                Ok(token) => break token,
                Err(_) => thread::sleep(Duration::from_millis(1)),
            }
        };
        let stopper = thread::spawn({
            let searcher = searcher.clone();
            move || searcher.stop()
        });
        while !token.is_stopped() {}
        stopper.join().unwrap();
        assert_eq!(searcher.join(), Ok(Exit::Stopped));
    });
}

#[test]
fn a_handler_that_looks_whether_it_is_still_asked_lets_its_caller_go_on() {
    ends(|searcher, _| {
        let reply = searcher.ask().search_while_asked();
        thread::spawn(move || drop(reply)).join().unwrap();
        assert_eq!(searcher.join(), Ok(Exit::Closed));
    });
}

#[test]
fn a_look_whether_an_actor_is_open_lets_others_go_on() {
    ends(|searcher, _| {
        let stopper = thread::spawn({
            let searcher = searcher.clone();
            move || searcher.stop()
        });
        while searcher.is_open() {}
        stopper.join().unwrap();
    });
}

#[test]
fn a_count_lets_others_go_on() {
    ends(|searcher, _| {
        let (system, topic) = (System::new(), Topic::<u64>::new());
        system.add(&searcher);
        let subscription = topic.subscribe(&searcher, |_| SearcherMessage::Search {});
        let stopper = thread::spawn(move || searcher.stop());
        let reference = system.reference();
        while system.actor_count() + reference.actor_count() > 0 {}
        stopper.join().unwrap();
        let leaver = thread::spawn({
            let topic = topic.clone();
            move || topic.unsubscribe(subscription)
        });
        while topic.subscriber_count() > 0 {}
        assert!(leaver.join().unwrap());
    });
}

#[test]
fn a_lookup_of_a_name_lets_others_go_on_and_holds_no_lock_meanwhile() {
    ends(|searcher, _| {
        let registry = Registry::new();
        let registrars: Vec<_> = (0..3)
            .map(|n| {
                let (registry, searcher) = (registry.clone(), searcher.clone());
                thread::spawn(move || {
                    let name = format!("{n}");
                    registry.register(&*name, &searcher).unwrap();
                    assert!(registry.register(name, &searcher).is_err());
                })
            })
            .collect();
        for name in ["0", "1", "2"] {
            while registry.whereis::<SearcherHandle>(name).is_none() {}
        }
        registrars.into_iter().for_each(|it| it.join().unwrap());
    });
}

#[test]
fn a_look_whether_a_thread_has_finished_lets_it_go_on() {
    patient().run(|_| {
        let thread = thread::spawn(|| thread::sleep(HOUR));
        while !thread.is_finished() {}
        thread::scope(|scope| {
            let thread = scope.spawn(|| ());
            while !thread.is_finished() {}
        });
    });
}

#[test]
fn an_idle_method_that_is_called_again_at_once_reaches_the_time_of_its_timer() {
    /// Works in small pieces until it has been called by its timer.
    #[actor]
    struct Timed {
        rang: Sender<Duration>,
        begun: Option<Instant>,
    }

    #[actor]
    impl Timed {
        pub fn ring(&mut self) {
            let begun = self.begun.expect("it has set its timer");
            self.rang.send(begun.elapsed()).unwrap();
        }

        #[idle]
        fn work(&mut self, ctx: &mut Context<TimedHandle>) -> Idle {
            if self.begun.is_none() {
                self.begun = Some(Instant::now());
                ctx.send_after(Duration::from_millis(1), TimedMessage::Ring {});
            }
            Idle::Again
        }
    }

    patient().run(|_| {
        let (rang, rings) = channel();
        let timed = Timed { rang, begun: None }.spawn();
        thread::sleep(HOUR);
        timed.stop();
        let after = rings.try_recv()?;
        assert!((Duration::from_millis(1)..HOUR).contains(&after), "{after:?}");
        Ok(())
    });
}

#[test]
fn an_idle_method_that_is_called_again_at_once_takes_time_also_beside_others() {
    /// Tells of each piece of its work.
    #[actor]
    struct Telling {
        told: RestlessHandle,
        is_set: bool,
        rang: Sender<()>,
    }

    #[actor]
    impl Telling {
        pub fn ring(&mut self) {
            self.rang.send(()).unwrap();
        }

        #[idle]
        fn work(&mut self, ctx: &mut Context<TellingHandle>) -> Idle {
            if !std::mem::replace(&mut self.is_set, true) {
                ctx.send_after(Duration::from_millis(1), TellingMessage::Ring {});
            }
            self.told.pieces().unwrap();
            Idle::Again
        }
    }

    patient().run(|_| {
        let (rang, rings) = channel();
        let told = Restless::default().spawn();
        let telling = Telling { told: told.clone(), is_set: false, rang }.spawn();
        while rings.try_recv().is_err() {
            told.pieces()?;
        }
        telling.stop();
        told.stop();
        Ok(())
    });
}

#[test]
fn a_send_to_a_full_mailbox_lets_its_actor_go_on() {
    patient().run(|_| {
        let counter = CounterHandle::builder().mailbox(1).spawn(Counter::default())?;
        for n in 1..=10 {
            while counter.try_send(CounterMessage::Add { n }).is_err() {}
        }
        assert_eq!(counter.total()?, 55);
        Ok(())
    });
}

#[test]
fn a_send_that_drops_its_message_lets_the_actor_go_on() {
    patient().run(|_| {
        let builder = ReportingHandle::builder().mailbox(1).overflow(Overflow::DropNewest);
        let (told, total) = channel();
        let reporting = builder.spawn(Reporting { told })?;
        while total.try_recv().is_err() {
            reporting.report()?;
        }
        Ok(())
    });
}

/// Says that it goes on.
#[actor]
struct Reporting {
    told: Sender<()>,
}

#[actor]
impl Reporting {
    pub fn report(&mut self) {
        let _ = self.told.send(());
    }
}

/// Has a source that never ends.
#[actor]
#[derive(Default)]
struct Sink {
    last: u64,
    source: Option<Attachment>,
}

#[actor]
impl Sink {
    pub fn begin(&mut self, ctx: &mut Context<SinkHandle>) {
        self.source = Some(ctx.attach(0.., |n| SinkMessage::Note { n }).unwrap());
    }

    pub fn note(&mut self, n: u64) {
        self.last = n;
    }

    pub fn last(&self) -> u64 {
        self.last
    }
}

#[test]
fn two_that_never_rest_do_not_keep_a_third_from_going_on_whatever_the_priorities() {
    Simulation::new().seeds(100).run(|_| {
        let sink = SinkHandle::builder().mailbox(1).spawn(Sink::default())?;
        sink.begin()?;
        while sink.last()? < 10 {}
        assert_eq!(sink.shutdown()?, Exit::Stopped);
        Ok(())
    });
}

#[test]
fn an_actor_that_fails_in_each_start_lets_others_go_on() {
    #[actor]
    struct Stillborn;

    #[actor]
    impl Stillborn {
        #[started]
        fn fail(&mut self) {
            panic!("as always");
        }

        pub fn breathe(&self) {}
    }

    for pooled in [false, true] {
        patient().run(move |_| {
            let (builder, restart) =
                (StillbornHandle::builder(), Restart::on_failure().without_limit());
            let stillborn = match pooled {
                false => builder.supervise(restart, || Stillborn)?,
                true => builder.supervise_on(Executor::global(), restart, || Stillborn)?,
            };
            while stillborn.stats().restarts < 10 {}
            stillborn.kill();
            // The kill may meet a state that fails.
            assert!(matches!(stillborn.join()?, Exit::Killed | Exit::Panicked(_)));
            Ok(())
        });
    }
}
