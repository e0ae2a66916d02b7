use std::collections::BTreeMap;

#[actor]
pub struct Store<K, V, const N: usize = 3>
where
    K: Ord,
{
    values: BTreeMap<K, [V; N]>,
}

#[actor]
impl<K: Ord, V, const N: usize> Store<K, V, N>
where
    V: Clone,
    Self: Sized,
{
    pub fn put(&mut self, key: K, values: [V; N]) {
        self.values.insert(key, values);
    }

    pub fn get(&self, key: K) -> Option<[V; N]> {
        self.values.get(&key).cloned()
    }

    pub fn swap(&mut self, other: Self) -> Self {
        std::mem::replace(self, other)
    }
}
