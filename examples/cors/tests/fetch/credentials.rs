//! Tests of cookies, user names and passwords.

use crate::peer::{Server, fetch, header, shared};

const INCLUDE: [&str; 2] = ["--credentials", "include"];

#[test]
fn cookies_go_where_credentials_are_included() {
    let server = Server::start(|request| shared(request, &[], ""));
    let cookies = ["-b", "a=1; b=2", "-b", "c=3"];
    fetch(&[&cookies[..], &INCLUDE, &["-X", "PUT", &server.origin]].concat());
    let received = server.take();
    assert_eq!(header(&received[0], "cookie"), "", "a preflight has none");
    let mut sent: Vec<_> = header(&received[1], "cookie").split("; ").collect();
    sent.sort_unstable();
    assert_eq!(sent, ["a=1", "b=2", "c=3"]);
    for words in [&["--credentials", "omit"][..], &[]] {
        let outcome = fetch(&[&cookies[..], words, &[&server.origin]].concat());
        assert!(outcome.err.contains("-u and -b were not used"), "{words:?}: {}", outcome.err);
        assert_eq!(header(&server.take()[0], "cookie"), "", "{words:?}");
    }
    // By default, a page sends cookies to its own origin.
    fetch(&[&cookies[..], &["--origin", &server.origin, &server.origin]].concat());
    assert_ne!(header(&server.take()[0], "cookie"), "");
}

#[test]
fn the_jar_learns_on_the_way() {
    let server = Server::start(|request| match request.uri().path() {
        "/set" => shared(
            request,
            &[
                (":status", "302"),
                ("location", "/get"),
                ("set-cookie", "id=7"),
                ("set-cookie", "gone=1; Max-Age=0"),
            ],
            "",
        ),
        _ => shared(request, &[], ""),
    });
    fetch(&[&INCLUDE[..], &[&server.url("/set")]].concat());
    assert_eq!(header(&server.take()[1], "cookie"), "id=7");
    // Without credentials, nothing is stored.
    fetch(&["--credentials", "omit", &server.url("/set")]);
    assert_eq!(header(&server.take()[1], "cookie"), "");
}

#[test]
fn same_site_decides_about_cookies() {
    let server = Server::start(|request| {
        let cookies = [
            ("set-cookie", "strict=1; SameSite=Strict"),
            ("set-cookie", "lax=2; SameSite=Lax"),
            ("set-cookie", "unset=3"),
        ];
        let moved = [&[(":status", "302"), ("location", "/get")][..], &cookies].concat();
        shared(request, if request.uri().path() == "/set" { &moved } else { &[] }, "")
    });
    let other_port = Server::start(|request| shared(request, &[], "")).origin;
    for (page, sent) in [
        // The port does not matter for the site of a page.
        (&*other_port, "strict=1; lax=2; unset=3"),
        ("https://app.example", "unset=3"),
    ] {
        fetch(&[&INCLUDE[..], &["--origin", page, &server.url("/set")]].concat());
        assert_eq!(header(&server.take()[1], "cookie"), sent, "{page}");
    }
}

#[test]
fn nobody_is_asked_for_a_password() {
    for (status, code, said) in [("401", 0, "401"), ("407", 1, "proxy-without-user")] {
        let server = Server::start(move |request| shared(request, &[(":status", status)], ""));
        let outcome = fetch(&["--json", "--origin", &server.origin, &server.origin]);
        assert_eq!((outcome.code, server.take().len()), (code, 1), "{}", outcome.out);
        assert!(outcome.out.contains(said), "{}", outcome.out);
    }
}

#[test]
fn a_user_goes_to_its_origin_only() {
    let other = Server::start(|request| shared(request, &[], ""));
    let to = other.url("/");
    let server = Server::start(move |request| match request.uri().path() {
        "/leave" => shared(request, &[(":status", "302"), ("location", &to)], ""),
        _ => shared(request, &[], ""),
    });
    let user = ["-u", "joe:pass:word"];
    // This is the base64 form of joe:pass:word.
    let authorization = "Basic am9lOnBhc3M6d29yZA==";
    fetch(&[&user[..], &INCLUDE, &["-X", "PUT", &server.origin]].concat());
    let received = server.take();
    assert_eq!(header(&received[0], "authorization"), "", "a preflight has none");
    assert_eq!(header(&received[0], "access-control-request-headers"), "", "it is no header of script");
    assert_eq!(header(&received[1], "authorization"), authorization);

    fetch(&[&user[..], &[&server.origin]].concat());
    assert_eq!(header(&server.take()[0], "authorization"), "", "the credentials mode is same-origin");

    fetch(&[&user[..], &INCLUDE, &[&server.url("/leave")]].concat());
    assert_eq!(header(&server.take()[0], "authorization"), authorization);
    // The origin is null after the redirect, which the server allows.
    assert_eq!(header(&other.take()[0], "authorization"), "");

    fetch(&[&user[..], &INCLUDE, &["-H", "Authorization: mine", &server.origin]].concat());
    assert_eq!(header(&server.take()[1], "authorization"), "mine");
}

#[test]
fn the_explanation_knows_whether_there_were_any() {
    let server = Server::start(|request| shared(request, &[(":status", "401")], ""));
    let outcome = fetch(&[&INCLUDE[..], &[&server.origin]].concat());
    assert!(outcome.out.contains("No credentials were sent"), "{}", outcome.out);
    let outcome = fetch(&[&INCLUDE[..], &["-b", "a=1", &server.origin]].concat());
    assert!(!outcome.out.contains("No credentials were sent"), "{}", outcome.out);
}
