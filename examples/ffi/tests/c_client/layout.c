/* Prints the layout of each struct of the header: "struct size", and "struct member offset size" for each member. */
#include <stdio.h>

#include "fetch_cors.h"

#define STRUCT(type) printf(#type " %zu\n", sizeof(type))
#define MEMBER(type, member) printf(#type " " #member " %zu %zu\n", offsetof(type, member), sizeof(((type *)0)->member))

int main(void)
{
    STRUCT(fetch_cors_bytes);
    MEMBER(fetch_cors_bytes, data);
    MEMBER(fetch_cors_bytes, length);

    STRUCT(fetch_cors_header);
    MEMBER(fetch_cors_header, name);
    MEMBER(fetch_cors_header, value);

    STRUCT(fetch_cors_step);
    MEMBER(fetch_cors_step, kind);
    MEMBER(fetch_cors_step, number);

    STRUCT(fetch_cors_message);
    MEMBER(fetch_cors_message, method);
    MEMBER(fetch_cors_message, url);
    MEMBER(fetch_cors_message, scheme);
    MEMBER(fetch_cors_message, host);
    MEMBER(fetch_cors_message, authority);
    MEMBER(fetch_cors_message, target);
    MEMBER(fetch_cors_message, headers);
    MEMBER(fetch_cors_message, header_count);
    MEMBER(fetch_cors_message, port);
    MEMBER(fetch_cors_message, is_preflight);
    MEMBER(fetch_cors_message, include_credentials);
    MEMBER(fetch_cors_message, send_strict_cookies);
    MEMBER(fetch_cors_message, send_lax_cookies);
    MEMBER(fetch_cors_message, store_same_site_cookies);
    MEMBER(fetch_cors_message, send_body);
    MEMBER(fetch_cors_message, body_is_stream);
    MEMBER(fetch_cors_message, may_prompt);

    STRUCT(fetch_cors_response);
    MEMBER(fetch_cors_response, url);
    MEMBER(fetch_cors_response, status_text);
    MEMBER(fetch_cors_response, headers);
    MEMBER(fetch_cors_response, header_count);
    MEMBER(fetch_cors_response, status);

    STRUCT(fetch_cors_result);
    MEMBER(fetch_cors_result, status_text);
    MEMBER(fetch_cors_result, url);
    MEMBER(fetch_cors_result, headers);
    MEMBER(fetch_cors_result, header_count);
    MEMBER(fetch_cors_result, response_type);
    MEMBER(fetch_cors_result, status);
    MEMBER(fetch_cors_result, redirected);
    MEMBER(fetch_cors_result, body_is_visible);

    STRUCT(fetch_cors_error);
    MEMBER(fetch_cors_error, code);
    MEMBER(fetch_cors_error, phase);
    MEMBER(fetch_cors_error, step);
    MEMBER(fetch_cors_error, standard);
    MEMBER(fetch_cors_error, message);
    MEMBER(fetch_cors_error, kind);
    MEMBER(fetch_cors_error, status);
    return 0;
}
