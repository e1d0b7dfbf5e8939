use super::index::{Index, NONE};

/// Things without order, each found by its hash and named by its place: from 0 on, without a gap.
pub(super) struct Hashed<T> {
    things: Vec<T>,
    index: Index,
}

/// Something that remembers the hash by which it is found.
pub(super) trait Tagged {
    fn tag(&self) -> u32;
}

impl<T> Default for Hashed<T> {
    fn default() -> Self {
        Self { things: Vec::new(), index: Index::default() }
    }
}

impl<T: Tagged> Hashed<T> {
    /// The bytes behind it when it holds one thing.
    pub(super) const OF_ONE: usize = size_of::<T>() + Index::OF_ONE;

    /// The bytes behind it, but for those behind the things.
    pub(super) fn bytes(&self) -> usize {
        self.things.capacity() * size_of::<T>() + self.index.bytes()
    }

    /// How many bytes more one thing more would take.
    pub(super) fn growth(&self) -> usize {
        let full = self.things.len() == self.things.capacity();
        self.index.growth() + if full { self.step() * size_of::<T>() } else { 0 }
    }

    pub(super) fn find(&self, tag: u32, is: impl Fn(&T) -> bool) -> Option<u32> {
        self.index.find(tag, |place| self.get(place).is_some_and(&is))
    }

    pub(super) fn get(&self, place: u32) -> Option<&T> {
        self.things.get(place as usize)
    }

    pub(super) fn get_mut(&mut self, place: u32) -> Option<&mut T> {
        self.things.get_mut(place as usize)
    }

    /// The places in use, the last first: what is at one of them may be removed, and the others are
    /// still to come.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> + use<T> {
        (0..self.next_place()).rev()
    }

    /// What has to be removed before something with this tag can come, if anything has to.
    pub(super) fn in_the_way(&self, tag: u32) -> Option<u32> {
        if self.next_place() == NONE { Some(0) } else { self.index.in_the_way(tag) }
    }

    /// Adds something for which nothing is in the way; returns its place.
    pub(super) fn push(&mut self, thing: T) -> u32 {
        if self.things.len() == self.things.capacity() {
            self.things.reserve_exact(self.step());
        }
        let place = self.next_place();
        self.index.add(thing.tag(), place);
        self.things.push(thing);
        place
    }

    /// Removes what is at a place; the last thing takes its place. Also returns whether that is another.
    pub(super) fn remove(&mut self, place: u32) -> Option<(T, bool)> {
        let tag = self.get(place)?.tag();
        self.index.remove(tag, place);
        let last = self.next_place().saturating_sub(1);
        let moved = self.things.last().filter(|_| last != place).map(Tagged::tag);
        if let Some(tag) = moved {
            self.index.move_place(tag, last, place);
        }
        let removed = self.things.swap_remove(place as usize);
        let len = self.things.len();
        if self.things.capacity() > len + len / 2 {
            self.things.shrink_to(len + len / 4);
        }
        Some((removed, moved.is_some()))
    }

    /// [`NONE`] if there are as many as there can be.
    fn next_place(&self) -> u32 {
        u32::try_from(self.things.len()).unwrap_or(NONE)
    }

    /// By how many things it grows.
    fn step(&self) -> usize {
        (self.things.len() / 4).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hashed, Tagged};

    struct Thing(u32);

    impl Tagged for Thing {
        fn tag(&self) -> u32 {
            self.0
        }
    }

    /// It grows by a quarter, and what it gives back, once a third is unused, leaves room for a quarter.
    #[test]
    fn room() {
        let mut hashed = Hashed::default();
        for (len, tag) in (0..300).zip(0..) {
            let (bytes, growth, room) = (hashed.bytes(), hashed.growth(), hashed.things.capacity());
            hashed.push(Thing(tag));
            assert_eq!(hashed.bytes(), bytes + growth, "{len}");
            let expected = if room == len { len + (len / 4).max(1) } else { room };
            assert_eq!(hashed.things.capacity(), expected, "{len}");
        }
        for len in (0..300).rev() {
            let room = hashed.things.capacity();
            assert!(hashed.remove(0).is_some());
            let expected = if 2 * room > 3 * len { len + len / 4 } else { room };
            assert_eq!(hashed.things.capacity(), expected, "{len}");
        }
        assert_eq!(hashed.bytes(), 0);
    }
}
