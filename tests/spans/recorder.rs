//! A subscriber that keeps what it is told.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use tracing::{
    Event, Metadata, Subscriber,
    callsite::rebuild_interest_cache,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
    subscriber,
};
use tracing_core::span::Current;

/// A span as it was opened, and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    pub target: String,
    pub fields: Fields,
    pub is_root: bool,
    pub follows: Vec<u64>,
    /// How often it was entered, and left.
    pub entered: (u32, u32),
    pub is_closed: bool,
}

pub type Fields = BTreeMap<String, String>;

struct Entry {
    opened: Opened,
    holders: u32,
    metadata: &'static Metadata<'static>,
}

#[derive(Default)]
pub struct Recorder {
    /// Ids are the places in it, from one.
    spans: Mutex<Vec<Entry>>,
    events: Mutex<Vec<Fields>>,
    wants_no_messages: AtomicBool,
}

thread_local! {
    /// The spans that this thread is in.
    static WITHIN: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

static RECORDER: OnceLock<&'static Recorder> = OnceLock::new();

/// The recorder of this process, which all its threads have from now on.
pub fn recorder() -> &'static Recorder {
    RECORDER.get_or_init(|| {
        let recorder: &'static Recorder = Box::leak(Box::default());
        subscriber::set_global_default(Shared(recorder)).expect("there is no other");
        recorder
    })
}

impl Recorder {
    /// Whether the spans of messages are wanted, from now on.
    pub fn want_messages(&self, are_wanted: bool) {
        self.wants_no_messages.store(!are_wanted, Ordering::Relaxed);
        rebuild_interest_cache();
    }

    fn wanted(&self) -> LevelFilter {
        let is_off = self.wants_no_messages.load(Ordering::Relaxed);
        if is_off { LevelFilter::INFO } else { LevelFilter::DEBUG }
    }

    /// What became of the span with this id.
    pub fn span(&self, id: u64) -> Opened {
        self.with(id, |entry| entry.opened.clone())
    }

    fn with<R>(&self, id: u64, f: impl FnOnce(&mut Entry) -> R) -> R {
        let place = usize::try_from(id).expect("a place") - 1;
        f(&mut self.spans.lock().unwrap()[place])
    }

    fn fields_of(&self, span: &Id) -> Fields {
        self.with(span.into_u64(), |entry| entry.opened.fields.clone())
    }

    /// The spans of the messages of an actor, with their ids, in the order in which they were opened.
    pub fn of_actor(&self, name: &str) -> Vec<(u64, Opened)> {
        let spans = self.spans.lock().unwrap();
        let numbered = (1..).zip(spans.iter().map(|entry| &entry.opened));
        let is_of = |opened: &Opened| opened.fields.get("actor").is_some_and(|actor| actor == name);
        let of_actor = numbered.filter(|(_, opened)| is_of(opened));
        of_actor.map(|(id, opened)| (id, opened.clone())).collect()
    }

    /// The texts of the events of an actor, and their fields.
    pub fn events_of(&self, name: &str) -> Vec<Fields> {
        let events = self.events.lock().unwrap();
        let of_actor = |fields: &&Fields| fields.get("actor").is_some_and(|actor| actor == name);
        events.iter().filter(of_actor).cloned().collect()
    }
}

/// How a subscriber fails over a span, by the actor that the span names.
pub const FAILURES: [&str; 4] =
    ["fails to open", "fails to enter", "fails to leave", "fails to close"];

/// Panics over the spans that name that actor.
fn fail_for(failure: usize, fields: &Fields) {
    let failure = FAILURES[failure];
    if fields.get("actor").is_some_and(|actor| actor.starts_with(failure)) {
        panic!("the subscriber {failure}");
    }
}

/// The recorder as the subscriber of this process.
struct Shared(&'static Recorder);

impl std::ops::Deref for Shared {
    type Target = Recorder;

    fn deref(&self) -> &Recorder {
        self.0
    }
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl Subscriber for Shared {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.wanted()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.wanted())
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        attributes.record(&mut Into(&mut fields));
        fail_for(0, &fields);
        let opened = Opened {
            target: attributes.metadata().target().to_owned(),
            fields,
            is_root: attributes.is_root(),
            ..Opened::default()
        };
        let mut spans = self.spans.lock().unwrap();
        spans.push(Entry { opened, holders: 1, metadata: attributes.metadata() });
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.with(span.into_u64(), |entry| entry.opened.follows.push(follows.into_u64()));
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        for (name, value) in [
            ("level", event.metadata().level().to_string()),
            ("target", event.metadata().target().to_owned()),
            ("is_root", event.is_root().to_string()),
        ] {
            fields.insert(name.into(), value);
        }
        self.events.lock().unwrap().push(fields);
    }

    fn enter(&self, span: &Id) {
        fail_for(1, &self.fields_of(span));
        WITHIN.with_borrow_mut(|within| within.push(span.into_u64()));
        self.with(span.into_u64(), |entry| entry.opened.entered.0 += 1);
    }

    fn exit(&self, span: &Id) {
        let left = WITHIN.with_borrow_mut(Vec::pop);
        assert_eq!(
            left,
            Some(span.into_u64()),
            "left on the thread that entered it, innermost first"
        );
        self.with(span.into_u64(), |entry| entry.opened.entered.1 += 1);
        fail_for(2, &self.fields_of(span));
    }

    fn current_span(&self) -> Current {
        let innermost = WITHIN.with_borrow(|within| within.last().copied());
        innermost.map_or_else(Current::none, |id| {
            Current::new(Id::from_u64(id), self.with(id, |entry| entry.metadata))
        })
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.with(id.into_u64(), |entry| entry.holders += 1);
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let is_closed = self.with(id.into_u64(), |entry| {
            entry.holders -= 1;
            entry.opened.is_closed = entry.holders == 0;
            entry.opened.is_closed
        });
        if is_closed {
            fail_for(3, &self.fields_of(&id));
        }
        is_closed
    }
}
