//! The essence of a MIME type, as the MIME Sniffing Standard parses it.

use std::fmt;

use super::bytes::{is_token, normalize};

/// Type and subtype of a MIME type, in the case they were written in.
///
/// ```
/// use fetch_cors::header::mime::parse_essence;
/// let essence = parse_essence(b" Text/PLAIN ;charset=\"").unwrap();
/// assert!(essence.is("text", "plain"));
/// assert_eq!(essence.to_string(), "text/plain");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Essence<'a> {
    kind: &'a [u8],
    subtype: &'a [u8],
}

impl Essence<'_> {
    /// Whether it is `kind/subtype`, whatever its case.
    #[must_use]
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind.as_bytes())
            && self.subtype.eq_ignore_ascii_case(subtype.as_bytes())
    }
}

/// In lower case, as the standard has an essence.
impl fmt::Display for Essence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = |bytes| String::from_utf8_lossy(bytes).to_ascii_lowercase();
        write!(f, "{}/{}", lower(self.kind), lower(self.subtype))
    }
}

/// Parses a MIME type as far as its essence; `None` if it is none. Parameters, even broken ones,
/// never make a MIME type fail, so they are not looked at.
///
/// <https://mimesniff.spec.whatwg.org/#parse-a-mime-type>
///
/// ```
/// use fetch_cors::header::mime::parse_essence;
/// assert!(parse_essence(b"text/plain;charset").is_some());
/// assert!(parse_essence(b"text/").is_none() && parse_essence(b"text/plain, a/b").is_none());
/// ```
#[must_use]
pub fn parse_essence(input: &[u8]) -> Option<Essence<'_>> {
    let input = normalize(input);
    let slash = input.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = input.split_at_checked(slash)?;
    let rest = rest.get(1..)?;
    let end = rest.iter().position(|&byte| byte == b';').unwrap_or(rest.len());
    // Only white space behind the subtype is forgiven: in front of it stands the slash.
    let subtype = match rest.get(..end)? {
        [b'\t' | b'\n' | b'\r' | b' ', ..] => return None,
        subtype => normalize(subtype),
    };
    (is_token(kind) && is_token(subtype)).then_some(Essence { kind, subtype })
}
