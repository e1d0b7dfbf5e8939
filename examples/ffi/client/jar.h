/*
 * A small cookie jar: the name, the value, the host and the path.
 *
 * A cookie belongs to the host that set it. One with the attribute Domain or Secure is not stored: the jar knows no public
 * suffixes, and this client speaks no TLS. Expires is ignored, and Max-Age only counts if it removes the cookie. The message
 * says which cookies its SameSite allows.
 */
#ifndef JAR_H
#define JAR_H

#include "buffer.h"

/* Starts as {NULL}. */
typedef struct jar {
    struct cookie *first;
} jar;

/* Stores the cookie of a Set-Cookie header of a response, if the message allows that. */
void jar_store(jar *jar, const fetch_cors_message *message, fetch_cors_bytes set_cookie);

/* Adds the value of the Cookie header of a message, those with longer paths first. Adds nothing if there are no cookies. */
void jar_write(const jar *jar, const fetch_cors_message *message, buffer *cookies);

void jar_free(jar *jar);

#endif
