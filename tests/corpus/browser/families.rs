//! The families of departures, and which of them a replay takes.

use std::cell::RefCell;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    pub const ALL: [Browser; 2] = [Browser::Chromium, Browser::Firefox];
}

macro_rules! families {
    ($($family:ident $name:literal $($browser:ident)+,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Family { $($family,)* }

        impl Family {
            pub const ALL: &[Family] = &[$(Family::$family,)*];

            /// Those that rest on observations which are not at hand.
            pub const NOT_AT_HAND: [Family; 1] = [Family::BarEncoded];

            /// As `spec-notes/browsers.md` has it.
            pub fn name(self) -> &'static str {
                match self { $(Family::$family => $name,)* }
            }

            pub fn browsers(self) -> &'static [Browser] {
                match self { $(Family::$family => &[$(Browser::$browser,)+],)* }
            }
        }
    };
}

families! {
    // Which request headers are safe.
    ClientHints "client-hints" Chromium,
    ContentTypeStrict "content-type-strict" Firefox,
    NoTotalLimit "no-total-limit" Firefox,
    NonAsciiUnsafe "non-ascii-unsafe" Firefox,
    RangeNumbers "range-numbers" Chromium Firefox,
    RepeatsJoined "repeats-joined" Chromium,
    RepeatsListed "repeats-listed" Firefox,
    UserAgentForbidden "user-agent-forbidden" Chromium,
    // Preflights.
    AuthorizationByWildcard "authorization-by-wildcard" Chromium Firefox,
    CacheHeadersOnPreflight "cache-headers-on-preflight" Chromium Firefox,
    HomePreflightUnchecked "home-preflight-unchecked" Firefox,
    PreflightAgain "preflight-again" Firefox,
    PreflightOrigin "preflight-origin" Firefox,
    PreflightSite "preflight-site" Chromium Firefox,
    PreflightModeUntrusted "preflight-mode-untrusted" Chromium,
    // The preflight cache.
    AnyFailureClears "any-failure-clears" Firefox,
    CacheModeBypasses "cache-mode-bypasses" Chromium Firefox,
    CachedCredentials "cached-credentials" Firefox,
    CachedHead "cached-head" Firefox,
    CachedWildcard "cached-wildcard" Firefox,
    CachedWildcardCredentials "cached-wildcard-credentials" Chromium,
    FailureKeeps "failure-keeps" Chromium,
    MaxAgeNegative "max-age-negative" Chromium,
    MaxAgeOdd "max-age-odd" Firefox,
    MaxAgeTooLong "max-age-too-long" Chromium,
    MaxAgeZero "max-age-zero" Firefox,
    NoStoreKeepsNothing "no-store-keeps-nothing" Chromium,
    OneResult "one-result" Chromium,
    OpaqueOriginsUncached "opaque-origins-uncached" Chromium,
    ValidationBypasses "validation-bypasses" Chromium,
    // Messages.
    CredentiallessUncached "credentialless-uncached" Chromium,
    ConditionalValidates "conditional-validates" Chromium,
    DroppedHeadersReturn "dropped-headers-return" Firefox,
    EmptyRepeats "empty-repeats" Firefox,
    SingletonRepeats "singleton-repeats" Firefox,
    OriginAfterRedirect "origin-after-redirect" Chromium,
    OriginWithoutPolicy "origin-without-policy" Chromium,
    RangeRewritten "range-rewritten" Chromium,
    // Redirects.
    BarEncoded "bar-encoded" Chromium,
    BadLocation "bad-location" Chromium,
    DifferentLocations "different-locations" Chromium Firefox,
    EmptyLocation "empty-location" Chromium,
    LocationControlsKept "location-controls-kept" Firefox,
    SameLocations "same-locations" Chromium Firefox,
    UserinfoRefused "userinfo-refused" Chromium,
    // Responses.
    ContentTypesJoined "content-types-joined" Firefox,
    EmptyLines "empty-lines" Firefox,
    LocationOnce "location-once" Firefox,
    StarFirst "star-first" Firefox,
    UnknownPolicyPasses "unknown-policy-passes" Firefox,
    // Times.
    OpaqueUntimed "opaque-untimed" Chromium,
    RefusedTimed "refused-timed" Firefox,
    SizeNeedsTao "size-needs-tao" Chromium,
    // Loads.
    FormValidates "form-validates" Chromium,
    OpaqueResponseBlocked "opaque-response-blocked" Chromium,
    OriginAtHome "origin-at-home" Chromium,
    SandboxReferrer "sandbox-referrer" Firefox,
    ScriptTypePrefix "script-type-prefix" Chromium Firefox,
    StyleOfAnyType "style-of-any-type" Chromium,
    // `XMLHttpRequest`.
    ConditionalUnnoticed "conditional-unnoticed" Firefox,
    EmptyResult "empty-result" Chromium Firefox,
    ListenerNeedsBody "listener-needs-body" Chromium,
    SafelistedWithoutEntry "safelisted-without-entry" Chromium Firefox,
    UnlistedMethodRefused "unlisted-method-refused" Chromium Firefox,
    BlobTypeDropped "blob-type-dropped" Chromium,
    XhrMethodAsWritten "xhr-method-as-written" Firefox,
    // `Headers` and `Request` objects.
    CopiedCacheModeUnchecked "copied-cache-mode-unchecked" Firefox,
    KeepaliveNotCopied "keepalive-not-copied" Firefox,
    SetJudgesReplaced "set-judges-replaced" Firefox,
}

/// How a replay goes: by the standard, or with departures of a browser.
#[derive(Debug, Default)]
pub struct Ways {
    departures: BTreeSet<Family>,
    taken: RefCell<BTreeSet<Family>>,
}

impl Ways {
    pub fn standard() -> Self {
        Ways::default()
    }

    /// All that a browser has. There are two ways where a departure depends on what no scenario shows.
    pub fn of(browser: Browser) -> Vec<Self> {
        let departures = Family::ALL.iter().copied().filter(|family| family.browsers().contains(&browser));
        let all = Ways { departures: departures.collect(), ..Ways::default() };
        match browser {
            Browser::Chromium => vec![all],
            // Whether its cache has room.
            Browser::Firefox => vec![all.without(Family::EmptyResult), all],
        }
    }

    /// The same ways without a departure.
    pub fn without(&self, family: Family) -> Self {
        let mut departures = self.departures.clone();
        departures.remove(&family);
        Ways { departures, ..Ways::default() }
    }

    pub fn only(family: Family) -> Self {
        Ways { departures: BTreeSet::from([family]), ..Ways::default() }
    }

    /// Where the condition of a family holds: whether the replay departs.
    pub fn depart(&self, family: Family) -> bool {
        let departs = self.departures.contains(&family);
        if departs {
            self.taken.borrow_mut().insert(family);
        }
        departs
    }

    /// The families whose condition held.
    pub fn taken(&self) -> BTreeSet<Family> {
        self.taken.borrow().clone()
    }
}
