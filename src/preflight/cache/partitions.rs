use std::sync::Arc;

use super::hashed::{Hashed, Tagged};
use super::keyed::Keyed;
use crate::request::NetworkPartitionKey;

/// The partition keys of all keys, each held once.
#[derive(Default)]
pub(super) struct Partitions {
    held: Hashed<Held>,
    bytes: usize,
}

struct Held {
    tag: u32,
    partition: Arc<NetworkPartitionKey>,
}

impl Tagged for Held {
    fn tag(&self) -> u32 {
        self.tag
    }
}

impl Partitions {
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.held.bytes()
    }

    /// The bytes of a partition key that is the only one.
    pub(super) fn cost(partition: &NetworkPartitionKey) -> usize {
        Hashed::<Held>::OF_ONE + behind(partition)
    }

    /// The one that is held; `None` if there is no place for it.
    pub(super) fn hold(
        &mut self,
        keyed: &Keyed,
        partition: &NetworkPartitionKey,
    ) -> Option<Arc<NetworkPartitionKey>> {
        let tag = keyed.partition(partition);
        if let Some(place) = self.place(tag, partition) {
            return self.held.get(place).map(|held| held.partition.clone());
        }
        if self.held.in_the_way(tag).is_some() {
            return None;
        }
        let partition = Arc::new(partition.clone());
        self.bytes += behind(&partition);
        self.held.push(Held { tag, partition: partition.clone() });
        Some(partition)
    }

    /// Takes one back, and drops it if nobody else has it.
    pub(super) fn release(&mut self, keyed: &Keyed, partition: Arc<NetworkPartitionKey>) {
        if Arc::strong_count(&partition) > 2 {
            return;
        }
        if let Some(place) = self.place(keyed.partition(&partition), &partition) {
            self.held.remove(place);
            self.bytes -= behind(&partition);
        }
    }

    fn place(&self, tag: u32, partition: &NetworkPartitionKey) -> Option<u32> {
        self.held.find(tag, |held| *held.partition == *partition)
    }
}

/// What is allocated for it: it, two counters, and what it points to.
fn behind(partition: &NetworkPartitionKey) -> usize {
    2 * size_of::<usize>() + partition.byte_len()
}
