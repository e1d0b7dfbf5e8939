/* The loop: fetches as a browser does, with the library and plain sockets. */
#ifndef BROWSER_H
#define BROWSER_H

#include "http1.h"
#include "jar.h"

/* What the fetches of a user agent share. */
typedef struct browser {
    fetch_cors_cache *cache;
    jar jar;
} browser;

/* What came of a fetch. */
typedef struct fetched {
    /* The fetch at its last step. */
    fetch_cors_fetch *fetch;
    /* The body, if script may read it and it did not break off. */
    buffer body;
    bool has_body;
    bool is_broken;
} fetched;

/* Fetches a request. Returns FETCH_CORS_OK also if the fetch ends with a network error: the fetch says so. */
fetch_cors_status browser_fetch(browser *browser, const fetch_cors_request *request, const request_body *body,
                                fetched *fetched);
void fetched_free(fetched *fetched);

#endif
