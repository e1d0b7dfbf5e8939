use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ETAG, ORIGIN,
};
use http::{HeaderValue, Request, Response};

/// Answers like a server that allows everything. A lab sends the most requests to such a server.
pub(super) fn allow_everything(request: &Request<Vec<u8>>) -> Response<()> {
    let copied = [
        (ORIGIN, ACCESS_CONTROL_ALLOW_ORIGIN),
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
    ];
    let copied = copied.into_iter().filter_map(|(from, to)| Some((to, request.headers().get(from)?.clone())));
    let fixed = [
        (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
        (ETAG, HeaderValue::from_static("\"1\"")),
    ];
    let mut response = Response::new(());
    response.headers_mut().extend(copied.chain(fixed));
    response
}
