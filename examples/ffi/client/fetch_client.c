/*
 * An HTTP client in C that applies CORS as a browser does.
 *
 *     fetch_client PAGE REQUEST [BODY]    fetches one request, and writes the body that the page may read
 *     fetch_client --serve                fetches the requests that it reads from standard input; for tests
 *
 * PAGE is the JSON for fetch_cors_client_new, and REQUEST is the JSON for fetch_cors_request_new. BODY is a text:
 *
 *     fetch_client '{"origin":"https://app.example"}' '{"url":"http://api.example/items"}'
 *
 * The exit status is 0 if the page gets a response, 1 if the fetch or its body fails, and 2 if the fetch could not begin.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "browser.h"
#include "serve.h"

static void print_string(FILE *file, fetch_cors_string *string)
{
    fetch_cors_bytes bytes = fetch_cors_string_bytes(string);
    fwrite(bytes.data, 1, bytes.length, file);
    fputc('\n', file);
    fetch_cors_string_free(string);
}

/* Prints why a fetch could not begin. */
static int refuse(fetch_cors_status status, fetch_cors_string *message)
{
    fprintf(stderr, "%s: ", fetch_cors_status_text(status));
    print_string(stderr, message);
    return 2;
}

/* Prints the body for the page to standard output, and the outcome and the explanation to standard error. */
static int report(const fetched *fetched)
{
    fetch_cors_string *text;
    fetch_cors_step step;
    if (fetch_cors_fetch_outcome_json(fetched->fetch, &text) == FETCH_CORS_OK)
        print_string(stderr, text);
    if (fetch_cors_fetch_explain_text(fetched->fetch, &text) == FETCH_CORS_OK)
        print_string(stderr, text);
    if (fetched->is_broken)
        fputs("The body broke off.\n", stderr);
    fwrite(fetched->body.data != NULL ? fetched->body.data : "", 1, fetched->body.length, stdout);
    if (fetch_cors_fetch_step(fetched->fetch, &step) != FETCH_CORS_OK)
        return 1;
    return step.kind == FETCH_CORS_STEP_RESPONSE && !fetched->is_broken ? 0 : 1;
}

static int fetch_once(browser *browser, const char *page, const char *json, const char *body)
{
    fetch_cors_client *client;
    fetch_cors_request *request = NULL;
    fetch_cors_string *message;
    fetch_cors_bytes chunk = bytes_of_text(body != NULL ? body : "");
    request_body whole;
    fetched fetched;
    int code;
    fetch_cors_status status = fetch_cors_client_new(bytes_of_text(page), &client, &message);
    if (status == FETCH_CORS_OK)
        status = fetch_cors_request_new(client, bytes_of_text(json), &request, &message);
    fetch_cors_client_free(client);
    if (status != FETCH_CORS_OK)
        return refuse(status, message);

    whole.chunks = &chunk;
    whole.count = 1;
    status = browser_fetch(browser, request, &whole, &fetched);
    code = status == FETCH_CORS_OK ? report(&fetched) : refuse(status, NULL);
    fetched_free(&fetched);
    fetch_cors_request_free(request);
    return code;
}

int main(int argc, char **argv)
{
    browser browser;
    int code = 2;
    /* If a server closes its connection, sending would otherwise end this program. */
    signal(SIGPIPE, SIG_IGN);
    memset(&browser, 0, sizeof browser);
    if (fetch_cors_abi_version() != FETCH_CORS_ABI_VERSION || fetch_cors_cache_new(&browser.cache) != FETCH_CORS_OK) {
        fputs("fetch_client: the library has another version than the header, or has failed\n", stderr);
        return 2;
    }
    if (argc == 2 && strcmp(argv[1], "--serve") == 0)
        code = serve(&browser, stdin, stdout);
    else if (argc == 3 || argc == 4)
        code = fetch_once(&browser, argv[1], argv[2], argc == 4 ? argv[3] : NULL);
    else
        fputs("usage: fetch_client PAGE REQUEST [BODY], or fetch_client --serve\n", stderr);
    jar_free(&browser.jar);
    fetch_cors_cache_free(browser.cache);
    return code;
}
