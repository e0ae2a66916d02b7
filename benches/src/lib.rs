//! What an actor costs over the loop that it replaces: the same workloads, run by each contender.
//
// A contender (contenders/) is a table of functions, one for each workload it takes part in; a
// workload (workloads/) is generic over what it needs of a contender, so that all of them run the
// very same lines. `measure` interleaves the rounds, `report` and `chart` show
// them, `machine` says where. `growth` runs some of the workloads with more and more actors.

#[cfg(feature = "peers")]
pub mod chart;
pub mod contenders;
pub mod growth;
pub mod machine;
pub mod measure;
pub mod report;
pub mod savina;
pub mod workloads;
