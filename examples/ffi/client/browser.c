#include "browser.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The state of a running fetch. */
typedef struct exchange {
    browser *browser;
    fetch_cors_fetch *fetch;
    const request_body *body;
    bool stream_was_sent;
    /* The last response. Its body is read only if the page may see it. */
    connection connection;
    response_head head;
    bool is_open;
} exchange;

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static fetch_cors_status fail(exchange *exchange, uint64_t step, fetch_cors_failure failure, const char *why)
{
    return fetch_cors_fetch_fail(exchange->fetch, step, failure, bytes_of_text(why), exchange->browser->cache);
}

/* Closes the connection of the last response, whose body may be unread, as after a redirect or a preflight. */
static void close_exchange(exchange *exchange)
{
    if (!exchange->is_open)
        return;
    response_head_free(&exchange->head);
    connection_close(&exchange->connection);
    exchange->is_open = false;
}

/* Sends a message and reads the head of its response. Returns NULL, or the reason why there is no response. */
static const char *converse(exchange *exchange, const fetch_cors_message *message)
{
    buffer cookies = {NULL, 0, 0};
    size_t i;
    if (!bytes_are(message->scheme, "http"))
        return "this client has no TLS";
    if (!connection_open(&exchange->connection, message->host, message->port))
        return "the client could not connect to the server";
    if (message->include_credentials)
        jar_write(&exchange->browser->jar, message, &cookies);
    /* A server may answer before it has read the whole body, so read the response even if sending failed. */
    http1_send(&exchange->connection, message, &cookies, exchange->body);
    buffer_free(&cookies);
    if (!http1_read_head(&exchange->connection, message, &exchange->head)) {
        connection_close(&exchange->connection);
        return "the server sent no valid response";
    }
    exchange->is_open = true;
    for (i = 0; message->include_credentials && i < exchange->head.header_count; i++) {
        if (bytes_are_ignoring_case(exchange->head.headers[i].name, "set-cookie"))
            jar_store(&exchange->browser->jar, message, exchange->head.headers[i].value);
    }
    return NULL;
}

static fetch_cors_status send_message(exchange *exchange, uint64_t step)
{
    fetch_cors_message message;
    fetch_cors_response response;
    const char *why;
    fetch_cors_status status = fetch_cors_fetch_message(exchange->fetch, &message);
    if (status != FETCH_CORS_OK)
        return status;
    close_exchange(exchange);
    if (message.send_body && message.body_is_stream) {
        if (exchange->stream_was_sent)
            return fail(exchange, step, FETCH_CORS_FAILED_WRONG_BODY, "");
        exchange->stream_was_sent = true;
    }
    why = converse(exchange, &message);
    if (why != NULL)
        return fail(exchange, step, FETCH_CORS_FAILED_NO_RESPONSE, why);
    if (exchange->head.status == 407)
        return fail(exchange, step, FETCH_CORS_FAILED_NO_RESPONSE,
                    "the proxy asks for a password, but there is no user to enter one");

    memset(&response, 0, sizeof response);
    response.status = exchange->head.status;
    response.status_text = exchange->head.status_text;
    response.headers = exchange->head.headers;
    response.header_count = exchange->head.header_count;
    /* This client cannot follow redirects, so the URL of the response is the URL of the message. */
    response.url = message.url;
    status = fetch_cors_fetch_respond(exchange->fetch, step, &response, exchange->browser->cache, now());
    if (status == FETCH_CORS_INVALID_HEADER)
        return fail(exchange, step, FETCH_CORS_FAILED_NO_RESPONSE, "a header of the response is invalid");
    return status;
}

/* Reads the body of the final response, if the page may see it. */
static fetch_cors_status read_body(exchange *exchange, fetched *fetched)
{
    fetch_cors_result result;
    fetch_cors_status status = fetch_cors_fetch_result(exchange->fetch, &result);
    if (status != FETCH_CORS_OK || !result.body_is_visible)
        return status;
    fetched->has_body = http1_read_body(&exchange->connection, &exchange->head, &fetched->body);
    fetched->is_broken = !fetched->has_body;
    return FETCH_CORS_OK;
}

static fetch_cors_status follow_steps(exchange *exchange, fetched *fetched)
{
    for (;;) {
        fetch_cors_step step;
        fetch_cors_status status = fetch_cors_fetch_step(exchange->fetch, &step);
        if (status != FETCH_CORS_OK)
            return status;
        switch (step.kind) {
        case FETCH_CORS_STEP_HOP:
            /* A browser would apply its policies here, with fetch_cors_fetch_upgrade_to_https and fetch_cors_fetch_block. */
            status = fetch_cors_fetch_run(exchange->fetch, step.number, exchange->browser->cache, now());
            break;
        case FETCH_CORS_STEP_SEND:
            status = send_message(exchange, step.number);
            break;
        case FETCH_CORS_STEP_LOCAL:
            status = fail(exchange, step.number, FETCH_CORS_FAILED_NO_RESPONSE, "this client cannot fetch local URLs");
            break;
        case FETCH_CORS_STEP_RESPONSE:
            return read_body(exchange, fetched);
        default:
            return FETCH_CORS_OK;
        }
        if (status != FETCH_CORS_OK)
            return status;
    }
}

fetch_cors_status browser_fetch(browser *browser, const fetch_cors_request *request, const request_body *body,
                                fetched *fetched)
{
    exchange exchange;
    fetch_cors_status status;
    memset(fetched, 0, sizeof *fetched);
    memset(&exchange, 0, sizeof exchange);
    exchange.browser = browser;
    exchange.body = body;
    status = fetch_cors_fetch_new_recorded(request, browser->cache, now(), &fetched->fetch);
    if (status != FETCH_CORS_OK)
        return status;
    exchange.fetch = fetched->fetch;
    status = follow_steps(&exchange, fetched);
    close_exchange(&exchange);
    return status;
}

void fetched_free(fetched *fetched)
{
    fetch_cors_fetch_free(fetched->fetch);
    fetched->fetch = NULL;
    buffer_free(&fetched->body);
}
