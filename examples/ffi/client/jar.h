/*
 * A small cookie jar. For each cookie, it stores the name, the value, the host, the path and the attribute SameSite.
 *
 * A cookie is sent only to the host that set it. The jar does not store a cookie with the attribute Domain or Secure,
 * because it has no list of public suffixes, and this client has no TLS. It ignores Expires. It uses Max-Age only if this
 * removes the cookie. The library decides which cookies SameSite allows: see fetch_cors_message.
 */
#ifndef JAR_H
#define JAR_H

#include "buffer.h"

/* A cookie jar. Initialise it with {NULL}. */
typedef struct jar {
    struct cookie *first;
} jar;

/* Stores the cookie of a Set-Cookie header, if the message of this response allows its SameSite. */
void jar_store(jar *jar, const fetch_cors_message *message, fetch_cors_bytes set_cookie);

/*
 * Appends the value of the Cookie header for a message to `cookies`. Cookies with longer paths come first. If there are no
 * cookies for the message, appends nothing.
 */
void jar_write(const jar *jar, const fetch_cors_message *message, buffer *cookies);

void jar_free(jar *jar);

#endif
