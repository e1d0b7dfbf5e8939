//! What a page may have once it has asked.

use super::{Stop, answer, cors};

pub(super) const STOPS: &[Stop] = &[
    Stop {
        title: "A method and a header that no form could send: a preflight asks first",
        answers: &[
            answer(
                "OPTIONS {api}/items/7",
                204,
                &[
                    "Access-Control-Allow-Origin: {page}",
                    "Access-Control-Allow-Methods: PUT, DELETE",
                    "Access-Control-Allow-Headers: x-token",
                    "Access-Control-Max-Age: 600",
                ],
                "",
            ),
            answer("PUT {api}/items/7", 200, &["Access-Control-Allow-Origin: {page}"], "stored"),
        ],
        fetch: &["-X", "PUT", "-H", "x-token: 1", "--data", "7", "{api}/items/7"],
        arrives: &[
            &[
                "OPTIONS {api}/items/7",
                "origin: {page}",
                "access-control-request-method: PUT",
                "access-control-request-headers: x-token",
                "sec-fetch-mode: cors",
                "!x-token",
                "!content-length",
            ],
            &["PUT {api}/items/7", "origin: {page}", "x-token: 1", "content-length: 1"],
        ],
        ends: cors(200, &[], "stored"),
    },
    Stop {
        title: "The same again: the preflight cache knows the answer",
        answers: &[],
        fetch: &["-X", "PUT", "-H", "x-token: 1", "--data", "7", "{api}/items/7"],
        arrives: &[&["PUT {api}/items/7", "x-token: 1"]],
        ends: cors(200, &[], "stored"),
    },
    Stop {
        title: "A header that the cache knows nothing of: asked again, on its account only",
        answers: &[answer(
            "OPTIONS {api}/items/7",
            204,
            &[
                "Access-Control-Allow-Origin: {page}",
                "Access-Control-Allow-Methods: PUT, DELETE",
                "Access-Control-Allow-Headers: x-token, x-other",
            ],
            "",
        )],
        fetch: &["-X", "PUT", "-H", "x-token: 1", "-H", "x-other: 2", "{api}/items/7"],
        arrives: &[
            &["OPTIONS {api}/items/7", "access-control-request-headers: x-other,x-token"],
            &["PUT {api}/items/7", "x-other: 2", "content-length: 0"],
        ],
        ends: cors(200, &[], "stored"),
    },
    Stop {
        title: "`*` allows any method and, but for Authorization, any header: without credentials",
        answers: &[
            answer(
                "OPTIONS {api}/open",
                200,
                &[
                    "Access-Control-Allow-Origin: *",
                    "Access-Control-Allow-Methods: *",
                    "Access-Control-Allow-Headers: *",
                ],
                "",
            ),
            answer("patch {api}/open", 200, &["Access-Control-Allow-Origin: *"], "patched"),
        ],
        fetch: &["-X", "patch", "-H", "content-type: application/json", "--data", "{}", "{api}/open"],
        arrives: &[
            &["OPTIONS {api}/open", "access-control-request-method: patch"],
            // In the case in which it was given: only six methods are brought to upper case.
            &["patch {api}/open", "content-type: application/json", "content-length: 2"],
        ],
        ends: cors(200, &[], "patched"),
    },
];
