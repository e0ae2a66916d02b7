//! Nodes in processes of their own, over zenoh on loopback: each call's outcome beside the log of the actor that handled it.

#[path = "../support/counter.rs"]
#[allow(dead_code, unreachable_pub)]
mod counter;

#[path = "../support/certificates.rs"]
mod certificates;

#[path = "../support/waiting.rs"]
mod waiting;

/// Tests of each of these functions: over TCP, and over QUIC with certificates on both sides.
macro_rules! over_both {
    ($($name:ident)*) => {
        mod over_tcp {
            $(
                #[test]
                fn $name() {
                    super::$name(&crate::role::Transport::Tcp);
                }
            )*
        }

        mod over_quic {
            $(
                #[test]
                fn $name() {
                    super::$name(&crate::role::Transport::quic());
                }
            )*
        }
    };
}

mod basics;
mod books;
mod child;
mod closing;
mod cuts;
mod faults;
mod hub;
mod ledger;
mod limits;
mod nonsense;
mod role;
mod runtimes;
mod server;
mod slow;
mod steps;
mod tls;
mod versions;
mod wire;

use waiting::{LONG, until};
