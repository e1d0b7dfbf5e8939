use std::fmt;
use std::time::Duration;

use super::Kind;
use crate::timestamp::Timestamp;

/// Until when a method or a name counts: as granted without credentials, and with. There is one of
/// each at most, as one is made only where none matches.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Where its name begins.
    pub(super) start: u32,
    pub(super) sieve: Sieve,
    without: Moment,
    with: Moment,
}

/// A point in time, in 12 bytes. The first there is stands for none: an entry ends later than some
/// other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The lower half first.
    seconds: [u32; 2],
    nanoseconds: u32,
}

/// Kind, length, and a hash of the last bytes in lower case: two names that differ in it are different. It tells
/// names that are looked through apart; many that agree in it cost no more than looking at each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sieve(u32);

impl Entry {
    /// One that does not count yet.
    pub(super) fn new(start: u32, sieve: Sieve) -> Self {
        Self { start, sieve, without: Moment::NONE, with: Moment::NONE }
    }

    /// The same, where its name begins elsewhere.
    pub(super) fn starting_at(&self, start: u32) -> Self {
        Self { start, ..*self }
    }

    pub(super) fn kind(&self) -> Kind {
        self.sieve.kind()
    }

    /// Whether it matches a request with or without credentials.
    #[inline]
    pub(super) fn matches(&self, include: bool, now: Moment) -> bool {
        // An entry with credentials matches any request, one without matches those without.
        !include && self.without.is_after(now) || self.with.is_after(now)
    }

    /// Sets the time of what matches; whether anything does.
    pub(super) fn extend(&mut self, include: bool, now: Moment, expires: Moment) -> bool {
        let mut any = false;
        let without = Some(&mut self.without).filter(|_| !include);
        for moment in without.into_iter().chain([&mut self.with]) {
            if moment.is_after(now) {
                *moment = expires;
                any = true;
            }
        }
        any
    }

    pub(super) fn set(&mut self, credentials: bool, expires: Moment) {
        *(if credentials { &mut self.with } else { &mut self.without }) = expires;
    }

    pub(super) fn is_live(&self, now: Moment) -> bool {
        self.matches(false, now)
    }

    /// What counts now, as credentials flag and time.
    pub(super) fn live(&self, now: Moment) -> impl Iterator<Item = (bool, Timestamp)> + use<> {
        let moments = [(false, self.without), (true, self.with)];
        moments
            .into_iter()
            .filter(move |(_, moment)| moment.is_after(now))
            .map(|(with, moment)| (with, moment.into()))
    }
}

impl Moment {
    pub(super) const NONE: Self = Self { seconds: [0; 2], nanoseconds: 0 };

    #[inline]
    pub(super) fn is_after(self, other: Self) -> bool {
        let (seconds, of_other) = (self.seconds(), other.seconds());
        seconds > of_other || seconds == of_other && self.nanoseconds > other.nanoseconds
    }

    #[inline]
    fn seconds(self) -> u64 {
        let [low, high] = self.seconds.map(u64::from);
        high << 32 | low
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from(*self).fmt(f)
    }
}

impl From<Timestamp> for Moment {
    fn from(moment: Timestamp) -> Self {
        let (seconds, nanoseconds) = (moment.since_start().as_secs(), moment.since_start().subsec_nanos());
        let half = |seconds| u32::try_from(seconds).unwrap_or_default();
        Self { seconds: [half(seconds & 0xffff_ffff), half(seconds >> 32)], nanoseconds }
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        Self::new(Duration::new(moment.seconds(), moment.nanoseconds))
    }
}

impl Sieve {
    pub(super) const SLOTS: usize = 32;

    /// From this length on, names of one sieve may differ in length.
    pub(super) const LONG: usize = 0x7fff;

    #[inline]
    pub(super) fn of(kind: Kind, name: &[u8]) -> Self {
        // Of shorter names there are few.
        let last = name.last_chunk().map_or(0, |last| u32::from_le_bytes(*last));
        // The bit that tells upper from lower case, in every byte.
        let mixed = (last | 0x2020_2020).wrapping_mul(0x9e37_79b1);
        let len = u32::try_from(name.len().min(Self::LONG)).unwrap_or_default();
        Self(mixed & 0xffff_0000 | len << 1 | u32::from(kind == Kind::HeaderName))
    }

    /// A number below [`Self::SLOTS`].
    #[inline]
    pub(super) fn slot(self) -> usize {
        (self.0 >> 27) as usize
    }

    pub(super) fn kind(self) -> Kind {
        if self.0 & 1 == 0 { Kind::Method } else { Kind::HeaderName }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::{Moment, Sieve};
    use crate::preflight::cache::Kind;
    use crate::timestamp::Timestamp;

    #[test]
    fn moments_are_as_times_are() {
        let seconds = [0, 1, u64::from(u32::MAX), 1 << 32, (1 << 32) + 1, 3 << 40, u64::MAX];
        let times: Vec<Timestamp> = seconds
            .into_iter()
            .flat_map(|seconds| [0, 1, 999_999_999].map(|nanoseconds| Duration::new(seconds, nanoseconds)))
            .map(Timestamp::new)
            .collect();
        for time in &times {
            let moment = Moment::from(*time);
            assert_eq!(Timestamp::from(moment), *time);
            assert_eq!(format!("{moment:?}"), format!("{time:?}"));
            for other in &times {
                assert_eq!(moment.is_after(Moment::from(*other)), time > other, "{time:?} {other:?}");
            }
        }
    }

    /// Names that a page often sends.
    #[test]
    fn most_names_have_a_slot_for_themselves() {
        let names = "authorization content-type if-match if-none-match x-api-key x-client-version x-csrf-token \
                     x-requested-with x-request-id x-session x-token x-trace-id";
        let slot = |name: &str| Sieve::of(Kind::HeaderName, name.as_bytes()).slot();
        let slots: HashSet<usize> = names.split_whitespace().map(slot).collect();
        assert!(slots.len() >= 9, "{}", slots.len());
        assert!(slots.iter().all(|slot| *slot < Sieve::SLOTS));
        assert_eq!(slot("X-CSRF-Token"), slot("x-csrf-token"));
    }
}
