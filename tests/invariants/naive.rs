//! The rules that the invariants speak of, as plainly as can be. Nothing here is the engine's or its twin's.

use url::Url;

/// Names in lower case, and values.
pub type Lines = Vec<(String, Vec<u8>)>;

/// The values of a header, without the white space around them.
pub fn values<'a>(lines: &'a [(String, Vec<u8>)], name: &str) -> Vec<&'a [u8]> {
    lines.iter().filter(|(n, _)| n == name).map(|(_, value)| value.trim_ascii()).collect()
}

/// An HTTP(S) URL's origin; `null` for any other.
pub fn origin(url: &Url) -> String {
    match (url.scheme(), url.host_str()) {
        (scheme @ ("http" | "https"), Some(host)) => match url.port() {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        },
        _ => "null".to_owned(),
    }
}

/// Whether a URL is of another origin than a page, whose origin is `null` if it is opaque.
pub fn is_cross_origin(page: &str, url: &Url) -> bool {
    page == "null" || origin(url) != page
}

/// The request's origin as servers see it, after these URLs.
pub fn serialized<'a>(page: &'a str, urls: &[&Url]) -> &'a str {
    let led_away_by_a_stranger =
        urls.windows(2).any(|pair| origin(pair[0]) != origin(pair[1]) && is_cross_origin(page, pair[0]));
    if led_away_by_a_stranger { "null" } else { page }
}

/// Whether one of these URLs is of another origin than the one before it.
pub fn changes_origin(urls: &[&Url]) -> bool {
    urls.windows(2).any(|pair| origin(pair[0]) != origin(pair[1]))
}

/// The CORS check. Several lines are one value with commas in it, which no origin has.
pub fn passes_cors_check(origin: &str, include: bool, lines: &[(String, Vec<u8>)]) -> bool {
    let shared = match values(lines, "access-control-allow-origin")[..] {
        [b"*"] if !include => true,
        [allowed] => allowed == origin.as_bytes(),
        _ => false,
    };
    shared && (!include || values(lines, "access-control-allow-credentials") == [b"true"])
}

/// The elements of a list of tokens; `Err` if it is none, and `Ok(None)` if there is none.
pub fn tokens(lines: &[(String, Vec<u8>)], name: &str) -> Result<Option<Vec<String>>, ()> {
    let lines = values(lines, name);
    let mut tokens = Vec::new();
    for element in lines.iter().flat_map(|line| line.split(|byte| *byte == b',')) {
        let element = element.trim_ascii();
        if !element.iter().all(|byte| is_token_byte(*byte)) {
            return Err(());
        }
        if !element.is_empty() {
            tokens.push(String::from_utf8_lossy(element).into_owned());
        }
    }
    Ok((!lines.is_empty()).then_some(tokens))
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte)
}

/// For how many seconds a preflight's answer counts, at the default limit.
pub fn max_age(lines: &[(String, Vec<u8>)]) -> u64 {
    match values(lines, "access-control-max-age")[..] {
        [digits] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            String::from_utf8_lossy(digits).parse().unwrap_or(u64::MAX).min(7_200)
        }
        _ => 5,
    }
}

pub fn is_safelisted_method(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// The CORS-unsafe request-header names.
pub fn unsafe_names(lines: &[(String, Vec<u8>)]) -> Vec<String> {
    let (safe, not): (Vec<_>, Vec<_>) = lines.iter().partition(|(name, value)| is_safelisted(name, value));
    let total: usize = safe.iter().map(|(_, value)| value.len()).sum();
    let by_total = if total > 1024 { safe } else { Vec::new() };
    let mut names: Vec<String> = not.into_iter().chain(by_total).map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// One line of each name, with all its values.
pub fn joined(lines: &[(String, Vec<u8>)]) -> Lines {
    let mut joined = Lines::new();
    for (name, value) in lines {
        match joined.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.extend([b", ", &value[..]].concat()),
            None => joined.push((name.clone(), value.clone())),
        }
    }
    joined
}

fn is_safelisted(name: &str, value: &[u8]) -> bool {
    let no_unsafe_byte = || {
        !value.iter().any(|byte| matches!(byte, 0..=8 | 10..=31 | 127) || b"\"():<>?@[\\]{}".contains(byte))
    };
    let language = || value.iter().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte));
    value.len() <= 128
        && match name {
            "accept" => no_unsafe_byte(),
            "accept-language" | "content-language" => language(),
            "content-type" => no_unsafe_byte() && is_form_type(value),
            "range" => is_one_range(value),
            _ => false,
        }
}

fn is_form_type(value: &[u8]) -> bool {
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    forms.iter().any(|form| essence.eq_ignore_ascii_case(form.as_bytes()))
}

/// `bytes=1-` or `bytes=1-2`, with the end not before the start.
fn is_one_range(value: &[u8]) -> bool {
    let range = std::str::from_utf8(value).ok().and_then(|value| value.strip_prefix("bytes="));
    let Some((start, end)) = range.and_then(|range| range.split_once('-')) else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // As numbers of any length: without leading zeros, the longer is the greater.
    let number = |text: &str| (text.trim_start_matches('0').len(), text.trim_start_matches('0').to_owned());
    digits(start) && digits(end) && !start.is_empty() && (end.is_empty() || number(start) <= number(end))
}
