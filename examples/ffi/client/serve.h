/*
 * Fetches requests that another program writes to the input, one after the other. The other program is a test that runs the
 * conformance suite, examples/conformance. For each fetch, it writes these lines:
 *
 *     the JSON of the page
 *     the JSON of the request
 *     the number of chunks of the body
 *     for each chunk: a line with its length in bytes, then these bytes and a newline
 *
 * For each fetch, this program writes these lines to the output:
 *
 *     the JSON of the outcome
 *     the JSON of the explanation
 *     "none" if there is no body, or "broken" if the body broke off, or its length in bytes, then these bytes and a newline
 *
 * If the fetch could not begin, it writes only one line: "! " and the reason.
 */
#ifndef SERVE_H
#define SERVE_H

#include <stdio.h>

#include "browser.h"

/* Returns the exit status of the program: 0 at the end of the input, 2 if the input is invalid. */
int serve(browser *browser, FILE *input, FILE *output);

#endif
