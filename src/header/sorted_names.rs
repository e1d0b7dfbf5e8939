//! Sorted sets of header names, and finding a name in one.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::any_case::{AnyCase, first_eight, lower};

/// A sorted set of header names, compared in lower case, each in the case it was written in.
#[derive(Clone, Debug, Default)]
pub(super) struct SortedNames<'a> {
    /// The first `len` of these, unless there are more.
    few: [&'a [u8]; FEW],
    len: usize,
    many: Vec<&'a [u8]>,
}

/// So many names take no allocation, and are found by looking at each.
const FEW: usize = 16;

/// The set of these names. Takes what sorting them takes.
pub(super) fn sorted_lowercase_set<'a>(mut all: impl Iterator<Item = &'a [u8]>) -> SortedNames<'a> {
    // convert-header-names-to-a-sorted-lowercase-set 1, 2: compared in lower case, each once.
    // convert-header-names-to-a-sorted-lowercase-set 3: sorted by bytes.
    let mut few = Few::default();
    while let Some(name) = all.next() {
        if !few.insert(name) {
            let mut many: Vec<&[u8]> = few.names().chain([name]).chain(all).collect();
            // Those behind the few by themselves first: if they came in order, or backwards, sorting sees it. That
            // makes two runs, which a stable sort only merges.
            many.get_mut(few.len..).unwrap_or_default().sort_unstable_by_key(|name| AnyCase(name));
            many.sort_by_key(|name| AnyCase(name));
            many.dedup_by_key(|name| AnyCase(name));
            return SortedNames { many, ..SortedNames::default() };
        }
    }
    let mut sorted = SortedNames { len: few.len, ..SortedNames::default() };
    sorted.few.iter_mut().zip(few.names()).for_each(|(to, name)| *to = name);
    sorted
}

impl<'a> SortedNames<'a> {
    /// The names, in order.
    pub(super) fn as_slice(&self) -> &[&'a [u8]] {
        if self.many.is_empty() { self.few.get(..self.len).unwrap_or_default() } else { &self.many }
    }

    /// Whether `name` is among them. Takes logarithmic time.
    pub(super) fn contains(&self, name: &[u8]) -> bool {
        self.as_slice().binary_search_by_key(&AnyCase(name), |other| AnyCase(other)).is_ok()
    }

    /// What finds the place of many names, one after the other.
    pub(super) fn finder(&self) -> Finder<'_> {
        let names = self.as_slice();
        let place_of = |(name, place): (&&'a [u8], usize)| (AnyCase(name), place);
        let index = (names.len() > FEW).then(|| names.iter().zip(0..).map(place_of).collect());
        Finder { names, lengths: names.iter().fold(0, |lengths, name| lengths | length_bit(name)), index }
    }
}

/// A sorted set that is being made.
#[derive(Default)]
struct Few<'a> {
    /// With the first bytes of each in lower case, which mostly tell which of two names is the first. A name
    /// that ends sooner is before all that go on, or is told from them by the rest.
    entries: [(u64, &'a [u8]); FEW],
    len: usize,
}

impl<'a> Few<'a> {
    fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        self.entries.iter().take(self.len).map(|(_, name)| *name)
    }

    /// Puts a name where it belongs, if it is not there; whether there was room for it.
    fn insert(&mut self, name: &'a [u8]) -> bool {
        if self.len == FEW {
            return self.names().any(|other| AnyCase(other) == AnyCase(name));
        }
        let start = lower(&first_eight(name));
        let mut place = self.len;
        while let Some(before) = place.checked_sub(1)
            && let Some([earlier, later]) = self.entries.get_mut(before..=place)
            && start <= earlier.0
        {
            if start == earlier.0 {
                match AnyCase(name).cmp(&AnyCase(earlier.1)) {
                    Ordering::Less => {}
                    Ordering::Equal => {
                        // It is there, so those that made way go back.
                        if let Some(moved) = self.entries.get_mut(place..=self.len) {
                            moved.copy_within(1.., 0);
                        }
                        return true;
                    }
                    Ordering::Greater => break,
                }
            }
            *later = *earlier;
            place = before;
        }
        if let Some(entry) = self.entries.get_mut(place) {
            *entry = (start, name);
        }
        self.len += 1;
        true
    }
}

/// Finds names in a set, in any case. Takes the same time whatever the set holds, but for the first
/// [`FEW`].
#[derive(Debug)]
pub(crate) struct Finder<'n> {
    names: &'n [&'n [u8]],
    /// A bit for each length that a name has, which is enough to pass most others over.
    lengths: u64,
    index: Option<HashMap<AnyCase<'n>, usize>>,
}

impl Finder<'_> {
    /// Where the name stands in the set.
    pub(crate) fn place(&self, name: &[u8]) -> Option<usize> {
        if self.lengths & length_bit(name) == 0 {
            return None;
        }
        match &self.index {
            Some(index) => index.get(&AnyCase(name)).copied(),
            None => self.names.iter().position(|other| AnyCase(other) == AnyCase(name)),
        }
    }
}

fn length_bit(name: &[u8]) -> u64 {
    1 << (name.len() % 64)
}
