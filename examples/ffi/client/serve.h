/*
 * Fetches what another program says, one fetch after the other. The other program is the test that runs the suite of
 * examples/conformance. For each fetch it writes lines that end with a newline:
 *
 *     the JSON of the page
 *     the JSON of the request
 *     the number of chunks of the body
 *     for each chunk: a line with its length, and then as many bytes and a newline
 *
 * The answer to each is:
 *
 *     the JSON of the outcome, or "! " and why the fetch could not begin, and then nothing more
 *     the JSON of the explanation
 *     "none", "broken", or the length of the body, and then as many bytes and a newline
 */
#ifndef SERVE_H
#define SERVE_H

#include <stdio.h>

#include "browser.h"

/* Returns the status of the program: 0 when the input ends, 2 if it is not as it should be. */
int serve(browser *browser, FILE *input, FILE *output);

#endif
