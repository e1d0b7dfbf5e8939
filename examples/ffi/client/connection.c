#include "connection.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int connect_to(const struct addrinfo *address)
{
    const struct timeval patience = {30, 0};
    int connected = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (connected < 0)
        return -1;
    setsockopt(connected, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(connected, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(connected, address->ai_addr, address->ai_addrlen) == 0)
        return connected;
    close(connected);
    return -1;
}

bool connection_open(connection *connection, fetch_cors_bytes host, uint16_t port)
{
    struct addrinfo hints, *found, *address;
    char name[256], service[8];
    if (host.length >= 2 && host.data[0] == '[') {
        host.data++;
        host.length -= 2;
    }
    if (host.length == 0 || host.length >= sizeof name)
        return false;
    memcpy(name, host.data, host.length);
    name[host.length] = '\0';
    snprintf(service, sizeof service, "%u", (unsigned)port);

    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(name, service, &hints, &found) != 0)
        return false;
    connection->socket = -1;
    connection->start = connection->end = 0;
    for (address = found; address != NULL && connection->socket < 0; address = address->ai_next)
        connection->socket = connect_to(address);
    freeaddrinfo(found);
    return connection->socket >= 0;
}

void connection_close(connection *connection)
{
    if (connection->socket >= 0)
        close(connection->socket);
    connection->socket = -1;
}

bool connection_send(connection *connection, fetch_cors_bytes bytes)
{
    while (bytes.length > 0) {
        ssize_t sent = send(connection->socket, bytes.data, bytes.length, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes.data += sent;
        bytes.length -= (size_t)sent;
    }
    return true;
}

long connection_receive(connection *connection)
{
    ssize_t received;
    if (connection->start < connection->end)
        return (long)(connection->end - connection->start);
    do {
        received = recv(connection->socket, connection->received, sizeof connection->received, 0);
    } while (received < 0 && errno == EINTR);
    connection->start = 0;
    connection->end = received > 0 ? (size_t)received : 0;
    return (long)received;
}
