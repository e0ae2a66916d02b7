//! What is for several actors at once.

pub(crate) mod link;
pub(crate) mod registry;
pub(crate) mod system;
pub(crate) mod topic;
pub(crate) mod workers;
