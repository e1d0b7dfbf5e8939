#include "serve.h"

#include <stdlib.h>

/* The largest number of chunks that is accepted. No test has more. */
#define MOST_CHUNKS 64

typedef struct order {
    buffer page;
    buffer request;
    buffer chunks[MOST_CHUNKS];
    fetch_cors_bytes views[MOST_CHUNKS];
    request_body body;
} order;

static bool read_line(FILE *input, buffer *line)
{
    int byte;
    while ((byte = getc(input)) != EOF) {
        char character = (char)byte;
        if (character == '\n')
            return true;
        buffer_add(line, &character, 1);
    }
    return false;
}

static bool read_number(FILE *input, size_t *number)
{
    buffer line = {NULL, 0, 0};
    bool is_read = read_line(input, &line);
    buffer_add(&line, "", 1);
    *number = strtoul(line.data, NULL, 10);
    buffer_free(&line);
    return is_read;
}

static bool read_chunk(FILE *input, buffer *chunk)
{
    char part[4096];
    size_t left;
    if (!read_number(input, &left))
        return false;
    while (left > 0) {
        size_t length = fread(part, 1, left < sizeof part ? left : sizeof part, input);
        if (length == 0)
            return false;
        buffer_add(chunk, part, length);
        left -= length;
    }
    return getc(input) == '\n';
}

static bool read_order(FILE *input, order *order)
{
    size_t count, i;
    if (!read_line(input, &order->page) || !read_line(input, &order->request) || !read_number(input, &count) ||
        count > MOST_CHUNKS)
        return false;
    for (i = 0; i < count; i++) {
        if (!read_chunk(input, &order->chunks[i]))
            return false;
        order->views[i] = bytes_of_buffer(&order->chunks[i]);
    }
    order->body.chunks = order->views;
    order->body.count = count;
    return true;
}

static void order_free(order *order)
{
    size_t i;
    buffer_free(&order->page);
    buffer_free(&order->request);
    for (i = 0; i < MOST_CHUNKS; i++)
        buffer_free(&order->chunks[i]);
}

static void write_string(FILE *output, fetch_cors_string *string)
{
    fetch_cors_bytes bytes = fetch_cors_string_bytes(string);
    if (bytes.length > 0)
        fwrite(bytes.data, 1, bytes.length, output);
    fputc('\n', output);
    fetch_cors_string_free(string);
}

static void write_trouble(FILE *output, fetch_cors_status status, fetch_cors_string *message)
{
    fprintf(output, "! %s: ", fetch_cors_status_text(status));
    write_string(output, message);
}

static void write_fetched(FILE *output, const fetched *fetched)
{
    fetch_cors_string *outcome, *explanation = NULL;
    fetch_cors_status status = fetch_cors_fetch_outcome_json(fetched->fetch, &outcome);
    if (status == FETCH_CORS_OK)
        status = fetch_cors_fetch_explain_json(fetched->fetch, &explanation);
    if (status != FETCH_CORS_OK) {
        fetch_cors_string_free(outcome);
        write_trouble(output, status, NULL);
        return;
    }
    write_string(output, outcome);
    write_string(output, explanation);
    if (!fetched->has_body) {
        fputs(fetched->is_broken ? "broken\n" : "none\n", output);
        return;
    }
    fprintf(output, "%zu\n", fetched->body.length);
    if (fetched->body.length > 0)
        fwrite(fetched->body.data, 1, fetched->body.length, output);
    fputc('\n', output);
}

static void carry_out(browser *browser, const order *order, FILE *output)
{
    fetch_cors_client *client;
    fetch_cors_request *request = NULL;
    fetch_cors_string *message;
    fetched fetched;
    fetch_cors_status status = fetch_cors_client_new(bytes_of_buffer(&order->page), &client, &message);
    if (status == FETCH_CORS_OK)
        status = fetch_cors_request_new(client, bytes_of_buffer(&order->request), &request, &message);
    fetch_cors_client_free(client);
    if (status != FETCH_CORS_OK) {
        write_trouble(output, status, message);
        return;
    }
    status = browser_fetch(browser, request, &order->body, &fetched);
    fetch_cors_request_free(request);
    if (status == FETCH_CORS_OK)
        write_fetched(output, &fetched);
    else
        write_trouble(output, status, NULL);
    fetched_free(&fetched);
}

int serve(browser *browser, FILE *input, FILE *output)
{
    for (;;) {
        order order = {0};
        int byte = getc(input);
        bool is_read;
        if (byte == EOF)
            return 0;
        ungetc(byte, input);
        is_read = read_order(input, &order);
        if (is_read) {
            carry_out(browser, &order, output);
            fflush(output);
        }
        order_free(&order);
        if (!is_read)
            return 2;
    }
}
