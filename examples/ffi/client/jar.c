#include "jar.h"

#include <stdlib.h>
#include <string.h>

typedef enum same_site { SAME_SITE_UNSET, SAME_SITE_NONE, SAME_SITE_LAX, SAME_SITE_STRICT } same_site;

struct cookie {
    struct cookie *next;
    /* The name and the value, in the form in which they are sent. */
    buffer pair;
    size_t name_length;
    buffer host;
    buffer path;
    same_site same_site;
};

static bool are_equal(fetch_cors_bytes a, fetch_cors_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static bool starts_with(fetch_cors_bytes bytes, fetch_cors_bytes start)
{
    return bytes.length >= start.length && memcmp(bytes.data, start.data, start.length) == 0;
}

static fetch_cors_bytes path_of(fetch_cors_bytes target)
{
    return bytes_split(&target, '?');
}

/* Returns the path of a cookie without a valid attribute Path: the path of the URL up to the last slash. */
static fetch_cors_bytes default_path(fetch_cors_bytes target)
{
    fetch_cors_bytes path = path_of(target);
    while (path.length > 1 && path.data[path.length - 1] != '/')
        path.length--;
    if (path.length > 1)
        path.length--;
    return path.length > 0 ? path : bytes_of_text("/");
}

static bool path_matches(fetch_cors_bytes path, fetch_cors_bytes cookie_path)
{
    return starts_with(path, cookie_path) &&
           (path.length == cookie_path.length || cookie_path.data[cookie_path.length - 1] == '/' ||
            path.data[cookie_path.length] == '/');
}

/* Returns whether the value of Max-Age removes the cookie, because it is 0 or negative. */
static bool removes(fetch_cors_bytes max_age)
{
    return max_age.length > 0 && (max_age.data[0] == '-' || (max_age.data[0] == '0' && max_age.length == 1));
}

/* Parses the value of SameSite. An unknown value is treated as if the attribute were not there. */
static same_site same_site_of(fetch_cors_bytes value)
{
    if (bytes_are_ignoring_case(value, "strict"))
        return SAME_SITE_STRICT;
    if (bytes_are_ignoring_case(value, "lax"))
        return SAME_SITE_LAX;
    return bytes_are_ignoring_case(value, "none") ? SAME_SITE_NONE : SAME_SITE_UNSET;
}

static bool may_send(const fetch_cors_message *message, same_site same_site)
{
    switch (same_site) {
    case SAME_SITE_STRICT:
        return message->send_strict_cookies;
    case SAME_SITE_LAX:
        return message->send_lax_cookies;
    default:
        return true;
    }
}

static void cookie_free(struct cookie *cookie)
{
    buffer_free(&cookie->pair);
    buffer_free(&cookie->host);
    buffer_free(&cookie->path);
    free(cookie);
}

/* Removes the cookie with this name, host and path. */
static void remove_cookie(jar *jar, fetch_cors_bytes name, fetch_cors_bytes host, fetch_cors_bytes path)
{
    struct cookie **place = &jar->first;
    while (*place != NULL) {
        struct cookie *cookie = *place;
        if (are_equal(bytes_of(cookie->pair.data, cookie->name_length), name) &&
            are_equal(bytes_of_buffer(&cookie->host), host) && are_equal(bytes_of_buffer(&cookie->path), path)) {
            *place = cookie->next;
            cookie_free(cookie);
            return;
        }
        place = &cookie->next;
    }
}

/* Adds a cookie before those with shorter paths. Cookies with equally long paths stay before the new one. */
static void add_cookie(jar *jar, fetch_cors_bytes pair, size_t name_length, fetch_cors_bytes host, fetch_cors_bytes path,
                       same_site same_site)
{
    struct cookie **place = &jar->first;
    struct cookie *cookie = calloc(1, sizeof *cookie);
    if (cookie == NULL)
        return;
    buffer_add_bytes(&cookie->pair, pair);
    cookie->name_length = name_length;
    buffer_add_bytes(&cookie->host, host);
    buffer_add_bytes(&cookie->path, path);
    cookie->same_site = same_site;
    while (*place != NULL && (*place)->path.length >= path.length)
        place = &(*place)->next;
    cookie->next = *place;
    *place = cookie;
}

void jar_store(jar *jar, const fetch_cors_message *message, fetch_cors_bytes set_cookie)
{
    fetch_cors_bytes pair = bytes_trimmed(bytes_split(&set_cookie, ';'));
    fetch_cors_bytes value = pair;
    fetch_cors_bytes name = bytes_split(&value, '=');
    fetch_cors_bytes path = default_path(message->target);
    same_site same_site = SAME_SITE_UNSET;
    bool is_removed = false;
    if (name.length == pair.length || bytes_trimmed(name).length == 0)
        return;
    while (set_cookie.length > 0) {
        fetch_cors_bytes attribute_value = bytes_split(&set_cookie, ';');
        fetch_cors_bytes attribute = bytes_trimmed(bytes_split(&attribute_value, '='));
        attribute_value = bytes_trimmed(attribute_value);
        if (bytes_are_ignoring_case(attribute, "domain") || bytes_are_ignoring_case(attribute, "secure"))
            return;
        if (bytes_are_ignoring_case(attribute, "path") && attribute_value.length > 0 && attribute_value.data[0] == '/')
            path = attribute_value;
        if (bytes_are_ignoring_case(attribute, "max-age"))
            is_removed = removes(attribute_value);
        if (bytes_are_ignoring_case(attribute, "samesite"))
            same_site = same_site_of(attribute_value);
    }
    if (same_site != SAME_SITE_NONE && !message->store_same_site_cookies)
        return;
    remove_cookie(jar, name, message->host, path);
    if (!is_removed)
        add_cookie(jar, pair, name.length, message->host, path, same_site);
}

void jar_write(const jar *jar, const fetch_cors_message *message, buffer *cookies)
{
    const struct cookie *cookie;
    for (cookie = jar->first; cookie != NULL; cookie = cookie->next) {
        if (!may_send(message, cookie->same_site) || !are_equal(bytes_of_buffer(&cookie->host), message->host) ||
            !path_matches(path_of(message->target), bytes_of_buffer(&cookie->path)))
            continue;
        if (cookies->length > 0)
            buffer_add_text(cookies, "; ");
        buffer_add_bytes(cookies, bytes_of_buffer(&cookie->pair));
    }
}

void jar_free(jar *jar)
{
    while (jar->first != NULL) {
        struct cookie *cookie = jar->first;
        jar->first = cookie->next;
        cookie_free(cookie);
    }
}
