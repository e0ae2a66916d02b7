//! Names for actors: finds a handle by its name and its type.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, HashMap, hash_map},
    fmt,
};

use crate::{
    ActorId, Handle, Weak,
    sys::{self, Arc, Home, Mutex},
};

type Key = (TypeId, String);

/// Names for actors, with one namespace for each type of handle. This is Erlang's `register` and `whereis`,
/// but typed, and in a value of your own instead of one for the whole process.
///
/// Clones share the names. A registry holds handles weakly, so it keeps no actor alive, and a name
/// is free again when its actor has ended. Registering and unregistering take about as long with many names as
/// with few.
///
/// ```
/// use actor_runtime::{Registry, prelude::*};
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
/// }
///
/// let registry = Registry::new();
/// let visitors = Counter { total: 0 }.spawn();
/// registry.register("visitors", &visitors)?;
///
/// let found = registry.whereis::<CounterHandle>("visitors").expect("it is registered");
/// assert_eq!(found.id(), visitors.id());
/// assert!(registry.register("visitors", &found).is_err());
/// # Ok::<(), actor_runtime::NameTaken>(())
/// ```
#[derive(Clone, Default)]
pub struct Registry(Arc<Mutex<Registrations>>);

#[derive(Default)]
struct Registrations {
    entries: HashMap<Key, Registration>,
    /// The names of each actor whose end is watched, by the numbers of their registrations. They are removed at the
    /// end of the actor, which is watched once, however many names the actor has.
    watched: HashMap<ActorId, BTreeMap<u64, Key>>,
    /// The number of the next registration.
    next: u64,
}

struct Registration {
    id: ActorId,
    number: u64,
    /// A `Weak` of the handle in the key.
    weak: Box<dyn Any + Send + Sync>,
}

impl Registration {
    fn weak<H: Handle + 'static>(&self) -> Option<&Weak<H>> {
        self.weak.downcast_ref()
    }
}

impl Registry {
    /// A registry without names.
    #[inline]
    pub fn new() -> Self {
        Registry::default()
    }

    /// Gives an actor a name, until the actor has ended.
    ///
    /// # Errors
    ///
    /// [`NameTaken`] if another actor of this kind, or this one, has the name.
    pub fn register<H: Handle + 'static>(
        &self,
        name: impl Into<String>,
        handle: &H,
    ) -> Result<(), NameTaken> {
        let (key, id) = ((TypeId::of::<H>(), name.into()), handle.id());
        let weak = Box::new(handle.downgrade());
        let mut names = sys::lock(&self.0);
        // A holder that has ended may not have been removed yet: its watchers are called one after the other.
        let holder = names.entries.get(&key).and_then(Registration::weak::<H>);
        if let Some(holder) = holder.filter(|holder| !holder.control().has_ended()) {
            let by = holder.id();
            drop(names);
            return Err(NameTaken { name: key.1, by });
        }
        let number = names.next;
        names.next += 1;
        let former = names.entries.insert(key.clone(), Registration { id, number, weak });
        let watched = names.watched.contains_key(&id);
        names.watched.entry(id).or_default().insert(number, key);
        drop(names);
        drop(former);
        if !watched {
            let names = Arc::downgrade(&self.0);
            Handle::on_exit(handle, move |_| {
                if let Some(names) = names.upgrade() {
                    Registry(names).forget(id);
                }
            });
        }
        Ok(())
    }

    /// The actor of this kind with this name, if there is one and it still has a handle.
    pub fn whereis<H: Handle + 'static>(&self, name: &str) -> Option<H> {
        Home::here().at_poll();
        let names = sys::lock(&self.0);
        let entry = names.entries.get(&(TypeId::of::<H>(), name.to_owned()))?;
        entry.weak::<H>()?.upgrade()
    }

    /// Takes the name away from an actor. Returns whether the actor had it.
    pub fn unregister<H: Handle + 'static>(&self, name: &str, handle: &H) -> bool {
        let key = (TypeId::of::<H>(), name.to_owned());
        let mut names = sys::lock(&self.0);
        let Registrations { entries, watched, .. } = &mut *names;
        let hash_map::Entry::Occupied(entry) = entries.entry(key) else { return false };
        if entry.get().id != handle.id() {
            return false;
        }
        let entry = entry.remove_entry();
        let keys = watched.get_mut(&handle.id());
        let key = keys.and_then(|keys| keys.remove(&entry.1.number));
        drop(names);
        drop((entry, key));
        true
    }

    /// Takes all names away from an actor that has ended.
    #[inline]
    fn forget(&self, id: ActorId) {
        let mut names = sys::lock(&self.0);
        let keys = names.watched.remove(&id).unwrap_or_default();
        let mut entries = Vec::new();
        for key in keys.into_values() {
            // The name may belong to another actor by now.
            if names.entries.get(&key).is_some_and(|entry| entry.id == id) {
                entries.extend(names.entries.remove(&key));
            }
        }
        drop(names);
        drop(entries);
    }
}

impl fmt::Debug for Registry {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The formatter runs the user's code, so this copies the names and writes outside of the lock.
        let names: Vec<_> =
            sys::lock(&self.0).entries.keys().map(|(_, name)| name.clone()).collect();
        f.debug_set().entries(names).finish()
    }
}

/// The error of a registration whose name belongs to an actor already: another one, or the same.
///
/// ```
/// # use actor_runtime::{Registry, prelude::*};
/// # #[actor] struct Lamp;
/// # #[actor]
/// # impl Lamp {
/// #     pub fn switch(&mut self) {}
/// # }
/// let (registry, lamp) = (Registry::new(), Lamp.spawn());
/// registry.register("hall", &lamp)?;
/// let taken = registry.register("hall", &Lamp.spawn()).unwrap_err();
/// assert_eq!(taken.name(), "hall");
/// assert_eq!(taken.by(), lamp.id());
/// # Ok::<(), actor_runtime::NameTaken>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    name: String,
    by: ActorId,
}

impl NameTaken {
    /// The name.
    #[inline]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The actor that has the name.
    #[inline]
    pub fn by(&self) -> ActorId {
        self.by
    }
}

impl fmt::Display for NameTaken {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name `{}` is taken by the actor {}", self.name, self.by)
    }
}

impl std::error::Error for NameTaken {}
