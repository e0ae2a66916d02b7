//! Moves a message by value, or in a box if it is large.
//
// Between a send and its handler a message is moved through a dozen functions, and each may need room for it
// on its stack. So a large message travels in a box. A small message would be slower in a box, since the
// thread that frees the box is not the one that allocated it.
//
// The macro chooses by the size of the message enum: `Large<{ is_large::<CounterMessage>() }>`. A generic function
// could not name this size as a constant. A message with type or constant parameters travels by value, since its size
// is not known where its enum is declared.
//
// The mailbox holds `Packed<M>`, and no code of the mailbox knows of the choice. `Packed` is a type of its own, and
// not the choice itself, so that the layout of a handle does not depend on the size of its messages: a message
// may hold a handle of its own actor.

/// Messages of more bytes travel in a box.
const LARGE_ABOVE: usize = 4096;

/// Whether a message of this type travels in a box.
pub const fn is_large<M>() -> bool {
    size_of::<M>() > LARGE_ABOVE
}

/// A message enum. `#[actor]` implements this for each.
///
/// `Send` is not a supertrait, because a handle is declared before it is known whether its messages are `Send`.
pub trait Message: Sized {
    /// The message itself, or a box that holds it.
    type Packing: Packing<Self>;
}

/// The type of a handle's messages, as the layout of the handle needs it. `#[actor]` implements this for each handle.
///
/// This names the message once more, without the bound `Send`. To find [`Handle::Message`](crate::Handle::Message)
/// the compiler first proves that the message is `Send`. For this proof it has to know how the message travels, and
/// so how large the message is. If the message holds a weak handle, the size of that handle must not depend on the
/// same proof.
pub trait Carrier {
    /// The same as `Handle::Message`.
    type Carried: Message;
}

/// A message by value, or a box that holds it.
pub trait Packing<M>: Sized {
    fn pack(message: M) -> Self;
    fn unpack(self) -> M;
    fn into_box(self) -> Box<M>;
}

impl<M> Packing<M> for M {
    #[inline(always)]
    fn pack(message: M) -> M {
        message
    }

    #[inline(always)]
    fn unpack(self) -> M {
        self
    }

    fn into_box(self) -> Box<M> {
        Box::new(self)
    }
}

impl<M> Packing<M> for Box<M> {
    #[inline]
    fn pack(message: M) -> Box<M> {
        Box::new(message)
    }

    #[inline]
    fn unpack(self) -> M {
        *self
    }

    fn into_box(self) -> Box<M> {
        self
    }
}

/// Chooses by whether a message is large: in a box if it is, by value otherwise.
#[derive(Debug)]
pub struct Large<const IS_LARGE: bool>;

/// Implemented by [`Large`].
pub trait PackingFor<M> {
    /// The message itself, or a box that holds it.
    type Packing: Packing<M>;
}

impl<M> PackingFor<M> for Large<false> {
    type Packing = M;
}

impl<M> PackingFor<M> for Large<true> {
    type Packing = Box<M>;
}

/// A message as the mailbox of its actor holds it, by the type of the actor's handle.
pub(crate) type PackedOf<H> = Packed<<H as Carrier>::Carried>;

/// A message as the mailbox holds it.
pub(crate) struct Packed<M: Message>(M::Packing);

impl<M: Message> Packed<M> {
    #[inline(always)]
    pub(crate) fn new(message: M) -> Self {
        Packed(M::Packing::pack(message))
    }

    #[inline(always)]
    pub(crate) fn unpack(self) -> M {
        self.0.unpack()
    }

    /// Boxes a message that a send hands back. The result of a send is small then: it needs no room for the message.
    pub(crate) fn into_box(self) -> Box<M> {
        self.0.into_box()
    }
}
