/*
 * fetch_cors.h: the browser's half of CORS, for C.
 *
 * The library decides what a browser decides about a request across origins: which messages to send, which headers they
 * have, and what a page may see in the end. It sends nothing itself. The program that embeds it, the host, sends each
 * message with its own network code, and passes the response back.
 *
 * A fetch is a handle that stands at one step. The host looks at the step, does what it says, and calls the transition
 * that belongs to it:
 *
 *     step                     what the host does                       transitions
 *     FETCH_CORS_STEP_HOP      looks at the URL: block it, upgrade it?   run, upgrade_to_https, block
 *     FETCH_CORS_STEP_SEND     puts the message on the wire              respond, fail
 *     FETCH_CORS_STEP_LOCAL    serves a URL of its own, such as data:    respond, fail
 *     FETCH_CORS_STEP_RESPONSE shows the page the response               none, the fetch is over
 *     FETCH_CORS_STEP_ERROR    tells the page that there was an error    none, the fetch is over
 *
 * Rules that hold for every function:
 *
 * - Ownership. A function with `_new` in its name gives a handle to the caller, who frees it with the function for that
 *   handle whose name ends with `_free`. These accept NULL. The same is true of each fetch_cors_string that a function gives out. A
 *   pointer that a function takes is borrowed for the call only. Handles do not keep each other alive and do not need each
 *   other: a request may be freed while its fetch is running.
 * - Bytes. A fetch_cors_bytes is a pointer and a length. It need not end with a zero byte, and may contain some. Bytes that
 *   a fetch shows belong to the fetch. They stay where they are until its next transition or until it is freed.
 * - Errors. A function that can fail returns a fetch_cors_status. If it is not FETCH_CORS_OK, the call has changed nothing,
 *   and each handle that the function should have given out is NULL. FETCH_CORS_PANIC is the exception, see there.
 * - Threads. A handle may move from one thread to another. A fetch or a cache that is in use by another thread is refused
 *   with FETCH_CORS_BUSY. Clients and requests may be used by several threads at the same time. No handle may be freed
 *   while a call uses it, and bytes that a fetch shows may not be read while another thread makes a transition.
 * - Time. `now` is in milliseconds since a moment of the host's choice, and must not run backwards.
 */
#ifndef FETCH_CORS_H
#define FETCH_CORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. A library with another number does not fit this header. */
#define FETCH_CORS_ABI_VERSION 1

/* Returns the FETCH_CORS_ABI_VERSION that the library was built with. */
uint32_t fetch_cors_abi_version(void);

/* ---------------------------------------------------------------- results of calls */

typedef int32_t fetch_cors_status;

#define FETCH_CORS_OK 0
/* A pointer is NULL that must not be. */
#define FETCH_CORS_NULL_POINTER 1
/* A number is none of the constants, or a length is larger than memory can be. */
#define FETCH_CORS_INVALID_ARGUMENT 2
/* Text is not UTF-8. */
#define FETCH_CORS_INVALID_UTF8 3
/* The text is not JSON, or not an object. */
#define FETCH_CORS_INVALID_JSON 4
/* The object has a member that the function does not know. */
#define FETCH_CORS_UNKNOWN_MEMBER 5
/* A member is missing, is of another type, or has a value that it cannot have. */
#define FETCH_CORS_INVALID_MEMBER 6
/* The standard does not allow the request: fetch() throws. */
#define FETCH_CORS_INVALID_REQUEST 7
/* The URL of a response cannot be parsed. */
#define FETCH_CORS_INVALID_URL 8
/* The name or the value of a header of a response is invalid. */
#define FETCH_CORS_INVALID_HEADER 9
/* The call does not belong to the step at which the fetch stands. */
#define FETCH_CORS_WRONG_STEP 10
/* The number is that of an earlier step: it was answered before. */
#define FETCH_CORS_STALE_STEP 11
/* The fetch was not recorded, so it cannot be explained. */
#define FETCH_CORS_NOT_RECORDED 12
/* Another thread is using the fetch or the cache. */
#define FETCH_CORS_BUSY 13
/*
 * The library has a bug, and has panicked. The panic did not leave the library. The fetch and the cache that the call was
 * changing answer with this status from now on, and can only be freed.
 */
#define FETCH_CORS_PANIC 14

/* Returns what a status means in a few words, as a text that ends with a zero byte and is never freed. */
const char *fetch_cors_status_text(fetch_cors_status status);

/* ---------------------------------------------------------------- bytes and strings */

/* Bytes that belong to somebody else. `data` may be NULL if `length` is 0. */
typedef struct fetch_cors_bytes {
    const uint8_t *data;
    size_t length;
} fetch_cors_bytes;

/* A header, as it is in a message. Its name and its value are bytes. A header may occur several times. */
typedef struct fetch_cors_header {
    fetch_cors_bytes name;
    fetch_cors_bytes value;
} fetch_cors_header;

/* A text in UTF-8 that the library has written, and the caller owns. */
typedef struct fetch_cors_string fetch_cors_string;

/* Returns the bytes of a string, which live as long as the string. Returns no bytes if `string` is NULL. */
fetch_cors_bytes fetch_cors_string_bytes(const fetch_cors_string *string);

void fetch_cors_string_free(fetch_cors_string *string);

/* ---------------------------------------------------------------- the client: the page that fetches */

typedef struct fetch_cors_client fetch_cors_client;

/*
 * Creates the client that requests belong to: a page of an origin. `json` is an object with these members:
 *
 *     "origin"           required; such as "https://app.example", or "null" for an opaque origin
 *     "base_url"         the URL that relative URLs are resolved against
 *     "document_url"     the URL of the page. Messages have a Referer header only with it
 *     "top_level_origin" the origin of the top-level page, which partitions the preflight cache
 *     "cross_site_ancestor"
 *                        whether the page is in a frame, and a page around it is of another site. Without it, no message has
 *                        cookies with SameSite=Strict or SameSite=Lax
 *     "embedder_policy"  "unsafe-none", "require-corp" or "credentialless"
 *     "referrer_policy"  such as "no-referrer"
 *
 * If the call fails and `message` is not NULL, `*message` is a text that says why, for developers. It quotes no values. The
 * caller frees it. Otherwise `*message` is NULL.
 */
fetch_cors_status fetch_cors_client_new(fetch_cors_bytes json, fetch_cors_client **client, fetch_cors_string **message);

void fetch_cors_client_free(fetch_cors_client *client);

/* ---------------------------------------------------------------- the preflight cache */

/* What servers have granted to preflights. One cache serves all fetches of a user agent. */
typedef struct fetch_cors_cache fetch_cors_cache;

/* Creates an empty cache, which is bounded in entries and in bytes. */
fetch_cors_status fetch_cors_cache_new(fetch_cors_cache **cache);

/* Removes all grants, as when a user clears the data of a browser. */
fetch_cors_status fetch_cors_cache_clear(fetch_cors_cache *cache);

void fetch_cors_cache_free(fetch_cors_cache *cache);

/* ---------------------------------------------------------------- requests */

typedef struct fetch_cors_request fetch_cors_request;

/*
 * Creates a request of `client`. `json` is an object with these members, of which only "url" is required:
 *
 *     "kind"            "fetch" (the default), or "xhr" for an XMLHttpRequest
 *     "url"
 *     "method"          "GET" by default
 *     "headers"         an array of [name, value]. These are the headers that script gives. As in script, each character is
 *                       one byte, so a character above U+00FF is refused. A header that script may not set is left out.
 *     "body"            "none" (the default), "source" for bytes that can be sent again, or "stream" for bytes that cannot.
 *                       The bytes themselves stay with the host.
 *
 * Only for "fetch":
 *
 *     "mode"            "cors" (the default), "no-cors" or "same-origin"
 *     "credentials"     "omit", "same-origin" (the default) or "include"
 *     "redirect"        "follow" (the default), "error" or "manual"
 *     "cache"           "default", "no-store", "reload", "no-cache", "force-cache" or "only-if-cached"
 *     "referrer"        a URL of the page's origin, "about:client" (the default) for the page's URL, or "" for none
 *     "referrer_policy"
 *     "keepalive"       true or false
 *
 * Only for "xhr", whose body cannot be a stream:
 *
 *     "with_credentials" true or false
 *     "upload_listener"  true if script listens to events of the upload
 *
 * If two members have the same name, the last of them counts. `message` is as for fetch_cors_client_new. The request keeps
 * what it needs of the client.
 */
fetch_cors_status fetch_cors_request_new(const fetch_cors_client *client, fetch_cors_bytes json,
                                         fetch_cors_request **request, fetch_cors_string **message);

void fetch_cors_request_free(fetch_cors_request *request);

/* ---------------------------------------------------------------- fetches and their steps */

typedef struct fetch_cors_fetch fetch_cors_fetch;

/* Creates a fetch of a request, which stands at its first hop. Nothing is decided yet. The request stays the caller's. */
fetch_cors_status fetch_cors_fetch_new(const fetch_cors_request *request, fetch_cors_fetch **fetch);

/*
 * Creates a fetch that records its steps, so that it can be explained. Pass the cache that the fetch will use. It is copied,
 * because an explanation has to know what the cache held in the beginning.
 */
fetch_cors_status fetch_cors_fetch_new_recorded(const fetch_cors_request *request, const fetch_cors_cache *cache,
                                                uint64_t now, fetch_cors_fetch **fetch);

/* Frees a fetch. If it is not over, it is cancelled, and the cache stays as it is. */
void fetch_cors_fetch_free(fetch_cors_fetch *fetch);


typedef int32_t fetch_cors_step_kind;

/* The next run of main fetch: the first one, or that after a redirect. Nothing was sent to its URL. */
#define FETCH_CORS_STEP_HOP 1
/* A message has to go over the wire. fetch_cors_fetch_message returns it. */
#define FETCH_CORS_STEP_SEND 2
/* A URL that the host serves itself: about:blank, blob:, data: or file:. */
#define FETCH_CORS_STEP_LOCAL 3
/* The fetch has ended with a response. fetch_cors_fetch_result returns what the page may see of it. */
#define FETCH_CORS_STEP_RESPONSE 4
/* The fetch has ended with a network error. fetch_cors_fetch_error says why, for developers. The page learns nothing. */
#define FETCH_CORS_STEP_ERROR 5

/*
 * The step at which a fetch stands. Each step of a fetch has a number of its own. A transition takes the number of the step
 * that it answers, and refuses every other. A host that answers a step twice is thereby told so.
 */
typedef struct fetch_cors_step {
    fetch_cors_step_kind kind;
    uint64_t number;
} fetch_cors_step;

fetch_cors_status fetch_cors_fetch_step(const fetch_cors_fetch *fetch, fetch_cors_step *step);

/* Returns the URL of a HOP, SEND or LOCAL step, with its fragment. The user name and the password are left out. */
fetch_cors_status fetch_cors_fetch_url(const fetch_cors_fetch *fetch, fetch_cors_bytes *url);

/* HOP: lets the fetch go on to its next step. */
fetch_cors_status fetch_cors_fetch_run(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_cache *cache, uint64_t now);

/* HOP: changes the scheme from http to https, for HSTS and the like. The fetch stands at another HOP then. */
fetch_cors_status fetch_cors_fetch_upgrade_to_https(fetch_cors_fetch *fetch, uint64_t number);

typedef int32_t fetch_cors_blocker;

#define FETCH_CORS_BLOCKED_BY_CONTENT_SECURITY_POLICY 1
#define FETCH_CORS_BLOCKED_BY_MIXED_CONTENT 2
#define FETCH_CORS_BLOCKED_BY_INTEGRITY_POLICY 3
#define FETCH_CORS_BLOCKED_BY_LOCAL_URLS_ONLY 4
/* A policy of the host's own. */
#define FETCH_CORS_BLOCKED_BY_HOST 5

/* HOP: ends the fetch with a network error, because the host blocks the request. */
fetch_cors_status fetch_cors_fetch_block(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_blocker blocker,
                                         fetch_cors_cache *cache);

/* A message for the wire. It is complete but for what only the network layer can add: Host, cookies, the body's length. */
typedef struct fetch_cors_message {
    /* The method, in the case in which it has to be sent. */
    fetch_cors_bytes method;
    /* The URL as it is sent: without user name, password and fragment. */
    fetch_cors_bytes url;
    /* "http" or "https". */
    fetch_cors_bytes scheme;
    /* The host. An IPv6 address is in brackets. */
    fetch_cors_bytes host;
    /* The host, and the port unless it is that of the scheme: the value of the Host header. */
    fetch_cors_bytes authority;
    /* The path and the query. */
    fetch_cors_bytes target;
    /* The headers, in order. */
    const fetch_cors_header *headers;
    size_t header_count;
    uint16_t port;
    /* Whether the message is a preflight. */
    bool is_preflight;
    /* Whether cookies and passwords go with the message, and whether cookies that come back are stored. */
    bool include_credentials;
    /* Whether the cookies that go with the message include those with SameSite=Strict, and those with SameSite=Lax. */
    bool send_strict_cookies;
    bool send_lax_cookies;
    /* Whether the cookies that are stored include those without SameSite=None. */
    bool store_same_site_cookies;
    /* Whether the body of the request goes with the message. A redirect may have dropped it, and a preflight has none. */
    bool send_body;
    /* Whether the body of the request can be sent only once. */
    bool body_is_stream;
    /* Whether the user may be asked for a password if the status is 401. */
    bool may_prompt;
} fetch_cors_message;

/* SEND: fills `message`, whose pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_message(const fetch_cors_fetch *fetch, fetch_cors_message *message);

/* The response to a message, as it came over the wire. All of it belongs to the caller, and the body stays there. */
typedef struct fetch_cors_response {
    /*
     * The URL that the response came from, as the HTTP client says. If the HTTP client has followed a redirect, the fetch ends
     * with a network error, because the library could not check the redirect. Pass the URL of the message only if the HTTP
     * client cannot follow redirects. Without a URL, the answer to a SEND step ends in a network error.
     */
    fetch_cors_bytes url;
    /* May be empty. */
    fetch_cors_bytes status_text;
    /* All lines, in order. NULL if there are none. */
    const fetch_cors_header *headers;
    size_t header_count;
    uint16_t status;
} fetch_cors_response;

/*
 * SEND and LOCAL: passes the response, whatever its status is. It must not be an interim response (status 100 to 199).
 * Redirects are passed, too.
 */
fetch_cors_status fetch_cors_fetch_respond(fetch_cors_fetch *fetch, uint64_t number, const fetch_cors_response *response,
                                           fetch_cors_cache *cache, uint64_t now);

typedef int32_t fetch_cors_failure;

/* The network gave no response, or the host has nothing at the local URL. */
#define FETCH_CORS_FAILED_NO_RESPONSE 1
/* SEND only: the host does not have the body that the message needs, or has sent the stream before. */
#define FETCH_CORS_FAILED_WRONG_BODY 2

/* SEND and LOCAL: ends the fetch, because there is no response. `why` is a text in UTF-8 for developers, and may be empty. */
fetch_cors_status fetch_cors_fetch_fail(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_failure failure,
                                        fetch_cors_bytes why, fetch_cors_cache *cache);

typedef int32_t fetch_cors_response_type;

#define FETCH_CORS_TYPE_BASIC 1
#define FETCH_CORS_TYPE_CORS 2
#define FETCH_CORS_TYPE_OPAQUE 3
#define FETCH_CORS_TYPE_OPAQUE_REDIRECT 4
/* A type that is newer than this header. */
#define FETCH_CORS_TYPE_OTHER 5

/* What script may see of a response. */
typedef struct fetch_cors_result {
    /* Empty for an opaque response. */
    fetch_cors_bytes status_text;
    /* Without its fragment. Empty for an opaque response. */
    fetch_cors_bytes url;
    /* The headers that script may see, in order. */
    const fetch_cors_header *headers;
    size_t header_count;
    fetch_cors_response_type response_type;
    /* 0 for an opaque response. */
    uint16_t status;
    /* Whether redirects were followed. */
    bool redirected;
    /* Whether script may read the body. If not, script sees no body, whatever was received. */
    bool body_is_visible;
} fetch_cors_result;

/* RESPONSE: fills `result`, whose pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_result(const fetch_cors_fetch *fetch, fetch_cors_result *result);

typedef int32_t fetch_cors_error_kind;

/* A rule of the standard has refused the fetch, or the host has blocked it. */
#define FETCH_CORS_ERROR_REFUSED 1
/* The host's HTTP client cannot represent the message. */
#define FETCH_CORS_ERROR_UNSENDABLE 2
/* There was no response. */
#define FETCH_CORS_ERROR_NO_RESPONSE 3
/* The host has used the library wrongly. */
#define FETCH_CORS_ERROR_HOST_MISTAKE 4
/* A kind that is newer than this header. */
#define FETCH_CORS_ERROR_OTHER 5

/* A network error, for the developer tools of the host. A page must not see any of it. It has no secrets in it. */
typedef struct fetch_cors_error {
    /* A short name of the reason, such as "missing-allow-origin". */
    fetch_cors_bytes code;
    /* Such as "preflight" or "actual". */
    fetch_cors_bytes phase;
    /* The step of the Fetch Standard, such as "CORS check 2". */
    fetch_cors_bytes step;
    /* Where the step is in the standard. */
    fetch_cors_bytes standard;
    /* All of this as a sentence. */
    fetch_cors_bytes message;
    fetch_cors_error_kind kind;
    /* The status of the response that was refused, or 0. */
    uint16_t status;
} fetch_cors_error;

/* ERROR: fills `error`, whose pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_error(const fetch_cors_fetch *fetch, fetch_cors_error *error);

/*
 * RESPONSE and ERROR: writes the outcome as a JSON object in one line. The caller frees the string. A response has "type",
 * "status", "status_text", "url", "redirected", "headers" and "body_is_visible"; each character of its texts is one byte,
 * except in "url". An error has "error", which is an object with "kind", "code", "phase", "step", "standard", "message" and
 * "status".
 */
fetch_cors_status fetch_cors_fetch_outcome_json(const fetch_cors_fetch *fetch, fetch_cors_string **json);

/* ---------------------------------------------------------------- explanations */

/*
 * Explains a fetch that was recorded: what is missing, at which step of the standard, and what would mend it. Works at every
 * step; before the end, the explanation says what it does not know. For developers, never for a page. It has no secrets in
 * it. The caller frees the string.
 */
fetch_cors_status fetch_cors_fetch_explain_text(const fetch_cors_fetch *fetch, fetch_cors_string **text);

/*
 * Explains the same as a JSON object in one line: "outcome", "codes", and arrays of objects: "findings", "plans",
 * "surprises" and "gaps".
 */
fetch_cors_status fetch_cors_fetch_explain_json(const fetch_cors_fetch *fetch, fetch_cors_string **json);

#ifdef __cplusplus
}
#endif

#endif
