//! How everything public shows itself, and which error lies behind another.

use std::{error::Error, num::NonZeroUsize, time::Duration};

use actor_runtime::{
    Child, ChildEvent, ChildEventKind, Registry, SendError, SpawnError, StartError, Supervisor,
    SupervisorHandle, System, Topic, Workers, prelude::*,
};

use crate::sys::test;

#[actor]
#[derive(Default)]
struct Lamp {
    is_on: bool,
}

#[actor]
impl Lamp {
    pub fn switch(&mut self) {
        self.is_on = !self.is_on;
    }

    pub fn is_on(&self) -> bool {
        self.is_on
    }

    pub fn context(&self, ctx: &mut Context<LampHandle>) -> String {
        format!("{ctx:?}")
    }

    pub fn ask_itself(&self, ctx: &mut Context<LampHandle>) -> Result<bool, CallError> {
        ctx.weak().upgrade().expect("it has a handle").is_on()
    }

    pub fn timers(&self, ctx: &mut Context<LampHandle>) -> [String; 2] {
        let mut timer = || format!("{:?}", ctx.send_after(Duration::MAX, LampMessage::Switch));
        [timer(), timer()]
    }
}

/// As one `Debug` shows an actor, so do all.
fn who(lamp: &LampHandle) -> String {
    format!("{}{}", lamp.name(), lamp.id())
}

#[test]
fn what_is_of_an_actor_names_it() {
    let (lamp, inbox) = LampHandle::builder().name("hall").channel();
    let who = who(&lamp);
    assert!(who.starts_with("hall"), "{who}");
    assert_eq!(format!("{lamp:?}"), who);
    assert_eq!(format!("{:?}", lamp.ask()), format!("LampAsk({who})"));
    assert_eq!(format!("{:?}", Handle::downgrade(&lamp)), format!("Weak({who})"));
    assert_eq!(format!("{inbox:?}"), format!("Inbox({who})"));
    let shown = lamp.ask().context();
    drop(lamp);
    assert!(!Lamp::default().run(inbox).is_on);
    assert_eq!(shown.wait(), Ok(format!("Context({who})")));
}

#[test]
fn timers_are_told_apart() {
    let [one, other] = Lamp::default().spawn().timers().unwrap();
    assert!(one.starts_with("Timer#") && other.starts_with("Timer#"), "{one} {other}");
    assert_ne!(one, other);
}

#[test]
fn answers_show_nothing_of_what_they_are() {
    let (lamp, inbox) = LampHandle::channel();
    let sent = lamp.send_async(LampMessage::Switch);
    assert_eq!(format!("{sent:?}"), "SendFuture { .. }");
    assert_eq!(format!("{:?}", lamp.ask().is_on()), "Reply { .. }");
    let Some(LampMessage::Switch) = inbox.recv() else { panic!("it was sent first") };
    let Some(LampMessage::IsOn { reply }) = inbox.recv() else { panic!("it was sent second") };
    assert_eq!(format!("{reply:?}"), "ReplySender { .. }");
}

#[test]
fn what_is_for_several_actors_lists_them() {
    let system = System::new();
    let lamp = system.spawn(Lamp::default()).unwrap();
    let who = who(&lamp);
    assert_eq!(format!("{system:?}"), format!("{{{who}}}"));

    let two = NonZeroUsize::MIN.saturating_add(1);
    let workers = Workers::spawn(two, LampHandle::builder, |_| Lamp::default()).unwrap();
    let handles: Vec<&LampHandle> = workers.iter().collect();
    assert_eq!(format!("{workers:?}"), format!("{handles:?}"));
    assert_eq!(handles.len(), 2);

    let topic = Topic::<bool>::new();
    assert_eq!(format!("{topic:?}"), "Topic { subscribers: 0 }");
    topic.subscribe(&lamp, |_| LampMessage::Switch);
    assert_eq!(format!("{topic:?}"), "Topic { subscribers: 1 }");

    let registry = Registry::new();
    registry.register("hall", &lamp).unwrap();
    assert_eq!(format!("{registry:?}"), r#"{"hall"}"#);
}

#[test]
fn what_is_to_be_spawned_shows_its_options() {
    let builder = LampHandle::builder().name("hall").mailbox(3);
    let shown = format!("{builder:?}");
    assert!(shown.starts_with("Builder(Options {"), "{shown}");
    assert!(shown.contains(r#"name: "hall""#) && shown.contains("mailbox: Some(3)"), "{shown}");

    let child = Child::new(builder, Lamp::default).deadline(Duration::from_secs(7));
    let shown = format!("{child:?}");
    assert!(shown.starts_with("Child { builder: Builder("), "{shown}");
    assert!(shown.contains("restart: ") && shown.contains("deadline: 7s"), "{shown}");

    let supervisor = Supervisor::one_for_all();
    let shown = format!("{supervisor:?}");
    assert_eq!(shown, "Supervisor { strategy: OneForAll, children: [], .. }");
}

#[test]
fn what_happens_in_a_group_is_a_sentence() {
    let lamp = Lamp::default().spawn();
    let Ok(Err(CallError::Deadlock(cycle))) = lamp.ask_itself() else { panic!("it is no circle") };
    let stopped = || Exit::Stopped;
    let said = [
        (ChildEventKind::Started, "has started".to_owned()),
        (ChildEventKind::Failed(stopped()), format!("has failed: {}", stopped())),
        (ChildEventKind::Suspended, "was suspended".to_owned()),
        (ChildEventKind::Restarted, "was restarted".to_owned()),
        (ChildEventKind::Ended(stopped()), format!("has ended: {}", stopped())),
        (ChildEventKind::Late, "did not end in time".to_owned()),
        (ChildEventKind::Deadlock(cycle.clone()), format!("is not waited for: {cycle}")),
        (ChildEventKind::LateStart, "was not restarted in time".to_owned()),
        (ChildEventKind::GaveUp(stopped()), format!("failed once too often: {}", stopped())),
    ];
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let events = group.events().unwrap();
    let child = Child::new(LampHandle::builder().name("hall"), Lamp::default);
    let lamp: LampHandle = group.start(child).unwrap();
    let mut told: ChildEvent = events.recv().unwrap();
    for (event, said) in said {
        told.event = event;
        assert_eq!(told.to_string(), format!("`hall` {} {said}", lamp.id()));
    }
}

/// No message needs to be shown for that.
#[test]
fn a_refusal_says_why() {
    let (lamp, inbox) = LampHandle::channel();
    drop(inbox);
    let refused: SendError<LampMessage> = Handle::send(&lamp, LampMessage::Switch).unwrap_err();
    let reason = refused.reason().clone();
    assert_eq!(refused.to_string(), format!("the message was not accepted: {reason}"));
    assert_eq!(format!("{refused:?}"), format!("SendError {{ reason: {reason:?}, .. }}"));
}

#[test]
fn an_error_contains_the_text_of_its_cause() {
    let says = |error: &dyn Error, cause: &dyn Error| {
        let (text, cause) = (error.to_string(), cause.to_string());
        assert!(text.ends_with(&cause), "{text} | {cause}");
    };
    let absurd = || LampHandle::builder().stack_size(usize::MAX);
    let error = absurd().spawn(Lamp::default()).unwrap_err();
    let SpawnError::StackSize(usize::MAX, behind) = &error else { panic!("{error:?}") };
    says(&error, behind);
    let error =
        LampHandle::builder().spawn_with(|| "on".parse::<bool>().map(|is_on| Lamp { is_on }));
    let error = error.unwrap_err();
    let SpawnError::Build(behind) = &error else { panic!("{error:?}") };
    says(&error, behind);

    let group = Supervisor::one_for_one().spawn();
    let error = group.start(Child::new(absurd(), Lamp::default)).unwrap_err();
    let StartError::Spawn(behind) = &error else { panic!("{error:?}") };
    says(&error, behind);
    let made_of = |text: &'static str| move || -> Lamp { panic!("{text}") };
    let error = group.start(Child::new(LampHandle::builder(), made_of("no bulb"))).unwrap_err();
    let StartError::Child(behind @ Exit::Panicked(_)) = &error else { panic!("{error:?}") };
    says(&error, behind);
    group.stop();
    let _ = group.clone().join();
    let error = group.start(Child::new(LampHandle::builder(), Lamp::default)).unwrap_err();
    let StartError::Supervisor(behind) = &error else { panic!("{error:?}") };
    says(&error, behind);
    let CallError::Ended(exit) = behind else { panic!("{behind:?}") };
    says(behind, exit);
}
