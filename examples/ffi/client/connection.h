/* A connection over TCP, which waits for at most 30 seconds at a time. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "fetch_cors.h"

typedef struct connection {
    int socket;
    size_t start;
    size_t end;
    char received[16384];
} connection;

/* Connects to a host, whose IPv6 address may be in brackets. Returns whether there is a connection. */
bool connection_open(connection *connection, fetch_cors_bytes host, uint16_t port);
void connection_close(connection *connection);

/* Returns whether all bytes were sent. */
bool connection_send(connection *connection, fetch_cors_bytes bytes);

/* Returns how many bytes there are to look at, from `received[start]` on: 0 at the end, -1 if the connection broke. */
long connection_receive(connection *connection);

#endif
