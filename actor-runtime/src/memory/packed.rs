//! How a message travels: by value, or in a box if it is large.
//
// Between a send and its handler a message is moved through a dozen functions, and each may need room for it
// on its stack. A box is moved instead of a large message; a small one would be slower in a box, since the
// thread that frees the box is not the one that allocated it.
//
// The macro chooses, by the size of the message enum, which a generic function could not name as a constant:
// `Large<{ is_large::<CounterMessage>() }>`. A message with type or constant parameters travels by value,
// since nothing about its size is known where its enum is declared.
//
// What the mailbox holds is `Packed<M>`, and nothing in it knows of the choice. It is a type of its own, and
// not the choice itself, so that the layout of a handle does not depend on the size of its messages: a message
// may hold a handle of its own actor.

/// Larger messages travel in a box.
const LARGE_ABOVE: usize = 4096;

/// Whether a message of this type travels in a box.
pub const fn is_large<M>() -> bool {
    size_of::<M>() > LARGE_ABOVE
}

/// A message enum. `#[actor]` implements this for each.
///
/// Without `Send` as a supertrait: a handle is declared without knowing whether its messages are.
pub trait Message: Sized {
    /// The message itself, or a box with it.
    type Packing: Packing<Self>;
}

/// A handle, as far as its layout goes. `#[actor]` implements this for each.
///
/// What a handle sends, said once more without a condition: to find [`Handle::Message`](crate::Handle::Message)
/// the compiler first proves that the message is `Send`, for which it has to know how the message travels, and
/// so how large it is. It must not have to ask that again for the size of a weak handle within the message.
pub trait Carrier {
    /// The same as `Handle::Message`.
    type Carried: Message;
}

/// A message by value or in a box.
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

/// Chooses how a message travels, by whether it is large.
#[derive(Debug)]
pub struct Large<const IS_LARGE: bool>;

/// Implemented by [`Large`].
pub trait PackingFor<M> {
    /// The message itself, or a box with it.
    type Packing: Packing<M>;
}

impl<M> PackingFor<M> for Large<false> {
    type Packing = M;
}

impl<M> PackingFor<M> for Large<true> {
    type Packing = Box<M>;
}

/// A message of an actor as its mailbox holds it, by the type of its handle.
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

    /// Handed back, a message is always in a box: what a send returns is small then, and the send needs no
    /// room for the message in its result.
    pub(crate) fn into_box(self) -> Box<M> {
        self.0.into_box()
    }
}
