//! Starts a child or a nested group, on the thread of the caller, and has the supervisor adopt it.

use crate::{
    Actor, Builder, CallError, Executor, Handle, Restart, SpawnError,
    actor::{cell::stepwise::PooledTask, succession},
    options::Options,
    reply,
    supervisor::{
        Supervisor,
        any_child::{ActorChild, AnyChild, GroupChild},
        child::{Child, StartError},
        child_state::ChildState,
        membership::Membership,
        messages::SupervisorHandle,
    },
    sys::Arc,
};

impl SupervisorHandle {
    /// Starts a child and waits until its first state is at work: its `#[started]` method has returned.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if the first state does not start; nothing is left of the child then. The exception is
    /// [`CallError::NoThread`] within [`StartError::Supervisor`], which only a caller on an executor gets: the
    /// child is killed then, and its thread may still be ending.
    pub fn start<A, H, F>(&self, child: Child<H, F>) -> Result<H, StartError>
    where
        A: Actor<H>,
        H: Handle + 'static,
        F: FnMut() -> A + Send + 'static,
    {
        self.start_by(child, |builder, make, membership| {
            builder.on_own_thread(|actor| {
                membership.wait_ahead(actor.id());
                move |inbox| succession::run_with_restarts(make, membership, inbox, None)
            })
        })
    }

    /// As [`start`](SupervisorHandle::start), with the child run by the threads of `executor`. The child blocks
    /// none of them while it waits to be restarted. Its states must be `Send`, the stack size of its builder does not
    /// apply, and its deadline includes the wait for its turn. Children of both kinds may be
    /// in one group, and the group itself may run on the same executor, even on one of a single thread.
    ///
    /// # Errors
    ///
    /// As [`start`](SupervisorHandle::start); and [`SpawnError::ShutDown`] within, if the executor has been
    /// shut down.
    ///
    /// ```
    /// use actor_runtime::{Child, Executor, Supervisor, SupervisorHandle, prelude::*};
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Divider { divisions: u32 }
    ///
    /// #[actor]
    /// impl Divider {
    ///     pub fn divide(&mut self, a: u32, b: u32) -> u32 { self.divisions += 1; a / b }
    ///     pub fn divisions(&self) -> u32 { self.divisions }
    /// }
    ///
    /// let executor = Executor::new(1)?;
    /// let group: SupervisorHandle = Supervisor::one_for_one().spawn_on(&executor);
    /// let child = Child::new(DividerHandle::builder(), Divider::default);
    /// let divider: DividerHandle = group.start_on(&executor, child)?;
    /// assert_eq!(divider.divide(6, 3)?, 2);
    /// assert_eq!(divider.divide(1, 0), Err(CallError::Panicked));
    /// assert_eq!(divider.divisions()?, 0); // a fresh state
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn start_on<A, H, F>(
        &self,
        executor: &Executor,
        child: Child<H, F>,
    ) -> Result<H, StartError>
    where
        A: Actor<H> + 'static,
        // rustc shows this line.
        A: Send, // or give it a thread of its own: `start`
        H: Handle + 'static,
        F: FnMut() -> A + Send + 'static,
    {
        self.start_by(child, |builder, make, membership| {
            builder.on(executor, false, |inbox, _| {
                membership.wait_ahead(inbox.control().id());
                PooledTask::with_restarts(make, membership, inbox, None)
            })
        })
    }

    fn start_by<H, F>(
        &self,
        child: Child<H, F>,
        spawn: impl FnOnce(Builder<H>, F, Membership) -> Result<H, SpawnError>,
    ) -> Result<H, StartError>
    where
        H: Handle + 'static,
    {
        let Child { builder, make, restart, deadline } = child;
        let state = Arc::new(ChildState::new());
        let (first, started) = reply::slot(None);
        let membership = Membership {
            state: Arc::clone(&state),
            restart: restart.clone(),
            supervisor: Handle::downgrade(self),
            first: Some(first),
        };
        let handle = spawn(builder.with(Options::supervised), make, membership)
            .map_err(StartError::Spawn)?;
        match started.wait() {
            Ok(()) => {}
            Err(error @ CallError::NoThread) => {
                // The start may take any length of time, and no thread waits for it any more.
                Handle::kill(&handle);
                return Err(StartError::Supervisor(error));
            }
            Err(_) => {
                return Err(match Handle::join(handle) {
                    Ok(exit) => StartError::Child(exit),
                    Err(error) => StartError::Supervisor(error),
                });
            }
        }
        let child = ActorChild { handle: handle.clone(), state, deadline };
        self.take_in(Box::new(child), restart, &handle)?;
        Ok(handle)
    }

    /// Starts a group within this group. When the inner group gives up, it is restarted as a child is, with all its
    /// children. Its children are started through the handle that is returned.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if there is no thread for the group, or this supervisor takes no children any more.
    #[inline]
    pub fn start_group(&self, group: Supervisor) -> Result<SupervisorHandle, StartError> {
        self.start_group_by(group, Builder::spawn)
    }

    /// As [`start_group`](SupervisorHandle::start_group), with the group run by the threads of
    /// `executor`. Its children run where each of them is started: on a thread of its own or on an executor.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if the executor has been shut down, or this supervisor takes no children any more.
    ///
    /// ```
    /// use actor_runtime::{Executor, Supervisor, SupervisorHandle, prelude::*};
    ///
    /// let executor = Executor::new(1)?;
    /// let outer: SupervisorHandle = Supervisor::one_for_all().spawn_on(&executor);
    /// let inner = outer.start_group_on(&executor, Supervisor::one_for_one())?;
    /// assert_eq!(outer.children()?, [(inner.id(), "Supervisor".to_owned())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn start_group_on(
        &self,
        executor: &Executor,
        group: Supervisor,
    ) -> Result<SupervisorHandle, StartError> {
        self.start_group_by(group, |builder, group| builder.spawn_on(executor, group))
    }

    #[inline]
    fn start_group_by(
        &self,
        group: Supervisor,
        spawn: impl FnOnce(
            Builder<SupervisorHandle>,
            Supervisor,
        ) -> Result<SupervisorHandle, SpawnError>,
    ) -> Result<SupervisorHandle, StartError> {
        let parent = Some(Handle::downgrade(self));
        let group = Supervisor { parent, ..group };
        let state = group.group_state.clone();
        let builder = <SupervisorHandle as Handle>::builder();
        let handle = spawn(builder, group).map_err(StartError::Spawn)?;
        let child = GroupChild { handle: handle.clone(), state, suspended: None };
        self.take_in(Box::new(child), Restart::always().without_limit(), &handle)?;
        Ok(handle)
    }

    fn take_in<H: Handle>(
        &self,
        child: Box<dyn AnyChild>,
        restart: Restart,
        handle: &H,
    ) -> Result<(), StartError> {
        let adopted = self.adopt(child, restart);
        let (supervisor, id) = (Handle::downgrade(self), Handle::id(handle));
        Handle::on_exit(handle, move |exit| {
            if let Some(supervisor) = supervisor.upgrade() {
                let _ = supervisor.child_left(id, exit.clone());
            }
        });
        adopted.map_err(|error| {
            let _ = Handle::shutdown(handle);
            StartError::Supervisor(error)
        })
    }
}
