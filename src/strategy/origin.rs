use proptest::arbitrary::Arbitrary;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use crate::lab::probes;
use crate::origin::Origin;

/// Generates origins of pages. Half are `https://app.example`. The others have another scheme, port or host name, an IP
/// address, a dot at the end of the host name, or the scheme of an app, or they are opaque.
///
/// ```
/// use fetch_cors::{Origin, strategy::origins};
/// proptest::proptest!(|(page in origins())| {
///     assert!(page.is_opaque() || Origin::parse(page.as_str()).as_ref() == Ok(&page));
/// });
/// ```
pub fn origins() -> impl Strategy<Value = Origin> + Clone {
    prop_oneof![
        5 => select(parsed(&["https://app.example"])),
        1 => Just(()).prop_map(|()| Origin::new_opaque()),
        4 => select(parsed(PAGES)),
    ]
}

/// Generates the values of [`origins`].
impl Arbitrary for Origin {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> BoxedStrategy<Self> {
        origins().boxed()
    }
}

const PAGES: &[&str] = &[
    "https://other.example",
    "https://www.app.example",
    "https://api.example",
    "http://app.example",
    "https://app.example:8443",
    "http://localhost:3000",
    "https://127.0.0.1",
    "https://[::1]:8443",
    "https://app.example.",
    "https://xn--bcher-kva.example",
    "tauri://localhost",
];

/// Generates origins that a server with a wrong check could accept instead of `origin`. These are the
/// [`probes`](crate::lab::probes) that a page can have.
///
/// They do not shrink, because a failure with another origin would show another mistake of the server.
///
/// ```
/// use fetch_cors::{Origin, strategy::origins_near};
/// let trusted = Origin::parse("https://app.example")?;
/// proptest::proptest!(|(page in origins_near(&trusted))| assert_ne!(page, trusted));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn origins_near(origin: &Origin) -> impl Strategy<Value = Origin> + Clone + use<> {
    let near: Vec<Origin> = probes(origin).iter().filter_map(|probe| probe.origin().cloned()).collect();
    select(near).no_shrink()
}

fn parsed(origins: &[&str]) -> Vec<Origin> {
    origins.iter().filter_map(|origin| Origin::parse(origin).ok()).collect()
}
