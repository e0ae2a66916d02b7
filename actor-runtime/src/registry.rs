//! Names for actors: who knows the name and the kind finds the handle.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
};

use crate::{
    ActorId, Handle, Weak,
    sys::{self, Arc, Mutex},
};

type Key = (TypeId, String);

/// Names for actors, one namespace for each kind of handle. Erlang's `register` and `whereis`,
/// typed, and in a value of your own rather than one for the whole process.
///
/// Clones share the names. A registry holds handles weakly, so it keeps no actor alive, and a name
/// is free again when its actor has ended.
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
pub struct Registry(Arc<Mutex<HashMap<Key, Entry>>>);

struct Entry {
    id: ActorId,
    /// A `Weak` of the handle in the key.
    weak: Box<dyn Any + Send + Sync>,
}

impl Registry {
    /// A registry without names.
    pub fn new() -> Self {
        Registry::default()
    }

    /// Gives an actor a name, until it has ended.
    ///
    /// # Errors
    ///
    /// [`NameTaken`] if another actor of this kind, or this one, has the name.
    pub fn register<H: Handle + 'static>(
        &self,
        name: impl Into<String>,
        handle: &H,
    ) -> Result<(), NameTaken> {
        let key = (TypeId::of::<H>(), name.into());
        let entry = Entry { id: handle.id(), weak: Box::new(handle.downgrade()) };
        let mut names = sys::lock(&self.0);
        if let Some(holder) = names.get(&key) {
            let by = holder.id;
            drop(names);
            return Err(NameTaken { name: key.1, by });
        }
        names.insert(key.clone(), entry);
        drop(names);
        let (names, id) = (Arc::downgrade(&self.0), handle.id());
        Handle::on_exit(handle, move |_| {
            if let Some(names) = names.upgrade() {
                Registry(names).remove(&key, id);
            }
        });
        Ok(())
    }

    /// The actor of this kind with this name, if there is one and it still has a handle.
    pub fn whereis<H: Handle + 'static>(&self, name: &str) -> Option<H> {
        let names = sys::lock(&self.0);
        let entry = names.get(&(TypeId::of::<H>(), name.to_owned()))?;
        entry.weak.downcast_ref::<Weak<H>>()?.upgrade()
    }

    /// Takes an actor's name away; says whether it had it.
    pub fn unregister<H: Handle + 'static>(&self, name: &str, handle: &H) -> bool {
        self.remove(&(TypeId::of::<H>(), name.to_owned()), handle.id())
    }

    fn remove(&self, key: &Key, id: ActorId) -> bool {
        let mut names = sys::lock(&self.0);
        // The name may have gone to another one meanwhile.
        let entry = match names.get(key) {
            Some(entry) if entry.id == id => names.remove(key),
            _ => None,
        };
        drop(names);
        entry.is_some()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = sys::lock(&self.0);
        f.debug_set().entries(names.keys().map(|(_, name)| name)).finish()
    }
}

/// The name is another actor's, or this one's already.
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
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who has it.
    pub fn by(&self) -> ActorId {
        self.by
    }
}

impl fmt::Display for NameTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name `{}` is taken by the actor {}", self.name, self.by)
    }
}

impl std::error::Error for NameTaken {}
