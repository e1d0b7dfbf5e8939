//! Fetches that need a preflight, and end with a response.

use super::{Stop, answer, cors};

pub(super) const STOPS: &[Stop] = &[
    Stop {
        title: "A method and a header that need a preflight: the browser asks the server first",
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
        title: "The same request again: the preflight cache holds the permission, so no preflight is sent",
        answers: &[],
        fetch: &["-X", "PUT", "-H", "x-token: 1", "--data", "7", "{api}/items/7"],
        arrives: &[&["PUT {api}/items/7", "x-token: 1"]],
        ends: cors(200, &[], "stored"),
    },
    Stop {
        title: "A header that the cached permission does not cover: there is a new preflight",
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
        title: "Without credentials, `*` allows every method, and every header except Authorization",
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
            // `patch` keeps its case, because only six other methods are normalised to upper case.
            &["patch {api}/open", "content-type: application/json", "content-length: 2"],
        ],
        ends: cors(200, &[], "patched"),
    },
];
