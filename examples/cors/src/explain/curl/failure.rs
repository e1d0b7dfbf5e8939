//! The errors that curl prints if it gets no response: `curl: (6) …`.

/// Returns the code of an error line.
pub(super) fn code(line: &str) -> Option<u8> {
    let (code, _) = line.trim_start().strip_prefix("curl: (")?.split_once(')')?;
    code.parse().ok()
}

/// Returns a text that says what a code means. The text of curl itself is not used, because it may contain a part of the
/// request.
pub(super) fn text(code: u8) -> String {
    let meaning = match code {
        1 => "the protocol is not supported",
        3 => "the URL is malformed",
        5 => "the name of the proxy was not resolved",
        6 => "the name of the host was not resolved",
        7 => "the connection failed",
        16 | 92 => "the HTTP/2 connection failed",
        28 => "the time limit was reached",
        35 => "the TLS handshake failed",
        47 => "there were too many redirects",
        52 => "the server sent nothing",
        55 => "the request could not be sent",
        56 => "the connection broke",
        58 => "the client certificate cannot be used",
        51 | 60 => "the certificate of the server was not accepted",
        95 => "the HTTP/3 connection failed",
        97 => "the connection to the proxy failed",
        _ => return format!("curl: ({code})"),
    };
    format!("curl: ({code}), {meaning}")
}
