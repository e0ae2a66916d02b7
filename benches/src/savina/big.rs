//! Many actors, each of which pings another one at random and waits for its pong before the next.

use actor_runtime::prelude::*;

use super::{Random, Scale};

const ACTORS: usize = 120;

#[actor]
struct Peer {
    number: usize,
    peers: Vec<PeerHandle>,
    random: Random,
    left: u64,
    pinged: u64,
    over: Option<ReplySender<()>>,
}

#[actor]
impl Peer {
    /// Says who there is; nobody at the end, so that they let go of each other.
    pub(super) fn meet(&mut self, peers: Vec<PeerHandle>) {
        self.peers = peers;
    }

    /// Answered when all its pings have been returned.
    pub(super) fn start(&mut self, pings: u64, #[reply] over: ReplySender<()>) {
        self.left = pings;
        self.over = Some(over);
        self.ping_someone();
    }

    pub(super) fn ping(&mut self, from: usize) {
        self.pinged += 1;
        self.peers[from].pong().expect("a peer is alive");
    }

    pub(super) fn pong(&mut self) {
        self.left -= 1;
        if self.left > 0 {
            self.ping_someone();
        } else if let Some(over) = self.over.take() {
            let _ = over.send(());
        }
    }

    pub(super) fn pinged(&self) -> u64 {
        self.pinged
    }

    fn ping_someone(&mut self) {
        let to = self.random.below(self.peers.len());
        self.peers[to].ping(self.number).expect("a peer is alive");
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let pings = scale.pick(1_000, 10);
    let peers = (0..ACTORS).map(|number| {
        let random = Random::new(number as u64);
        Peer { number, peers: Vec::new(), random, left: 0, pinged: 0, over: None }.spawn()
    });
    let peers = peers.collect::<Vec<_>>();
    for peer in &peers {
        peer.meet(peers.clone()).expect("a peer is alive");
    }
    for end in actor_runtime::wait_all(peers.iter().map(|peer| peer.ask().start(pings))) {
        end.expect("a peer answers");
    }
    let pinged = peers.iter().map(|peer| peer.pinged().expect("a peer answers")).sum::<u64>();
    assert_eq!(pinged, ACTORS as u64 * pings, "pings were lost");
    for peer in &peers {
        peer.meet(Vec::new()).expect("a peer is alive");
    }
    super::end(peers);
    2 * ACTORS as u64 * pings
}
