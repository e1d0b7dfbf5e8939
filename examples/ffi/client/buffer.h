/* Bytes that grow. */
#ifndef BUFFER_H
#define BUFFER_H

#include "fetch_cors.h"

/* Starts as {NULL, 0, 0}. */
typedef struct buffer {
    char *data;
    size_t length;
    size_t capacity;
} buffer;

/* These end the program if there is no memory left. */
void buffer_add(buffer *buffer, const void *data, size_t length);
void buffer_add_text(buffer *buffer, const char *text);
void buffer_add_bytes(buffer *buffer, fetch_cors_bytes bytes);
void buffer_add_number(buffer *buffer, size_t number);

void buffer_free(buffer *buffer);

/* Returns bytes that belong to the buffer, or to the text. */
fetch_cors_bytes bytes_of_buffer(const buffer *buffer);
fetch_cors_bytes bytes_of_text(const char *text);
fetch_cors_bytes bytes_of(const char *data, size_t length);

/* Compares bytes with a text. The second function takes ASCII letters of both cases for the same. */
bool bytes_are(fetch_cors_bytes bytes, const char *text);
bool bytes_are_ignoring_case(fetch_cors_bytes bytes, const char *text);

/* Removes spaces and tabs at both ends. */
fetch_cors_bytes bytes_trimmed(fetch_cors_bytes bytes);

/* Returns the part before the first `separator`, and moves `rest` behind it. Without one, returns all. */
fetch_cors_bytes bytes_split(fetch_cors_bytes *rest, char separator);

#endif
