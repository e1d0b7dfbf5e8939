//! Header lists, list-valued headers, safelists, response header filters.

pub type HeaderList = Vec<(Vec<u8>, Vec<u8>)>;

pub fn lower(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|b| if (b'A'..=b'Z').contains(b) { b + 32 } else { *b }).collect()
}

/// Byte-case-insensitive match.
pub fn same_name(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && lower(a) == lower(b)
}

pub fn contains(list: &HeaderList, name: &[u8]) -> bool {
    list.iter().any(|(n, _)| same_name(n, name))
}

/// get
pub fn get(list: &HeaderList, name: &[u8]) -> Option<Vec<u8>> {
    // get 1
    if !contains(list, name) {
        return None;
    }
    // get 2
    let values: Vec<Vec<u8>> =
        list.iter().filter(|(n, _)| same_name(n, name)).map(|(_, v)| v.clone()).collect();
    Some(values.join(&b", "[..]))
}

/// append
pub fn append(list: &mut HeaderList, name: &[u8], value: &[u8]) {
    let mut name = name.to_vec();
    // append 1
    for (n, _) in list.iter() {
        if same_name(n, &name) {
            name = n.clone();
            break;
        }
    }
    // append 2
    list.push((name, value.to_vec()));
}

/// delete
pub fn delete(list: &mut HeaderList, name: &[u8]) {
    list.retain(|(n, _)| !same_name(n, name));
}

pub fn is_tab_or_space(b: u8) -> bool {
    b == 0x09 || b == 0x20
}

/// Without the tabs and spaces at both ends.
pub fn trim(bytes: &[u8]) -> Vec<u8> {
    let mut v = bytes.to_vec();
    while !v.is_empty() && is_tab_or_space(v[0]) {
        v.remove(0);
    }
    while !v.is_empty() && is_tab_or_space(v[v.len() - 1]) {
        v.pop();
    }
    v
}

pub fn is_token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b)
}

pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|b| is_token_byte(*b))
}

/// get, decode, and split (in bytes: the decoding is isomorphic)
pub fn get_decode_and_split(list: &HeaderList, name: &[u8]) -> Option<Vec<Vec<u8>>> {
    // get, decode, and split 1 to 3, then the steps for a value
    let input = get(list, name)?;
    let mut position = 0;
    let mut values = Vec::new();
    let mut temporary = Vec::new();
    loop {
        // 5.1
        while position < input.len() && input[position] != b'"' && input[position] != b',' {
            temporary.push(input[position]);
            position += 1;
        }
        // 5.2
        if position < input.len() && input[position] == b'"' {
            // collect an HTTP quoted string, without extract-value
            temporary.push(input[position]);
            position += 1;
            while position < input.len() {
                let b = input[position];
                temporary.push(b);
                position += 1;
                if b == b'"' {
                    break;
                }
                if b == b'\\' && position < input.len() {
                    temporary.push(input[position]);
                    position += 1;
                }
            }
            // 5.2.2
            if position < input.len() {
                continue;
            }
        }
        // 5.3 to 5.5
        values.push(trim(&temporary));
        temporary.clear();
        // 5.6
        if position >= input.len() {
            return Some(values);
        }
        // 5.8
        position += 1;
    }
}

/// The three outcomes of extracting header list values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extracted<T> {
    Null,
    Failure,
    Values(Vec<T>),
}

/// extract header list values, for the headers whose ABNF is a list of tokens (`#method`, `#field-name`)
pub fn extract_tokens(name: &[u8], list: &HeaderList) -> Extracted<Vec<u8>> {
    // extract header list values 1
    if !contains(list, name) {
        return Extracted::Null;
    }
    // extract header list values 3
    let mut values = Vec::new();
    // extract header list values 4
    for (n, value) in list {
        if !same_name(n, name) {
            continue;
        }
        // extract header values 1 and 2: empty elements are legal and give nothing
        for element in trim(value).split(|b| *b == b',') {
            let element = trim(element);
            if element.is_empty() {
                continue;
            }
            if !is_token(&element) {
                // extract header list values 4.2
                return Extracted::Failure;
            }
            values.push(element);
        }
    }
    // extract header list values 5
    Extracted::Values(values)
}

/// extract header list values, for `Access-Control-Max-Age`: delta-seconds, one line only
pub fn extract_delta_seconds(name: &[u8], list: &HeaderList) -> Extracted<u64> {
    // extract header list values 1
    if !contains(list, name) {
        return Extracted::Null;
    }
    // extract header list values 2
    let lines: Vec<Vec<u8>> = list.iter().filter(|(n, _)| same_name(n, name)).map(|(_, v)| trim(v)).collect();
    if lines.len() > 1 {
        return Extracted::Failure;
    }
    // extract header list values 4
    let digits = &lines[0];
    if digits.is_empty() || !digits.iter().all(|b| b.is_ascii_digit()) {
        return Extracted::Failure;
    }
    let mut number: u64 = 0;
    for d in digits {
        number = number.saturating_mul(10).saturating_add(u64::from(d - b'0'));
    }
    Extracted::Values(vec![number])
}

pub fn is_cors_unsafe_request_header_byte(b: u8) -> bool {
    (b < 0x20 && b != 0x09)
        || [0x22, 0x28, 0x29, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x7F].contains(&b)
}

fn is_language_byte(b: u8) -> bool {
    (0x30..=0x39).contains(&b)
        || (0x41..=0x5A).contains(&b)
        || (0x61..=0x7A).contains(&b)
        || [0x20, 0x2A, 0x2C, 0x2D, 0x2E, 0x3B, 0x3D].contains(&b)
}

fn is_http_whitespace(b: u8) -> bool {
    b == 0x0A || b == 0x0D || is_tab_or_space(b)
}

/// MIME Sniffing: parse a MIME type, as far as the essence; parameters cannot make it fail.
pub fn mime_essence(value: &[u8]) -> Option<String> {
    let mut input = value.to_vec();
    // parse a MIME type 1
    while !input.is_empty() && is_http_whitespace(input[0]) {
        input.remove(0);
    }
    while !input.is_empty() && is_http_whitespace(input[input.len() - 1]) {
        input.pop();
    }
    // parse a MIME type 3
    let mut position = 0;
    let mut kind = Vec::new();
    while position < input.len() && input[position] != b'/' {
        kind.push(input[position]);
        position += 1;
    }
    // parse a MIME type 4
    if !is_token(&kind) {
        return None;
    }
    // parse a MIME type 5
    if position >= input.len() {
        return None;
    }
    // parse a MIME type 6
    position += 1;
    // parse a MIME type 7
    let mut subtype = Vec::new();
    while position < input.len() && input[position] != b';' {
        subtype.push(input[position]);
        position += 1;
    }
    // parse a MIME type 8
    while !subtype.is_empty() && is_http_whitespace(subtype[subtype.len() - 1]) {
        subtype.pop();
    }
    // parse a MIME type 9
    if !is_token(&subtype) {
        return None;
    }
    // parse a MIME type 10
    let text = |b: Vec<u8>| String::from_utf8(lower(&b)).unwrap();
    Some(format!("{}/{}", text(kind), text(subtype)))
}

/// Decimal digits without a width: leading zeros off, then longer is larger.
fn digits_greater(a: &[u8], b: &[u8]) -> bool {
    let strip = |d: &[u8]| {
        let mut v = d.to_vec();
        while v.len() > 1 && v[0] == b'0' {
            v.remove(0);
        }
        v
    };
    let (a, b) = (strip(a), strip(b));
    if a.len() != b.len() { a.len() > b.len() } else { a > b }
}

/// parse a single range header value; the numbers are kept as their digits
pub fn parse_single_range(data: &[u8], allow_whitespace: bool) -> Option<(Option<Vec<u8>>, Option<Vec<u8>>)> {
    // parse a single range header value 2
    if !data.starts_with(b"bytes") {
        return None;
    }
    // parse a single range header value 3
    let mut position = 5;
    let skip = |position: &mut usize| {
        while allow_whitespace && *position < data.len() && is_tab_or_space(data[*position]) {
            *position += 1;
        }
    };
    let digits = |position: &mut usize| {
        let mut collected = Vec::new();
        while *position < data.len() && data[*position].is_ascii_digit() {
            collected.push(data[*position]);
            *position += 1;
        }
        if collected.is_empty() { None } else { Some(collected) }
    };
    // parse a single range header value 4
    skip(&mut position);
    // parse a single range header value 5
    if data.get(position) != Some(&b'=') {
        return None;
    }
    // parse a single range header value 6 and 7
    position += 1;
    skip(&mut position);
    // parse a single range header value 8 and 9
    let start = digits(&mut position);
    // parse a single range header value 10
    skip(&mut position);
    // parse a single range header value 11
    if data.get(position) != Some(&b'-') {
        return None;
    }
    // parse a single range header value 12 and 13
    position += 1;
    skip(&mut position);
    // parse a single range header value 14 and 15
    let end = digits(&mut position);
    // parse a single range header value 16
    if position < data.len() {
        return None;
    }
    // parse a single range header value 17
    if start.is_none() && end.is_none() {
        return None;
    }
    // parse a single range header value 18
    if let (Some(s), Some(e)) = (&start, &end) {
        if digits_greater(s, e) {
            return None;
        }
    }
    // parse a single range header value 19
    Some((start, end))
}

/// CORS-safelisted request-header
pub fn is_cors_safelisted_request_header(name: &[u8], value: &[u8]) -> bool {
    // CORS-safelisted request-header 1
    if value.len() > 128 {
        return false;
    }
    // CORS-safelisted request-header 2
    match lower(name).as_slice() {
        // CORS-safelisted request-header 2a
        b"accept" => {
            if value.iter().any(|b| is_cors_unsafe_request_header_byte(*b)) {
                return false;
            }
        }
        // CORS-safelisted request-header 2b
        b"accept-language" | b"content-language" => {
            if value.iter().any(|b| !is_language_byte(*b)) {
                return false;
            }
        }
        // CORS-safelisted request-header 2c
        b"content-type" => {
            // CORS-safelisted request-header 2c.1
            if value.iter().any(|b| is_cors_unsafe_request_header_byte(*b)) {
                return false;
            }
            // CORS-safelisted request-header 2c.2
            match mime_essence(value) {
                // CORS-safelisted request-header 2c.3
                None => return false,
                // CORS-safelisted request-header 2c.4
                Some(essence) => {
                    if essence != "application/x-www-form-urlencoded"
                        && essence != "multipart/form-data"
                        && essence != "text/plain"
                    {
                        return false;
                    }
                }
            }
        }
        // CORS-safelisted request-header 2d
        b"range" => match parse_single_range(value, false) {
            // CORS-safelisted request-header 2d.2
            None => return false,
            // CORS-safelisted request-header 2d.3
            Some((None, _)) => return false,
            Some(_) => {}
        },
        // CORS-safelisted request-header 2e
        _ => return false,
    }
    // CORS-safelisted request-header 3
    true
}

/// convert header names to a sorted-lowercase set
pub fn sorted_lowercase_set(names: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut set: Vec<Vec<u8>> = Vec::new();
    for name in names {
        let name = lower(name);
        if !set.contains(&name) {
            set.push(name);
        }
    }
    set.sort();
    set
}

/// CORS-unsafe request-header names
pub fn cors_unsafe_request_header_names(headers: &HeaderList) -> Vec<Vec<u8>> {
    // CORS-unsafe request-header names 1 to 3
    let mut unsafe_names = Vec::new();
    let mut potentially = Vec::new();
    let mut size = 0usize;
    // CORS-unsafe request-header names 4
    for (name, value) in headers {
        if !is_cors_safelisted_request_header(name, value) {
            // CORS-unsafe request-header names 4.1
            unsafe_names.push(name.clone());
        } else {
            // CORS-unsafe request-header names 4.2
            potentially.push(name.clone());
            size += value.len();
        }
    }
    // CORS-unsafe request-header names 5
    if size > 1024 {
        for name in potentially {
            unsafe_names.push(name);
        }
    }
    // CORS-unsafe request-header names 6
    sorted_lowercase_set(&unsafe_names)
}

/// CORS non-wildcard request-header name
pub fn is_non_wildcard(name: &[u8]) -> bool {
    same_name(name, b"authorization")
}

pub const REQUEST_BODY_HEADER_NAMES: [&[u8]; 4] =
    [b"Content-Encoding", b"Content-Language", b"Content-Location", b"Content-Type"];

/// forbidden response-header name
pub fn is_forbidden_response_header_name(name: &[u8]) -> bool {
    same_name(name, b"set-cookie") || same_name(name, b"set-cookie2")
}

/// CORS-safelisted response-header name, given a list
pub fn is_cors_safelisted_response_header_name(name: &[u8], exposed: &[Vec<u8>]) -> bool {
    for always in [
        &b"cache-control"[..],
        b"content-language",
        b"content-length",
        b"content-type",
        b"expires",
        b"last-modified",
        b"pragma",
    ] {
        if same_name(name, always) {
            return true;
        }
    }
    exposed.iter().any(|item| same_name(name, item) && !is_forbidden_response_header_name(item))
}

/// A known referrer policy other than the empty string, from a token.
fn referrer_policy_token(token: &[u8]) -> Option<super::ReferrerPolicy> {
    use super::ReferrerPolicy as P;
    Some(match lower(token).as_slice() {
        b"no-referrer" => P::NoReferrer,
        b"no-referrer-when-downgrade" => P::NoReferrerWhenDowngrade,
        b"same-origin" => P::SameOrigin,
        b"origin" => P::Origin,
        b"strict-origin" => P::StrictOrigin,
        b"origin-when-cross-origin" => P::OriginWhenCrossOrigin,
        b"strict-origin-when-cross-origin" => P::StrictOriginWhenCrossOrigin,
        b"unsafe-url" => P::UnsafeUrl,
        _ => return None,
    })
}

/// Referrer Policy: parse a referrer policy from a Referrer-Policy header. None = the empty string.
pub fn parse_referrer_policy(headers: &HeaderList) -> Option<super::ReferrerPolicy> {
    let mut policy = None;
    for (name, value) in headers {
        if !same_name(name, b"referrer-policy") {
            continue;
        }
        for element in trim(value).split(|b| *b == b',') {
            let element = trim(element);
            if element.is_empty() {
                continue;
            }
            // one element outside the ABNF spoils the header
            if !element.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-') {
                return None;
            }
            if let Some(known) = referrer_policy_token(&element) {
                policy = Some(known);
            }
        }
    }
    policy
}
