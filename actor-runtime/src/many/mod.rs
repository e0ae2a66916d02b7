//! Tools for several actors at once: workers, topics, registries, links and systems.

pub(crate) mod link;
pub(crate) mod registry;
pub(crate) mod system;
pub(crate) mod topic;
pub(crate) mod workers;
