//! Misspelt header names: headers of a response whose names are nearly the names of the missing headers.

use super::finding::{Cause, Finding};
use super::hint::Hint;
use super::scene::Scene;
use crate::error::{CorsCheckError, PreflightError, Reason};
use crate::header::ReadHeaders;
use crate::response::Response;

/// The names that a server may misspell, in lower case.
const NAMES: [&str; 4] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
];

/// Adds a hint to the first finding about each missing header, if the response has a header with a similar name.
pub(super) fn add_misspelt_headers(findings: &mut [Finding], scene: Scene<'_>) {
    let Some(response) = scene.response() else { return };
    for name in NAMES {
        let is_about = |finding: &&mut Finding| matches!(&finding.cause, Cause::Refused(reason) if missing_header(reason) == Some(name));
        if let Some(finding) = findings.iter_mut().find(is_about)
            && let Some(name) = misspelt(name, response)
        {
            finding.hints.push(Hint::MisspeltHeader { name });
        }
    }
}

/// Returns the name of the header that the reason says is missing or lists too little.
fn missing_header(reason: &Reason) -> Option<&'static str> {
    let [origin, credentials, methods, headers] = NAMES;
    match reason {
        Reason::CorsCheck(error) | Reason::Preflight(PreflightError::CorsCheck(error)) => match error {
            CorsCheckError::MissingAllowOrigin => Some(origin),
            CorsCheckError::MissingAllowCredentials => Some(credentials),
            _ => None,
        },
        Reason::Preflight(PreflightError::MethodNotAllowed { .. }) => Some(methods),
        Reason::Preflight(PreflightError::HeaderNotAllowed { .. }) => Some(headers),
        _ => None,
    }
}

/// Returns the name of a header of the response that is at most two letters away from `name`. The other correct names do not
/// count.
fn misspelt(name: &str, response: &Response<()>) -> Option<String> {
    let is_close =
        |other: &[u8]| other.len().abs_diff(name.len()) <= 2 && distance(name.as_bytes(), other) <= 2;
    let names = response.headers().fields().map(|(other, _)| other.to_ascii_lowercase());
    let mut close =
        names.filter(|other| is_close(other) && NAMES.iter().all(|known| known.as_bytes() != other));
    close.next().map(|other| String::from_utf8_lossy(&other).into_owned())
}

/// Returns the number of letters that have to be added, removed or changed to turn one name into the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (to, cells) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = cells else { continue };
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(from != to)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
