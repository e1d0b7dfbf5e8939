#include "buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void grow(buffer *buffer, size_t more)
{
    size_t needed = buffer->length + more;
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    char *data;
    if (needed <= buffer->capacity)
        return;
    while (capacity < needed)
        capacity *= 2;
    data = realloc(buffer->data, capacity);
    if (data == NULL) {
        fputs("no memory left\n", stderr);
        abort();
    }
    buffer->data = data;
    buffer->capacity = capacity;
}

void buffer_add(buffer *buffer, const void *data, size_t length)
{
    if (length == 0)
        return;
    grow(buffer, length);
    memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
}

void buffer_add_text(buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_bytes(buffer *buffer, fetch_cors_bytes bytes)
{
    buffer_add(buffer, bytes.data, bytes.length);
}

void buffer_add_number(buffer *buffer, size_t number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%zu", number);
    buffer_add_text(buffer, digits);
}

void buffer_free(buffer *buffer)
{
    free(buffer->data);
    buffer->data = NULL;
    buffer->length = 0;
    buffer->capacity = 0;
}

fetch_cors_bytes bytes_of(const char *data, size_t length)
{
    fetch_cors_bytes bytes;
    bytes.data = (const uint8_t *)data;
    bytes.length = length;
    return bytes;
}

fetch_cors_bytes bytes_of_buffer(const buffer *buffer)
{
    return bytes_of(buffer->data, buffer->length);
}

fetch_cors_bytes bytes_of_text(const char *text)
{
    return bytes_of(text, strlen(text));
}

bool bytes_are(fetch_cors_bytes bytes, const char *text)
{
    size_t length = strlen(text);
    return bytes.length == length && (length == 0 || memcmp(bytes.data, text, length) == 0);
}

bool bytes_are_ignoring_case(fetch_cors_bytes bytes, const char *text)
{
    size_t length = strlen(text);
    return bytes.length == length && (length == 0 || strncasecmp((const char *)bytes.data, text, length) == 0);
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

fetch_cors_bytes bytes_trimmed(fetch_cors_bytes bytes)
{
    while (bytes.length > 0 && is_blank(bytes.data[0])) {
        bytes.data++;
        bytes.length--;
    }
    while (bytes.length > 0 && is_blank(bytes.data[bytes.length - 1]))
        bytes.length--;
    return bytes;
}

fetch_cors_bytes bytes_split(fetch_cors_bytes *rest, char separator)
{
    fetch_cors_bytes part = *rest;
    const uint8_t *found = rest->length > 0 ? memchr(rest->data, separator, rest->length) : NULL;
    if (found == NULL) {
        rest->length = 0;
        return part;
    }
    part.length = (size_t)(found - rest->data);
    rest->data = found + 1;
    rest->length -= part.length + 1;
    return part;
}
