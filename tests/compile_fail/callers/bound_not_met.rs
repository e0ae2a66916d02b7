use actor_runtime::prelude::*;
use std::collections::BTreeMap;

#[actor]
struct Store<K> {
    values: BTreeMap<K, u64>,
}

#[actor]
impl<K: Ord> Store<K> {
    pub fn get(&self, key: K) -> Option<u64> {
        self.values.get(&key).copied()
    }
}

fn main() {
    let _store = Store::<f64> { values: BTreeMap::new() }.spawn();
}
