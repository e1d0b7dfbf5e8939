//! The essence of a MIME type, such as `text/plain`, as the MIME Sniffing Standard parses it.
//!
//! [`extract_essence`] reads the essence from a header list. For a MIME type with its parameters, see
//! [`MimeType`](super::mime_type::MimeType).

use std::fmt;

use super::bytes::{is_token, normalize};
use super::list::{ReadHeaders, get, split_header_value};
use super::names::CONTENT_TYPE;

/// The type and subtype of a MIME type, in the case in which they were written.
///
/// <https://mimesniff.spec.whatwg.org/#mime-type-essence>
///
/// ```
/// use fetch_cors::header::mime::parse_essence;
/// let essence = parse_essence(b" Text/PLAIN ;charset=\"").unwrap();
/// assert!(essence.is("text", "plain"));
/// assert_eq!(essence.to_string(), "text/plain");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Essence<'a> {
    pub(super) kind: &'a [u8],
    pub(super) subtype: &'a [u8],
}

impl Essence<'_> {
    /// Returns whether the essence is `kind/subtype`. Compares without regard to case.
    #[must_use]
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind.as_bytes())
            && self.subtype.eq_ignore_ascii_case(subtype.as_bytes())
    }
}

/// Writes the essence in lower case, as the standard defines it.
impl fmt::Display for Essence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = |bytes| String::from_utf8_lossy(bytes).to_ascii_lowercase();
        write!(f, "{}/{}", lower(self.kind), lower(self.subtype))
    }
}

/// Parses the essence of a MIME type. Returns `None` if the input is not a MIME type.
///
/// Parameters are ignored, because no parameter makes a MIME type invalid. Takes time linear in the input. Allocates
/// nothing.
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
    // parse-a-mime-type 1: removes white space around the input.
    let essence = without_parameters(input);
    // parse-a-mime-type 2, 3, 4, 5, 6: the type is the token before the first slash.
    let slash = essence.iter().position(|&byte| byte == b'/')?;
    // parse-a-mime-type 7, 8, 9: the subtype is the token between the slash and the parameters.
    let (kind, subtype) = (essence.get(..slash)?, essence.get(slash + 1..)?);
    (is_token(kind) && is_token(subtype)).then_some(Essence { kind, subtype })
}

/// Returns the part of a MIME type before its parameters, without white space around it.
pub(super) fn without_parameters(input: &[u8]) -> &[u8] {
    normalize(input.split(|&byte| byte == b';').next().unwrap_or_default())
}

/// Extracts the essence of the MIME type of a header list, in lower case. Returns `None` if there is none.
///
/// `Content-Type` may hold several MIME types, separated by commas. The result is the last one that parses and is not `*/*`.
///
/// <https://fetch.spec.whatwg.org/#concept-header-extract-mime-type>
///
/// ```
/// use fetch_cors::header::mime::extract_essence;
/// let extract = |value| extract_essence(&[("Content-Type", value)]);
/// assert_eq!(extract("text/html;charset=\",\", Text/CSS").as_deref(), Some("text/css"));
/// assert_eq!(extract("text/html, x").as_deref(), Some("text/html"));
/// assert_eq!(extract("x"), None);
/// ```
#[must_use]
pub fn extract_essence<H: ReadHeaders + ?Sized>(list: &H) -> Option<String> {
    let value = get(list, &CONTENT_TYPE)?;
    let essences = split_header_value(&value).filter_map(parse_essence);
    essences.filter(|essence| !essence.is("*", "*")).last().map(|essence| essence.to_string())
}

/// Returns whether an essence is the essence of a JavaScript MIME type. `essence` must be in lower case.
///
/// <https://mimesniff.spec.whatwg.org/#javascript-mime-type>
///
/// ```
/// use fetch_cors::header::mime::is_javascript;
/// assert!(is_javascript("text/javascript") && is_javascript("application/x-ecmascript"));
/// assert!(!is_javascript("application/json"));
/// ```
#[must_use]
pub fn is_javascript(essence: &str) -> bool {
    matches!(
        essence,
        "application/ecmascript"
            | "application/javascript"
            | "application/x-ecmascript"
            | "application/x-javascript"
            | "text/ecmascript"
            | "text/javascript"
            | "text/javascript1.0"
            | "text/javascript1.1"
            | "text/javascript1.2"
            | "text/javascript1.3"
            | "text/javascript1.4"
            | "text/javascript1.5"
            | "text/jscript"
            | "text/livescript"
            | "text/x-ecmascript"
            | "text/x-javascript"
    )
}
