//! Headers of a response whose names nearly are the ones that are missing.

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

/// Adds a hint to the first finding about each header for which the response has another that is nearly called so.
pub(super) fn add_misspelt_headers(findings: &mut [Finding], scene: Scene<'_>) {
    let Some(response) = scene.response() else { return };
    for (name, is_about) in NAMES.into_iter().zip(IS_ABOUT) {
        let about = findings.iter_mut().find(|finding| match &finding.cause {
            Cause::Refused(reason) => is_about(reason),
            Cause::Thrown(_) => false,
        });
        if let Some(finding) = about
            && let Some(name) = misspelt(name, response)
        {
            finding.hints.push(Hint::MisspeltHeader { name });
        }
    }
}

/// Whether a reason is that a header is missing, for each of the names.
const IS_ABOUT: [fn(&Reason) -> bool; 4] = [
    |reason| {
        use CorsCheckError::MissingAllowOrigin as Missing;
        matches!(reason, Reason::CorsCheck(Missing) | Reason::Preflight(PreflightError::CorsCheck(Missing)))
    },
    |reason| {
        use CorsCheckError::MissingAllowCredentials as Missing;
        matches!(reason, Reason::CorsCheck(Missing) | Reason::Preflight(PreflightError::CorsCheck(Missing)))
    },
    |reason| matches!(reason, Reason::Preflight(PreflightError::MethodNotAllowed { .. })),
    |reason| matches!(reason, Reason::Preflight(PreflightError::HeaderNotAllowed { .. })),
];

/// Returns the name of a header of the response that is at most two changes away from `name`, and is not another name that
/// servers use.
fn misspelt(name: &str, response: &Response<()>) -> Option<String> {
    let is_close =
        |other: &[u8]| other.len().abs_diff(name.len()) <= 2 && distance(name.as_bytes(), other) <= 2;
    let names = response.headers().fields().map(|(other, _)| other.to_ascii_lowercase());
    let mut close =
        names.filter(|other| is_close(other) && NAMES.iter().all(|known| known.as_bytes() != other));
    close.next().map(|other| String::from_utf8_lossy(&other).into_owned())
}

/// Returns how many letters have to be added, removed or changed to make one name of the other.
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
