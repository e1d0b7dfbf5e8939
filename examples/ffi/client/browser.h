/* The loop of a host: fetches requests as a browser does, with the library and plain sockets. */
#ifndef BROWSER_H
#define BROWSER_H

#include "http1.h"
#include "jar.h"

/* A browser without a window: the preflight cache and the cookies that its fetches share. */
typedef struct browser {
    fetch_cors_cache *cache;
    jar jar;
} browser;

/* The result of a fetch. */
typedef struct fetched {
    /* The fetch at its last step. */
    fetch_cors_fetch *fetch;
    /* The body. `has_body` is true if script may read it and all of it arrived. `is_broken` is true if it broke off. */
    buffer body;
    bool has_body;
    bool is_broken;
} fetched;

/*
 * Fetches a request. If the fetch ends with a network error, the function also returns FETCH_CORS_OK, and the last step of
 * the fetch is FETCH_CORS_STEP_ERROR. The caller frees `fetched` with fetched_free in every case.
 */
fetch_cors_status browser_fetch(browser *browser, const fetch_cors_request *request, const request_body *body,
                                fetched *fetched);
void fetched_free(fetched *fetched);

#endif
