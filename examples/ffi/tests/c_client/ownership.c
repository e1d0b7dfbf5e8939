/*
 * Makes every mistake that has a defined result, and checks the results. Under valgrind, it also shows that nothing leaks,
 * and that the library accesses only valid memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch_cors.h"

#define CHECK(condition) check((condition), #condition, __LINE__)
#define PAGE "{\"origin\":\"https://app.example\"}"
#define PUT "{\"url\":\"https://api.example/items?token=secret\",\"method\":\"PUT\"}"

static void check(int holds, const char *condition, int line)
{
    if (!holds) {
        fprintf(stderr, "ownership.c:%d: %s does not hold\n", line, condition);
        exit(1);
    }
}

static fetch_cors_bytes text(const char *text)
{
    fetch_cors_bytes bytes;
    bytes.data = (const uint8_t *)text;
    bytes.length = strlen(text);
    return bytes;
}

static int is(fetch_cors_bytes bytes, const char *expected)
{
    return bytes.length == strlen(expected) && memcmp(bytes.data, expected, bytes.length) == 0;
}

static int contains(fetch_cors_bytes bytes, const char *part)
{
    size_t length = strlen(part), i;
    for (i = 0; i + length <= bytes.length; i++) {
        if (memcmp(bytes.data + i, part, length) == 0)
            return 1;
    }
    return 0;
}

/* ------------------------------------------------------------------------- helpers */

static fetch_cors_client *new_client(void)
{
    fetch_cors_client *client;
    CHECK(fetch_cors_client_new(text(PAGE), &client, NULL) == FETCH_CORS_OK);
    return client;
}

static fetch_cors_request *new_request(const char *json)
{
    fetch_cors_client *client = new_client();
    fetch_cors_request *request;
    CHECK(fetch_cors_request_new(client, text(json), &request, NULL) == FETCH_CORS_OK);
    fetch_cors_client_free(client);
    return request;
}

static fetch_cors_fetch *new_fetch(const char *json)
{
    fetch_cors_request *request = new_request(json);
    fetch_cors_fetch *fetch;
    CHECK(fetch_cors_fetch_new(request, &fetch) == FETCH_CORS_OK);
    fetch_cors_request_free(request);
    return fetch;
}

static fetch_cors_cache *new_cache(void)
{
    fetch_cors_cache *cache;
    CHECK(fetch_cors_cache_new(&cache) == FETCH_CORS_OK);
    return cache;
}

static fetch_cors_step step_of(const fetch_cors_fetch *fetch)
{
    fetch_cors_step step;
    CHECK(fetch_cors_fetch_step(fetch, &step) == FETCH_CORS_OK);
    return step;
}

static uint64_t number_of(const fetch_cors_fetch *fetch)
{
    return step_of(fetch).number;
}

static void run(fetch_cors_fetch *fetch, fetch_cors_cache *cache)
{
    CHECK(fetch_cors_fetch_run(fetch, number_of(fetch), cache, 0) == FETCH_CORS_OK);
}

static fetch_cors_response new_response(const char *url, const fetch_cors_header *headers, size_t count)
{
    fetch_cors_response response;
    memset(&response, 0, sizeof response);
    response.url = text(url);
    response.status = 200;
    response.headers = headers;
    response.header_count = count;
    return response;
}

/* Responds to the preflight of PUT with a grant. */
static void grant(fetch_cors_fetch *fetch, fetch_cors_cache *cache)
{
    fetch_cors_header headers[3];
    fetch_cors_response response;
    headers[0].name = text("Access-Control-Allow-Origin");
    headers[0].value = text("https://app.example");
    headers[1].name = text("Access-Control-Allow-Methods");
    headers[1].value = text("PUT");
    headers[2].name = text("Access-Control-Max-Age");
    headers[2].value = text("600");
    response = new_response("https://api.example/items?token=secret", headers, 3);
    CHECK(fetch_cors_fetch_respond(fetch, number_of(fetch), &response, cache, 0) == FETCH_CORS_OK);
}

/* ------------------------------------------------------------------------- the tests */

static void null_pointers(void)
{
    fetch_cors_fetch *fetch = new_fetch(PUT);
    fetch_cors_cache *cache = new_cache();
    fetch_cors_client *client = new_client();
    fetch_cors_request *request = (fetch_cors_request *)1;
    fetch_cors_fetch *no_fetch = (fetch_cors_fetch *)1;
    fetch_cors_string *string = (fetch_cors_string *)1;
    fetch_cors_bytes nowhere = {NULL, 1}, url;
    fetch_cors_step step;

    fetch_cors_string_free(NULL);
    fetch_cors_client_free(NULL);
    fetch_cors_cache_free(NULL);
    fetch_cors_request_free(NULL);
    fetch_cors_fetch_free(NULL);
    CHECK(fetch_cors_string_bytes(NULL).length == 0);

    CHECK(fetch_cors_client_new(text(PAGE), NULL, NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_cache_new(NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_cache_clear(NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_request_new(client, text(PUT), NULL, NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_request_new(client, nowhere, &request, NULL) == FETCH_CORS_NULL_POINTER && request == NULL);
    CHECK(fetch_cors_request_new(NULL, text(PUT), &request, &string) == FETCH_CORS_NULL_POINTER && request == NULL);
    CHECK(contains(fetch_cors_string_bytes(string), "NULL"));
    fetch_cors_string_free(string);
    CHECK(fetch_cors_fetch_new(NULL, &no_fetch) == FETCH_CORS_NULL_POINTER && no_fetch == NULL);
    CHECK(fetch_cors_fetch_new_recorded(NULL, cache, 0, &no_fetch) == FETCH_CORS_NULL_POINTER);

    CHECK(fetch_cors_fetch_step(NULL, &step) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_step(fetch, NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_url(NULL, &url) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_run(NULL, 1, cache, 0) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_run(fetch, 1, NULL, 0) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_upgrade_to_https(NULL, 1) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_block(fetch, 1, FETCH_CORS_BLOCKED_BY_HOST, NULL) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_respond(fetch, 1, NULL, cache, 0) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_fail(fetch, 1, FETCH_CORS_FAILED_NO_RESPONSE, nowhere, cache) == FETCH_CORS_NULL_POINTER);
    CHECK(fetch_cors_fetch_outcome_json(NULL, &string) == FETCH_CORS_NULL_POINTER && string == NULL);
    CHECK(fetch_cors_fetch_explain_json(fetch, NULL) == FETCH_CORS_NULL_POINTER);
    /* None of these calls has changed the fetch. */
    CHECK(step_of(fetch).kind == FETCH_CORS_STEP_HOP && number_of(fetch) == 1);

    fetch_cors_client_free(client);
    fetch_cors_cache_free(cache);
    fetch_cors_fetch_free(fetch);
}

static void refuse_request(const fetch_cors_client *client, const char *json, fetch_cors_status status, const char *why)
{
    fetch_cors_request *request = (fetch_cors_request *)1;
    fetch_cors_string *message;
    CHECK(fetch_cors_request_new(client, text(json), &request, &message) == status);
    CHECK(request == NULL);
    CHECK(contains(fetch_cors_string_bytes(message), why));
    CHECK(!contains(fetch_cors_string_bytes(message), "secret"));
    fetch_cors_string_free(message);
    CHECK(fetch_cors_request_new(client, text(json), &request, NULL) == status);
}

static void invalid_json(void)
{
    fetch_cors_client *client = new_client(), *none;
    fetch_cors_request *request;
    fetch_cors_string *message = (fetch_cors_string *)1;
    fetch_cors_bytes too_long = text("{}");

    refuse_request(client, "", FETCH_CORS_INVALID_JSON, "EOF");
    refuse_request(client, "{\"url\":\"secret", FETCH_CORS_INVALID_JSON, "line 1");
    refuse_request(client, "[\"secret\"]", FETCH_CORS_INVALID_JSON, "not an object");
    refuse_request(client, "{\"url\":\"https://a.example\xff\"}", FETCH_CORS_INVALID_UTF8, "UTF-8");
    refuse_request(client, "{}", FETCH_CORS_INVALID_MEMBER, "\"url\" is missing");
    refuse_request(client, "{\"url\":[\"secret\"]}", FETCH_CORS_INVALID_MEMBER, "must be a string");
    refuse_request(client, "{\"url\":\"https://a.example\",\"verb\":\"secret\"}", FETCH_CORS_UNKNOWN_MEMBER, "\"verb\"");
    refuse_request(client, "{\"url\":\"https://a.example\",\"mode\":\"secret\"}", FETCH_CORS_INVALID_MEMBER, "\"mode\"");
    refuse_request(client, "{\"url\":\"https://a.example\",\"keepalive\":1}", FETCH_CORS_INVALID_MEMBER, "true or false");
    refuse_request(client, "{\"url\":\"https://a.example\",\"headers\":[[\"a\",\"secret\xc4\x80\"]]}",
                   FETCH_CORS_INVALID_MEMBER, "U+00FF");
    refuse_request(client, "{\"url\":\"https://a.example\",\"headers\":[[\"a\"]]}", FETCH_CORS_INVALID_MEMBER, "arrays");
    refuse_request(client, "{\"kind\":\"image\",\"url\":\"https://a.example\"}", FETCH_CORS_INVALID_MEMBER, "\"kind\"");
    refuse_request(client, "{\"kind\":\"xhr\",\"url\":\"https://a.example\",\"mode\":\"cors\"}",
                   FETCH_CORS_UNKNOWN_MEMBER, "\"mode\"");
    refuse_request(client, "{\"kind\":\"xhr\",\"url\":\"https://a.example\",\"body\":\"stream\"}",
                   FETCH_CORS_INVALID_MEMBER, "stream");
    refuse_request(client, "{\"url\":\"//?secret\"}", FETCH_CORS_INVALID_REQUEST, "URL");
    refuse_request(client, "{\"url\":\"https://a.example\",\"method\":\"TRACE\"}", FETCH_CORS_INVALID_REQUEST, "TRACE");
    refuse_request(client, "{\"url\":\"https://a.example\",\"body\":\"source\"}", FETCH_CORS_INVALID_REQUEST, "body");
    refuse_request(client, "{\"url\":\"https://a.example\",\"headers\":[[\"a\",\"secret\\u0000\"]]}",
                   FETCH_CORS_INVALID_REQUEST, "\"a\"");

    too_long.length = (size_t)-1;
    CHECK(fetch_cors_request_new(client, too_long, &request, NULL) == FETCH_CORS_INVALID_ARGUMENT && request == NULL);

    CHECK(fetch_cors_client_new(text("{}"), &none, &message) == FETCH_CORS_INVALID_MEMBER && none == NULL);
    CHECK(is(fetch_cors_string_bytes(message), "the member \"origin\" is missing"));
    fetch_cors_string_free(message);
    CHECK(fetch_cors_client_new(text("{\"origin\":\"https://a:secret@b\"}"), &none, &message) == FETCH_CORS_INVALID_MEMBER);
    CHECK(!contains(fetch_cors_string_bytes(message), "secret"));
    fetch_cors_string_free(message);
    CHECK(fetch_cors_client_new(text(PAGE), &none, &message) == FETCH_CORS_OK && message == NULL);
    fetch_cors_client_free(none);
    fetch_cors_client_free(client);
}

static void wrong_order(void)
{
    fetch_cors_fetch *fetch = new_fetch(PUT);
    fetch_cors_cache *cache = new_cache();
    fetch_cors_response response = new_response("https://api.example/items?token=secret", NULL, 0);
    fetch_cors_message message;
    fetch_cors_result result;
    fetch_cors_error error;
    fetch_cors_string *string;
    fetch_cors_bytes url;
    uint64_t preflight, actual;

    /* At a HOP step, only run, upgrade_to_https and block are allowed. */
    CHECK(fetch_cors_fetch_respond(fetch, 1, &response, cache, 0) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_fail(fetch, 1, FETCH_CORS_FAILED_NO_RESPONSE, text(""), cache) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_message(fetch, &message) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_result(fetch, &result) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_error(fetch, &error) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_outcome_json(fetch, &string) == FETCH_CORS_WRONG_STEP && string == NULL);
    CHECK(fetch_cors_fetch_explain_text(fetch, &string) == FETCH_CORS_NOT_RECORDED && string == NULL);
    CHECK(fetch_cors_fetch_run(fetch, 0, cache, 0) == FETCH_CORS_INVALID_ARGUMENT);
    CHECK(fetch_cors_fetch_run(fetch, 2, cache, 0) == FETCH_CORS_INVALID_ARGUMENT);
    CHECK(fetch_cors_fetch_block(fetch, 1, 0, cache) == FETCH_CORS_INVALID_ARGUMENT);

    run(fetch, cache);
    preflight = number_of(fetch);
    CHECK(fetch_cors_fetch_run(fetch, 1, cache, 0) == FETCH_CORS_STALE_STEP);
    CHECK(fetch_cors_fetch_run(fetch, preflight, cache, 0) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_upgrade_to_https(fetch, preflight) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_message(fetch, &message) == FETCH_CORS_OK && message.is_preflight);
    CHECK(is(message.method, "OPTIONS") && is(message.authority, "api.example") && message.port == 443);
    CHECK(is(message.target, "/items?token=secret") && is(message.scheme, "https"));

    /* A second answer to the preflight is not treated as the answer to the actual request. */
    grant(fetch, cache);
    actual = number_of(fetch);
    CHECK(fetch_cors_fetch_respond(fetch, preflight, &response, cache, 0) == FETCH_CORS_STALE_STEP);
    CHECK(fetch_cors_fetch_message(fetch, &message) == FETCH_CORS_OK && !message.is_preflight);
    CHECK(is(message.method, "PUT"));

    CHECK(fetch_cors_fetch_respond(fetch, actual, &response, cache, 0) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_respond(fetch, actual, &response, cache, 0) == FETCH_CORS_STALE_STEP);
    CHECK(step_of(fetch).kind == FETCH_CORS_STEP_ERROR);
    CHECK(fetch_cors_fetch_respond(fetch, number_of(fetch), &response, cache, 0) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_url(fetch, &url) == FETCH_CORS_WRONG_STEP);
    CHECK(fetch_cors_fetch_error(fetch, &error) == FETCH_CORS_OK && error.kind == FETCH_CORS_ERROR_REFUSED);
    CHECK(is(error.code, "missing-allow-origin") && is(error.step, "CORS check 2") && is(error.phase, "actual"));
    CHECK(!contains(error.message, "secret") && error.status == 200);

    fetch_cors_cache_free(cache);
    fetch_cors_fetch_free(fetch);
}

/* If a response is invalid, the fetch stays at the same step. */
static void invalid_responses(void)
{
    fetch_cors_fetch *fetch = new_fetch(PUT);
    fetch_cors_cache *cache = new_cache();
    fetch_cors_header header;
    fetch_cors_response response;
    fetch_cors_error error;
    uint64_t number;
    run(fetch, cache);
    number = number_of(fetch);

    response = new_response("https://api.example/", NULL, 1);
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_NULL_POINTER);
    response.headers = &header;
    response.header_count = (size_t)-1;
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_INVALID_ARGUMENT);
    header.name = text("not a token");
    header.value = text("");
    response = new_response("https://api.example/", &header, 1);
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_INVALID_HEADER);
    header.name = text("x");
    header.value = text("a\nb");
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_INVALID_HEADER);
    response = new_response("no URL", NULL, 0);
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_INVALID_URL);
    response = new_response("https://api.example/\xff", NULL, 0);
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_INVALID_UTF8);
    CHECK(fetch_cors_fetch_fail(fetch, number, 9, text(""), cache) == FETCH_CORS_INVALID_ARGUMENT);
    CHECK(fetch_cors_fetch_fail(fetch, number, FETCH_CORS_FAILED_NO_RESPONSE, text("\xff"), cache) ==
          FETCH_CORS_INVALID_UTF8);
    CHECK(number_of(fetch) == number);

    /* A response without a URL is a mistake of the host. */
    response = new_response("", NULL, 0);
    CHECK(fetch_cors_fetch_respond(fetch, number, &response, cache, 0) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_error(fetch, &error) == FETCH_CORS_OK && error.kind == FETCH_CORS_ERROR_HOST_MISTAKE);
    CHECK(is(error.code, "response-without-url"));
    fetch_cors_cache_free(cache);
    fetch_cors_fetch_free(fetch);
}

/* A fetch may be freed at each step, also if it is recorded. */
static void dropped_steps(void)
{
    fetch_cors_cache *cache = new_cache();
    fetch_cors_fetch *fetch;
    int steps;
    for (steps = 0; steps < 3; steps++) {
        fetch_cors_request *request = new_request(PUT);
        CHECK(fetch_cors_fetch_new_recorded(request, cache, 0, &fetch) == FETCH_CORS_OK);
        fetch_cors_request_free(request);
        if (steps > 0)
            run(fetch, cache);
        if (steps > 1)
            grant(fetch, cache);
        fetch_cors_fetch_free(fetch);
    }
    /* The cache remembers the grant of the last fetch until it is cleared. */
    fetch = new_fetch(PUT);
    run(fetch, cache);
    CHECK(step_of(fetch).kind == FETCH_CORS_STEP_SEND);
    {
        fetch_cors_message message;
        CHECK(fetch_cors_fetch_message(fetch, &message) == FETCH_CORS_OK && !message.is_preflight);
    }
    fetch_cors_fetch_free(fetch);
    CHECK(fetch_cors_cache_clear(cache) == FETCH_CORS_OK);
    fetch = new_fetch(PUT);
    run(fetch, cache);
    {
        fetch_cors_message message;
        CHECK(fetch_cors_fetch_message(fetch, &message) == FETCH_CORS_OK && message.is_preflight);
    }
    fetch_cors_fetch_free(fetch);
    fetch_cors_cache_free(cache);
}

static void policies_and_local_urls(void)
{
    fetch_cors_cache *cache = new_cache();
    fetch_cors_fetch *fetch = new_fetch("{\"url\":\"http://api.example/#here\"}");
    fetch_cors_bytes url;
    fetch_cors_error error;
    fetch_cors_result result;
    fetch_cors_response response;
    CHECK(fetch_cors_fetch_upgrade_to_https(fetch, 1) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_url(fetch, &url) == FETCH_CORS_OK && is(url, "https://api.example/#here"));
    CHECK(fetch_cors_fetch_block(fetch, number_of(fetch), FETCH_CORS_BLOCKED_BY_MIXED_CONTENT, cache) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_error(fetch, &error) == FETCH_CORS_OK && contains(error.message, "Mixed Content"));
    fetch_cors_fetch_free(fetch);

    fetch = new_fetch("{\"url\":\"data:,hello\"}");
    run(fetch, cache);
    CHECK(step_of(fetch).kind == FETCH_CORS_STEP_LOCAL);
    CHECK(fetch_cors_fetch_url(fetch, &url) == FETCH_CORS_OK && is(url, "data:,hello"));
    response = new_response("", NULL, 0);
    CHECK(fetch_cors_fetch_respond(fetch, number_of(fetch), &response, cache, 0) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_result(fetch, &result) == FETCH_CORS_OK);
    CHECK(result.response_type == FETCH_CORS_TYPE_BASIC && result.body_is_visible && result.status == 200);
    fetch_cors_fetch_free(fetch);

    fetch = new_fetch("{\"url\":\"data:,hello\"}");
    run(fetch, cache);
    CHECK(fetch_cors_fetch_fail(fetch, number_of(fetch), FETCH_CORS_FAILED_NO_RESPONSE, text("not here"), cache) ==
          FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_error(fetch, &error) == FETCH_CORS_OK && error.kind == FETCH_CORS_ERROR_NO_RESPONSE);
    fetch_cors_fetch_free(fetch);
    fetch_cors_cache_free(cache);
}

static void explanations(void)
{
    fetch_cors_cache *cache = new_cache();
    fetch_cors_request *request = new_request(PUT);
    fetch_cors_response response = new_response("https://api.example/items?token=secret", NULL, 0);
    fetch_cors_fetch *fetch;
    fetch_cors_string *string;
    CHECK(fetch_cors_fetch_new_recorded(request, cache, 0, &fetch) == FETCH_CORS_OK);
    run(fetch, cache);
    CHECK(fetch_cors_fetch_explain_json(fetch, &string) == FETCH_CORS_OK);
    CHECK(contains(fetch_cors_string_bytes(string), "\"outcome\":\"not-known\""));
    fetch_cors_string_free(string);
    CHECK(fetch_cors_fetch_respond(fetch, number_of(fetch), &response, cache, 0) == FETCH_CORS_OK);
    CHECK(fetch_cors_fetch_explain_json(fetch, &string) == FETCH_CORS_OK);
    CHECK(contains(fetch_cors_string_bytes(string), "\"code\":\"missing-allow-origin\""));
    CHECK(!contains(fetch_cors_string_bytes(string), "secret"));
    fetch_cors_string_free(string);
    CHECK(fetch_cors_fetch_explain_text(fetch, &string) == FETCH_CORS_OK);
    CHECK(contains(fetch_cors_string_bytes(string), "What to change:"));
    CHECK(!contains(fetch_cors_string_bytes(string), "secret"));
    fetch_cors_string_free(string);
    fetch_cors_fetch_free(fetch);
    fetch_cors_request_free(request);
    fetch_cors_cache_free(cache);
}

static void texts(void)
{
    fetch_cors_status status;
    CHECK(fetch_cors_abi_version() == FETCH_CORS_ABI_VERSION);
    for (status = FETCH_CORS_OK; status <= FETCH_CORS_PANIC; status++)
        CHECK(strcmp(fetch_cors_status_text(status), "unknown status") != 0);
    CHECK(strcmp(fetch_cors_status_text(-1), "unknown status") == 0);
    CHECK(strcmp(fetch_cors_status_text(FETCH_CORS_PANIC + 1), "unknown status") == 0);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "leak") == 0) {
        new_request(PUT);
        return 0;
    }
    null_pointers();
    invalid_json();
    wrong_order();
    invalid_responses();
    dropped_steps();
    policies_and_local_urls();
    explanations();
    texts();
    return 0;
}
