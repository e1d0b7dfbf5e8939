//! The responses for the URLs that need no network: `data:` URLs, with the crate `data-url`, and `about:blank`.

use bytes::Bytes;
use data_url::DataUrl;
use http::Response;
use http::header::CONTENT_TYPE;
use url::Url;

use super::client::Failure;

/// Returns the response for a URL that needs no network.
pub(crate) fn serve(url: &Url) -> Result<fetch_cors::Response<Bytes>, Failure> {
    let (content_type, body) = match url.scheme() {
        // `about:blank` is the only `about:` URL that the engine asks for.
        "about" => ("text/html;charset=utf-8".to_owned(), Vec::new()),
        "data" => data(url)?,
        scheme => return Err(format!("this client does not support {scheme}: URLs").into()),
    };
    let response = Response::builder().header(CONTENT_TYPE, content_type).body(Bytes::from(body))?;
    Ok(fetch_cors::Response::from(response).with_status_text("OK"))
}

fn data(url: &Url) -> Result<(String, Vec<u8>), Failure> {
    let data = DataUrl::process(url.as_str()).map_err(|_| "it has no comma")?;
    // The part after a `#` is the fragment of the URL. It does not belong to the data.
    let (body, _) = data.decode_to_vec().map_err(|_| "its data is not valid base64")?;
    Ok((data.mime_type().to_string(), body))
}
