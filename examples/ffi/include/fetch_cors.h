/*
 * fetch_cors.h: the browser side of CORS, for C.
 *
 * This library makes the decisions that a browser makes about a request to another origin: which messages to send, which
 * headers these messages have, and what a page may see of the response. It has no network code. The program that embeds
 * the library is the host. The host sends each message with its own network code, and passes the response to the library.
 *
 * A fetch is a handle that is always at one step. The host reads the step, does what the step requires, and calls one of
 * the transitions of the step. The transition moves the fetch to its next step:
 *
 *     step                     what the host does                            transitions (fetch_cors_fetch_...)
 *     FETCH_CORS_STEP_HOP      decides whether to block or upgrade the URL   run, upgrade_to_https, block
 *     FETCH_CORS_STEP_SEND     sends the message to the server               respond, fail
 *     FETCH_CORS_STEP_LOCAL    reads a local URL, such as a data: URL        respond, fail
 *     FETCH_CORS_STEP_RESPONSE shows the response to the page                none: the fetch is over
 *     FETCH_CORS_STEP_ERROR    reports a network error to the page           none: the fetch is over
 *
 * These rules apply to every function:
 *
 * - Ownership. A function with `_new` in its name creates a handle, which the caller owns. The caller frees the handle with
 *   the function for this type whose name ends with `_free`. The caller also owns each fetch_cors_string that a function
 *   returns, and frees it with fetch_cors_string_free. The `_free` functions accept NULL. A function uses the pointers that
 *   it receives only during the call. Handles are independent of each other: for example, a request may be freed while its
 *   fetch is running.
 * - Bytes. A fetch_cors_bytes is a pointer and a length. The bytes may contain zero bytes, and need not end with one. Bytes
 *   that a fetch returns belong to the fetch. They stay valid until the next transition of the fetch, or until the fetch is
 *   freed.
 * - Errors. A function that can fail returns a fetch_cors_status. If the status is not FETCH_CORS_OK, the call has changed
 *   nothing, and each handle that the function was to create is NULL. There is one exception: FETCH_CORS_PANIC.
 * - Threads. A handle may move from one thread to another. If another thread is using a fetch or a cache, the call fails
 *   with FETCH_CORS_BUSY. Several threads may use a client or a request at the same time. Do not free a handle while a call
 *   uses it. Do not read the bytes of a fetch while another thread calls a transition of this fetch.
 * - Time. `now` is the number of milliseconds since a moment that the host chooses. It must never decrease.
 */
#ifndef FETCH_CORS_H
#define FETCH_CORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. Use this header only with a library that has the same version. */
#define FETCH_CORS_ABI_VERSION 1

/* Returns the FETCH_CORS_ABI_VERSION of the library. */
uint32_t fetch_cors_abi_version(void);

/* ---------------------------------------------------------------- results of calls */

/* The result of a call: one of the constants below. */
typedef int32_t fetch_cors_status;

/* The call has succeeded. */
#define FETCH_CORS_OK 0
/* A pointer is NULL, but must not be NULL. */
#define FETCH_CORS_NULL_POINTER 1
/* A number is not one of the allowed constants, is not the number of a step so far, or is a length that cannot exist. */
#define FETCH_CORS_INVALID_ARGUMENT 2
/* A text is not UTF-8. */
#define FETCH_CORS_INVALID_UTF8 3
/* A text is not a JSON object. */
#define FETCH_CORS_INVALID_JSON 4
/* The JSON object has an unknown member. */
#define FETCH_CORS_UNKNOWN_MEMBER 5
/* A member of the JSON object is missing, has the wrong type, or has a value that is not allowed. */
#define FETCH_CORS_INVALID_MEMBER 6
/* The standard does not allow the request. In a browser, the call of script throws an exception. */
#define FETCH_CORS_INVALID_REQUEST 7
/* The URL of a response cannot be parsed. */
#define FETCH_CORS_INVALID_URL 8
/* The name or the value of a header of a response is invalid. */
#define FETCH_CORS_INVALID_HEADER 9
/* The function is not allowed at the current step of the fetch. */
#define FETCH_CORS_WRONG_STEP 10
/* The number belongs to an earlier step of the fetch, which was answered already. */
#define FETCH_CORS_STALE_STEP 11
/* The fetch was not recorded, so the library cannot explain it. */
#define FETCH_CORS_NOT_RECORDED 12
/* Another thread is using the fetch or the cache. */
#define FETCH_CORS_BUSY 13
/*
 * The library has panicked, because it has a bug. It has caught the panic. If the call was using a fetch or a cache, each
 * later call with that handle returns this status too. The handle can only be freed.
 */
#define FETCH_CORS_PANIC 14

/* Returns a short description of a status. The text ends with a zero byte. Do not free it. */
const char *fetch_cors_status_text(fetch_cors_status status);

/* ---------------------------------------------------------------- bytes and strings */

/* Bytes that the struct does not own. `data` may be NULL if `length` is 0. */
typedef struct fetch_cors_bytes {
    const uint8_t *data;
    size_t length;
} fetch_cors_bytes;

/* A header of a message or of a response. A list of headers may contain the same name several times. */
typedef struct fetch_cors_header {
    fetch_cors_bytes name;
    fetch_cors_bytes value;
} fetch_cors_header;

/* A text in UTF-8 that the library has created. The caller owns it. */
typedef struct fetch_cors_string fetch_cors_string;

/* Returns the bytes of a string. They stay valid until the string is freed. Returns no bytes if `string` is NULL. */
fetch_cors_bytes fetch_cors_string_bytes(const fetch_cors_string *string);

/* Frees a string. Accepts NULL. */
void fetch_cors_string_free(fetch_cors_string *string);

/* ---------------------------------------------------------------- the client: the requesting page */

/* The page that makes requests. The standard calls it the client of the request. */
typedef struct fetch_cors_client fetch_cors_client;

/*
 * Creates a client, which is a page of an origin. `json` is an object with these members:
 *
 *     "origin"           required: the origin of the page, such as "https://app.example", or "null" for an opaque origin
 *     "base_url"         the URL against which relative URLs are resolved
 *     "document_url"     the URL of the page. Without it, messages have no Referer header
 *     "top_level_origin" the origin of the top-level page. It partitions the preflight cache
 *     "cross_site_ancestor"
 *                        true if the page is in a frame, and one of the pages around it is of another site. false if not.
 *                        Without this member, messages have no cookies with SameSite=Strict or SameSite=Lax
 *     "embedder_policy"  "unsafe-none", "require-corp" or "credentialless"
 *     "referrer_policy"  a keyword such as "no-referrer"
 *
 * If the call fails and `message` is not NULL, the function sets `*message` to a text for developers that says why. The
 * text does not repeat the values of the members. The caller frees it. If the call succeeds, the function sets `*message`
 * to NULL.
 */
fetch_cors_status fetch_cors_client_new(fetch_cors_bytes json, fetch_cors_client **client, fetch_cors_string **message);

/* Frees a client. Accepts NULL. */
void fetch_cors_client_free(fetch_cors_client *client);

/* ---------------------------------------------------------------- the preflight cache */

/*
 * A preflight cache. It stores the grants of servers: what they allow after a preflight. Use one cache for all fetches of
 * the host.
 */
typedef struct fetch_cors_cache fetch_cors_cache;

/* Creates an empty cache. The number of its entries and its size in bytes are limited. */
fetch_cors_status fetch_cors_cache_new(fetch_cors_cache **cache);

/* Removes all grants. A browser does this when the user clears the browsing data. */
fetch_cors_status fetch_cors_cache_clear(fetch_cors_cache *cache);

/* Frees a cache. Accepts NULL. */
void fetch_cors_cache_free(fetch_cors_cache *cache);

/* ---------------------------------------------------------------- requests */

/* A request of a page. Several fetches may be created from one request. */
typedef struct fetch_cors_request fetch_cors_request;

/*
 * Creates a request of `client`. `json` is an object with these members. Only "url" is required:
 *
 *     "kind"            "fetch" (the default), or "xhr" for an XMLHttpRequest
 *     "url"             the URL. It may be relative if the client has a base URL
 *     "method"          the method. The default is "GET"
 *     "headers"         an array of pairs [name, value]: the headers that script sets. As in script, each character stands
 *                       for one byte, so a character above U+00FF is an error. Headers that script may not set are removed
 *     "body"            "none" (the default), "source" for bytes that can be sent several times, or "stream" for bytes
 *                       that can be sent only once. The host keeps the bytes
 *
 * These members are only for "fetch":
 *
 *     "mode"            "cors" (the default), "no-cors" or "same-origin"
 *     "credentials"     "omit", "same-origin" (the default) or "include"
 *     "redirect"        "follow" (the default), "error" or "manual"
 *     "cache"           "default", "no-store", "reload", "no-cache", "force-cache" or "only-if-cached"
 *     "referrer"        a URL of the page's origin, "about:client" (the default) for the URL of the page, or "" for no
 *                       referrer
 *     "referrer_policy" a keyword such as "no-referrer"
 *     "keepalive"       true if the request may outlive the page
 *
 * These members are only for "xhr", whose body cannot be a stream:
 *
 *     "with_credentials" true if messages to other origins include credentials
 *     "upload_listener"  true if script listens to events of the upload
 *
 * If several members have the same name, the function uses the last of them. `message` works as in fetch_cors_client_new.
 * The request copies what it needs from the client.
 */
fetch_cors_status fetch_cors_request_new(const fetch_cors_client *client, fetch_cors_bytes json,
                                         fetch_cors_request **request, fetch_cors_string **message);

/* Frees a request. Accepts NULL. */
void fetch_cors_request_free(fetch_cors_request *request);

/* ---------------------------------------------------------------- fetches and their steps */

/* A fetch of a request, at its current step. */
typedef struct fetch_cors_fetch fetch_cors_fetch;

/* Creates a fetch of a request. The fetch is at its first HOP step. The caller still owns the request. */
fetch_cors_status fetch_cors_fetch_new(const fetch_cors_request *request, fetch_cors_fetch **fetch);

/*
 * Creates a fetch that records its steps, so that the library can explain it. Pass the cache that the fetch will use. The
 * function copies this cache, because the explanation depends on what the cache contained before the fetch.
 */
fetch_cors_status fetch_cors_fetch_new_recorded(const fetch_cors_request *request, const fetch_cors_cache *cache,
                                                uint64_t now, fetch_cors_fetch **fetch);

/* Frees a fetch. If the fetch is not over, this cancels it and does not change the cache. Accepts NULL. */
void fetch_cors_fetch_free(fetch_cors_fetch *fetch);

/* The kind of a step: one of the constants below. */
typedef int32_t fetch_cors_step_kind;

/*
 * The fetch is about to go to a URL: the URL of the request, or the URL of a redirect. No message was sent to this URL yet.
 */
#define FETCH_CORS_STEP_HOP 1
/* The host must send a message. fetch_cors_fetch_message returns it. */
#define FETCH_CORS_STEP_SEND 2
/* The host must read a local URL (about:blank, blob:, data: or file:). fetch_cors_fetch_url returns it. */
#define FETCH_CORS_STEP_LOCAL 3
/* The fetch has ended with a response. fetch_cors_fetch_result returns the parts of it that the page may see. */
#define FETCH_CORS_STEP_RESPONSE 4
/*
 * The fetch has ended with a network error. fetch_cors_fetch_error returns the reason, which is for developers. The page
 * must learn only that there was a network error.
 */
#define FETCH_CORS_STEP_ERROR 5

/*
 * A step of a fetch. Each step of a fetch has a different number. A transition takes the number of the step that it
 * answers, and fails if this is not the number of the current step. The library thereby detects a host that answers a step
 * twice.
 */
typedef struct fetch_cors_step {
    fetch_cors_step_kind kind;
    uint64_t number;
} fetch_cors_step;

/* Writes the current step of a fetch to `step`. */
fetch_cors_status fetch_cors_fetch_step(const fetch_cors_fetch *fetch, fetch_cors_step *step);

/* HOP, SEND and LOCAL: writes the URL of the step to `url`, with its fragment, but without its user name and password. */
fetch_cors_status fetch_cors_fetch_url(const fetch_cors_fetch *fetch, fetch_cors_bytes *url);

/* HOP: continues the fetch with this URL. */
fetch_cors_status fetch_cors_fetch_run(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_cache *cache, uint64_t now);

/* HOP: changes the scheme of the URL from http to https, for example because of HSTS. The next step is a HOP again. */
fetch_cors_status fetch_cors_fetch_upgrade_to_https(fetch_cors_fetch *fetch, uint64_t number);

/* The reason why the host blocks a request: one of the constants below. */
typedef int32_t fetch_cors_blocker;

#define FETCH_CORS_BLOCKED_BY_CONTENT_SECURITY_POLICY 1
#define FETCH_CORS_BLOCKED_BY_MIXED_CONTENT 2
#define FETCH_CORS_BLOCKED_BY_INTEGRITY_POLICY 3
#define FETCH_CORS_BLOCKED_BY_LOCAL_URLS_ONLY 4
/* The host blocks the request for a reason of its own. */
#define FETCH_CORS_BLOCKED_BY_HOST 5

/* HOP: blocks the request. The fetch ends with a network error. */
fetch_cors_status fetch_cors_fetch_block(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_blocker blocker,
                                         fetch_cors_cache *cache);

/*
 * A message that the host must send. The host adds only what depends on its network code: the Host header, the cookies, and
 * the length of the body.
 */
typedef struct fetch_cors_message {
    /* The method. Do not change its upper and lower case. */
    fetch_cors_bytes method;
    /* The URL without user name, password and fragment. */
    fetch_cors_bytes url;
    /* "http" or "https". */
    fetch_cors_bytes scheme;
    /* The host of the URL. An IPv6 address is in brackets. */
    fetch_cors_bytes host;
    /* The value for the Host header: the host, and the port if it is not the default port of the scheme. */
    fetch_cors_bytes authority;
    /* The path and the query of the URL. */
    fetch_cors_bytes target;
    /* The headers, in the order in which to send them. */
    const fetch_cors_header *headers;
    size_t header_count;
    /* The port of the URL, or the default port of its scheme. */
    uint16_t port;
    /* Whether this message is a preflight. */
    bool is_preflight;
    /*
     * Whether to send credentials (cookies, passwords, client certificates) with this message, and to store the cookies of
     * its response.
     */
    bool include_credentials;
    /* Whether to send cookies with SameSite=Strict, and whether to send cookies with SameSite=Lax. */
    bool send_strict_cookies;
    bool send_lax_cookies;
    /* Whether to store cookies other than those with SameSite=None. */
    bool store_same_site_cookies;
    /* Whether to send the body of the request with this message. A preflight has no body, and a redirect may remove it. */
    bool send_body;
    /* Whether the body of the request is a stream, which can be sent only once. */
    bool body_is_stream;
    /* Whether the host may ask the user for a password if the status of the response is 401. */
    bool may_prompt;
} fetch_cors_message;

/* SEND: writes the message of the step to `message`. Its pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_message(const fetch_cors_fetch *fetch, fetch_cors_message *message);

/*
 * A response, as the host received it. The caller owns everything that the struct points to. The library never gets the body
 * of the response.
 */
typedef struct fetch_cors_response {
    /*
     * The URL that the response came from. Ask the HTTP client for it. If the HTTP client has followed a redirect, the
     * fetch ends with a network error, because the library could not check the redirect. Pass the URL of the message only
     * if the HTTP client cannot follow redirects. At a SEND step, a response without a URL ends the fetch with a network
     * error.
     */
    fetch_cors_bytes url;
    /* The status text. It may be empty. */
    fetch_cors_bytes status_text;
    /* All headers, in the order in which they arrived. NULL if there are none. */
    const fetch_cors_header *headers;
    size_t header_count;
    /* The status code. */
    uint16_t status;
} fetch_cors_response;

/*
 * SEND and LOCAL: passes a response to the library. Pass the response whatever its status is, redirects too. Only skip
 * interim responses (status 100 to 199), and pass the final response that follows.
 */
fetch_cors_status fetch_cors_fetch_respond(fetch_cors_fetch *fetch, uint64_t number, const fetch_cors_response *response,
                                           fetch_cors_cache *cache, uint64_t now);

/* The reason why the host has no response: one of the constants below. */
typedef int32_t fetch_cors_failure;

/* The network returned no response, or the host has no resource for the local URL. */
#define FETCH_CORS_FAILED_NO_RESPONSE 1
/* The host does not have the body that the message needs, or has already sent the stream. Use it only at a SEND step. */
#define FETCH_CORS_FAILED_WRONG_BODY 2

/*
 * SEND and LOCAL: ends the fetch with a network error, because the host has no response. `why` is a text in UTF-8 for
 * developers. It may be empty.
 */
fetch_cors_status fetch_cors_fetch_fail(fetch_cors_fetch *fetch, uint64_t number, fetch_cors_failure failure,
                                        fetch_cors_bytes why, fetch_cors_cache *cache);

/* The type of a response: one of the constants below. */
typedef int32_t fetch_cors_response_type;

#define FETCH_CORS_TYPE_BASIC 1
#define FETCH_CORS_TYPE_CORS 2
#define FETCH_CORS_TYPE_OPAQUE 3
#define FETCH_CORS_TYPE_OPAQUE_REDIRECT 4
/* A type that this version of the header does not name. */
#define FETCH_CORS_TYPE_OTHER 5

/* The parts of a response that script may see. */
typedef struct fetch_cors_result {
    /* The status text. Empty for an opaque response. */
    fetch_cors_bytes status_text;
    /* The URL without its fragment. Empty for an opaque response. */
    fetch_cors_bytes url;
    /* The headers that script may see, in order. */
    const fetch_cors_header *headers;
    size_t header_count;
    fetch_cors_response_type response_type;
    /* The status code. 0 for an opaque response. */
    uint16_t status;
    /* Whether the fetch followed a redirect. */
    bool redirected;
    /* Whether script may read the body. If not, show script a response without a body, even if a body was received. */
    bool body_is_visible;
} fetch_cors_result;

/* RESPONSE: writes the result of the fetch to `result`. Its pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_result(const fetch_cors_fetch *fetch, fetch_cors_result *result);

/* The kind of a network error: one of the constants below. */
typedef int32_t fetch_cors_error_kind;

/* A rule of the standard refused the fetch, or the host blocked it. */
#define FETCH_CORS_ERROR_REFUSED 1
/* The host's HTTP client cannot represent the message, so the message was not sent. */
#define FETCH_CORS_ERROR_UNSENDABLE 2
/* There was no response: the network failed, or the host has no resource for the local URL. */
#define FETCH_CORS_ERROR_NO_RESPONSE 3
/* The host used the library wrongly. */
#define FETCH_CORS_ERROR_HOST_MISTAKE 4
/* A kind that this version of the header does not name. */
#define FETCH_CORS_ERROR_OTHER 5

/*
 * A network error, for the developer tools of the host. Do not show any of it to a page. It contains no secrets.
 */
typedef struct fetch_cors_error {
    /* The code of the reason, such as "missing-allow-origin". */
    fetch_cors_bytes code;
    /* The phase of the fetch, such as "preflight" or "actual". */
    fetch_cors_bytes phase;
    /* The step of the Fetch Standard that refused the fetch, such as "CORS check 2". */
    fetch_cors_bytes step;
    /* The URL of this step in the standard. */
    fetch_cors_bytes standard;
    /* A sentence with the reason, the phase and the step. */
    fetch_cors_bytes message;
    fetch_cors_error_kind kind;
    /* The status of the response that was refused, or 0. */
    uint16_t status;
} fetch_cors_error;

/* ERROR: writes the network error to `error`. Its pointers belong to the fetch. */
fetch_cors_status fetch_cors_fetch_error(const fetch_cors_fetch *fetch, fetch_cors_error *error);

/*
 * RESPONSE and ERROR: creates a JSON object in one line that describes the outcome. The caller frees the string.
 *
 * For a response, the members are "type", "status", "status_text", "url", "redirected", "headers" and "body_is_visible".
 * Each character of the status text and of the headers stands for one byte.
 *
 * For a network error, the only member is "error". It is an object with the members "kind", "code", "phase", "step",
 * "standard", "message" and "status".
 */
fetch_cors_status fetch_cors_fetch_outcome_json(const fetch_cors_fetch *fetch, fetch_cors_string **json);

/* ---------------------------------------------------------------- explanations */

/*
 * Creates a text for developers that explains a recorded fetch: what is missing, which step of the standard refused the
 * fetch, and which changes would help. Do not show it to a page. It contains no secrets. The caller frees the string.
 *
 * The function is allowed at every step. If the fetch is not over, the explanation lists what is not known yet.
 */
fetch_cors_status fetch_cors_fetch_explain_text(const fetch_cors_fetch *fetch, fetch_cors_string **text);

/*
 * Creates the same explanation as a JSON object in one line. Its members are "outcome" (a text), "codes" (an array of
 * texts), "no_safe_server_plan" (true if the servers could allow the fetch only with an unsafe change), and the arrays of
 * objects "findings", "plans", "surprises" and "gaps".
 */
fetch_cors_status fetch_cors_fetch_explain_json(const fetch_cors_fetch *fetch, fetch_cors_string **json);

#ifdef __cplusplus
}
#endif

#endif
