/* A TCP connection. Each operation on it waits for at most 30 seconds. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "fetch_cors.h"

typedef struct connection {
    int socket;
    size_t start;
    size_t end;
    char received[16384];
} connection;

/* Connects to a host. An IPv6 address is in brackets. Returns true if there is a connection. */
bool connection_open(connection *connection, fetch_cors_bytes host, uint16_t port);
void connection_close(connection *connection);

/* Sends bytes. Returns true if all of them were sent. */
bool connection_send(connection *connection, fetch_cors_bytes bytes);

/*
 * Receives bytes if none are left. Returns the number of bytes that can be read at `received[start]`, 0 at the end of the
 * connection, and -1 if the connection broke.
 */
long connection_receive(connection *connection);

#endif
