//! How a child comes into a group: on the thread of whoever starts it.

use super::{
    Child, StartError, Supervisor, SupervisorHandle,
    member::{Actor, Group, Member},
    membership::Membership,
    seat::Seat,
};
use crate::{Handle, Restart, incarnations, options::Options, reply, sys::Arc};

impl SupervisorHandle {
    /// Starts a child and waits until its first state is at work, its `#[started]` method through.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if it is not; nothing is left of the child then.
    pub fn start<A, H, F>(&self, child: Child<H, F>) -> Result<H, StartError>
    where
        A: crate::Actor<H>,
        H: Handle + 'static,
        F: FnMut() -> A + Send + 'static,
    {
        let Child { builder, make, restart, deadline } = child;
        let seat = Arc::new(Seat::new());
        let (first, started) = reply::slot(None);
        let membership = Membership {
            seat: Arc::clone(&seat),
            restart: restart.clone(),
            supervisor: Handle::downgrade(self),
            first: Some(first),
        };
        let handle = builder
            .with(Options::supervised)
            .on_own_thread(|actor| {
                if let Some(first) = &membership.first {
                    // Before its thread begins: what it makes may ask this one.
                    first.wait_ahead(actor);
                }
                move |inbox| incarnations::again_and_again(make, membership, inbox)
            })
            .map_err(StartError::Spawn)?;
        if let Err(error) = started.wait() {
            return Err(match Handle::join(handle) {
                Ok(exit) => StartError::Child(exit),
                Err(_) => StartError::Supervisor(error),
            });
        }
        let member = Actor { handle: handle.clone(), seat, deadline };
        self.take_in(Box::new(member), restart, &handle)?;
        Ok(handle)
    }

    /// Starts a group within this group. It is restarted as a child is, with all its children, when
    /// it gives up; its children are started through the handle that is returned.
    ///
    /// # Errors
    ///
    /// A [`StartError`] if there is no thread for it, or this supervisor takes no children any more.
    #[inline]
    pub fn start_group(&self, group: Supervisor) -> Result<SupervisorHandle, StartError> {
        let parent = Some(Handle::downgrade(self));
        let group = Supervisor { parent, ..group };
        let down = group.down.clone();
        let builder = <SupervisorHandle as Handle>::builder();
        let handle = builder.spawn(group).map_err(StartError::Spawn)?;
        let member = Group { handle: handle.clone(), down, suspended: None };
        self.take_in(Box::new(member), Restart::always().without_limit(), &handle)?;
        Ok(handle)
    }

    fn take_in<H: Handle>(
        &self,
        member: Box<dyn Member>,
        restart: Restart,
        handle: &H,
    ) -> Result<(), StartError> {
        let adopted = self.adopt(member, restart);
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
