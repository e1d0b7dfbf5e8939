/* HTTP/1.1. Each connection is for one message and its response. */
#ifndef HTTP1_H
#define HTTP1_H

#include "buffer.h"
#include "connection.h"

/* The body of a request. */
typedef struct request_body {
    const fetch_cors_bytes *chunks;
    size_t count;
} request_body;

/*
 * Sends a message. `cookies` is the value of its Cookie header, or is empty. The body is sent only if `send_body` of the
 * message is true. Returns true if everything was sent.
 */
bool http1_send(connection *connection, const fetch_cors_message *message, const buffer *cookies,
                const request_body *body);

/* How a body of a response ends: no body, after a length, after the last chunk, or at the end of the connection. */
typedef enum body_end { BODY_NONE, BODY_LENGTH, BODY_CHUNKED, BODY_CLOSE } body_end;

/* The head of a response. */
typedef struct response_head {
    /* The bytes of the head. The members below point to parts of them. */
    buffer text;
    fetch_cors_header *headers;
    size_t header_count;
    fetch_cors_bytes status_text;
    uint16_t status;
    body_end end;
    size_t length;
} response_head;

/*
 * Reads the head of the final response, and skips interim responses. If there is no valid response, returns false and frees
 * the head.
 */
bool http1_read_head(connection *connection, const fetch_cors_message *message, response_head *head);
void response_head_free(response_head *head);

/* Reads the body of a response. Returns false if the body breaks off. */
bool http1_read_body(connection *connection, const response_head *head, buffer *body);

#endif
