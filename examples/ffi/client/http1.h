/* HTTP/1.1 over a connection that carries one message and its response. */
#ifndef HTTP1_H
#define HTTP1_H

#include "buffer.h"
#include "connection.h"

/* The body of a request. */
typedef struct request_body {
    const fetch_cors_bytes *chunks;
    size_t count;
} request_body;

/* Sends a message with its cookies, which may be empty. The body goes along if the message says so. */
bool http1_send(connection *connection, const fetch_cors_message *message, const buffer *cookies,
                const request_body *body);

/* How the end of a response body is found. */
typedef enum body_end { BODY_NONE, BODY_LENGTH, BODY_CHUNKED, BODY_CLOSE } body_end;

/* The head of a response. */
typedef struct response_head {
    /* The bytes of the head, which the members below point into. */
    buffer text;
    fetch_cors_header *headers;
    size_t header_count;
    fetch_cors_bytes status_text;
    uint16_t status;
    body_end end;
    size_t length;
} response_head;

/* Reads the head of the final response. Interim responses are skipped. If there is none, returns false and frees the head. */
bool http1_read_head(connection *connection, const fetch_cors_message *message, response_head *head);
void response_head_free(response_head *head);

/* Reads the body. Returns false if it breaks off. */
bool http1_read_body(connection *connection, const response_head *head, buffer *body);

#endif
