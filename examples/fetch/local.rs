//! The URLs that need no network: `data:`, by the `data-url` crate, and `about:blank`.

use bytes::Bytes;
use data_url::DataUrl;
use http::Response;
use http::header::CONTENT_TYPE;
use url::Url;

use super::client::Failure;

/// What such a URL holds.
pub(crate) fn serve(url: &Url) -> Result<fetch_cors::Response<Bytes>, Failure> {
    let (content_type, body) = match url.scheme() {
        // The engine asks for no other `about:` URL than `about:blank`.
        "about" => ("text/html;charset=utf-8".to_owned(), Vec::new()),
        "data" => data(url)?,
        scheme => return Err(format!("this client has no {scheme}: URLs").into()),
    };
    Ok(Response::builder().header(CONTENT_TYPE, content_type).body(Bytes::from(body))?.into())
}

fn data(url: &Url) -> Result<(String, Vec<u8>), Failure> {
    let data = DataUrl::process(url.as_str()).map_err(|_| "there is no comma")?;
    // What stands behind a `#` is the URL's fragment.
    let (body, _) = data.decode_to_vec().map_err(|_| "it is not base64")?;
    Ok((data.mime_type().to_string(), body))
}
