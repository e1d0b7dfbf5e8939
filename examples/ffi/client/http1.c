#include "http1.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest head of a response that is accepted, in bytes. */
#define LONGEST_HEAD (256 * 1024)

/* ------------------------------------------------------------------------- sending */

static void add_header(buffer *head, fetch_cors_bytes name, fetch_cors_bytes value)
{
    buffer_add_bytes(head, name);
    buffer_add_text(head, ": ");
    buffer_add_bytes(head, value);
    buffer_add_text(head, "\r\n");
}

static size_t total_length(const request_body *body)
{
    size_t length = 0, i;
    for (i = 0; i < body->count; i++)
        length += body->chunks[i].length;
    return length;
}

static void add_length(buffer *head, const fetch_cors_message *message, const request_body *body)
{
    if (message->send_body && message->body_is_stream) {
        buffer_add_text(head, "Transfer-Encoding: chunked\r\n");
    } else if (message->send_body) {
        buffer_add_text(head, "Content-Length: ");
        buffer_add_number(head, total_length(body));
        buffer_add_text(head, "\r\n");
    } else if (bytes_are(message->method, "POST") || bytes_are(message->method, "PUT")) {
        /* HTTP-network-or-cache fetch 8.7: a POST or a PUT without a body has Content-Length: 0. */
        buffer_add_text(head, "Content-Length: 0\r\n");
    }
}

static bool send_chunk(connection *connection, fetch_cors_bytes chunk)
{
    char size[32];
    /* An empty chunk would mark the end of the body. */
    if (chunk.length == 0)
        return true;
    snprintf(size, sizeof size, "%zx\r\n", chunk.length);
    return connection_send(connection, bytes_of_text(size)) && connection_send(connection, chunk) &&
           connection_send(connection, bytes_of_text("\r\n"));
}

static bool send_body(connection *connection, const fetch_cors_message *message, const request_body *body)
{
    size_t i;
    for (i = 0; i < body->count; i++) {
        if (message->body_is_stream ? !send_chunk(connection, body->chunks[i])
                                    : !connection_send(connection, body->chunks[i]))
            return false;
    }
    return !message->body_is_stream || connection_send(connection, bytes_of_text("0\r\n\r\n"));
}

bool http1_send(connection *connection, const fetch_cors_message *message, const buffer *cookies,
                const request_body *body)
{
    buffer head = {NULL, 0, 0};
    bool sent;
    size_t i;
    buffer_add_bytes(&head, message->method);
    buffer_add_text(&head, " ");
    buffer_add_bytes(&head, message->target);
    buffer_add_text(&head, " HTTP/1.1\r\n");
    add_header(&head, bytes_of_text("Host"), message->authority);
    for (i = 0; i < message->header_count; i++)
        add_header(&head, message->headers[i].name, message->headers[i].value);
    if (cookies->length > 0)
        add_header(&head, bytes_of_text("Cookie"), bytes_of_buffer(cookies));
    add_length(&head, message, body);
    buffer_add_text(&head, "Connection: close\r\n\r\n");

    sent = connection_send(connection, bytes_of_buffer(&head));
    buffer_free(&head);
    return sent && (!message->send_body || send_body(connection, message, body));
}

/* ------------------------------------------------------------------------- the head of a response */

/* Appends a line without its line end. Returns false if the connection ends before, or the text becomes too long. */
static bool read_line(connection *connection, buffer *text)
{
    while (text->length < LONGEST_HEAD) {
        const char *start, *newline;
        size_t length;
        long received = connection_receive(connection);
        if (received <= 0)
            return false;
        start = connection->received + connection->start;
        newline = memchr(start, '\n', (size_t)received);
        length = newline != NULL ? (size_t)(newline - start) : (size_t)received;
        buffer_add(text, start, length);
        connection->start += length + (newline != NULL);
        if (newline != NULL) {
            if (text->length > 0 && text->data[text->length - 1] == '\r')
                text->length--;
            return true;
        }
    }
    return false;
}

/* Reads lines up to the first empty line. In `text`, each line ends with a newline. */
static bool read_lines(connection *connection, buffer *text)
{
    for (;;) {
        size_t start = text->length;
        if (!read_line(connection, text))
            return false;
        if (text->length == start)
            return true;
        buffer_add_text(text, "\n");
    }
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* Parses a line such as "HTTP/1.1 200 OK". The status text may be missing. */
static bool parse_status_line(fetch_cors_bytes line, response_head *head)
{
    const uint8_t *digits;
    if (line.length < 12 || memcmp(line.data, "HTTP/1.", 7) != 0 || line.data[8] != ' ')
        return false;
    digits = line.data + 9;
    if (!is_digit(digits[0]) || !is_digit(digits[1]) || !is_digit(digits[2]))
        return false;
    if (line.length > 12 && line.data[12] != ' ')
        return false;
    head->status = (uint16_t)((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
    head->status_text = line.length > 13 ? bytes_of((const char *)line.data + 13, line.length - 13)
                                         : bytes_of_text("");
    return true;
}

static bool parse_header(fetch_cors_bytes line, fetch_cors_header *header)
{
    /* A line that begins with a space would continue the previous line. HTTP does not allow this any more. */
    if (line.data[0] == ' ' || line.data[0] == '\t' || memchr(line.data, ':', line.length) == NULL)
        return false;
    header->name = bytes_split(&line, ':');
    header->value = bytes_trimmed(line);
    return true;
}

static bool parse_head(response_head *head)
{
    fetch_cors_bytes rest = bytes_of_buffer(&head->text);
    size_t lines = 0, i;
    for (i = 0; i < rest.length; i++)
        lines += rest.data[i] == '\n';
    if (lines == 0 || !parse_status_line(bytes_split(&rest, '\n'), head))
        return false;
    head->headers = calloc(lines, sizeof *head->headers);
    if (head->headers == NULL)
        return false;
    while (rest.length > 0) {
        if (!parse_header(bytes_split(&rest, '\n'), &head->headers[head->header_count]))
            return false;
        head->header_count++;
    }
    return true;
}

/* ------------------------------------------------------------------------- the end of the body */

static bool parse_length(fetch_cors_bytes digits, size_t *length)
{
    size_t i, sum = 0;
    for (i = 0; i < digits.length; i++) {
        if (!is_digit(digits.data[i]) || sum > (SIZE_MAX - 9) / 10)
            return false;
        sum = sum * 10 + (size_t)(digits.data[i] - '0');
    }
    *length = sum;
    return digits.length > 0;
}

/* Reads a Content-Length. It may be repeated, in one header or in several, if the length is always the same. */
static bool read_length(fetch_cors_bytes value, response_head *head)
{
    do {
        size_t length;
        if (!parse_length(bytes_trimmed(bytes_split(&value, ',')), &length))
            return false;
        if (head->end == BODY_LENGTH && head->length != length)
            return false;
        head->end = BODY_LENGTH;
        head->length = length;
    } while (value.length > 0);
    return true;
}

static bool has_no_body(const fetch_cors_message *message, uint16_t status)
{
    return bytes_are(message->method, "HEAD") || status == 204 || status == 304;
}

/* Determines where the body ends, by the rules of RFC 9112. */
static bool find_end(const fetch_cors_message *message, response_head *head)
{
    fetch_cors_bytes codings = {NULL, 0};
    size_t i;
    head->end = BODY_CLOSE;
    for (i = 0; i < head->header_count; i++) {
        const fetch_cors_header *header = &head->headers[i];
        if (bytes_are_ignoring_case(header->name, "transfer-encoding"))
            codings = header->value;
        else if (bytes_are_ignoring_case(header->name, "content-length") && !read_length(header->value, head))
            return false;
    }
    if (codings.data != NULL) {
        fetch_cors_bytes last = codings;
        while (codings.length > 0)
            last = bytes_split(&codings, ',');
        head->end = bytes_are_ignoring_case(bytes_trimmed(last), "chunked") ? BODY_CHUNKED : BODY_CLOSE;
    }
    if (has_no_body(message, head->status))
        head->end = BODY_NONE;
    return true;
}

bool http1_read_head(connection *connection, const fetch_cors_message *message, response_head *head)
{
    for (;;) {
        memset(head, 0, sizeof *head);
        if (!read_lines(connection, &head->text) || !parse_head(head))
            break;
        if (head->status == 101 || head->status < 100)
            break;
        if (head->status >= 200) {
            if (!find_end(message, head))
                break;
            return true;
        }
        response_head_free(head);
    }
    response_head_free(head);
    return false;
}

void response_head_free(response_head *head)
{
    buffer_free(&head->text);
    free(head->headers);
    head->headers = NULL;
}

/* ------------------------------------------------------------------------- the body of a response */

static bool read_exactly(connection *connection, size_t length, buffer *body)
{
    while (length > 0) {
        long received = connection_receive(connection);
        size_t part;
        if (received <= 0)
            return false;
        part = (size_t)received < length ? (size_t)received : length;
        buffer_add(body, connection->received + connection->start, part);
        connection->start += part;
        length -= part;
    }
    return true;
}

static bool read_to_close(connection *connection, buffer *body)
{
    long received;
    while ((received = connection_receive(connection)) > 0) {
        buffer_add(body, connection->received + connection->start, (size_t)received);
        connection->start = connection->end;
    }
    return received == 0;
}

static int digit_of(uint8_t byte)
{
    if (is_digit(byte))
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* Parses the line before a chunk: the size of the chunk, and extensions, which are ignored. */
static bool parse_chunk_size(fetch_cors_bytes line, size_t *size)
{
    fetch_cors_bytes digits = bytes_trimmed(bytes_split(&line, ';'));
    size_t i;
    *size = 0;
    for (i = 0; i < digits.length; i++) {
        int digit = digit_of(digits.data[i]);
        if (digit < 0 || *size > SIZE_MAX >> 4)
            return false;
        *size = (*size << 4) + (size_t)digit;
    }
    return digits.length > 0;
}

static bool read_chunks(connection *connection, buffer *body)
{
    size_t size;
    do {
        buffer line = {NULL, 0, 0};
        bool is_read = read_line(connection, &line) && parse_chunk_size(bytes_of_buffer(&line), &size) &&
                       read_exactly(connection, size, body);
        if (is_read && size > 0) {
            line.length = 0;
            is_read = read_line(connection, &line) && line.length == 0;
        }
        buffer_free(&line);
        if (!is_read)
            return false;
    } while (size > 0);
    return true;
}

static bool read_trailers(connection *connection)
{
    buffer trailers = {NULL, 0, 0};
    bool is_read = read_lines(connection, &trailers);
    buffer_free(&trailers);
    return is_read;
}

bool http1_read_body(connection *connection, const response_head *head, buffer *body)
{
    switch (head->end) {
    case BODY_LENGTH:
        return read_exactly(connection, head->length, body);
    case BODY_CHUNKED:
        return read_chunks(connection, body) && read_trailers(connection);
    case BODY_CLOSE:
        return read_to_close(connection, body);
    case BODY_NONE:
        break;
    }
    return true;
}
