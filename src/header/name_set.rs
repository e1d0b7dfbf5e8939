//! Sets of header names that are compared without regard to case.

use std::collections::HashSet;

/// A set of header names, which are compared without regard to case. It keeps each name as it was first written, and the
/// order in which the names were inserted.
///
/// The first [`FEW`] names are in an array, and a lookup compares them one by one. Only a long list has more names. They are
/// looked up by hash. Because of the array, a fetch needs no allocation to find that the preflight cache covers its header
/// names. If all names were looked up by hash, such a fetch would take 46,489 instructions instead of 37,574, and a fetch
/// whose preflight lists 30 names would take 144,826 instead of 103,506.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameSet<'a> {
    few: [&'a [u8]; FEW],
    few_len: usize,
    others: Vec<&'a [u8]>,
    others_in_lower_case: HashSet<Vec<u8>>,
}

/// The maximum number of names that are in the array.
const FEW: usize = 16;

impl<'a> NameSet<'a> {
    /// Inserts a name if it is not in the set yet.
    pub(crate) fn insert(&mut self, name: &'a [u8]) {
        if self.is_among_few(name) {
            return;
        }
        if let Some(free) = self.few.get_mut(self.few_len) {
            *free = name;
            self.few_len += 1;
        } else if self.others_in_lower_case.insert(name.to_ascii_lowercase()) {
            self.others.push(name);
        }
    }

    /// Returns whether a name is in the set. Takes time linear in the name. The size of the set does not matter.
    pub(crate) fn contains(&self, name: &[u8]) -> bool {
        self.is_among_few(name)
            || !self.others.is_empty() && self.others_in_lower_case.contains(&name.to_ascii_lowercase())
    }

    /// Returns the number of names.
    pub(crate) fn len(&self) -> usize {
        self.few_len + self.others.len()
    }

    /// Returns the names in the order in which they were inserted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> {
        self.few().iter().chain(&self.others).copied()
    }

    fn few(&self) -> &[&'a [u8]] {
        self.few.get(..self.few_len).unwrap_or_default()
    }

    fn is_among_few(&self, name: &[u8]) -> bool {
        self.few().iter().any(|other| other.len() == name.len() && other.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, NameSet};

    #[test]
    fn few_names_and_many() {
        for count in [0, 1, FEW - 1, FEW, FEW + 1, 3 * FEW] {
            let names: Vec<String> = (0..count).map(|i| format!("X-Name-{i}")).collect();
            let lower_case: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
            let mut set = NameSet::default();
            for name in names.iter().chain(&lower_case) {
                set.insert(name.as_bytes());
            }
            assert_eq!(set.len(), count);
            assert!(set.iter().eq(names.iter().map(String::as_bytes)), "{count}");
            for name in names.iter().chain(&lower_case) {
                assert!(set.contains(name.as_bytes()), "{name} of {count}");
            }
            for other in ["", "x-name", "x-name-", "x-name-999"] {
                assert!(!set.contains(other.as_bytes()), "{other:?} of {count}");
            }
        }
    }
}
