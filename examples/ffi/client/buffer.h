/* A growing array of bytes, and functions for borrowed bytes. */
#ifndef BUFFER_H
#define BUFFER_H

#include "fetch_cors.h"

/* A growing array of bytes. Initialise it with {NULL, 0, 0}. */
typedef struct buffer {
    char *data;
    size_t length;
    size_t capacity;
} buffer;

/* These functions append to a buffer. They end the program if there is no memory left. */
void buffer_add(buffer *buffer, const void *data, size_t length);
void buffer_add_text(buffer *buffer, const char *text);
void buffer_add_bytes(buffer *buffer, fetch_cors_bytes bytes);
void buffer_add_number(buffer *buffer, size_t number);

void buffer_free(buffer *buffer);

/* These functions return a pointer with its length. The bytes still belong to the argument. */
fetch_cors_bytes bytes_of_buffer(const buffer *buffer);
fetch_cors_bytes bytes_of_text(const char *text);
fetch_cors_bytes bytes_of(const char *data, size_t length);

/* These functions compare bytes with a text. The second one ignores the case of ASCII letters. */
bool bytes_are(fetch_cors_bytes bytes, const char *text);
bool bytes_are_ignoring_case(fetch_cors_bytes bytes, const char *text);

/* Returns the bytes without spaces and tabs at both ends. */
fetch_cors_bytes bytes_trimmed(fetch_cors_bytes bytes);

/*
 * Returns the part before the first `separator`, and sets `rest` to the part after it. If there is no separator, returns all
 * bytes, and sets `rest` to no bytes.
 */
fetch_cors_bytes bytes_split(fetch_cors_bytes *rest, char separator);

#endif
