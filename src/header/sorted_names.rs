//! Sorted sets of header names, and finding a name in one.

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

impl<'a> SortedNames<'a> {
    /// Appends a name to a set that is not sorted yet.
    #[inline(always)] // it is a few words that are stored
    pub(super) fn append(&mut self, order: &mut Order, name: &'a [u8]) {
        let Some(to) = self.few.get_mut(self.len) else { return self.append_to_many(name) };
        *to = name;
        insert_last(order, &self.few, self.len, name);
        self.len += 1;
    }

    #[cold]
    fn append_to_many(&mut self, name: &'a [u8]) {
        if self.many.is_empty() {
            self.many = self.few.to_vec();
        }
        self.many.push(name);
    }

    /// Sorts the names that were appended. Takes what sorting takes.
    pub(super) fn convert_to_a_sorted_lowercase_set(&mut self, order: &Order) {
        // convert-header-names-to-a-sorted-lowercase-set 1, 2: compared in lower case, each once.
        // convert-header-names-to-a-sorted-lowercase-set 3: sorted by bytes.
        if self.many.is_empty() {
            self.len = put_in_order(&mut self.few, order.get(..self.len).unwrap_or_default());
        } else {
            self.many.sort_by_key(|name| AnyCase(name));
            self.many.dedup_by_key(|name| AnyCase(name));
        }
    }

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

/// In which order a few names are: for each the first bytes in lower case, which mostly tell which of two is the
/// first, and in the last byte its place among them.
pub(super) type Order = [u64; FEW];

/// The bits of a key that are of the name.
const START: u64 = !0xff;

/// Puts the last of so many names where it belongs.
#[inline]
fn insert_last(order: &mut Order, names: &[&[u8]; FEW], len: usize, name: &[u8]) {
    let key = lower(&first_eight(name)) & START | len as u64;
    let mut place = len;
    while let Some(before) = place.checked_sub(1)
        && let Some([earlier, later]) = order.get_mut(before..=place)
        && (*earlier > key || (*earlier ^ key) & START == 0 && is_before(key, *earlier, names))
    {
        *later = *earlier;
        place = before;
    }
    if let Some(to) = order.get_mut(place) {
        *to = key;
    }
}

/// Puts the names in order, each once; how many there are then.
#[inline]
fn put_in_order(names: &mut [&[u8]; FEW], order: &[u64]) -> usize {
    let unsorted = *names;
    let mut places = names.iter_mut();
    // One that has another start than the first.
    let mut before = order.first().map_or(0, |first| !first);
    for key in order {
        if (key ^ before) & START != 0 || !is_same(*key, before, &unsorted) {
            if let Some(to) = places.next() {
                *to = name_of(*key, &unsorted);
            }
            before = *key;
        }
    }
    FEW - places.len()
}

#[inline]
fn name_of<'a>(key: u64, names: &[&'a [u8]; FEW]) -> &'a [u8] {
    names.get((key & !START) as usize).copied().unwrap_or_default()
}

#[inline(never)] // as it is seldom asked
fn is_before(key: u64, other: u64, names: &[&[u8]; FEW]) -> bool {
    AnyCase(name_of(key, names)) < AnyCase(name_of(other, names))
}

#[inline(never)] // as it is seldom asked
fn is_same(key: u64, other: u64, names: &[&[u8]; FEW]) -> bool {
    AnyCase(name_of(key, names)) == AnyCase(name_of(other, names))
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
