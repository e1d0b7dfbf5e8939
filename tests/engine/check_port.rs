//! Port blocking: every port there is against the table.

use fetch_cors::check::port::is_bad_port;
use fetch_cors::check::should_be_blocked_due_to_a_bad_port;
use url::Url;

/// Each bad port, and what it usually serves.
const TABLE: [(u16, &str); 83] = [
    (0, ""),
    (1, "tcpmux"),
    (7, "echo"),
    (9, "discard"),
    (11, "systat"),
    (13, "daytime"),
    (15, "netstat"),
    (17, "qotd"),
    (19, "chargen"),
    (20, "ftp-data"),
    (21, "ftp"),
    (22, "ssh"),
    (23, "telnet"),
    (25, "smtp"),
    (37, "time"),
    (42, "name"),
    (43, "nicname"),
    (53, "domain"),
    (69, "tftp"),
    (77, ""),
    (79, "finger"),
    (87, ""),
    (95, "supdup"),
    (101, "hostname"),
    (102, "iso-tsap"),
    (103, "gppitnp"),
    (104, "acr-nema"),
    (109, "pop2"),
    (110, "pop3"),
    (111, "sunrpc"),
    (113, "auth"),
    (115, "sftp"),
    (117, "uucp-path"),
    (119, "nntp"),
    (123, "ntp"),
    (135, "epmap"),
    (137, "netbios-ns"),
    (139, "netbios-ssn"),
    (143, "imap"),
    (161, "snmp"),
    (179, "bgp"),
    (389, "ldap"),
    (427, "svrloc"),
    (465, "submissions"),
    (512, "exec"),
    (513, "login"),
    (514, "shell"),
    (515, "printer"),
    (526, "tempo"),
    (530, "courier"),
    (531, "chat"),
    (532, "netnews"),
    (540, "uucp"),
    (548, "afp"),
    (554, "rtsp"),
    (556, "remotefs"),
    (563, "nntps"),
    (587, "submission"),
    (601, "syslog-conn"),
    (636, "ldaps"),
    (989, "ftps-data"),
    (990, "ftps"),
    (993, "imaps"),
    (995, "pop3s"),
    (1719, "h323gatestat"),
    (1720, "h323hostcall"),
    (1723, "pptp"),
    (2049, "nfs"),
    (3659, "apple-sasl"),
    (4045, "npp"),
    (4190, "sieve"),
    (5060, "sip"),
    (5061, "sips"),
    (6000, "x11"),
    (6566, "sane-port"),
    (6665, "ircu"),
    (6666, "ircu"),
    (6667, "ircu"),
    (6668, "ircu"),
    (6669, "ircu"),
    (6679, "osaut"),
    (6697, "ircs-u"),
    (10080, "amanda"),
];

fn in_table(port: u16) -> bool {
    TABLE.iter().any(|(bad, _)| *bad == port)
}

#[test]
fn every_port() {
    let bad: Vec<u16> = (0..=u16::MAX).filter(|port| is_bad_port(*port)).collect();
    let listed: Vec<u16> = TABLE.iter().map(|(port, _)| *port).collect();
    assert_eq!(bad, listed);
}

fn blocked(url: &Url) -> bool {
    should_be_blocked_due_to_a_bad_port(url.scheme(), url.port())
}

#[test]
fn every_port_of_urls() {
    for (scheme, looked_at) in [("http", true), ("https", true), ("ftp", false), ("wss", false)] {
        let mut url: Url = format!("{scheme}://user:pw@a.example/25?25#25").parse().unwrap();
        for port in 0..=u16::MAX {
            url.set_port(Some(port)).unwrap();
            assert_eq!(blocked(&url), looked_at && in_table(port), "{url}");
        }
    }
}

#[test]
fn urls() {
    let rows = [
        // The default ports, written or not.
        ("http://a.example/", false),
        ("https://a.example/", false),
        ("http://a.example:80/", false),
        ("https://a.example:443/", false),
        ("http://a.example:443/", false),
        ("https://a.example:80/", false),
        ("http://a.example:/", false),
        // As the URL parser reads them.
        ("HTTP://a.example:25/", true),
        ("http://a.example:0025/", true),
        ("http://a.example:0/", true),
        ("http://a.example:00000/", true),
        ("http:\\\\a.example:25\\", true),
        ("https://a.example:10080", true),
        ("https://a.example:10081", false),
        ("https://a.example:65535", false),
        ("http://127.0.0.1:6000/", true),
        ("http://[::1]:6000/", true),
        ("http://[::19]/", false),
        ("http://localhost:8080/", false),
        ("http://25:26/", false),
        ("http://a.example/:25/", false),
        ("http://a:25@a.example/", false),
        ("http://a.example/?:25", false),
        // Schemes that are not HTTP(S).
        ("ftp://a.example/", false),
        ("ftp://a.example:21/", false),
        ("ftp://a.example:25/", false),
        ("ws://a.example:25/", false),
        ("wss://a.example:25/", false),
        ("foo://a.example:25/", false),
        ("file:///25", false),
        ("data:,http://a.example:25/", false),
        ("about:blank", false),
        ("blob:http://a.example:25/1", false),
        ("view-source:http://a.example:25/", false),
    ];
    for (url, expected) in rows {
        assert_eq!(blocked(&url.parse().unwrap()), expected, "{url}");
    }
}

/// An engine may have a scheme with its colon, or in upper case.
#[test]
fn schemes_in_other_forms() {
    for scheme in ["http", "https", "http:", "https:", "HTTP", "Https:"] {
        assert!(should_be_blocked_due_to_a_bad_port(scheme, Some(25)), "{scheme}");
        assert!(!should_be_blocked_due_to_a_bad_port(scheme, Some(8080)), "{scheme}");
    }
    for scheme in ["ftp", "ws", "httpss", "http::", ":http", ""] {
        assert!(!should_be_blocked_due_to_a_bad_port(scheme, Some(25)), "{scheme}");
    }
}
