/// Which place a thing has, by the hash of what it is found by: an open-addressed table of 8 bytes a
/// slot, with linear probing, at most three quarters full. What is removed leaves no mark: those behind it move
/// up.
///
/// No thing is further than [`LONGEST_RUN`] slots from where its hash points to, so that whoever
/// should find many with one hash makes it no slower than that.
#[derive(Default)]
pub(super) struct Index {
    /// A power of two of them, or none.
    slots: Box<[Slot]>,
    len: usize,
}

/// 32 bits of a hash, and a place.
#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    place: u32,
}

/// No place.
pub(super) const NONE: u32 = u32::MAX;

const FREE: Slot = Slot { tag: 0, place: NONE };

/// A table that is three quarters full by chance has no run of this length in as many things as fit
/// in memory.
const LONGEST_RUN: usize = 1_024;

const FEWEST_SLOTS: usize = 4;

impl Index {
    /// The bytes behind the index of one thing.
    pub(super) const OF_ONE: usize = FEWEST_SLOTS * size_of::<Slot>();

    /// With room for so many.
    pub(super) fn with_room(things: usize) -> Self {
        Self { slots: free_slots(slots_for(things)), len: 0 }
    }

    /// The bytes behind an index with room for so many.
    pub(super) fn bytes_for(things: usize) -> usize {
        slots_for(things) * size_of::<Slot>()
    }

    /// The bytes behind it.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.slots)
    }

    /// How many bytes more one thing more would take.
    pub(super) fn growth(&self) -> usize {
        match self.slots.len() {
            _ if !self.is_full() => 0,
            0 => Self::OF_ONE,
            slots => slots * size_of::<Slot>(),
        }
    }

    /// The place of what has this tag and is what is looked for.
    #[inline]
    pub(super) fn find(&self, tag: u32, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let mask = self.mask();
        let mut at = self.home(tag);
        for _ in 0..LONGEST_RUN {
            let slot = self.slots.get(at)?;
            if slot.place == NONE {
                return None;
            }
            if slot.tag == tag && is(slot.place) {
                return Some(slot.place);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// The place of what has to go before something with this tag can come, if anything has to.
    pub(super) fn in_the_way(&self, tag: u32) -> Option<u32> {
        let (_, home) = self.run(tag).next()?;
        (self.run(tag).count() == LONGEST_RUN).then_some(home.place)
    }

    /// Adds something for which nothing is in the way.
    pub(super) fn add(&mut self, tag: u32, place: u32) {
        if self.is_full() {
            self.resize((2 * self.slots.len()).max(FEWEST_SLOTS));
        }
        self.put(Slot { tag, place });
    }

    /// Gives what is at one place another one.
    pub(super) fn move_place(&mut self, tag: u32, from: u32, to: u32) {
        if let Some(slot) = self.at(tag, from).and_then(|at| self.slots.get_mut(at)) {
            slot.place = to;
        }
    }

    pub(super) fn remove(&mut self, tag: u32, place: u32) {
        let Some(at) = self.at(tag, place) else { return };
        self.free(at);
        self.len -= 1;
        if self.len == 0 {
            *self = Self::default();
        } else if 16 * self.len < 3 * self.slots.len() {
            // Not of the fewest slots: one thing takes more of those.
            self.resize(self.slots.len() / 2);
        }
    }

    fn is_full(&self) -> bool {
        4 * (self.len + 1) > 3 * self.slots.len()
    }

    fn at(&self, tag: u32, place: u32) -> Option<usize> {
        self.run(tag).find(|(_, slot)| slot.place == place).map(|(at, _)| at)
    }

    /// The slots that are in use from where a tag points to, up to the first that is not.
    fn run(&self, tag: u32) -> impl Iterator<Item = (usize, Slot)> {
        self.from(tag)
            .map_while(|at| self.slots.get(at).filter(|slot| slot.place != NONE).map(|slot| (at, *slot)))
    }

    /// Where something with this tag may stand, in order.
    fn from(&self, tag: u32) -> impl Iterator<Item = usize> + use<> {
        let (home, mask) = (self.home(tag), self.mask());
        (0..LONGEST_RUN).map(move |further| (home + further) & mask)
    }

    fn home(&self, tag: u32) -> usize {
        tag as usize & self.mask()
    }

    fn mask(&self) -> usize {
        self.slots.len().saturating_sub(1)
    }

    fn put(&mut self, new: Slot) {
        let free = |at: &usize| self.slots.get(*at).is_some_and(|slot| slot.place == NONE);
        let at = self.from(new.tag).find(free);
        if let Some(slot) = at.and_then(|at| self.slots.get_mut(at)) {
            *slot = new;
            self.len += 1;
        }
    }

    /// Frees a slot; each of those behind it that may stand nearer to where its tag points to does.
    fn free(&mut self, mut hole: usize) {
        let mask = self.mask();
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            let Some(slot) = self.slots.get(at).copied().filter(|slot| slot.place != NONE) else { break };
            let from_home = at.wrapping_sub(self.home(slot.tag)) & mask;
            if from_home >= at.wrapping_sub(hole) & mask {
                self.set(hole, slot);
                hole = at;
            }
        }
        self.set(hole, FREE);
    }

    fn set(&mut self, at: usize, new: Slot) {
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = new;
        }
    }

    fn resize(&mut self, slots: usize) {
        let old = std::mem::replace(self, Self { slots: free_slots(slots), len: 0 });
        old.slots.iter().filter(|slot| slot.place != NONE).for_each(|slot| self.put(*slot));
    }
}

fn free_slots(count: usize) -> Box<[Slot]> {
    vec![FREE; count].into_boxed_slice()
}

fn slots_for(things: usize) -> usize {
    (things * 4).div_ceil(3).next_power_of_two().max(FEWEST_SLOTS)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Index, LONGEST_RUN};

    fn find(index: &Index, tag: u32, place: u32) -> Option<u32> {
        index.find(tag, |found| found == place)
    }

    /// How many places are looked at in vain.
    fn steps(index: &Index, tag: u32) -> usize {
        let mut steps = 0;
        index.find(tag, |_| {
            steps += 1;
            false
        });
        steps
    }

    /// Whoever knew how to make things with one hash could fill one run, and no more.
    #[test]
    fn a_hash_that_is_constant() {
        for tag in [0, 1, 12_345, u32::MAX] {
            let mut index = Index::default();
            for place in 0..2_500 {
                while let Some(other) = index.in_the_way(tag) {
                    assert_eq!(find(&index, tag, other), Some(other));
                    index.remove(tag, other);
                }
                index.add(tag, place);
                assert_eq!(find(&index, tag, place), Some(place));
                assert!(index.len <= LONGEST_RUN && steps(&index, tag) <= LONGEST_RUN);
            }
            assert_eq!(index.len, LONGEST_RUN);
            for place in 0..2_500 {
                index.remove(tag, place);
            }
            assert_eq!((index.len, index.bytes()), (0, 0));
        }
    }

    /// Runs that grow into each other.
    #[test]
    fn a_hash_of_a_few_values() {
        let mut index = Index::default();
        let tag = |place: u32| place % 7 * 3;
        for place in 0..9_000 {
            while let Some(other) = index.in_the_way(tag(place)) {
                index.remove(tag(other), other);
            }
            index.add(tag(place), place);
            assert!(index.len <= 7 * LONGEST_RUN);
            assert!(place % 100 != 0 || find(&index, tag(place), place) == Some(place));
        }
    }

    /// It is three quarters full at most, and where little is left, three sixteenths at least.
    #[test]
    fn room() {
        let mut index = Index::default();
        for (things, tag) in (1..=100).zip(0..) {
            index.add(tag, tag);
            assert_eq!(index.bytes(), Index::bytes_for(things));
            let mut with_room = Index::with_room(things);
            for tag in 0..=tag {
                assert_eq!((with_room.growth(), with_room.bytes()), (0, index.bytes()), "{things}");
                with_room.add(tag, tag);
            }
        }
        let mut slots = vec![index.slots.len()];
        for tag in 0..100 {
            index.remove(tag, tag);
            if slots.last() != Some(&index.slots.len()) {
                slots.extend([index.len, index.slots.len()]);
            }
        }
        assert_eq!(slots, [256, 47, 128, 23, 64, 11, 32, 5, 16, 2, 8, 1, 4, 0, 0]);
    }

    /// Beside the standard library's: what is added is found, what is removed is not, and room is given back.
    #[test]
    fn adds_moves_and_removes() {
        let mut random = 1_u64;
        let mut below = |n: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((random >> 33) % n).unwrap()
        };
        let mut index = Index::default();
        let mut tags: HashMap<u32, u32> = HashMap::new();
        for round in 0..30_000 {
            // It grows, and shrinks again.
            let (place, removes) = (below(700), below(10) < if round / 5_000 % 2 == 0 { 3 } else { 8 });
            let growth = index.growth();
            let before = index.bytes();
            match tags.get(&place) {
                Some(tag) if removes => {
                    index.remove(*tag, place);
                    tags.remove(&place);
                }
                Some(tag) => {
                    let to = 1_000 + below(1_000_000);
                    index.move_place(*tag, place, to);
                    assert_eq!(find(&index, *tag, to), Some(to));
                    index.move_place(*tag, to, place);
                }
                None if removes => (),
                None => {
                    // Of few bits, so that runs get long.
                    let tag = below(512);
                    index.add(tag, place);
                    tags.insert(place, tag);
                    assert_eq!(index.bytes(), before + growth);
                }
            }
            assert_eq!(index.len, tags.len());
            assert!(index.bytes() <= 8 * 6 * tags.len().max(1), "{} for {}", index.bytes(), tags.len());
            if round % 100 == 0 {
                for place in 0..700 {
                    let tag = tags.get(&place).copied();
                    let found = tag.and_then(|tag| find(&index, tag, place));
                    assert_eq!(found, tag.map(|_| place), "{place}");
                }
            }
        }
        for (place, tag) in tags {
            index.remove(tag, place);
        }
        assert_eq!((index.len, index.bytes(), index.growth()), (0, 0, Index::OF_ONE));
    }
}
